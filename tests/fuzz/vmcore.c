// SPDX-License-Identifier: GPL-2.0-only
/* The input is a dump. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "vmcore-dmesg/kernel_log.h"

/* A longer output is not a fault, but takes time. */
#define OUTPUT_MAX (1u << 24)

static size_t printed;
static char last;

static ssize_t take_output(void *cookie, const char *data, size_t size)
{
	(void)cookie;
	printed += size;
	last = data[size - 1];
	return printed < OUTPUT_MAX ? (ssize_t)size : 0;
}

/* The output is whole lines, and a failure has a message. */
static void print_dump_log(const struct dump *dump)
{
	cookie_io_functions_t functions = { .write = take_output };
	FILE *out = fopencookie(NULL, "w", functions);
	struct error error = { .text = "" };
	int result;

	demand(out != NULL);
	printed = 0;
	last = '\n';
	result = kernel_log_print(dump, out, &error);
	fclose(out);
	demand(last == '\n' || printed >= OUTPUT_MAX);
	demand(!result == !error.text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input_file file = { "input", memfd_create("input", MFD_CLOEXEC), size };
	struct error error;
	struct dump dump;

	demand(file.fd >= 0 && write(file.fd, data, size) == (ssize_t)size);
	if (!dump_open(&dump, &file, &error)) {
		print_dump_log(&dump);
		dump_close(&dump);
	}
	close(file.fd);
	return 0;
}
