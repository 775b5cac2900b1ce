/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting for block devices to come, by the kernel's word on it. */
#ifndef SAVEOOPS_CAPTURE_UEVENT_H
#define SAVEOOPS_CAPTURE_UEVENT_H

#include <stdbool.h>
#include <time.h>

/**
 * struct uevents - the kernel's events, until a time
 * @fd: -1 if the kernel has none
 * @deadline: by CLOCK_MONOTONIC
 */
struct uevents {
	int fd;
	struct timespec deadline;
};

/**
 * uevents_open() - from now on no event is missed
 * @uevents: to be filled
 * @seconds: how long it may be waited for them, in all
 */
void uevents_open(struct uevents *uevents, unsigned int seconds);

/**
 * uevents_wait() - wait until something happens to a block device
 * @uevents: open
 *
 * Return: false if the time is over; at once if the kernel has no events.
 */
bool uevents_wait(struct uevents *uevents);

/**
 * uevents_close() - the events are of no interest any more
 * @uevents: open
 */
void uevents_close(struct uevents *uevents);

#endif
