// SPDX-License-Identifier: GPL-2.0-only
/*
 * The e820 memory map, and the memory that firmware, boot loader and command line reserve.
 * The sources are boot_params, setup_data and UEFI's memory map, as nothing else exists yet.
 */
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/cmdline.h>
#include <asm/setup.h>

#include "arch_hooks.h"
#include "internal.h"

#include "x86_internal.h"

/* --- the e820 memory map -------------------------------------------------------- */

/* zero-page.rst; the entries need not be sorted. */
static const char *__init add_e820_entries(struct kexec_bake_handoff *handoff,
					   const struct boot_e820_entry *e, u64 count)
{
	const char *why = NULL;

	for (; count && !why; count--, e++)
		why = kexec_bake_add_map_entry(handoff, e->addr, e->size, e->type);
	return why;
}

/* SETUP_E820_EXT holds the entries that do not fit into the zero page. */
static const char *__init add_e820_extension(u64 at, const struct setup_data *head, void *handoff)
{
	if (head->type != SETUP_E820_EXT)
		return NULL;
	return add_e820_entries(handoff, (const void *)head->data,
				head->len / sizeof(struct boot_e820_entry));
}

const char *__init kexec_bake_read_memory_map(struct kexec_bake_handoff *handoff)
{
	const char *why =
		add_e820_entries(handoff, boot_params.e820_table, boot_params.e820_entries);

	return why ?: kexec_bake_for_each_setup_data(add_e820_extension, handoff);
}

/* --- firmware and boot loader --------------------------------------------------------- */

/*
 * The e820 map calls memory RAM in which UEFI or its loader may still have data: the memory
 * map itself, or boot services that the kernel has yet to reserve.  Only "conventional" memory
 * in UEFI's map is certainly free.
 */
static const char *__init add_efi_ranges(struct kexec_bake_space *space)
{
	const struct efi_info *info = &boot_params.efi_info;
	u64 at = info->efi_memmap | (u64)info->efi_memmap_hi << 32;
	const void *map = kexec_bake_map_early(at, info->efi_memmap_size);
	const void *end = map + info->efi_memmap_size;
	const efi_memory_desc_t *md;
	const char *why = NULL;

	if (!info->efi_loader_signature)
		return NULL;
	if (!map || info->efi_memdesc_size < sizeof(*md))
		return "UEFI's memory map cannot be read";
	/* After a kexec the map has no entry for itself. */
	why = kexec_bake_add_reserved(space, at, at + info->efi_memmap_size, "is used by UEFI");
	for (; map + sizeof(*md) <= end && !why; map += info->efi_memdesc_size) {
		md = map;
		if (md->type != EFI_CONVENTIONAL_MEMORY)
			why = kexec_bake_add_reserved(space, md->phys_addr,
						      md->phys_addr +
							      (md->num_pages << EFI_PAGE_SHIFT),
						      "is used by UEFI");
	}
	return why;
}

static const char *__init reserve_setup_data(u64 at, const struct setup_data *head, void *space)
{
	const struct setup_indirect *indirect = (const void *)head->data;
	const struct ima_setup_data *ima = (const void *)head->data;
	const char *why = kexec_bake_add_reserved(space, at, at + sizeof(*head) + head->len,
						  "holds the boot loader's setup_data");

	if (!why && head->type == SETUP_INDIRECT && head->len >= sizeof(*indirect))
		why = kexec_bake_add_reserved(space, indirect->addr, indirect->addr + indirect->len,
					      "holds the boot loader's setup_data");
	/* IMA's log, which the kernel before a kexec has left. */
	if (!why && head->type == SETUP_IMA && head->len >= sizeof(*ima))
		why = kexec_bake_add_reserved(space, ima->addr, ima->addr + ima->size,
					      "holds IMA's log");
	return why;
}

/* --- the command line ----------------------------------------------------------------- */

/* initrdmem=ADDRESS,SIZE replaces the boot loader's initrd. */
static const char *__init add_initrdmem(struct kexec_bake_space *space, const char *line)
{
	char value[48], *comma;
	u64 start;

	if (cmdline_find_option(line, "initrdmem", value, sizeof(value)) <= 0)
		return NULL;
	start = memparse(value, &comma);
	if (*comma != ',')
		return NULL;
	return kexec_bake_add_reserved(space, start, start + memparse(comma + 1, NULL),
				       "holds the initrd");
}

/* memmap=SIZE!ADDRESS is a disk whose content survives a reset. */
static const char *__init add_emulated_pmem(struct kexec_bake_space *space, char *line)
{
	const char *why = NULL;
	u64 size, start;
	char *p = line;
	bool is_parameter;

	while (!why && (p = strstr(p, "memmap="))) {
		is_parameter = p == line || p[-1] == ' ';
		do {
			p += strcspn(p, "=,") + 1;
			size = memparse(p, &p);
			if (is_parameter && *p == '!') {
				start = memparse(p + 1, &p);
				why = kexec_bake_add_reserved(space, start, start + size,
							      "is emulated persistent memory");
			}
			p += strcspn(p, ", ");
		} while (*p == ',');
	}
	return why;
}

static const char *__init add_parameters(struct kexec_bake_space *space, char *line)
{
	const char *why = add_initrdmem(space, line);

	why = why ?: kexec_bake_add_crashkernel(space, line);
	return why ?: add_emulated_pmem(space, line);
}

const char *__init kexec_bake_add_boot_data(struct kexec_bake_space *space)
{
	const char *why = add_efi_ranges(space);

	why = why ?: kexec_bake_for_each_setup_data(reserve_setup_data, space);
	/* setup_arch() has not merged the built-in command line yet. */
#ifdef CONFIG_CMDLINE_BOOL
	why = why ?: add_parameters(space, CONFIG_CMDLINE);
#endif
	return why ?: add_parameters(space, boot_command_line);
}
