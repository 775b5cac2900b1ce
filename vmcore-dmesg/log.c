// SPDX-License-Identifier: GPL-2.0-only
#include "log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "vmcoreinfo.h"

/* A ring that is damaged so often is none, and may be huge. */
#define LOST_MAX 65536u
/* More aren't being written at once, by however many CPUs. */
#define UNWRITTEN_MAX 1024u

/* --- what is lost ------------------------------------------------------------ */

static int count_lost(struct log *log)
{
	return ++log->lost < LOST_MAX ? 0 : -1;
}

static int lose(struct log *log, const char *format, va_list args)
{
	if (!log->lost)
		vsnprintf(log->first.text, sizeof(log->first.text), format, args);
	return count_lost(log);
}

int log_unwritten(struct log *log, const char *format, ...)
{
	va_list args;
	int result;

	va_start(args, format);
	result = lose(log, format, args);
	va_end(args);
	return result;
}

int log_lost(struct log *log, const char *format, ...)
{
	va_list args;
	int result;

	log->damaged = true;
	va_start(args, format);
	result = lose(log, format, args);
	va_end(args);
	return result;
}

/* What @why has to say is behind the file's name. */
int log_unread(struct log *log, const struct error *why, const char *format, ...)
{
	size_t name = strlen(log->memory->dump->source->path) + 2;
	char what[200];
	va_list args;

	log->damaged = true;
	if (!log->lost) {
		va_start(args, format);
		vsnprintf(what, sizeof(what), format, args);
		va_end(args);
		fail(&log->first, "%s cannot be read: %s", what,
		     strlen(why->text) > name ? why->text + name : why->text);
	}
	return count_lost(log);
}

int log_size(const struct log *log, const char *what, uint64_t size, struct error *error)
{
	const struct source *source = log->memory->dump->source;

	if (size <= source->size)
		return 0;
	return fail(error, "%s: the log's %s is %" PRIu64 " bytes, more than all of the dump",
		    source->path, what, size);
}

/*
 * One line for all of it: what was found first, and how much more.  That another CPU
 * was at its record is no failure: there was nothing to be read yet.
 */
static int say_lost(const struct log *log, struct error *error)
{
	const char *path = log->memory->dump->source->path;

	if (log->lost == 1)
		fail(error, "%s: %s", path, log->first.text);
	else
		fail(error, "%s: %s; and %" PRIu64 " more are damaged or half-written%s", path,
		     log->first.text, log->lost - 1,
		     log->lost < LOST_MAX ? "" : ", so that the rest is left out");
	return log->damaged || log->lost > UNWRITTEN_MAX ? -1 : 1;
}

/* --- lines -------------------------------------------------------------------- */

void log_escaped(FILE *out, const uint8_t *text, size_t size)
{
	for (; size; size--, text++) {
		if ((*text >= ' ' && *text < 0x7f) || *text == '\n' || *text == '\t')
			putc(*text, out);
		else
			fprintf(out, "\\x%02x", *text);
	}
}

void log_lines(struct log *log, uint64_t ns, size_t size)
{
	const uint8_t *line = log->text, *end = line + size, *newline;

	for (;; line = newline + 1) {
		newline = memchr(line, '\n', end - line);
		fprintf(log->out, "[%5" PRIu64 ".%06" PRIu64 "] ", ns / 1000000000,
			ns % 1000000000 / 1000);
		log_escaped(log->out, line, (newline ? newline : end) - line);
		putc('\n', log->out);
		if (!newline)
			return;
	}
}

/* --- which ring ---------------------------------------------------------------- */

static const struct {
	const char *symbol;
	int (*print)(struct log *log, struct error *error);
} rings[] = {
	{ "prb", lockless_ring_print },
	{ "log_first_idx", record_ring_print },
	{ "logged_chars", byte_ring_print },
};

static int print_ring(struct log *log, struct error *error)
{
	const struct dump *dump = log->memory->dump;
	uint64_t address;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rings); i++) {
		if (info_get(dump->info, "SYMBOL", rings[i].symbol, &address))
			return rings[i].print(log, error);
	}
	return fail(
		error,
		"%s: its VMCOREINFO does not say where the log is (SYMBOL(prb), SYMBOL(log_first_idx) or SYMBOL(logged_chars) was expected)",
		dump->source->path);
}

int log_print(const struct dump *dump, FILE *out, struct error *error)
{
	struct memory memory;
	struct log *log;
	int result;

	if (memory_open(&memory, dump, error))
		return -1;
	log = calloc(1, sizeof(*log));
	if (!log)
		return fail(error, "%s: no memory is left", dump->source->path);
	log->memory = &memory;
	log->out = out;
	result = print_ring(log, error);
	if (!result && log->lost)
		result = say_lost(log, error);
	free(log);
	return result;
}
