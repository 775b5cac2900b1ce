/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting for block devices through the kernel's uevents. */
#ifndef SAVEOOPS_CAPTURE_UEVENT_H
#define SAVEOOPS_CAPTURE_UEVENT_H

#include <time.h>

/**
 * struct uevents - a netlink socket for uevents, with a deadline
 * @fd: socket; -1 if the kernel has no uevents
 * @deadline: time of CLOCK_MONOTONIC at which waiting ends
 */
struct uevents {
	int fd;
	struct timespec deadline;
};

/**
 * uevents_open() - start listening; later events are not missed
 * @uevents: to be filled
 * @seconds: total time to wait
 */
void uevents_open(struct uevents *uevents, unsigned int seconds);

/**
 * uevents_wait() - wait for an event of a block device
 * @uevents: open socket
 *
 * Return: 0, or -1 after the deadline; without uevents -1 at once.
 */
int uevents_wait(struct uevents *uevents);

/**
 * uevents_close() - stop listening
 * @uevents: open socket
 */
void uevents_close(struct uevents *uevents);

#endif
