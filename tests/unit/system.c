// SPDX-License-Identifier: GPL-2.0-only
/* Network interfaces, in a namespace of their own. */
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kexec/machine/system.h"
#include "unit.h"

static int control;

static struct ifreq named(const char *name)
{
	struct ifreq request = { 0 };

	strcpy(request.ifr_name, name);
	return request;
}

static short flags_of(const char *name)
{
	struct ifreq request = named(name);

	ck_assert_int_eq(ioctl(control, SIOCGIFFLAGS, &request), 0);
	return request.ifr_flags;
}

static void set_up(const char *name)
{
	struct ifreq request = named(name);

	request.ifr_flags = flags_of(name) | IFF_UP;
	ck_assert_int_eq(ioctl(control, SIOCSIFFLAGS, &request), 0);
}

/* The interface exists as long as its descriptor is open. */
static bool make_tap(void)
{
	struct ifreq request = named("tap0");
	int fd = open("/dev/net/tun", O_RDWR);

	request.ifr_flags = IFF_TAP | IFF_NO_PI;
	return fd >= 0 && !ioctl(fd, TUNSETIFF, &request);
}

/* As kexec-tools does: who comes back, or stays, still has its loopback. */
START_TEST(test_interfaces_down)
{
	ck_assert_int_eq(unshare(CLONE_NEWUSER | CLONE_NEWNET), 0);
	control = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert(make_tap());
	set_up("lo");
	set_up("tap0");
	ck_assert_int_eq(system_interfaces_down(), 0);
	ck_assert(flags_of("lo") & IFF_UP);
	ck_assert(!(flags_of("tap0") & IFF_UP));
}
END_TEST

/* Not everywhere may a user have a network of his own. */
static bool is_allowed(void)
{
	int status = 1;
	pid_t child = fork();

	if (!child)
		_exit(unshare(CLONE_NEWUSER | CLONE_NEWNET) || !make_tap());
	return child > 0 && waitpid(child, &status, 0) == child && !status;
}

static void add_tests(TCase *tests)
{
	if (is_allowed())
		tcase_add_test(tests, test_interfaces_down);
	else
		fputs("# skipped: taking interfaces down (no namespace, or no /dev/net/tun)\n",
		      stderr);
}

int main(void)
{
	return run_tests("system", add_tests);
}
