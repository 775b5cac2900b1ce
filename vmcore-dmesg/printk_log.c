// SPDX-License-Identifier: GPL-2.0-only
/*
 * The printk buffer of Linux 3.5 to 5.9: log_buf is a ring of records.  Each record is a header,
 * struct printk_log, with its lengths and time stamp, followed by its text and a dictionary.  A
 * length of 0 means that the next record is at the start of the buffer.
 */
#include "printk_log.h"

#include <inttypes.h>

#include "util_lib/align.h"

struct printk_log {
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

static int read_printk_log_layout(const struct dump *dump, struct printk_log *ring,
				  struct error *error)
{
	/* The kernel called the structure struct log until 3.11. */
	const struct vmcoreinfo_want wants[2][4] = {
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
	bool old = !vmcoreinfo_get(&dump->info, "SIZE", "log", &size);

	if (vmcoreinfo_get_all(&dump->info, wants[old], 4, error))
		return -1;
	if (ring->header_size < 12 || ring->ts_nsec > ring->header_size - 8 ||
	    ring->len > ring->header_size - 2 || ring->text_len > ring->header_size - 2)
		return fail(
			error,
			"%s: its VMCOREINFO places fields of a record outside its header of %" PRIu64
			" bytes",
			dump->file->path, ring->header_size);
	return 0;
}

static int read_printk_log(struct log_output *log, struct printk_log *ring, struct error *error)
{
	const struct dump *dump = log->memory->dump;
	uint64_t buffer, size, first, next;
	const struct vmcoreinfo_want wants[] = {
		{ "SYMBOL", "log_buf", &buffer },
		{ "SYMBOL", "log_buf_len", &size },
		{ "SYMBOL", "log_first_idx", &first },
		{ "SYMBOL", "log_next_idx", &next },
	};

	if (read_printk_log_layout(dump, ring, error) ||
	    vmcoreinfo_get_all(&dump->info, wants, ARRAY_SIZE(wants), error) ||
	    memory_word(log->memory, buffer, &ring->buffer, error) ||
	    memory_number(log->memory, size, 4, &ring->size, error) ||
	    memory_number(log->memory, first, 4, &ring->first, error) ||
	    memory_number(log->memory, next, 4, &ring->next, error) ||
	    log_check_size(log, "log_buf_len", ring->size, error))
		return -1;
	if (ring->first > ring->size || ring->next > ring->size)
		return fail(error,
			    "%s: log_first_idx is %" PRIu64 " and log_next_idx %" PRIu64
			    ", but log_buf_len is %" PRIu64,
			    dump->file->path, ring->first, ring->next, ring->size);
	return 0;
}

/* Reads a header; its lengths are checked by the caller. */
static int read_record_header(struct log_output *log, const struct printk_log *ring, uint64_t at,
			      struct log_record *record, struct error *error)
{
	uint64_t address = ring->buffer + at;

	if (memory_number(log->memory, address + ring->ts_nsec, 8, &record->ns, error) ||
	    memory_number(log->memory, address + ring->len, 2, &record->size, error) ||
	    memory_number(log->memory, address + ring->text_len, 2, &record->text_size, error))
		return -1;
	return 0;
}

/* Each length leads to the next header, so a wrong one makes all later records unreachable. */
static int report_broken_chain(struct log_output *log, uint64_t at, const char *what)
{
	return log_report_damaged(
		log,
		"the record at offset %" PRIu64
		" of log_buf is damaged: %s, so the records after it cannot be found",
		at, what);
}

static int print_log_record(struct log_output *log, const struct printk_log *ring, uint64_t at,
			    const struct log_record *record)
{
	uint64_t space = record->size - ring->header_size;
	struct error error;

	if (record->text_size > space)
		return log_report_damaged(log,
					  "the record at offset %" PRIu64
					  " of log_buf is damaged: its text has %" PRIu64
					  " bytes (%" PRIu64 " at most were expected)",
					  at, record->text_size, space);
	if (memory_read(log->memory, ring->buffer + at + ring->header_size, log->text,
			record->text_size, &error))
		return log_report_unreadable(log, &error,
					     "the record at offset %" PRIu64 " of log_buf", at);
	log_print_record(log, record->ns, record->text_size);
	return 0;
}

/*
 * Prints the records from @at up to @end.
 * @wraps: true if a length of 0 ends them, false if @end does
 *
 * Return: 0, or -1 if too much is missing to go on.
 */
static int print_record_chain(struct log_output *log, const struct printk_log *ring, uint64_t at,
			      uint64_t end, bool wraps)
{
	struct log_record record;
	struct error error;

	for (; wraps || at != end; at += record.size) {
		if (end - at < ring->header_size)
			return report_broken_chain(log, at, "its header does not fit");
		if (read_record_header(log, ring, at, &record, &error))
			return log_report_unreadable(log, &error,
						     "log_buf from offset %" PRIu64 " on", at);
		if (!record.size && wraps)
			return 0;
		if (record.size < ring->header_size || record.size > end - at)
			return report_broken_chain(log, at, "its length is impossible");
		if (print_log_record(log, ring, at, &record))
			return -1;
	}
	return 0;
}

/*
 * The records at the start of the buffer are newer than those before its end.  They are found
 * even if the older ones are damaged.
 */
int printk_log_print(struct log_output *log, struct error *error)
{
	struct printk_log ring;

	if (read_printk_log(log, &ring, error))
		return -1;
	if (ring.first > ring.next) {
		if (print_record_chain(log, &ring, ring.first, ring.size, true))
			return 0;
		ring.first = 0;
	}
	print_record_chain(log, &ring, ring.first, ring.next, false);
	return 0;
}
