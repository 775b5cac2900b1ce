// SPDX-License-Identifier: GPL-2.0-only
#include "say.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Even with "quiet" on the kernel's command line. */
#define LEVEL "<1>"
/* The kernel takes less than 1024 bytes a line. */
#define LINE 900

bool write_to(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	bool written;

	if (fd < 0)
		return false;
	written = write(fd, text, strlen(text)) > 0;
	close(fd);
	return written;
}

/* Through the kernel's log it gets to all consoles, and cuts none of its lines in two. */
void say(const char *format, ...)
{
	char line[LINE], text[LINE + 32];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	snprintf(text, sizeof(text), LEVEL "saveoops: %s\n", line);
	if (!write_to("/dev/kmsg", text))
		write_to("/dev/console", text + strlen(LEVEL));
}
