// SPDX-License-Identifier: GPL-2.0-only
#include "uki.h"

#include <stdlib.h>
#include <string.h>

#include "kexec/arch.h"
#include "util_lib/align.h"
#include "util_lib/cpio.h"

#include "device_tree.h"
#include "pe.h"

/* Upper bound of the number of .initrd sections, far more than a UKI has. */
#define UKI_INITRDS_MAX 64

/**
 * struct uki_sections - the sections of a UKI that kexec uses
 * @kernel: .linux; of two sections of this name the last one counts, as for the next three
 * @command_line: .cmdline
 * @dtb: .dtb
 * @microcode: .ucode
 * @initrds: each .initrd, in order
 * @initrd_count: number of @initrds
 * @initrds_are_shared: @initrds belong to all profiles
 */
struct uki_sections {
	struct pe_section kernel, command_line, dtb, microcode;
	struct pe_section initrds[UKI_INITRDS_MAX];
	size_t initrd_count;
	bool initrds_are_shared;
};

static bool is_section_named(const struct pe_section *section, const char *name)
{
	return !strcmp(section->name, name);
}

bool is_uki_file(const struct blob *file)
{
	struct pe_section section;
	struct pe pe;
	size_t i;

	if (pe_open(&pe, file))
		return false;
	for (i = 0; i < pe.count; i++) {
		pe_section(&pe, i, &section);
		if (is_section_named(&section, ".linux"))
			return true;
	}
	return false;
}

/* The .initrd sections of a profile replace those that all profiles share. */
static int add_initrd_section(struct uki_sections *sections, const struct pe_section *section,
			      bool in_profile, const char *name, struct error *error)
{
	if (in_profile && sections->initrds_are_shared)
		sections->initrd_count = 0;
	sections->initrds_are_shared = !in_profile;
	if (sections->initrd_count == UKI_INITRDS_MAX)
		return fail(error, "%s: has more than %d .initrd sections", name, UKI_INITRDS_MAX);
	sections->initrds[sections->initrd_count++] = *section;
	return 0;
}

static int sort_section(struct uki_sections *sections, const struct pe_section *section,
			bool in_profile, const char *name, struct error *error)
{
	if (is_section_named(section, ".linux"))
		sections->kernel = *section;
	else if (is_section_named(section, ".cmdline"))
		sections->command_line = *section;
	else if (is_section_named(section, ".dtb"))
		sections->dtb = *section;
	else if (is_section_named(section, ".ucode"))
		sections->microcode = *section;
	else if (is_section_named(section, ".initrd"))
		return add_initrd_section(sections, section, in_profile, name, error);
	return 0;
}

static int check_uki_machine(const struct pe *pe, const char *name, struct error *error)
{
	const uint16_t *known;

	for (known = arch_pe_machines; *known; known++)
		if (pe->machine == *known)
			return 0;
	return fail(error, "%s: is a UKI for machine 0x%04x (%s, 0x%04x, was expected)", name,
		    pe->machine, arch_pe_machine_name, arch_pe_machines[0]);
}

static int check_dtb_section(const struct pe_section *section, const char *name,
			     struct error *error)
{
	struct blob tree = { (uint8_t *)section->content, section->size };
	struct error why;

	if (!section->size || !device_tree_check(".dtb", &tree, &why))
		return 0;
	return fail(error, "%s: its section %s", name, why.text);
}

static int find_uki_sections(struct uki_sections *sections, const char *name,
			     const struct blob *file, struct error *error)
{
	struct pe_section section;
	size_t i, profiles = 0;
	struct pe pe;

	*sections = (struct uki_sections){ 0 };
	if (pe_open(&pe, file))
		return fail(error, "%s: is not a PE file", name);
	if (check_uki_machine(&pe, name, error))
		return -1;
	for (i = 0; i < pe.count; i++) {
		if (pe_section(&pe, i, &section))
			return fail(
				error,
				"%s: is cut short: its section %zu reaches past its end, %zu bytes",
				name, i + 1, file->size);
		profiles += is_section_named(&section, ".profile");
		if (profiles == 2)
			break;
		if (sort_section(sections, &section, profiles == 1, name, error))
			return -1;
	}
	if (!sections->kernel.size)
		return fail(error, "%s: its .linux section is empty", name);
	return check_dtb_section(&sections->dtb, name, error);
}

int uki_check(const char *name, const struct blob *file, struct error *error)
{
	struct uki_sections sections;

	return find_uki_sections(&sections, name, file, error);
}

/* Control characters, such as newlines and tabs, become blanks; those at the end are dropped. */
static int copy_command_line(struct uki *uki, const struct pe_section *section, const char *name,
			     struct error *error)
{
	size_t length;
	char *p;

	if (!section->size)
		return 0;
	uki->command_line = strndup((const char *)section->content, section->size);
	if (!uki->command_line)
		return fail(error, "%s: out of memory", name);
	for (p = uki->command_line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	for (length = p - uki->command_line; length && p[-1] == ' '; length--)
		*--p = '\0';
	return 0;
}

static void append_to_initrd(struct blob *initrd, const struct pe_section *section)
{
	initrd->size = round_up(initrd->size, CPIO_ALIGN);
	if (section->size)
		memcpy(initrd->data + initrd->size, section->content, section->size);
	initrd->size += section->size;
}

static int join_initrd_sections(struct uki *uki, const struct uki_sections *sections,
				const struct blob *file, const char *name, struct error *error)
{
	size_t i, size = round_up(sections->microcode.size, CPIO_ALIGN);

	for (i = 0; i < sections->initrd_count; i++)
		size += round_up(sections->initrds[i].size, CPIO_ALIGN);
	if (!size)
		return 0;
	/* Sections of a malformed file may overlap, and together exceed any memory. */
	if (size > file->size + 4 * (sections->initrd_count + 1))
		return fail(error, "%s: its initrds overlap (%zu bytes in a file of %zu)", name,
			    size, file->size);
	uki->initrd.data = calloc(1, size);
	if (!uki->initrd.data)
		return fail(error, "%s: out of memory", name);
	append_to_initrd(&uki->initrd, &sections->microcode);
	for (i = 0; i < sections->initrd_count; i++)
		append_to_initrd(&uki->initrd, &sections->initrds[i]);
	return 0;
}

static int copy_device_tree(struct uki *uki, const struct pe_section *section, const char *name,
			    struct error *error)
{
	if (!section->size)
		return 0;
	uki->device_tree.data = malloc(section->size);
	if (!uki->device_tree.data)
		return fail(error, "%s: out of memory", name);
	uki->device_tree.size = section->size;
	memcpy(uki->device_tree.data, section->content, section->size);
	return 0;
}

int uki_extract_kernel(struct uki *uki, const char *name, struct blob *file, struct error *error)
{
	struct uki_sections sections;

	*uki = (struct uki){ 0 };
	if (find_uki_sections(&sections, name, file, error) ||
	    copy_command_line(uki, &sections.command_line, name, error) ||
	    join_initrd_sections(uki, &sections, file, name, error) ||
	    copy_device_tree(uki, &sections.dtb, name, error)) {
		uki_free(uki);
		return -1;
	}
	memmove(file->data, sections.kernel.content, sections.kernel.size);
	file->size = sections.kernel.size;
	return 0;
}

void uki_free(struct uki *uki)
{
	free(uki->command_line);
	blob_free(&uki->initrd);
	blob_free(&uki->device_tree);
	*uki = (struct uki){ 0 };
}
