// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux 3.5 to 5.9: log_buf holds records, each with a header, which says
 * lengths and time, its text and a dictionary.  A length of 0 stands where the
 * next record is at the start of the buffer.
 */
#include <inttypes.h>

#include "vmcoreinfo.h"
#include "log.h"
#include "util_lib/align.h"

struct record_ring {
	uint64_t buffer;
	uint64_t size;
	uint64_t first;
	uint64_t next;
	uint64_t header_size;
	uint64_t ts_nsec;
	uint64_t len;
	uint64_t text_len;
};

struct log_record {
	uint64_t ns;
	uint64_t size;
	uint64_t text_size;
};

static int read_layout(const struct dump *dump, struct record_ring *ring, struct error *error)
{
	/* It was called struct log until 3.11. */
	const struct info_want wants[2][4] = {
		{
			{ "SIZE", "printk_log", &ring->header_size },
			{ "OFFSET", "printk_log.ts_nsec", &ring->ts_nsec },
			{ "OFFSET", "printk_log.len", &ring->len },
			{ "OFFSET", "printk_log.text_len", &ring->text_len },
		},
		{
			{ "SIZE", "log", &ring->header_size },
			{ "OFFSET", "log.ts_nsec", &ring->ts_nsec },
			{ "OFFSET", "log.len", &ring->len },
			{ "OFFSET", "log.text_len", &ring->text_len },
		}
	};
	uint64_t size;
	bool old = info_get(dump->info, "SIZE", "log", &size);

	if (info_need(dump, wants[old], 4, error))
		return -1;
	if (ring->header_size < 12 || ring->ts_nsec > ring->header_size - 8 ||
	    ring->len > ring->header_size - 2 || ring->text_len > ring->header_size - 2)
		return fail(
			error,
			"%s: by its VMCOREINFO the fields of a record are outside of its header of %" PRIu64
			" bytes",
			dump->source->path, ring->header_size);
	return 0;
}

static int read_ring(struct log *log, struct record_ring *ring, struct error *error)
{
	const struct dump *dump = log->memory->dump;
	uint64_t buffer, size, first, next;
	const struct info_want wants[] = {
		{ "SYMBOL", "log_buf", &buffer },
		{ "SYMBOL", "log_buf_len", &size },
		{ "SYMBOL", "log_first_idx", &first },
		{ "SYMBOL", "log_next_idx", &next },
	};

	if (read_layout(dump, ring, error) || info_need(dump, wants, ARRAY_SIZE(wants), error) ||
	    memory_word(log->memory, buffer, &ring->buffer, error) ||
	    memory_number(log->memory, size, 4, &ring->size, error) ||
	    memory_number(log->memory, first, 4, &ring->first, error) ||
	    memory_number(log->memory, next, 4, &ring->next, error) ||
	    log_size(log, "log_buf_len", ring->size, error))
		return -1;
	if (ring->first > ring->size || ring->next > ring->size)
		return fail(error,
			    "%s: log_first_idx is %" PRIu64 " and log_next_idx %" PRIu64
			    ", but log_buf_len is %" PRIu64,
			    dump->source->path, ring->first, ring->next, ring->size);
	return 0;
}

/* What is where, before it's known whether that makes sense. */
static int read_header(struct log *log, const struct record_ring *ring, uint64_t at,
		       struct log_record *record, struct error *error)
{
	uint64_t address = ring->buffer + at;

	if (memory_number(log->memory, address + ring->ts_nsec, 8, &record->ns, error) ||
	    memory_number(log->memory, address + ring->len, 2, &record->size, error) ||
	    memory_number(log->memory, address + ring->text_len, 2, &record->text_size, error))
		return -1;
	return 0;
}

/* The headers are a chain: behind a length that is wrong nothing is found. */
static int lost_chain(struct log *log, uint64_t at, const char *what)
{
	return log_lost(log,
			"the record at %" PRIu64
			" of log_buf is damaged: %s, so those behind it cannot be found",
			at, what);
}

static int print_record(struct log *log, const struct record_ring *ring, uint64_t at,
			const struct log_record *record)
{
	uint64_t room = record->size - ring->header_size;
	struct error error;

	if (record->text_size > room)
		return log_lost(log,
				"the record at %" PRIu64
				" of log_buf is damaged: its text has %" PRIu64 " bytes (%" PRIu64
				" at most were expected)",
				at, record->text_size, room);
	if (memory_read(log->memory, ring->buffer + at + ring->header_size, log->text,
			record->text_size, &error))
		return log_unread(log, &error, "the record at %" PRIu64 " of log_buf", at);
	log_lines(log, record->ns, record->text_size);
	return 0;
}

/* @wraps: does it end with a length of 0?  Return: 0, or -1 if it's no use to go on. */
static int print_part(struct log *log, const struct record_ring *ring, uint64_t at, uint64_t end,
		      bool wraps)
{
	struct log_record record;
	struct error error;

	for (; wraps || at != end; at += record.size) {
		if (end - at < ring->header_size)
			return lost_chain(log, at, "its header does not fit");
		if (read_header(log, ring, at, &record, &error))
			return log_unread(log, &error, "from %" PRIu64 " on log_buf", at);
		if (!record.size && wraps)
			return 0;
		if (record.size < ring->header_size || record.size > end - at)
			return lost_chain(log, at, "its length cannot be");
		if (print_record(log, ring, at, &record))
			return -1;
	}
	return 0;
}

/* What was written since the start was reached is found even if what is older isn't. */
int record_ring_print(struct log *log, struct error *error)
{
	struct record_ring ring;

	if (read_ring(log, &ring, error))
		return -1;
	if (ring.first > ring.next) {
		if (print_part(log, &ring, ring.first, ring.size, true))
			return 0;
		ring.first = 0;
	}
	print_part(log, &ring, ring.first, ring.next, false);
	return 0;
}
