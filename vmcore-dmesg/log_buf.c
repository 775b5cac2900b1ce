// SPDX-License-Identifier: GPL-2.0-only
/*
 * The printk buffer of Linux before 3.5: log_buf is a ring of characters.  Each line begins with
 * its level, as <6>, and a time stamp if printk.time is set.
 */
#include "log_buf.h"

#include <inttypes.h>

#include "util_lib/align.h"

struct log_buf {
	uint64_t buffer;
	uint64_t size;
	uint64_t end;
	uint64_t count;
};

static int read_log_buf(struct log_output *log, struct log_buf *ring, struct error *error)
{
	uint64_t buffer, size, end, count;
	const struct vmcoreinfo_want wants[] = {
		{ "SYMBOL", "log_buf", &buffer },
		{ "SYMBOL", "log_buf_len", &size },
		{ "SYMBOL", "log_end", &end },
		{ "SYMBOL", "logged_chars", &count },
	};

	if (vmcoreinfo_get_all(&log->memory->dump->info, wants, ARRAY_SIZE(wants), error) ||
	    memory_word(log->memory, buffer, &ring->buffer, error) ||
	    memory_number(log->memory, size, 4, &ring->size, error) ||
	    memory_number(log->memory, end, 4, &ring->end, error) ||
	    memory_number(log->memory, count, 4, &ring->count, error))
		return -1;
	if (!ring->size || ring->size & (ring->size - 1))
		return fail(error, "%s: log_buf_len is %" PRIu64 " (a power of two was expected)",
			    log->memory->dump->file->path, ring->size);
	return log_check_size(log, "log_buf_len", ring->size, error);
}

/* A piece ends with its page: the next page may be missing, or be the first that is there. */
static uint64_t find_piece_size(const struct log_buf *ring, uint64_t at, uint64_t left)
{
	uint64_t n = PAGE_4K - (ring->buffer + at) % PAGE_4K;

	if (n > ring->size - at)
		n = ring->size - at;
	return n < left ? n : left;
}

static void end_line(struct log_output *log, uint8_t last)
{
	if (last != '\n')
		putc('\n', log->out);
}

/* Prints the newest @left characters. */
static void print_characters(struct log_output *log, const struct log_buf *ring, uint64_t left)
{
	struct error error;
	uint8_t last = '\n';
	uint64_t at, n;

	for (; left; left -= n) {
		at = (ring->end - left) & (ring->size - 1);
		n = find_piece_size(ring, at, left);
		if (!memory_read(log->memory, ring->buffer + at, log->text, n, &error)) {
			log_print_escaped(log->out, log->text, n);
			last = log->text[n - 1];
			continue;
		}
		end_line(log, last);
		last = '\n';
		if (log_report_unreadable(log, &error, "log_buf at offset %" PRIu64, at))
			return;
	}
	end_line(log, last);
}

int log_buf_print(struct log_output *log, struct error *error)
{
	struct log_buf ring;

	if (read_log_buf(log, &ring, error))
		return -1;
	if (ring.count > ring.size) {
		log_report_damaged(log,
				   "logged_chars is %" PRIu64 ", but log_buf_len is %" PRIu64
				   ", so the output may begin too early",
				   ring.count, ring.size);
		ring.count = ring.size;
	}
	print_characters(log, &ring, ring.count);
	return 0;
}
