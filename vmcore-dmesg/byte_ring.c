// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux before 3.5: log_buf holds characters, time stamps among them if there
 * are any, and each line begins with its level, as <6>.
 */
#include <inttypes.h>

#include "vmcoreinfo.h"
#include "log.h"
#include "util_lib/align.h"

#define PIECE 4096u

struct byte_ring {
	uint64_t buffer;
	uint64_t size;
	uint64_t end;
	uint64_t count;
};

static int read_ring(struct log *log, struct byte_ring *ring, struct error *error)
{
	uint64_t buffer, size, end, count;
	const struct info_want wants[] = {
		{ "SYMBOL", "log_buf", &buffer },
		{ "SYMBOL", "log_buf_len", &size },
		{ "SYMBOL", "log_end", &end },
		{ "SYMBOL", "logged_chars", &count },
	};

	if (info_need(log->memory->dump, wants, ARRAY_SIZE(wants), error) ||
	    memory_word(log->memory, buffer, &ring->buffer, error) ||
	    memory_number(log->memory, size, 4, &ring->size, error) ||
	    memory_number(log->memory, end, 4, &ring->end, error) ||
	    memory_number(log->memory, count, 4, &ring->count, error))
		return -1;
	if (!ring->size || ring->size & (ring->size - 1))
		return fail(error, "%s: log_buf_len is %" PRIu64 " (a power of two was expected)",
			    log->memory->dump->source->path, ring->size);
	return log_size(log, "log_buf_len", ring->size, error);
}

/* A page may be missing, with the next one there. */
static uint64_t piece_size(const struct byte_ring *ring, uint64_t at, uint64_t left)
{
	uint64_t n = PIECE - (ring->buffer + at) % PIECE;

	if (n > ring->size - at)
		n = ring->size - at;
	return n < left ? n : left;
}

static void end_line(struct log *log, uint8_t last)
{
	if (last != '\n')
		putc('\n', log->out);
}

/* The newest @left characters. */
static void print_characters(struct log *log, const struct byte_ring *ring, uint64_t left)
{
	struct error error;
	uint8_t last = '\n';
	uint64_t at, n;

	for (; left; left -= n) {
		at = (ring->end - left) & (ring->size - 1);
		n = piece_size(ring, at, left);
		if (!memory_read(log->memory, ring->buffer + at, log->text, n, &error)) {
			log_escaped(log->out, log->text, n);
			last = log->text[n - 1];
			continue;
		}
		end_line(log, last);
		last = '\n';
		if (log_unread(log, &error, "what is at %" PRIu64 " of log_buf", at))
			return;
	}
	end_line(log, last);
}

int byte_ring_print(struct log *log, struct error *error)
{
	struct byte_ring ring;

	if (read_ring(log, &ring, error))
		return -1;
	if (ring.count > ring.size) {
		log_lost(log,
			 "logged_chars is %" PRIu64 " and log_buf_len %" PRIu64
			 ", so what is printed may begin too early",
			 ring.count, ring.size);
		ring.count = ring.size;
	}
	print_characters(log, &ring, ring.count);
	return 0;
}
