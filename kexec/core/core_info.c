// SPDX-License-Identifier: GPL-2.0-only
#include "core_info.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/arch.h"
#include "kexec/machine/memory_map.h"
#include "kexec/machine/sysfile.h"
#include "kexec/machine/system.h"

#define CPUS       "/sys/devices/system/cpu"
#define VMCOREINFO "/sys/kernel/vmcoreinfo"

/* --- notes ---------------------------------------------------------------------- */

static int read_hex(const char **text, uint64_t *number)
{
	char *end;

	if (!isxdigit((unsigned char)**text))
		return -1;
	errno = 0;
	*number = strtoull(*text, &end, 16);
	*text = end;
	return errno ? -1 : 0;
}

int parse_crash_notes(const char *text, uint64_t *address)
{
	return read_hex(&text, address) || *text ? -1 : 0;
}

static int make_range(uint64_t start, uint64_t size, struct range *range)
{
	if (!start || !size || start > UINT64_MAX - size)
		return -1;
	*range = (struct range){ start, start + size };
	return 0;
}

int parse_vmcoreinfo(const char *text, struct range *range)
{
	uint64_t start, size;

	if (read_hex(&text, &start) || *text++ != ' ')
		return -1;
	if (read_hex(&text, &size) || *text)
		return -1;
	return make_range(start, size, range);
}

static int add_note(struct core_info *info, struct range note, struct error *error)
{
	size_t count = info->note_count;
	struct range *notes = info->notes;

	/* The list grows to the next power of two. */
	if (!(count & (count - 1))) {
		notes = reallocarray(notes, count ? 2 * count : 1, sizeof(*notes));
		if (!notes)
			return fail(error, CPUS ": out of memory");
		info->notes = notes;
	}
	notes[info->note_count++] = note;
	return 0;
}

/* A CPU that was unplugged after the directory was listed no longer has a file. */
static int read_cpu(struct core_info *info, uint64_t cpu, struct error *error)
{
	uint64_t address, size;
	struct range note;
	char text[64];

	if (sysfile_line(text, sizeof(text), CPUS "/cpu%" PRIu64 "/crash_notes", cpu)) {
		if (errno == ENOENT)
			return 0;
		return fail_errno(error, CPUS "/cpu%" PRIu64 "/crash_notes: cannot be read", cpu);
	}
	if (sysfile_number(&size, CPUS "/cpu%" PRIu64 "/crash_notes_size", cpu))
		return fail_errno(error, CPUS "/cpu%" PRIu64 "/crash_notes_size: cannot be read",
				  cpu);
	if (parse_crash_notes(text, &address) || make_range(address, size, &note))
		return fail(error,
			    CPUS "/cpu%" PRIu64
				 "/crash_notes: \"%s\" is not the address of %" PRIu64 " bytes",
			    cpu, text, size);
	return add_note(info, note, error);
}

static int compare_cpus(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The directory has other names that begin with "cpu": cpufreq, cpuidle. */
static bool is_cpu(const char *name, uint64_t *cpu)
{
	char *end;

	if (strncmp(name, "cpu", 3) || !isdigit((unsigned char)name[3]))
		return false;
	*cpu = strtoull(name + 3, &end, 10);
	return !*end;
}

static int list_cpus(uint64_t **cpus, size_t *count, struct error *error)
{
	DIR *directory = system_opendir(CPUS);
	struct dirent *entry;
	uint64_t *list, cpu;

	if (!directory)
		return fail_errno(error, CPUS ": cannot be read");
	while ((entry = readdir(directory))) {
		if (!is_cpu(entry->d_name, &cpu))
			continue;
		list = reallocarray(*cpus, *count + 1, sizeof(*list));
		if (!list) {
			closedir(directory);
			return fail(error, CPUS ": out of memory");
		}
		*cpus = list;
		list[(*count)++] = cpu;
	}
	closedir(directory);
	return 0;
}

/* Readers of a core file take the first note for CPU 0, so notes are sorted by CPU. */
static int read_cpus(struct core_info *info, struct error *error)
{
	uint64_t *cpus = NULL;
	size_t i, count = 0;
	int result = list_cpus(&cpus, &count, error);

	if (count)
		qsort(cpus, count, sizeof(*cpus), compare_cpus);
	for (i = 0; !result && i < count; i++)
		result = read_cpu(info, cpus[i], error);
	free(cpus);
	if (!result && !info->note_count)
		return fail(error,
			    CPUS ": no CPU has crash_notes (those of at least one were expected)");
	return result;
}

/* Programs that read a core file, makedumpfile and crash among them, need vmcoreinfo. */
static int read_vmcoreinfo(struct core_info *info, struct error *error)
{
	struct range note;
	char text[64];

	if (sysfile_line(text, sizeof(text), VMCOREINFO))
		return fail_errno(error, VMCOREINFO ": cannot be read");
	if (parse_vmcoreinfo(text, &note))
		return fail(error, VMCOREINFO ": \"%s\" is not an address and a size", text);
	return add_note(info, note, error);
}

/* --- memory ----------------------------------------------------------------------- */

static int read_ram(struct core_info *info, const struct machine *machine, struct error *error)
{
	int result;
	size_t i;

	if (memory_map_named("System RAM", &info->ram, error))
		return -1;
	result = ranges_remove(&info->ram, arch_crash_low_memory);
	for (i = 0; !result && i < machine->crash.count; i++)
		result = ranges_remove(&info->ram, machine->crash.list[i]);
	if (result)
		return fail(error, "/proc/iomem: out of memory");
	if (!info->ram.count)
		return fail(error, "/proc/iomem: shows no System RAM");
	return 0;
}

int core_info_read(struct core_info *info, const struct machine *machine, struct error *error)
{
	*info = (struct core_info){ 0 };
	if (read_cpus(info, error) || read_vmcoreinfo(info, error) ||
	    read_ram(info, machine, error) || kernel_mappings_read(&info->mappings, error)) {
		core_info_free(info);
		return -1;
	}
	return 0;
}

void core_info_free(struct core_info *info)
{
	ranges_free(&info->ram);
	free(info->notes);
	*info = (struct core_info){ 0 };
}
