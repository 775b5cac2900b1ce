// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux before 3.5: log_buf holds characters, time stamps among them if there
 * are any, and each line begins with its level, as <6>.
 */
#include <inttypes.h>

#include "info.h"
#include "log.h"

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

	if (info_need(log->memory->dump, wants, sizeof(wants) / sizeof(*wants), error) ||
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

int byte_ring_print(struct log *log, struct error *error)
{
	struct byte_ring ring;
	uint64_t at, left, n;
	uint8_t last = '\n';
	int result = 0;

	if (read_ring(log, &ring, error))
		return -1;
	if (ring.count > ring.size) {
		log_lost(log, "logged_chars is %" PRIu64 " and log_buf_len %" PRIu64 ", so what is printed may begin too early",
			 ring.count, ring.size);
		ring.count = ring.size;
	}
	for (left = ring.count; left && !result; left -= n) {
		at = (ring.end - left) & (ring.size - 1);
		n = left < sizeof(log->text) ? left : sizeof(log->text);
		if (n > ring.size - at)
			n = ring.size - at;
		result = memory_read(log->memory, ring.buffer + at, log->text, n, error);
		if (result)
			break;
		log_escaped(log->out, log->text, n);
		last = log->text[n - 1];
	}
	if (last != '\n')
		putc('\n', log->out);
	return result;
}
