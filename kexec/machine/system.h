/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access to the running system.  Nothing else in kexec opens a file of /proc, /sys or /dev or makes
 * one of these system calls, so that tests link a fake in place of system.c.
 */
#ifndef KEXEC_MACHINE_SYSTEM_H
#define KEXEC_MACHINE_SYSTEM_H

#include <dirent.h>
#include <linux/fb.h>
#include <linux/kexec.h>
#include <stddef.h>

/* Flags of newer kernels: uapi/linux/kexec.h. */
#ifndef KEXEC_UPDATE_ELFCOREHDR
#define KEXEC_UPDATE_ELFCOREHDR 0x00000004
#endif
#define KEXEC_FILE_DEBUG_FLAG     0x00000008
#define KEXEC_FILE_NO_CMA_FLAG    0x00000010
#define KEXEC_FILE_FORCE_DTB_FLAG 0x00000020

/**
 * system_open() - open a file of /proc, /sys or /dev for reading
 * @path: absolute
 *
 * Return: a file descriptor, or -1 with errno set.
 */
int system_open(const char *path);

/**
 * system_opendir() - open a directory of /proc, /sys or /dev
 * @path: absolute
 *
 * Return: to be given to closedir(), or NULL with errno set.
 */
DIR *system_opendir(const char *path);

/**
 * system_kexec_load() - kexec_load(2)
 * @entry: physical address
 * @count: number of segments; 0 unloads
 * @segments: content, address and size of each
 * @flags: KEXEC_*
 *
 * Return: 0, or -1 with errno set.
 */
int system_kexec_load(unsigned long entry, unsigned long count,
		      const struct kexec_segment *segments, unsigned long flags);

/**
 * system_kexec_file_load() - kexec_file_load(2)
 * @kernel: file descriptor
 * @initrd: file descriptor, or -1 without one
 * @command_line: of the next kernel
 * @flags: KEXEC_FILE_*
 *
 * Return: 0, or -1 with errno set.
 */
int system_kexec_file_load(int kernel, int initrd, const char *command_line, unsigned long flags);

/**
 * system_execute() - enter the loaded kernel: reboot(2)
 *
 * Return: -1 with errno set; 0 once a kernel loaded with preserved context has jumped back.
 */
int system_execute(void);

/**
 * system_shutdown() - run "shutdown -r now" in place of this program
 *
 * Return: only on failure, -1 with errno set.
 */
int system_shutdown(void);

/* sync(2). */
void system_sync(void);

/**
 * system_interfaces_down() - take down all network interfaces except loopback
 *
 * Return: 0, or -1 with errno set if an interface stays up.
 */
int system_interfaces_down(void);

/**
 * system_random() - getrandom(2)
 * @bytes: to be filled
 * @size: at most 256
 *
 * Return: 0, or -1 with errno set.
 */
int system_random(void *bytes, size_t size);

/**
 * system_frame_buffer() - query a frame buffer's driver
 * @path: device file
 * @fixed: filled by FBIOGET_FSCREENINFO
 * @variable: filled by FBIOGET_VSCREENINFO
 *
 * Return: 0, or -1 with errno set.
 */
int system_frame_buffer(const char *path, struct fb_fix_screeninfo *fixed,
			struct fb_var_screeninfo *variable);

#endif
