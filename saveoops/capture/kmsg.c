// SPDX-License-Identifier: GPL-2.0-only
#include "kmsg.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* KERN_ALERT reaches the consoles even with "quiet" on the kernel's command line. */
#define LEVEL "<1>"
/* The kernel accepts less than 1024 bytes per line: kernel/printk/printk.c, LOG_LINE_MAX. */
#define KMSG_LINE_MAX 900

int write_text(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	ssize_t written;

	if (fd < 0)
		return -1;
	written = write(fd, text, strlen(text));
	close(fd);
	return written > 0 ? 0 : -1;
}

/* The kernel's log reaches all consoles, and its lines are not interleaved with this one. */
void kmsg_print(const char *format, ...)
{
	char line[KMSG_LINE_MAX], text[KMSG_LINE_MAX + 32];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	snprintf(text, sizeof(text), LEVEL "saveoops: %s\n", line);
	if (write_text("/dev/kmsg", text))
		write_text("/dev/console", text + strlen(LEVEL));
}
