// SPDX-License-Identifier: GPL-2.0-only
#include "system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int system_open(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}

DIR *system_opendir(const char *path)
{
	return opendir(path);
}

int system_kexec_load(unsigned long entry, unsigned long count,
		      const struct kexec_segment *segments, unsigned long flags)
{
	return syscall(SYS_kexec_load, entry, count, segments, flags);
}

/* The length includes the terminating zero. */
int system_kexec_file_load(int kernel, int initrd, const char *command_line, unsigned long flags)
{
	return syscall(SYS_kexec_file_load, kernel, initrd, strlen(command_line) + 1, command_line,
		       flags);
}

int system_execute(void)
{
	return syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC,
		       NULL);
}

int system_shutdown(void)
{
	return execlp("shutdown", "shutdown", "-r", "now", (char *)NULL);
}

void system_sync(void)
{
	sync();
}

static int take_interface_down(int fd, const char *name)
{
	struct ifreq request = { 0 };

	strncpy(request.ifr_name, name, sizeof(request.ifr_name) - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return -1;
	if (!(request.ifr_flags & IFF_UP) || request.ifr_flags & IFF_LOOPBACK)
		return 0;
	request.ifr_flags &= ~IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &request);
}

int system_interfaces_down(void)
{
	struct if_nameindex *all = if_nameindex(), *one;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int result = all && fd >= 0 ? 0 : -1;

	/*
	 * After a failure the others are still taken down.  A vanished interface is not a failure.
	 */
	for (one = all; one && one->if_index; one++)
		if (take_interface_down(fd, one->if_name) && errno != ENODEV)
			result = -1;
	if (all)
		if_freenameindex(all);
	if (fd >= 0)
		close(fd);
	return result;
}

int system_random(void *bytes, size_t size)
{
	return getrandom(bytes, size, 0) == (ssize_t)size ? 0 : -1;
}

int system_frame_buffer(const char *path, struct fb_fix_screeninfo *fixed,
			struct fb_var_screeninfo *variable)
{
	int result, fd = system_open(path);

	if (fd < 0)
		return -1;
	result = ioctl(fd, FBIOGET_FSCREENINFO, fixed);
	if (!result)
		result = ioctl(fd, FBIOGET_VSCREENINFO, variable);
	close(fd);
	return result;
}
