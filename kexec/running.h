/* SPDX-License-Identifier: GPL-2.0-only */
/* What is done with a kernel that is loaded already. */
#ifndef KEXEC_RUNNING_H
#define KEXEC_RUNNING_H

#include "kexec/load/loader.h"

/**
 * struct leave_request - how the running kernel is left
 * @no_sync: without writing cached data to the disks
 * @no_interfaces_down: without taking network interfaces down
 */
struct leave_request {
	bool no_sync;
	bool no_interfaces_down;
};

/**
 * running_status() - is a kernel loaded?
 * @panic: the crash kernel
 * @error: filled on failure
 *
 * Return: 1 if it is, 0 if it isn't, or -1 if that's not to be seen.
 */
int running_status(bool panic, struct error *error);

/**
 * running_unload() - have the kernel forget what was loaded
 * @request: which (panic), and by which system call
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int running_unload(const struct load_request *request, struct error *error);

/**
 * running_execute() - leave for the kernel that is loaded, without a shutdown
 * @leave: how to leave
 * @error: filled on failure
 *
 * Touches nothing unless a kernel is loaded.  Return: -1; 0 once a kernel that
 * preserves the context has come back.
 */
int running_execute(const struct leave_request *leave, struct error *error);

/**
 * running_reboot() - have the machine shut down, to end in what is loaded
 * @error: filled on failure
 *
 * Return: -1, if at all.
 */
int running_reboot(struct error *error);

#endif
