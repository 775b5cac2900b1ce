// SPDX-License-Identifier: GPL-2.0-only
/*
 * The printk buffer of Linux 5.10 and later, struct printk_ringbuffer: a lockless ring of
 * descriptors.  A descriptor has a state and the position of its text in a ring of texts, and
 * beside it a struct printk_info with the text's length, sequence number and time stamp.
 */
#include "printk_ringbuffer.h"

#include <inttypes.h>

#include "util_lib/align.h"

/* A text takes at least 2 bytes, and the ring of texts at most 2 GiB (LOG_BUF_LEN_MAX). */
#define COUNT_BITS_MAX 30
#define SIZE_BITS_MAX  31

/* The two highest bits of a descriptor's state variable are its state, the others its id. */
#define STATE_BITS 2

enum prb_state {
	STATE_RESERVED,
	STATE_COMMITTED,
	STATE_FINALIZED,
	STATE_REUSABLE,
};

/* Positions of a text that the ring had no space for, and of an empty text. */
#define FAILED_LPOS     1
#define EMPTY_LINE_LPOS 3

/* Offsets and sizes of the kernel's structures, in bytes. */
struct prb_layout {
	uint64_t desc_ring, data_ring;
	uint64_t count_bits, descs, infos, head_id, tail_id;
	uint64_t desc_size, state_var, text_blk_lpos, begin, next;
	uint64_t info_size, seq, ts_nsec, text_len;
	uint64_t size_bits, data, head_lpos, tail_lpos;
	uint64_t counter;
};

struct prb {
	struct prb_layout at;
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

/* A descriptor and its struct printk_info. */
struct prb_descriptor {
	uint64_t id;
	enum prb_state state;
	uint64_t begin;
	uint64_t next;
	uint64_t seq;
	uint64_t ns;
	uint64_t text_size;
};

/* --- the rings ----------------------------------------------------------------- */

static int read_prb_layout(const struct vmcoreinfo *info, uint64_t *symbol, struct prb_layout *at,
			   struct error *error)
{
	const struct vmcoreinfo_want wants[] = {
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
		{ "OFFSET", "prb_desc.text_blk_lpos", &at->text_blk_lpos },
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

	return vmcoreinfo_get_all(info, wants, ARRAY_SIZE(wants), error);
}

static int read_descriptor_ring(struct log_output *log, uint64_t ring, struct prb *r,
				struct error *error)
{
	struct memory *memory = log->memory;
	const struct prb_layout *at = &r->at;
	uint64_t bits, base = ring + at->desc_ring;

	if (memory_number(memory, base + at->count_bits, 4, &bits, error) ||
	    memory_word(memory, base + at->descs, &r->descs, error) ||
	    memory_word(memory, base + at->infos, &r->infos, error) ||
	    memory_word(memory, base + at->head_id + at->counter, &r->head_id, error) ||
	    memory_word(memory, base + at->tail_id + at->counter, &r->tail_id, error))
		return -1;
	if (!bits || bits > COUNT_BITS_MAX)
		return fail(error, "%s: the log's count_bits is %" PRIu64 " (1 to %d was expected)",
			    memory->dump->file->path, bits, COUNT_BITS_MAX);
	r->count = 1ull << bits;
	return log_check_size(log, "ring of descriptors", r->count * at->desc_size, error);
}

static int read_data_ring(struct log_output *log, uint64_t ring, struct prb *r, struct error *error)
{
	struct memory *memory = log->memory;
	const struct prb_layout *at = &r->at;
	uint64_t bits, base = ring + at->data_ring;

	if (memory_number(memory, base + at->size_bits, 4, &bits, error) ||
	    memory_word(memory, base + at->data, &r->data, error) ||
	    memory_word(memory, base + at->head_lpos + at->counter, &r->head_lpos, error) ||
	    memory_word(memory, base + at->tail_lpos + at->counter, &r->tail_lpos, error))
		return -1;
	if (!bits || bits > SIZE_BITS_MAX)
		return fail(error, "%s: the log's size_bits is %" PRIu64 " (1 to %d was expected)",
			    memory->dump->file->path, bits, SIZE_BITS_MAX);
	r->size_bits = bits;
	return log_check_size(log, "ring of texts", 1ull << bits, error);
}

static int read_prb(struct log_output *log, struct prb *r, struct error *error)
{
	uint64_t symbol, ring;

	r->word_mask = UINT64_MAX >> (64 - 8 * log->memory->dump->word);
	r->id_mask = r->word_mask >> STATE_BITS;
	if (read_prb_layout(&log->memory->dump->info, &symbol, &r->at, error) ||
	    memory_word(log->memory, symbol, &ring, error) ||
	    read_descriptor_ring(log, ring, r, error))
		return -1;
	return read_data_ring(log, ring, r, error);
}

/* --- a record -------------------------------------------------------------------- */

static int read_prb_descriptor(struct log_output *log, const struct prb *r, uint64_t id,
			       struct prb_descriptor *d, struct error *error)
{
	struct memory *memory = log->memory;
	const struct prb_layout *at = &r->at;
	uint64_t index = id & (r->count - 1), variable;
	uint64_t desc = r->descs + index * at->desc_size;
	uint64_t info = r->infos + index * at->info_size;

	if (memory_word(memory, desc + at->state_var + at->counter, &variable, error) ||
	    memory_word(memory, desc + at->text_blk_lpos + at->begin, &d->begin, error) ||
	    memory_word(memory, desc + at->text_blk_lpos + at->next, &d->next, error) ||
	    memory_number(memory, info + at->seq, 8, &d->seq, error) ||
	    memory_number(memory, info + at->ts_nsec, 8, &d->ns, error) ||
	    memory_number(memory, info + at->text_len, 2, &d->text_size, error))
		return -1;
	d->id = variable & r->id_mask;
	d->state = variable >> (8 * memory->dump->word - STATE_BITS);
	return 0;
}

/*
 * Finds the block of a text in the ring of texts: the descriptor's id, the text and padding.  A
 * block that does not fit before the end of the ring is at its start.
 * @block: filled with the block's offset in bytes
 * @size: filled with the size of the text and its padding in bytes
 *
 * Return: 0, or -1 if the descriptor's positions are impossible.
 */
static int find_text_block(const struct log_output *log, const struct prb *r,
			   const struct prb_descriptor *d, uint64_t *block, uint64_t *size)
{
	unsigned int word = log->memory->dump->word;
	uint64_t begin = d->begin, last = (d->next - 1) & r->word_mask;
	uint64_t size_mask = (1ull << r->size_bits) - 1;
	uint64_t wraps = r->word_mask >> r->size_bits;

	if (begin % word || d->next % word)
		return -1;
	if (begin >> r->size_bits == last >> r->size_bits && begin <= last)
		*block = begin & size_mask;
	else if ((((last >> r->size_bits) - (begin >> r->size_bits)) & wraps) == 1)
		*block = 0;
	else
		return -1;
	/* Both ends are multiples of the word size, so the id fits. */
	*size = (last & size_mask) + 1 - *block - word;
	return 0;
}

/* True if a position is between the tail and the head of the ring of texts. */
static bool is_kept(const struct prb *r, uint64_t lpos)
{
	return ((lpos - r->tail_lpos) & r->word_mask) <
	       ((r->head_lpos - r->tail_lpos) & r->word_mask);
}

static int print_prb_text(struct log_output *log, const struct prb *r,
			  const struct prb_descriptor *d)
{
	unsigned int word = log->memory->dump->word;
	uint64_t block, size, id;
	struct error error;

	if (find_text_block(log, r, d, &block, &size))
		return log_report_damaged(log,
					  "record %" PRIu64
					  " is damaged: its text cannot lie from 0x%" PRIx64
					  " to 0x%" PRIx64,
					  d->seq, d->begin, d->next);
	if (d->text_size > size)
		return log_report_damaged(log,
					  "record %" PRIu64 " is damaged: its text has %" PRIu64
					  " bytes (%" PRIu64 " at most were expected)",
					  d->seq, d->text_size, size);
	if (memory_word(log->memory, r->data + block, &id, &error) ||
	    memory_read(log->memory, r->data + block + word, log->text, d->text_size, &error))
		return log_report_unreadable(log, &error, "the text of record %" PRIu64, d->seq);
	if (id != d->id)
		return log_report_damaged(
			log,
			"record %" PRIu64
			" is damaged: the text in its place belongs to another record",
			d->seq);
	log_print_record(log, d->ns, d->text_size);
	return 0;
}

static int print_written(struct log_output *log, const struct prb *r,
			 const struct prb_descriptor *d)
{
	if (d->begin == FAILED_LPOS && d->next == FAILED_LPOS)
		return log_report_damaged(log,
					  "record %" PRIu64
					  " has no text: the ring had no space for it",
					  d->seq);
	if (d->begin == EMPTY_LINE_LPOS && d->next == EMPTY_LINE_LPOS) {
		log_print_record(log, d->ns, 0);
		return 0;
	}
	return print_prb_text(log, r, d);
}

/* A reusable descriptor waits for the next record.  Its text may still be in the ring. */
static bool is_discarded(const struct prb *r, const struct prb_descriptor *d)
{
	return d->state == STATE_REUSABLE && (d->begin & FAILED_LPOS || !is_kept(r, d->begin));
}

/*
 * True if @id was assigned but its descriptor not yet reserved: the descriptor was never used, or
 * still has its id from the previous round of the ring.
 */
static bool is_unreserved(const struct prb *r, uint64_t id, const struct prb_descriptor *d)
{
	if (!d->id && d->state == STATE_RESERVED)
		return true;
	return d->id == ((id - r->count) & r->id_mask) && d->state == STATE_REUSABLE;
}

static int print_descriptor(struct log_output *log, const struct prb *r, uint64_t id)
{
	uint64_t index = id & (r->count - 1);
	struct prb_descriptor d;
	struct error error;

	if (read_prb_descriptor(log, r, id, &d, &error))
		return log_report_unreadable(log, &error, "descriptor %" PRIu64 " of the log",
					     index);
	if (d.id != id && is_unreserved(r, id, &d))
		return log_report_unwritten(log,
					    "the record of descriptor %" PRIu64
					    " was about to be written",
					    index);
	if (d.id != id)
		return log_report_damaged(log,
					  "descriptor %" PRIu64
					  " of the log is damaged: its id is 0x%" PRIx64
					  " (0x%" PRIx64 " was expected)",
					  index, d.id, id);
	if (is_discarded(r, &d))
		return 0;
	if (d.state == STATE_RESERVED)
		return log_report_unwritten(log,
					    "record %" PRIu64 " was being written, and is left out",
					    d.seq);
	if ((d.seq & (r->count - 1)) != index &&
	    log_report_damaged(log,
			       "the record of descriptor %" PRIu64
			       " is damaged: its sequence number is %" PRIu64,
			       index, d.seq))
		return -1;
	return print_written(log, r, &d);
}

/* --- all records ------------------------------------------------------------------ */

/* If tail_id and head_id contradict each other, the one whose descriptor has that id is right. */
static int choose_id_range(struct log_output *log, struct prb *r, uint64_t *first, uint64_t *count)
{
	struct prb_descriptor d;
	struct error ignored;

	*first = r->tail_id & r->id_mask;
	*count = ((r->head_id - r->tail_id) & r->id_mask) + 1;
	if (*count <= r->count)
		return 0;
	if (log_report_damaged(log,
			       "the log is damaged: its tail_id is 0x%" PRIx64
			       " and its head_id 0x%" PRIx64 ", but it has %" PRIu64 " descriptors",
			       r->tail_id, r->head_id, r->count))
		return -1;
	*count = r->count;
	if (!read_prb_descriptor(log, r, r->head_id, &d, &ignored) &&
	    d.id == (r->head_id & r->id_mask))
		*first = (r->head_id - r->count + 1) & r->id_mask;
	return 0;
}

int printk_ringbuffer_print(struct log_output *log, struct error *error)
{
	struct prb ring;
	uint64_t first, count, i;

	if (read_prb(log, &ring, error))
		return -1;
	if (choose_id_range(log, &ring, &first, &count))
		return 0;
	for (i = 0; i < count; i++) {
		if (print_descriptor(log, &ring, (first + i) & ring.id_mask))
			return 0;
	}
	return 0;
}
