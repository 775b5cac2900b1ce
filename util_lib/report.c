// SPDX-License-Identifier: GPL-2.0-only
#include "report.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void report_begin(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int report_flush(struct error *error)
{
	if (fflush(stdout) || ferror(stdout))
		return fail_errno(error, "standard output: cannot be written");
	return 0;
}

void report_failure(const char *program, const struct error *error)
{
	const char *p;

	fprintf(stderr, "%s: ", program);
	for (p = error->text; *p; p++)
		fputc(iscntrl((unsigned char)*p) ? '?' : *p, stderr);
	fputc('\n', stderr);
}

int report_finish(const char *program, int status, struct error *error)
{
	if (status >= 0 && !report_flush(error))
		return status;
	/*
	 * Output that precedes the failure must also come first if both streams are the same file.
	 */
	fflush(stdout);
	report_failure(program, error);
	return error->status;
}
