// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux from 5.10 on: descriptors, each with a state and the place of its text
 * in a ring of their own, and beside each what is to be known of the text.
 */
#include <inttypes.h>

#include "vmcoreinfo.h"
#include "log.h"
#include "util_lib/align.h"

/* A record's text has 2 bytes at least, and a ring 2 GiB at most (LOG_BUF_LEN_MAX). */
#define COUNT_BITS_MAX 30
#define SIZE_BITS_MAX  31

/* A descriptor's state: the highest two bits of its state variable, the rest of which is its id. */
#define STATE_BITS 2

enum state {
	STATE_RESERVED,
	STATE_COMMITTED,
	STATE_FINALIZED,
	STATE_REUSABLE,
};

/* In place of a text's place. */
#define LPOS_FAILED 1
#define LPOS_EMPTY  3

struct layout {
	uint64_t desc_ring, data_ring;
	uint64_t count_bits, descs, infos, head_id, tail_id;
	uint64_t desc_size, state_var, place, begin, next;
	uint64_t info_size, seq, ts_nsec, text_len;
	uint64_t size_bits, data, head_lpos, tail_lpos;
	uint64_t counter;
};

struct lockless_ring {
	struct layout at;
	uint64_t count;
	uint64_t descs;
	uint64_t infos;
	uint64_t head_id;
	uint64_t tail_id;
	uint64_t id_mask;
	unsigned int size_bits;
	uint64_t data;
	uint64_t head_lpos;
	uint64_t tail_lpos;
	uint64_t word_mask;
};

/* A descriptor and its info. */
struct descriptor {
	uint64_t id;
	enum state state;
	uint64_t begin;
	uint64_t next;
	uint64_t seq;
	uint64_t ns;
	uint64_t text_size;
};

/* --- the ring ------------------------------------------------------------------ */

static int read_layout(const struct dump *dump, uint64_t *symbol, struct layout *at,
		       struct error *error)
{
	const struct info_want wants[] = {
		{ "SYMBOL", "prb", symbol },
		{ "OFFSET", "printk_ringbuffer.desc_ring", &at->desc_ring },
		{ "OFFSET", "printk_ringbuffer.text_data_ring", &at->data_ring },
		{ "OFFSET", "prb_desc_ring.count_bits", &at->count_bits },
		{ "OFFSET", "prb_desc_ring.descs", &at->descs },
		{ "OFFSET", "prb_desc_ring.infos", &at->infos },
		{ "OFFSET", "prb_desc_ring.head_id", &at->head_id },
		{ "OFFSET", "prb_desc_ring.tail_id", &at->tail_id },
		{ "SIZE", "prb_desc", &at->desc_size },
		{ "OFFSET", "prb_desc.state_var", &at->state_var },
		{ "OFFSET", "prb_desc.text_blk_lpos", &at->place },
		{ "OFFSET", "prb_data_blk_lpos.begin", &at->begin },
		{ "OFFSET", "prb_data_blk_lpos.next", &at->next },
		{ "SIZE", "printk_info", &at->info_size },
		{ "OFFSET", "printk_info.seq", &at->seq },
		{ "OFFSET", "printk_info.ts_nsec", &at->ts_nsec },
		{ "OFFSET", "printk_info.text_len", &at->text_len },
		{ "OFFSET", "prb_data_ring.size_bits", &at->size_bits },
		{ "OFFSET", "prb_data_ring.data", &at->data },
		{ "OFFSET", "prb_data_ring.head_lpos", &at->head_lpos },
		{ "OFFSET", "prb_data_ring.tail_lpos", &at->tail_lpos },
		{ "OFFSET", "atomic_long_t.counter", &at->counter },
	};

	return info_need(dump, wants, ARRAY_SIZE(wants), error);
}

static int read_descriptor_ring(struct log *log, uint64_t ring, struct lockless_ring *r,
				struct error *error)
{
	struct memory *memory = log->memory;
	const struct layout *at = &r->at;
	uint64_t bits, base = ring + at->desc_ring;

	if (memory_number(memory, base + at->count_bits, 4, &bits, error) ||
	    memory_word(memory, base + at->descs, &r->descs, error) ||
	    memory_word(memory, base + at->infos, &r->infos, error) ||
	    memory_word(memory, base + at->head_id + at->counter, &r->head_id, error) ||
	    memory_word(memory, base + at->tail_id + at->counter, &r->tail_id, error))
		return -1;
	if (!bits || bits > COUNT_BITS_MAX)
		return fail(error, "%s: the log's count_bits is %" PRIu64 " (1 to %d was expected)",
			    memory->dump->source->path, bits, COUNT_BITS_MAX);
	r->count = 1ull << bits;
	return log_size(log, "ring of descriptors", r->count * at->desc_size, error);
}

static int read_data_ring(struct log *log, uint64_t ring, struct lockless_ring *r,
			  struct error *error)
{
	struct memory *memory = log->memory;
	const struct layout *at = &r->at;
	uint64_t bits, base = ring + at->data_ring;

	if (memory_number(memory, base + at->size_bits, 4, &bits, error) ||
	    memory_word(memory, base + at->data, &r->data, error) ||
	    memory_word(memory, base + at->head_lpos + at->counter, &r->head_lpos, error) ||
	    memory_word(memory, base + at->tail_lpos + at->counter, &r->tail_lpos, error))
		return -1;
	if (!bits || bits > SIZE_BITS_MAX)
		return fail(error, "%s: the log's size_bits is %" PRIu64 " (1 to %d was expected)",
			    memory->dump->source->path, bits, SIZE_BITS_MAX);
	r->size_bits = bits;
	return log_size(log, "ring of texts", 1ull << bits, error);
}

static int read_ring(struct log *log, struct lockless_ring *r, struct error *error)
{
	uint64_t symbol, ring;

	r->word_mask = UINT64_MAX >> (64 - 8 * log->memory->dump->word);
	r->id_mask = r->word_mask >> STATE_BITS;
	if (read_layout(log->memory->dump, &symbol, &r->at, error) ||
	    memory_word(log->memory, symbol, &ring, error) ||
	    read_descriptor_ring(log, ring, r, error))
		return -1;
	return read_data_ring(log, ring, r, error);
}

/* --- a record -------------------------------------------------------------------- */

static int read_descriptor(struct log *log, const struct lockless_ring *r, uint64_t id,
			   struct descriptor *d, struct error *error)
{
	struct memory *memory = log->memory;
	const struct layout *at = &r->at;
	uint64_t index = id & (r->count - 1), variable;
	uint64_t desc = r->descs + index * at->desc_size;
	uint64_t info = r->infos + index * at->info_size;

	if (memory_word(memory, desc + at->state_var + at->counter, &variable, error) ||
	    memory_word(memory, desc + at->place + at->begin, &d->begin, error) ||
	    memory_word(memory, desc + at->place + at->next, &d->next, error) ||
	    memory_number(memory, info + at->seq, 8, &d->seq, error) ||
	    memory_number(memory, info + at->ts_nsec, 8, &d->ns, error) ||
	    memory_number(memory, info + at->text_len, 2, &d->text_size, error))
		return -1;
	d->id = variable & r->id_mask;
	d->state = variable >> (8 * memory->dump->word - STATE_BITS);
	return 0;
}

/*
 * A text's block is an id and the text; if it doesn't fit before the end of
 * the ring it is at the start of it.  @size: of the text and what pads it.
 */
static bool find_block(const struct log *log, const struct lockless_ring *r,
		       const struct descriptor *d, uint64_t *block, uint64_t *size)
{
	unsigned int word = log->memory->dump->word;
	uint64_t begin = d->begin, last = (d->next - 1) & r->word_mask;
	uint64_t size_mask = (1ull << r->size_bits) - 1;
	uint64_t wraps = r->word_mask >> r->size_bits;

	if (begin % word || d->next % word)
		return false;
	if (begin >> r->size_bits == last >> r->size_bits && begin <= last)
		*block = begin & size_mask;
	else if ((((last >> r->size_bits) - (begin >> r->size_bits)) & wraps) == 1)
		*block = 0;
	else
		return false;
	/* Both ends are aligned to it, so there's room for the id. */
	*size = (last & size_mask) + 1 - *block - word;
	return true;
}

/* Is the place between the tail and the head of the texts? */
static bool is_kept(const struct lockless_ring *r, uint64_t lpos)
{
	return ((lpos - r->tail_lpos) & r->word_mask) <
	       ((r->head_lpos - r->tail_lpos) & r->word_mask);
}

static int print_text(struct log *log, const struct lockless_ring *r, const struct descriptor *d)
{
	unsigned int word = log->memory->dump->word;
	uint64_t block, size, id;
	struct error error;

	if (!find_block(log, r, d, &block, &size))
		return log_lost(log,
				"record %" PRIu64 " is damaged: its text cannot be from 0x%" PRIx64
				" to 0x%" PRIx64,
				d->seq, d->begin, d->next);
	if (d->text_size > size)
		return log_lost(log,
				"record %" PRIu64 " is damaged: its text has %" PRIu64
				" bytes (%" PRIu64 " at most were expected)",
				d->seq, d->text_size, size);
	if (memory_word(log->memory, r->data + block, &id, &error) ||
	    memory_read(log->memory, r->data + block + word, log->text, d->text_size, &error))
		return log_unread(log, &error, "the text of record %" PRIu64, d->seq);
	if (id != d->id)
		return log_lost(log,
				"record %" PRIu64
				" is damaged: where its text was expected is that of another",
				d->seq);
	log_lines(log, d->ns, d->text_size);
	return 0;
}

static int print_whole(struct log *log, const struct lockless_ring *r, const struct descriptor *d)
{
	if (d->begin == LPOS_FAILED && d->next == LPOS_FAILED)
		return log_lost(log, "record %" PRIu64 " has no text: there was no room for it",
				d->seq);
	if (d->begin == LPOS_EMPTY && d->next == LPOS_EMPTY) {
		log_lines(log, d->ns, 0);
		return 0;
	}
	return print_text(log, r, d);
}

/* A descriptor whose text is gone, or never was, waits for the next record. */
static bool is_gone(const struct lockless_ring *r, const struct descriptor *d)
{
	return d->state == STATE_REUSABLE && (d->begin & LPOS_FAILED || !is_kept(r, d->begin));
}

/* Its id was given out, but it isn't taken yet: as after so many records before, or never used. */
static bool is_untaken(const struct lockless_ring *r, uint64_t id, const struct descriptor *d)
{
	if (!d->id && d->state == STATE_RESERVED)
		return true;
	return d->id == ((id - r->count) & r->id_mask) && d->state == STATE_REUSABLE;
}

static int print_record(struct log *log, const struct lockless_ring *r, uint64_t id)
{
	uint64_t index = id & (r->count - 1);
	struct descriptor d;
	struct error error;

	if (read_descriptor(log, r, id, &d, &error))
		return log_unread(log, &error, "descriptor %" PRIu64 " of the log", index);
	if (d.id != id && is_untaken(r, id, &d))
		return log_unwritten(log,
				     "the record of descriptor %" PRIu64 " was about to be written",
				     index);
	if (d.id != id)
		return log_lost(log,
				"descriptor %" PRIu64 " of the log is damaged: its id is 0x%" PRIx64
				" (0x%" PRIx64 " was expected)",
				index, d.id, id);
	if (is_gone(r, &d))
		return 0;
	if (d.state == STATE_RESERVED)
		return log_unwritten(log, "record %" PRIu64 " was being written, and is left out",
				     d.seq);
	if ((d.seq & (r->count - 1)) != index &&
	    log_lost(log, "the record of descriptor %" PRIu64 " is damaged: its number is %" PRIu64,
		     index, d.seq))
		return -1;
	return print_whole(log, r, &d);
}

/* --- all of them ------------------------------------------------------------------ */

/* Where head and tail can't both be right, which is shown by the descriptor that has that id. */
static int choose_ids(struct log *log, struct lockless_ring *r, uint64_t *first, uint64_t *count)
{
	struct descriptor d;
	struct error ignored;

	*first = r->tail_id & r->id_mask;
	*count = ((r->head_id - r->tail_id) & r->id_mask) + 1;
	if (*count <= r->count)
		return 0;
	if (log_lost(log,
		     "the log is damaged: its tail_id is 0x%" PRIx64 " and its head_id 0x%" PRIx64
		     ", but it has %" PRIu64 " descriptors",
		     r->tail_id, r->head_id, r->count))
		return -1;
	*count = r->count;
	if (!read_descriptor(log, r, r->head_id, &d, &ignored) && d.id == (r->head_id & r->id_mask))
		*first = (r->head_id - r->count + 1) & r->id_mask;
	return 0;
}

int lockless_ring_print(struct log *log, struct error *error)
{
	struct lockless_ring ring;
	uint64_t first, count, i;

	if (read_ring(log, &ring, error))
		return -1;
	if (choose_ids(log, &ring, &first, &count))
		return 0;
	for (i = 0; i < count; i++) {
		if (print_record(log, &ring, (first + i) & ring.id_mask))
			return 0;
	}
	return 0;
}
