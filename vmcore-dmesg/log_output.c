// SPDX-License-Identifier: GPL-2.0-only
#include "log_output.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

/* A ring with more faults than this is not a ring at all, and it may be huge. */
#define REPORTS_MAX 65536u
/* A crash interrupts at most one write per CPU; few machines have more CPUs than this. */
#define UNWRITTEN_MAX 1024u

/* --- missing records ---------------------------------------------------------- */

static int count_report(struct log_output *log)
{
	return ++log->missing < REPORTS_MAX ? 0 : -1;
}

static int add_report(struct log_output *log, const char *format, va_list args)
{
	if (!log->missing)
		vsnprintf(log->first.text, sizeof(log->first.text), format, args);
	return count_report(log);
}

int log_report_unwritten(struct log_output *log, const char *format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = add_report(log, format, args);
	va_end(args);
	return result;
}

int log_report_damaged(struct log_output *log, const char *format, ...)
{
	va_list args;
	int result;

	log->damaged = true;
	va_start(args, format);
	result = add_report(log, format, args);
	va_end(args);
	return result;
}

/* The name of the dump, which begins @why, is left out: log_summarise() puts it first. */
int log_report_unreadable(struct log_output *log, const struct error *why, const char *format, ...)
{
	size_t name = strlen(log->memory->dump->file->path) + strlen(": ");
	char what[200];
	va_list args;

	log->damaged = true;
	if (!log->missing) {
		va_start(args, format);
		vsnprintf(what, sizeof(what), format, args);
		va_end(args);
		fail(&log->first, "%s cannot be read: %s", what,
		     strlen(why->text) > name ? why->text + name : why->text);
	}
	return count_report(log);
}

int log_check_size(const struct log_output *log, const char *what, uint64_t size,
		   struct error *error)
{
	const struct input_file *file = log->memory->dump->file;

	if (size <= file->size)
		return 0;
	return fail(error, "%s: the log's %s has %" PRIu64 " bytes, more than the whole dump",
		    file->path, what, size);
}

/* A record that another CPU was still writing at the crash is not a failure to read it. */
int log_summarise(const struct log_output *log, struct error *error)
{
	const char *path = log->memory->dump->file->path;

	if (!log->missing)
		return 0;
	if (log->missing == 1)
		fail(error, "%s: %s", path, log->first.text);
	else
		fail(error, "%s: %s; and %" PRIu64 " more are damaged or half-written%s", path,
		     log->first.text, log->missing - 1,
		     log->missing < REPORTS_MAX ? "" : ", so the rest is left out");
	return log->damaged || log->missing > UNWRITTEN_MAX ? -1 : 1;
}

/* --- records ------------------------------------------------------------------ */

void log_print_escaped(FILE *out, const uint8_t *text, size_t size)
{
	for (; size; size--, text++) {
		if ((*text >= ' ' && *text < 0x7f) || *text == '\n' || *text == '\t')
			putc(*text, out);
		else
			fprintf(out, "\\x%02x", *text);
	}
}

void log_print_record(struct log_output *log, uint64_t ns, size_t size)
{
	const uint8_t *line = log->text, *end = line + size, *newline;

	for (;; line = newline + 1) {
		newline = memchr(line, '\n', end - line);
		fprintf(log->out, "[%5" PRIu64 ".%06" PRIu64 "] ", ns / 1000000000,
			ns % 1000000000 / 1000);
		log_print_escaped(log->out, line, (newline ? newline : end) - line);
		putc('\n', log->out);
		if (!newline)
			return;
	}
}
