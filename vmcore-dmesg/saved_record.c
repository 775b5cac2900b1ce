// SPDX-License-Identifier: GPL-2.0-only
#include "saved_record.h"

#include <errno.h>
#include <inttypes.h>

#include "saveoops/record/record.h"
#include "saveoops/record/record_fail.h"

#include "log_output.h"

static struct record_store store;

static int read_input_block(void *context, uint64_t offset, void *data, uint32_t size)
{
	struct error ignored;

	return input_file_read(context, offset, data, size, &ignored) ? -EIO : 0;
}

/* A reader of records never writes or flushes. */
static int refuse_write(void *context, uint64_t offset, const void *data, uint32_t size)
{
	(void)context, (void)offset, (void)data, (void)size;
	return -EROFS;
}

static int refuse_flush(void *context)
{
	(void)context;
	return -EROFS;
}

/* The sector size does not matter, as the library reads whole blocks. */
static struct record_device make_record_device(const struct input_file *file)
{
	return (struct record_device){ file->size,   512,          read_input_block,
				       refuse_write, refuse_flush, (void *)file };
}

bool is_record_partition(const struct input_file *file)
{
	const struct record_device device = make_record_device(file);
	int result = record_probe(&store, &device);

	return !result || result == -RECORD_ERR_VERSION || result == -RECORD_ERR_TRUNCATED;
}

static int print_saved_text(const struct input_file *file, const struct record *record, FILE *out,
			    struct error *error)
{
	uint64_t at = record->facts_size, end = at + record->text_size, n;
	static uint8_t piece[RECORD_BLOCK];
	uint8_t last = '\n';
	int result;

	for (; at < end; at += n) {
		n = end - at < sizeof(piece) ? end - at : sizeof(piece);
		result = record_read(&store, record, at, piece, n);
		if (result)
			return record_fail(error, file->path, result);
		log_print_escaped(out, piece, n);
		last = piece[n - 1];
	}
	if (last != '\n')
		putc('\n', out);
	return 0;
}

int saved_record_print(const struct input_file *file, FILE *out, struct error *error)
{
	const struct record_device device = make_record_device(file);
	int result = record_open(&store, &device);
	const struct record *record;

	if (result)
		return record_fail(error, file->path, result);
	record = record_before(&store, UINT64_MAX);
	if (!record)
		return fail(error, "%s: holds no record", file->path);
	result = record_verify(&store, record);
	if (result == -RECORD_ERR_DAMAGED)
		return fail(error,
			    "%s: record %" PRIu64
			    " is damaged: its digest is wrong (see saveoops show --force)",
			    file->path, record->sequence);
	if (result)
		return record_fail(error, file->path, result);
	return print_saved_text(file, record, out, error);
}
