// SPDX-License-Identifier: GPL-2.0-only
#include "uevent.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* From include/uapi/linux/netlink.h, which a libc other than the system's does not find. */
#define NETLINK_KOBJECT_UEVENT 15
#define KERNEL_GROUP           1

struct netlink_address {
	sa_family_t family;
	uint16_t padding;
	uint32_t port;
	uint32_t groups;
};

void uevents_open(struct uevents *uevents, unsigned int seconds)
{
	const struct netlink_address address = { .family = AF_NETLINK, .groups = KERNEL_GROUP };

	clock_gettime(CLOCK_MONOTONIC, &uevents->deadline);
	uevents->deadline.tv_sec += seconds;
	uevents->fd =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
	if (uevents->fd >= 0 &&
	    bind(uevents->fd, (const struct sockaddr *)&address, sizeof(address)))
		uevents_close(uevents);
}

void uevents_close(struct uevents *uevents)
{
	if (uevents->fd >= 0)
		close(uevents->fd);
	uevents->fd = -1;
}

static struct timespec time_left(const struct timespec *deadline)
{
	struct timespec now, left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left.tv_sec = deadline->tv_sec - now.tv_sec;
	left.tv_nsec = deadline->tv_nsec - now.tv_nsec;
	if (left.tv_nsec < 0) {
		left.tv_nsec += 1000000000;
		left.tv_sec--;
	}
	return left;
}

/*
 * Read all pending events.  ENOBUFS means that the kernel dropped events, which may have been
 * those of a block device.
 */
static bool has_block_event(int fd)
{
	static const char wanted[] = "SUBSYSTEM=block";
	bool found = false;
	char event[4096];
	ssize_t n;

	while ((n = recv(fd, event, sizeof(event), 0)) >= 0 || errno == ENOBUFS)
		if (n < 0 || memmem(event, n, wanted, sizeof(wanted) - 1))
			found = true;
	return found;
}

int uevents_wait(struct uevents *uevents)
{
	struct pollfd pollfd = { .fd = uevents->fd, .events = POLLIN };
	struct timespec left;

	if (uevents->fd < 0)
		return -1;
	for (;;) {
		left = time_left(&uevents->deadline);
		if (left.tv_sec < 0)
			return -1;
		if (ppoll(&pollfd, 1, &left, NULL) < 0 && errno != EINTR)
			return -1;
		if (has_block_event(uevents->fd))
			return 0;
	}
}
