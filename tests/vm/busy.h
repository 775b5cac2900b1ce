/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_VM_BUSY_H
#define TESTS_VM_BUSY_H

/**
 * keep_busy() - have all disks and network interfaces write to memory from here on
 * @say: told of each that does, and of what fails
 *
 * Returns once each of them has done so.
 */
void keep_busy(void (*say)(const char *format, ...));

#endif
