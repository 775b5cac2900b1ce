// SPDX-License-Identifier: GPL-2.0-only
/*
 * An input is a file for --bake-info and --bake-verify.  Images are large and mostly zero, so
 * an input has no long runs of zeros: after each 0xf1 0xf2 comes the number of pages of
 * zeros.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bake/bake.h"
#include "fuzz.h"

#define FILE_ROOM (4u << 20)
#define PAGE      4096u

static uint8_t bytes[FILE_ROOM];

static size_t expand(const uint8_t *data, size_t size)
{
	size_t i, pages, n = 0;

	for (i = 0; i < size && n < FILE_ROOM; i++) {
		if (size - i < 4 || data[i] != 0xf1 || data[i + 1] != 0xf2) {
			bytes[n++] = data[i];
			continue;
		}
		pages = data[i + 2] | data[i + 3] << 8;
		if (pages * PAGE > FILE_ROOM - n)
			break;
		memset(bytes + n, 0, pages * PAGE);
		n += pages * PAGE;
		i += 3;
	}
	return n;
}

/* An image that --bake-verify accepts can be shown. */
static void read_both_ways(const char *path, int json)
{
	struct error error;
	int sound = !bake_verify(path, &error);

	/* The output is not needed. */
	if (!freopen("/dev/null", "w", stdout))
		abort();
	if (bake_info(path, json, &error))
		demand(!sound || strstr(error.text, "is not terminated"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = expand(data, size);
	int fd = memfd_create("input", MFD_CLOEXEC);
	char path[64];

	demand(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_both_ways(path, n & 1);
	close(fd);
	return 0;
}
