/* SPDX-License-Identifier: GPL-2.0-only */
/* Querying, unloading and entering a kernel that is already loaded. */
#ifndef KEXEC_RUNNING_H
#define KEXEC_RUNNING_H

#include "kexec/load/loader.h"

/**
 * struct leave_request - how the running kernel is left
 * @no_sync: do not write cached data to the disks
 * @no_interfaces_down: leave network interfaces up
 */
struct leave_request {
	bool no_sync;
	bool no_interfaces_down;
};

/**
 * running_status() - find out whether a kernel is loaded
 * @panic: query the crash kernel instead of the one for a reboot
 * @error: filled on failure
 *
 * Return: 1 if it is loaded, 0 if it is not, -1 if the running kernel does not show it.
 */
int running_status(bool panic, struct error *error);

/**
 * running_unload() - unload a kernel
 * @request: @panic selects the kernel to unload, @call the system call to use
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int running_unload(const struct load_request *request, struct error *error);

/**
 * running_execute() - enter the loaded kernel without a shutdown
 * @leave: how to leave the running kernel
 * @error: filled on failure
 *
 * Nothing is changed unless a kernel is loaded.
 *
 * Return: 0 once a kernel that was loaded with --load-preserve-context has returned, or -1.
 */
int running_execute(const struct leave_request *leave, struct error *error);

/**
 * running_reboot() - shut the machine down by shutdown(8), which enters the loaded kernel
 * @error: filled on failure
 *
 * Return: -1; does not return on success.
 */
int running_reboot(struct error *error);

#endif
