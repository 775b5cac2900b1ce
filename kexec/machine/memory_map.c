// SPDX-License-Identifier: GPL-2.0-only
#include "memory_map.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sysfile.h"
#include "system.h"
#include "util_lib/align.h"

#define FIRMWARE_MAP "/sys/firmware/memmap"
#define IOMEM        "/proc/iomem"

/*
 * Names of memory in /sys/firmware/memmap and /proc/iomem: e820_type_to_string() and
 * register_memory_resource() of Linux.  Any other name is not a type of memory.
 */
static const struct {
	const char *name;
	uint32_t type;
} names[] = {
	{ "System RAM", MEMORY_RAM },
	{ "System RAM (kmem)", MEMORY_DRIVER_RAM },
	{ "System RAM (virtio_mem)", MEMORY_DRIVER_RAM },
	{ "ACPI Tables", MEMORY_ACPI },
	{ "ACPI Non-volatile Storage", MEMORY_NVS },
	{ "Unusable memory", MEMORY_UNUSABLE },
	{ "Unusable", MEMORY_UNUSABLE },
	{ "Persistent Memory", MEMORY_PMEM },
	{ "Persistent Memory (legacy)", MEMORY_PRAM },
	{ "Reserved", MEMORY_RESERVED },
	{ "reserved", MEMORY_RESERVED },
	{ "Soft Reserved", MEMORY_RESERVED },
	{ "Uncached RAM", MEMORY_RESERVED },
	{ "Unknown E820 type", MEMORY_RESERVED },
};

static int find_memory_type(const char *name, uint32_t *type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(name, names[i].name))
			continue;
		*type = names[i].type;
		return 0;
	}
	return -1;
}

int memory_map_append(struct memory_map *map, struct memory_range range)
{
	struct memory_range *list = map->list;

	if (range.end <= range.start)
		return 0;
	/* The list grows to the next power of two. */
	if (!(map->count & (map->count - 1))) {
		list = reallocarray(list, map->count ? 2 * map->count : 1, sizeof(*list));
		if (!list)
			return -1;
		map->list = list;
	}
	list[map->count++] = range;
	return 0;
}

static int compare_by_start(const void *a, const void *b)
{
	const struct memory_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static bool has_overlapping_ranges(const struct memory_map *map)
{
	size_t i;

	for (i = 1; i < map->count; i++)
		if (map->list[i].start < map->list[i - 1].end)
			return true;
	return false;
}

/* Appends the part of @range that is not in @taken, which holds all earlier ranges. */
static int append_untaken(struct memory_map *map, struct memory_range range, struct ranges *taken)
{
	struct range whole = { range.start, range.end };
	struct ranges left = { 0 };
	size_t i;
	int result = ranges_add(&left, whole);

	for (i = 0; !result && i < taken->count; i++)
		result = ranges_remove(&left, taken->list[i]);
	for (i = 0; !result && i < left.count; i++)
		result = memory_map_append(map,
					   (struct memory_range){ left.list[i].start,
								  left.list[i].end, range.type });
	if (!result)
		result = ranges_add(taken, whole);
	ranges_free(&left);
	return result;
}

static int remove_overlaps(const struct memory_map *map, struct memory_map *clear)
{
	struct ranges taken = { 0 };
	int ram, result = 0;
	size_t i;

	for (ram = 0; ram < 2; ram++)
		for (i = 0; !result && i < map->count; i++)
			if ((map->list[i].type == MEMORY_RAM) == ram)
				result = append_untaken(clear, map->list[i], &taken);
	ranges_free(&taken);
	return result;
}

static void sort_by_start(struct memory_map *map)
{
	if (map->count)
		qsort(map->list, map->count, sizeof(*map->list), compare_by_start);
}

int memory_map_tidy(struct memory_map *map)
{
	struct memory_map clear = { 0 };

	sort_by_start(map);
	if (!has_overlapping_ranges(map))
		return 0;
	if (remove_overlaps(map, &clear)) {
		memory_map_free(&clear);
		return -1;
	}
	memory_map_free(map);
	*map = clear;
	sort_by_start(map);
	return 0;
}

int memory_map_select(const struct memory_map *map, uint32_t type, struct ranges *set)
{
	const struct memory_range *r = map->list;
	size_t i;

	*set = (struct ranges){ 0 };
	if (!map->count)
		return 0;
	set->list = malloc(map->count * sizeof(*set->list));
	if (!set->list)
		return -1;
	for (i = 0; i < map->count; i++, r++) {
		if (r->type != type)
			continue;
		if (set->count && set->list[set->count - 1].end == r->start)
			set->list[set->count - 1].end = r->end;
		else
			set->list[set->count++] = (struct range){ r->start, r->end };
	}
	return 0;
}

void memory_map_free(struct memory_map *map)
{
	free(map->list);
	*map = (struct memory_map){ 0 };
}

/*
 * A range that ends with the last 64-bit address loses that byte, because its end does not fit into
 * 64 bits.
 */
static struct memory_range inclusive_range(uint64_t first, uint64_t last, uint32_t type)
{
	return (struct memory_range){ first, last == UINT64_MAX ? last : last + 1, type };
}

/* --- /sys/firmware/memmap: a directory for each range ----------------------- */

static int read_firmware_range(struct memory_map *map, const char *name, struct error *error)
{
	uint64_t start, last;
	uint32_t type;
	char type_name[64];

	if (sysfile_number(&start, FIRMWARE_MAP "/%s/start", name) ||
	    sysfile_number(&last, FIRMWARE_MAP "/%s/end", name) ||
	    sysfile_line(type_name, sizeof(type_name), FIRMWARE_MAP "/%s/type", name))
		return fail_errno(error, FIRMWARE_MAP "/%s: cannot be read", name);
	if (last < start)
		return fail(error, FIRMWARE_MAP "/%s: ends before its start", name);
	/* A range of unknown type is never treated as RAM. */
	if (find_memory_type(type_name, &type))
		type = MEMORY_RESERVED;
	if (memory_map_append(map, inclusive_range(start, last, type)))
		return fail(error, FIRMWARE_MAP ": out of memory");
	return 0;
}

static int read_firmware_ranges(struct memory_map *map, DIR *directory, struct error *error)
{
	struct dirent *entry;

	while ((entry = readdir(directory)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    read_firmware_range(map, entry->d_name, error))
			return -1;
	if (!map->count)
		return fail(error, FIRMWARE_MAP ": is empty");
	return 0;
}

int memory_map_firmware(struct memory_map *map, struct error *error)
{
	DIR *directory = system_opendir(FIRMWARE_MAP);
	int result;

	*map = (struct memory_map){ 0 };
	if (!directory)
		return fail_errno(error, FIRMWARE_MAP ": cannot be read");
	result = read_firmware_ranges(map, directory, error);
	closedir(directory);
	if (!result && memory_map_tidy(map))
		result = fail(error, FIRMWARE_MAP ": out of memory");
	if (result)
		memory_map_free(map);
	return result;
}

/* --- /proc/iomem: lines of "  start-last : name" ----------------------------- */

typedef int iomem_visitor(void *context, uint64_t first, uint64_t last, const char *name);

static int parse_iomem_line(const char *line, uint64_t *first, uint64_t *last, const char **name)
{
	char *end;

	errno = 0;
	*first = strtoull(line, &end, 16);
	if (errno || *end != '-')
		return -1;
	*last = strtoull(end + 1, &end, 16);
	if (errno || strncmp(end, " : ", 3) || *last < *first)
		return -1;
	*name = end + 3;
	return 0;
}

/* The kernel shows zeros to users other than root. */
static int visit_iomem_lines(char *text, iomem_visitor *visit, void *context, struct error *error)
{
	bool shown = false;
	const char *name;
	uint64_t first, last;
	char *line;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (parse_iomem_line(line, &first, &last, &name))
			return fail(error, IOMEM ": \"%s\" is not a range", line);
		shown |= last != 0;
		if (visit(context, first, last, name))
			return fail(error, IOMEM ": out of memory");
	}
	if (!shown)
		return fail(error, IOMEM ": shows no addresses (root was expected)");
	return 0;
}

static int add_typed_range(void *map, uint64_t first, uint64_t last, const char *name)
{
	uint32_t type;

	if (find_memory_type(name, &type))
		return 0;
	return memory_map_append(map, inclusive_range(first, last, type));
}

static int read_iomem(struct memory_map *map, struct error *error)
{
	struct blob text;
	int result;

	if (sysfile_read(IOMEM, &text))
		return fail_errno(error, IOMEM ": cannot be read");
	result = visit_iomem_lines((char *)text.data, add_typed_range, map, error);
	blob_free(&text);
	return result;
}

int memory_map_iomem(struct memory_map *map, struct error *error)
{
	int result;

	*map = (struct memory_map){ 0 };
	result = read_iomem(map, error);
	if (!result && memory_map_tidy(map))
		result = fail(error, IOMEM ": out of memory");
	if (result)
		memory_map_free(map);
	return result;
}

struct wanted {
	const char *name;
	struct ranges *set;
};

/* RAM of a driver has the driver's name in parentheses: "System RAM (kmem)". */
static bool is_named_or_qualified(const char *name, const char *wanted)
{
	size_t n = strlen(wanted);

	return !strncmp(name, wanted, n) && (!name[n] || !strncmp(name + n, " (", 2));
}

static int add_named_range(void *context, uint64_t first, uint64_t last, const char *name)
{
	const struct wanted *wanted = context;
	struct memory_range range = inclusive_range(first, last, 0);

	if (!is_named_or_qualified(name, wanted->name))
		return 0;
	return ranges_add(wanted->set, (struct range){ range.start, range.end });
}

int memory_map_named_in(char *text, const char *name, struct ranges *set, struct error *error)
{
	struct wanted wanted = { name, set };
	int result;

	*set = (struct ranges){ 0 };
	result = visit_iomem_lines(text, add_named_range, &wanted, error);
	if (result)
		ranges_free(set);
	return result;
}

int memory_map_named(const char *name, struct ranges *set, struct error *error)
{
	struct blob text;
	int result;

	if (sysfile_read(IOMEM, &text))
		return fail_errno(error, IOMEM ": cannot be read");
	result = memory_map_named_in((char *)text.data, name, set, error);
	blob_free(&text);
	return result;
}

int memory_map_crash(struct ranges *crash, struct error *error)
{
	return memory_map_named("Crash kernel", crash, error);
}
