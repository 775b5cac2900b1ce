// SPDX-License-Identifier: GPL-2.0-only
/*
 * --bake-info of a running machine: the files of the kernel side, which doc/integrate.md,
 * "Boot", describes.
 */
#include "running_image.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/kexec_bake_oops.h"
#include "util_lib/numbers.h"
#include "util_lib/print.h"

#include "bake.h"

/* No file of sysfs is larger than a page. */
struct line {
	bool there;
	char text[4096];
};

enum line_name {
	STATE,
	ADDRESS,
	BAKED_ADDRESS,
	SOURCE,
	VERIFIED,
	SIZE,
	KERNEL,
	DIGEST,
	STOP,
	LINES
};

static const char *const names[LINES] = {
	[STATE] = KEXEC_BAKE_SYSFS_STATE,
	[ADDRESS] = KEXEC_BAKE_SYSFS_ADDRESS,
	[BAKED_ADDRESS] = KEXEC_BAKE_SYSFS_BAKED_ADDRESS,
	[SOURCE] = KEXEC_BAKE_SYSFS_SOURCE,
	[VERIFIED] = KEXEC_BAKE_SYSFS_VERIFIED,
	[SIZE] = KEXEC_BAKE_SYSFS_SIZE,
	[KERNEL] = KEXEC_BAKE_SYSFS_KERNEL,
	[DIGEST] = KEXEC_BAKE_SYSFS_DIGEST,
	[STOP] = KEXEC_BAKE_SYSFS_STOP,
};

struct running {
	struct line lines[LINES];
	uint64_t address;
	uint64_t baked_address;
	uint64_t size;
};

static bool has_line(const struct running *running, enum line_name name)
{
	return running->lines[name].there;
}

static const char *line_text(const struct running *running, enum line_name name)
{
	return running->lines[name].text;
}

static bool is_armed(const struct running *running)
{
	return !strcmp(line_text(running, STATE), KEXEC_BAKE_STATE_ARMED);
}

/* Returns NULL if an image is armed. */
static const char *not_armed_reason(const struct running *running)
{
	const char *state = line_text(running, STATE);
	size_t size = strlen(KEXEC_BAKE_STATE_NOT_ARMED);

	if (is_armed(running))
		return NULL;
	return strncmp(state, KEXEC_BAKE_STATE_NOT_ARMED, size) ? state : state + size;
}

static bool is_moved(const struct running *running)
{
	return has_line(running, ADDRESS) && has_line(running, BAKED_ADDRESS) &&
	       running->address != running->baked_address;
}

static ssize_t read_once(const char *path, char *buffer, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int saved_errno;
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, buffer, size);
	saved_errno = errno;
	close(fd);
	errno = saved_errno;
	return n;
}

/* Some files exist only in some states, and only root can read stop. */
static int read_line(struct line *line, const char *directory, const char *name,
		     struct error *error)
{
	char *path;
	ssize_t n;

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return fail(error, "%s: out of memory", directory);
	n = read_once(path, line->text, sizeof(line->text) - 1);
	line->there = n >= 0;
	line->text[line->there ? n : 0] = '\0';
	line->text[strcspn(line->text, "\n")] = '\0';
	if (n < 0 && errno != ENOENT && errno != EACCES) {
		fail_errno(error, "%s: cannot be read", path);
		free(path);
		return -1;
	}
	free(path);
	return 0;
}

static int parse_sysfs_number(const struct running *running, enum line_name name, uint64_t *number,
			      const char *directory, struct error *error)
{
	if (!has_line(running, name) || !parse_size(line_text(running, name), number))
		return 0;
	return fail(error, "%s/%s: is not a number", directory, names[name]);
}

static int check_directory(const char *directory, struct error *error)
{
	if (!access(directory, F_OK) || errno != ENOENT)
		return 0;
	return fail(error, "%s: is not there: the running kernel has no kernel side", directory);
}

static int read_running(struct running *running, const char *directory, struct error *error)
{
	int i;

	if (check_directory(directory, error))
		return -1;
	for (i = 0; i < LINES; i++)
		if (read_line(&running->lines[i], directory, names[i], error))
			return -1;
	if (!has_line(running, STATE))
		return fail(error,
			    "%s: is a directory without a file state (a file, or " BAKE_RUNNING
			    ", was expected)",
			    directory);
	if (parse_sysfs_number(running, ADDRESS, &running->address, directory, error) ||
	    parse_sysfs_number(running, BAKED_ADDRESS, &running->baked_address, directory, error) ||
	    parse_sysfs_number(running, SIZE, &running->size, directory, error))
		return -1;
	return 0;
}

static void print_line(const struct running *running, const char *label, enum line_name name)
{
	if (has_line(running, name))
		print_text(label, line_text(running, name));
}

static void print_region(const struct running *running)
{
	if (!has_line(running, SIZE))
		return;
	printf("region        ");
	if (has_line(running, ADDRESS))
		printf("0x%08" PRIx64 "-0x%08" PRIx64 ", ", running->address,
		       running->address + running->size - 1);
	print_size(running->size);
	printf("\n");
	if (has_line(running, BAKED_ADDRESS))
		printf("baked for     0x%08" PRIx64 "%s\n", running->baked_address,
		       is_moved(running) ? ", and moved" : "");
}

static const char *stop_in_words(const struct running *running)
{
	if (!has_line(running, STOP))
		return "unknown (root can read it)";
	return strcmp(line_text(running, STOP), "0") ? "the next boot is not captured" : "no";
}

static void print_running_table(const struct running *running)
{
	print_line(running, "state         ", STATE);
	print_line(running, "kernel        Linux ", KERNEL);
	print_region(running);
	print_line(running, "source        ", SOURCE);
	print_line(running, "verified      at boot: ", VERIFIED);
	print_line(running, "digest        ", DIGEST);
	printf("stop mark     %s\n", stop_in_words(running));
}

static void print_json_member(const char *key, const char *value)
{
	printf("  \"%s\": ", key);
	if (value)
		print_json_string(value);
	else
		printf("null");
	printf(",\n");
}

static void print_json_line(const struct running *running, const char *key, enum line_name name)
{
	print_json_member(key, has_line(running, name) ? line_text(running, name) : NULL);
}

static void print_json_number(const struct running *running, const char *key, enum line_name name,
			      uint64_t value)
{
	if (has_line(running, name))
		printf("  \"%s\": %" PRIu64 ",\n", key, value);
	else
		print_json_member(key, NULL);
}

/* Keys that also occur in the JSON output for a file have the same names. */
static void print_running_json(const struct running *running)
{
	const char *stop = strcmp(line_text(running, STOP), "0") ? "true" : "false";

	printf("{\n  \"container\": \"running kernel\",\n  \"armed\": %s,\n",
	       is_armed(running) ? "true" : "false");
	print_json_member("why_not", not_armed_reason(running));
	print_json_line(running, "kernel_version", KERNEL);
	print_json_number(running, "address", ADDRESS, running->address);
	print_json_number(running, "load_addr", BAKED_ADDRESS, running->baked_address);
	printf("  \"moved\": %s,\n", is_moved(running) ? "true" : "false");
	print_json_number(running, "region_size", SIZE, running->size);
	print_json_line(running, "source", SOURCE);
	print_json_line(running, "verified", VERIFIED);
	print_json_line(running, "digest", DIGEST);
	printf("  \"stop\": %s\n}\n", has_line(running, STOP) ? stop : "null");
}

int bake_running_info(const char *path, bool json, struct error *error)
{
	struct running running = { 0 };

	if (read_running(&running, path, error))
		return -1;
	if (json)
		print_running_json(&running);
	else
		print_running_table(&running);
	return 0;
}
