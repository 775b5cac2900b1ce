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

static bool parse_hex(const char **text, uint64_t *number)
{
	char *end;

	if (!isxdigit((unsigned char)**text))
		return false;
	errno = 0;
	*number = strtoull(*text, &end, 16);
	*text = end;
	return !errno;
}

bool crash_parse_address(const char *text, uint64_t *address)
{
	return parse_hex(&text, address) && !*text;
}

static bool make_range(uint64_t start, uint64_t size, struct range *range)
{
	if (!start || !size || start > UINT64_MAX - size)
		return false;
	*range = (struct range){ start, start + size };
	return true;
}

bool crash_parse_range(const char *text, struct range *range)
{
	uint64_t start, size;

	if (!parse_hex(&text, &start) || *text++ != ' ')
		return false;
	return parse_hex(&text, &size) && !*text && make_range(start, size, range);
}

static int add_note(struct crash_facts *facts, struct range note, struct error *error)
{
	size_t count = facts->note_count;
	struct range *notes = facts->notes;

	/* At powers of two there's no room for another one. */
	if (!(count & (count - 1))) {
		notes = reallocarray(notes, count ? 2 * count : 1, sizeof(*notes));
		if (!notes)
			return fail(error, CPUS ": out of memory");
		facts->notes = notes;
	}
	notes[facts->note_count++] = note;
	return 0;
}

/* A CPU that has just been taken out is gone from the directory, too. */
static int read_cpu(struct crash_facts *facts, uint64_t cpu, struct error *error)
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
	if (!crash_parse_address(text, &address) || !make_range(address, size, &note))
		return fail(error,
			    CPUS "/cpu%" PRIu64 "/crash_notes: \"%s\" is no address of %" PRIu64
				 " bytes",
			    cpu, text, size);
	return add_note(facts, note, error);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* There are others that begin so: cpufreq, cpuidle. */
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

/* By number: whoever reads the core file takes the first note for the first CPU's. */
static int read_cpus(struct crash_facts *facts, struct error *error)
{
	uint64_t *cpus = NULL;
	size_t i, count = 0;
	int result = list_cpus(&cpus, &count, error);

	if (count)
		qsort(cpus, count, sizeof(*cpus), compare);
	for (i = 0; !result && i < count; i++)
		result = read_cpu(facts, cpus[i], error);
	free(cpus);
	if (!result && !facts->note_count)
		return fail(error, CPUS ": no CPU has crash_notes there");
	return result;
}

/* Without it hardly a program can make sense of a core file. */
static int read_vmcoreinfo(struct crash_facts *facts, struct error *error)
{
	struct range note;
	char text[64];

	if (sysfile_line(text, sizeof(text), VMCOREINFO))
		return fail_errno(error, VMCOREINFO ": cannot be read");
	if (!crash_parse_range(text, &note))
		return fail(error, VMCOREINFO ": \"%s\" is no address and size", text);
	return add_note(facts, note, error);
}

/* --- memory ----------------------------------------------------------------------- */

static int read_ram(struct crash_facts *facts, const struct machine *machine, struct error *error)
{
	int result;
	size_t i;

	if (memory_map_named("System RAM", &facts->ram, error))
		return -1;
	result = ranges_remove(&facts->ram, arch_crash_low_memory);
	for (i = 0; !result && i < machine->crash.count; i++)
		result = ranges_remove(&facts->ram, machine->crash.list[i]);
	if (result)
		return fail(error, "/proc/iomem: out of memory");
	if (!facts->ram.count)
		return fail(error, "/proc/iomem: shows no RAM");
	return 0;
}

int crash_facts_read(struct crash_facts *facts, const struct machine *machine, struct error *error)
{
	*facts = (struct crash_facts){ 0 };
	if (read_cpus(facts, error) || read_vmcoreinfo(facts, error) ||
	    read_ram(facts, machine, error) || crash_mappings_read(&facts->mappings, error)) {
		crash_facts_free(facts);
		return -1;
	}
	return 0;
}

void crash_facts_free(struct crash_facts *facts)
{
	ranges_free(&facts->ram);
	free(facts->notes);
	*facts = (struct crash_facts){ 0 };
}
