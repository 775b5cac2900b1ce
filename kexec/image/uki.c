// SPDX-License-Identifier: GPL-2.0-only
#include "uki.h"

#include <stdlib.h>
#include <string.h>

#include "kexec/arch.h"
#include "util_lib/align.h"
#include "util_lib/cpio.h"

#include "device_tree.h"
#include "pe.h"

/* Far more than any has. */
#define INITRDS_MAX 64

/* Where each section's content is; of what there can't be two, the last one. */
struct parts {
	struct pe_section kernel, command_line, dtb, microcode;
	struct pe_section initrds[INITRDS_MAX];
	size_t initrd_count;
	bool initrds_of_base;
};

static bool is_named(const struct pe_section *section, const char *name)
{
	return !strcmp(section->name, name);
}

bool uki_is_one(const struct blob *file)
{
	struct pe_section section;
	struct pe pe;
	size_t i;

	if (!pe_open(&pe, file))
		return false;
	for (i = 0; i < pe.count; i++) {
		pe_section(&pe, i, &section);
		if (is_named(&section, ".linux"))
			return true;
	}
	return false;
}

/* A profile's own replace those that all profiles have. */
static int add_initrd(struct parts *parts, const struct pe_section *section, bool in_profile,
		      const char *name, struct error *error)
{
	if (in_profile && parts->initrds_of_base)
		parts->initrd_count = 0;
	parts->initrds_of_base = !in_profile;
	if (parts->initrd_count == INITRDS_MAX)
		return fail(error, "%s: has more than %d .initrd sections", name, INITRDS_MAX);
	parts->initrds[parts->initrd_count++] = *section;
	return 0;
}

static int add(struct parts *parts, const struct pe_section *section, bool in_profile,
	       const char *name, struct error *error)
{
	if (is_named(section, ".linux"))
		parts->kernel = *section;
	else if (is_named(section, ".cmdline"))
		parts->command_line = *section;
	else if (is_named(section, ".dtb"))
		parts->dtb = *section;
	else if (is_named(section, ".ucode"))
		parts->microcode = *section;
	else if (is_named(section, ".initrd"))
		return add_initrd(parts, section, in_profile, name, error);
	return 0;
}

static int check_machine(const struct pe *pe, const char *name, struct error *error)
{
	const uint16_t *known;

	for (known = arch_pe_machines; *known; known++)
		if (pe->machine == *known)
			return 0;
	return fail(error, "%s: is a UKI for machine 0x%04x (%s, 0x%04x, was expected)", name,
		    pe->machine, arch_pe_machine_name, arch_pe_machines[0]);
}

static int check_device_tree(const struct pe_section *section, const char *name,
			     struct error *error)
{
	struct blob tree = { (uint8_t *)section->content, section->size };
	struct error why;

	if (!section->size || !device_tree_check(".dtb", &tree, &why))
		return 0;
	return fail(error, "%s: its section %s", name, why.text);
}

static int find_parts(struct parts *parts, const char *name, const struct blob *file,
		      struct error *error)
{
	struct pe_section section;
	size_t i, profiles = 0;
	struct pe pe;

	*parts = (struct parts){ 0 };
	if (!pe_open(&pe, file))
		return fail(error, "%s: is no PE file", name);
	if (check_machine(&pe, name, error))
		return -1;
	for (i = 0; i < pe.count; i++) {
		if (!pe_section(&pe, i, &section))
			return fail(
				error,
				"%s: is cut short: its section %zu reaches past its end, %zu bytes",
				name, i + 1, file->size);
		profiles += is_named(&section, ".profile");
		if (profiles == 2)
			break;
		if (add(parts, &section, profiles == 1, name, error))
			return -1;
	}
	if (!parts->kernel.size)
		return fail(error, "%s: its .linux section is empty", name);
	return check_device_tree(&parts->dtb, name, error);
}

int uki_check(const char *name, const struct blob *file, struct error *error)
{
	struct parts parts;

	return find_parts(&parts, name, file, error);
}

/* Blanks in place of what controls, as lines and tabs; none at the end. */
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

static void append(struct blob *initrd, const struct pe_section *section)
{
	initrd->size = round_up(initrd->size, CPIO_ALIGN);
	if (section->size)
		memcpy(initrd->data + initrd->size, section->content, section->size);
	initrd->size += section->size;
}

static int copy_initrds(struct uki *uki, const struct parts *parts, const struct blob *file,
			const char *name, struct error *error)
{
	size_t i, size = round_up(parts->microcode.size, CPIO_ALIGN);

	for (i = 0; i < parts->initrd_count; i++)
		size += round_up(parts->initrds[i].size, CPIO_ALIGN);
	if (!size)
		return 0;
	/* Sections may name the same bytes; a sound file's don't. */
	if (size > file->size + 4 * (parts->initrd_count + 1))
		return fail(error, "%s: its initrds overlap (%zu bytes in a file of %zu)", name,
			    size, file->size);
	uki->initrd.data = calloc(1, size);
	if (!uki->initrd.data)
		return fail(error, "%s: out of memory", name);
	append(&uki->initrd, &parts->microcode);
	for (i = 0; i < parts->initrd_count; i++)
		append(&uki->initrd, &parts->initrds[i]);
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

int uki_take_apart(struct uki *uki, const char *name, struct blob *file, struct error *error)
{
	struct parts parts;

	*uki = (struct uki){ 0 };
	if (find_parts(&parts, name, file, error) ||
	    copy_command_line(uki, &parts.command_line, name, error) ||
	    copy_initrds(uki, &parts, file, name, error) ||
	    copy_device_tree(uki, &parts.dtb, name, error)) {
		uki_free(uki);
		return -1;
	}
	memmove(file->data, parts.kernel.content, parts.kernel.size);
	file->size = parts.kernel.size;
	return 0;
}

void uki_free(struct uki *uki)
{
	free(uki->command_line);
	blob_free(&uki->initrd);
	blob_free(&uki->device_tree);
	*uki = (struct uki){ 0 };
}
