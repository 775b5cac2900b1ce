// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_log.h"

#include <stdlib.h>

#include "util_lib/align.h"

#include "log_buf.h"
#include "log_output.h"
#include "printk_log.h"
#include "printk_ringbuffer.h"

/* The printk buffers, each by a symbol that only its kernels export. */
static const struct {
	const char *symbol;
	int (*print)(struct log_output *log, struct error *error);
} printk_buffers[] = {
	{ "prb", printk_ringbuffer_print },
	{ "log_first_idx", printk_log_print },
	{ "logged_chars", log_buf_print },
};

static int print_printk_buffer(struct log_output *log, struct error *error)
{
	const struct vmcoreinfo *info = &log->memory->dump->info;
	uint64_t address;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(printk_buffers); i++) {
		if (!vmcoreinfo_get(info, "SYMBOL", printk_buffers[i].symbol, &address))
			return printk_buffers[i].print(log, error);
	}
	return fail(
		error,
		"%s: its VMCOREINFO does not say where the log is (SYMBOL(prb), SYMBOL(log_first_idx) or SYMBOL(logged_chars) was expected)",
		info->path);
}

int kernel_log_print(const struct dump *dump, FILE *out, struct error *error)
{
	struct log_output *log;
	struct memory memory;
	int result;

	if (memory_open(&memory, dump, error))
		return -1;
	log = calloc(1, sizeof(*log));
	if (!log)
		return fail(error, "%s: out of memory", dump->file->path);
	log->memory = &memory;
	log->out = out;
	result = print_printk_buffer(log, error);
	if (!result)
		result = log_summarise(log, error);
	free(log);
	return result;
}
