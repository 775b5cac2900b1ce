// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts the image in its place, in the first moments of setup_arch(): the
 * firmware's memory map has just been read, and nobody can allocate yet.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/cc_platform.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/cmdline.h>
#include <asm/e820/api.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/setup.h>
#include <asm/x86_init.h>
#include <xen/xen.h>

#include "internal.h"

/* The early fixmap takes twice as much. */
#define COPY_CHUNK	0x20000u

struct kexec_baked kexec_baked __ro_after_init = {
	.why_not = "start-up did not come that far",
};

#ifdef KEXEC_BAKE_LINKED
extern const u8 kexec_bake_image_start[], kexec_bake_image_end[];
#else
#define kexec_bake_image_start	((const u8 *)NULL)
#define kexec_bake_image_end	((const u8 *)NULL)
#endif

static __printf(1, 2) bool __init refuse(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(kexec_baked.why_not, sizeof(kexec_baked.why_not), fmt, args);
	va_end(args);
	return false;
}

static bool __init says_off(const char *line)
{
	char word[8];

	return cmdline_find_option(line, "kexec_bake", word, sizeof(word)) == 3 &&
	       !strcmp(word, "off");
}

/* Parameters are parsed later, and the built-in line is not merged yet. */
static bool __init is_off(void)
{
#ifdef CONFIG_CMDLINE_BOOL
	if (says_off(CONFIG_CMDLINE))
		return true;
#endif
	return says_off(boot_command_line);
}

/* Only so that the word is known when parameters are parsed. */
static int __init known_word(char *value)
{
	if (value && !strcmp(value, "off"))
		return 0;
	pr_warn("kexec_bake=%s is not known (off was expected)\n", value ?: "");
	return 0;
}
early_param("kexec_bake", known_word);

static bool __init has_image(const u8 *image, u64 size)
{
	int error;

	if (!size)
		return refuse("no image is linked in");
	error = kexec_bake_validate(image, size);
	if (error)
		return refuse("the image is not valid: %s",
			      kexec_bake_strerror(error));
	memcpy(&kexec_baked.header, image, sizeof(kexec_baked.header));
	return true;
}

static bool __init may_capture(void)
{
	if (kexec_bake_told_to_stop())
		return refuse("told to stop, after repeated captures and no clean boot");
	return true;
}

static bool __init can_run_here(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	u64 top = pgtable_l5_enabled() ? h->top_5level : h->top_4level;

	if (!top)
		return refuse("the capture kernel can't be entered with 5-level paging on");
	if (cc_platform_has(CC_ATTR_MEM_ENCRYPT))
		return refuse("memory encryption is on");
	if (xen_pv_domain())
		return refuse("a Xen PV guest owns no page tables");
	return true;
}

/* Where the firmware's RAM ends, seen from @start; the table is sorted. */
static u64 __init end_of_ram(u64 start)
{
	const struct e820_entry *e = e820_table->entries;
	const struct e820_entry *end = e + e820_table->nr_entries;

	for (; e < end; e++)
		if (e->type == E820_TYPE_RAM && e->addr <= start &&
		    e->addr + e->size > start)
			start = e->addr + e->size;
	return start;
}

static bool __init overlaps(u64 start, u64 end, u64 other, u64 other_end)
{
	return start < other_end && other < end;
}

static bool __init is_free(u64 start, u64 end)
{
	u64 initrd = boot_params.hdr.ramdisk_image |
		     (u64)boot_params.ext_ramdisk_image << 32;
	u64 initrd_size = boot_params.hdr.ramdisk_size |
			  (u64)boot_params.ext_ramdisk_size << 32;
	phys_addr_t from, to;
	u64 i;

	/* Up to _end: .brk is not reserved yet. */
	if (overlaps(start, end, __pa_symbol(_text), __pa_symbol(_end)))
		return refuse("[mem %#010llx-%#010llx] holds this kernel",
			      (u64)__pa_symbol(_text), (u64)__pa_symbol(_end) - 1);
	if (overlaps(start, end, initrd, initrd + initrd_size))
		return refuse("[mem %#010llx-%#010llx] holds the initrd",
			      initrd, initrd + initrd_size - 1);
	for_each_reserved_mem_range(i, &from, &to)
		if (overlaps(start, end, from, to))
			return refuse("[mem %#010llx-%#010llx] is reserved",
				      (u64)from, (u64)to - 1);
	return true;
}

/*
 * Memory that the e820 map calls RAM may still hold what UEFI or its loader
 * left there: its own memory map, or boot services that the kernel has yet to
 * reserve.  What is free for certain is of one type in UEFI's map.
 */
static bool __init is_free_for_efi(u64 start, u64 end)
{
	const struct efi_info *info = &boot_params.efi_info;
	u64 at = info->efi_memmap | (u64)info->efi_memmap_hi << 32;
	u64 map_end = at + info->efi_memmap_size;
	efi_memory_desc_t *md, copy;

	if (!info->efi_loader_signature)
		return true;
	if (info->efi_memdesc_size < sizeof(copy))
		return refuse("UEFI's memory map can't be read");
	for (; at + sizeof(copy) <= map_end; at += info->efi_memdesc_size) {
		md = early_memremap(at, sizeof(copy));
		if (!md)
			return refuse("UEFI's memory map can't be mapped");
		copy = *md;
		early_memunmap(md, sizeof(copy));
		if (copy.type != EFI_CONVENTIONAL_MEMORY &&
		    overlaps(start, end, copy.phys_addr, copy.phys_addr +
			     (copy.num_pages << EFI_PAGE_SHIFT)))
			return refuse("[mem %#010llx] is UEFI's (type %u)",
				      copy.phys_addr, copy.type);
	}
	return true;
}

/*
 * Ranges that do not fit into the zero page come by setup_data, which is read
 * only later; a capture kernel that is told of some would take the rest's
 * devices for free address space.
 */
static bool __init map_is_whole(void)
{
	u64 at = boot_params.hdr.setup_data;
	struct setup_data *data, copy;

	if (e820_table->nr_entries > KEXEC_BAKE_MAP_MAX)
		return refuse("the memory map has %u ranges, more than %d",
			      e820_table->nr_entries, KEXEC_BAKE_MAP_MAX);
	for (; at; at = copy.next) {
		data = early_memremap(at, sizeof(copy));
		if (!data)
			return refuse("setup_data can't be mapped");
		copy = *data;
		early_memunmap(data, sizeof(copy));
		if (copy.type == SETUP_E820_EXT)
			return refuse("the memory map has more than %d ranges",
				      KEXEC_BAKE_MAP_MAX);
	}
	return true;
}

static bool __init reserve(void)
{
	u64 start = kexec_baked.header.load_addr;
	u64 end = start + kexec_baked.header.region_size;
	u64 ram_end = end_of_ram(start);

	if (ram_end < end)
		return refuse("[mem %#010llx-%#010llx] is needed, and there is no RAM at %#010llx",
			      start, end - 1, ram_end);
	if (!is_free(start, end) || !is_free_for_efi(start, end))
		return false;
	if (memblock_reserve(start, end - start))
		return refuse("the region can't be reserved");
	return true;
}

static bool __init copy_to(u64 to, const u8 *from, u64 size)
{
	u64 n;
	void *p;

	for (; size; size -= n, from += n, to += n) {
		n = min_t(u64, size, COPY_CHUNK);
		p = early_memremap(to, n);
		if (!p)
			return refuse("[mem %#010llx-%#010llx] can't be mapped",
				      to, to + n - 1);
		memcpy(p, from, n);
		early_memunmap(p, n);
	}
	return true;
}

static struct kexec_bake_handoff handoff __initdata;

static bool __init hand_off(void)
{
	const struct e820_entry *e = e820_table->entries;
	u32 i;

	handoff.magic = KEXEC_BAKE_HANDOFF_MAGIC;
	handoff.map_count = e820_table->nr_entries;
	for (i = 0; i < handoff.map_count; i++, e++)
		handoff.map[i] = (struct kexec_bake_map_entry){
			.start = e->addr, .size = e->size, .type = e->type,
		};
	handoff.rsdp = boot_params.acpi_rsdp_addr;
	BUILD_BUG_ON(sizeof(handoff.screen_info) !=
		     sizeof(boot_params.screen_info));
	memcpy(handoff.screen_info, &boot_params.screen_info,
	       sizeof(handoff.screen_info));
	return copy_to(kexec_baked.header.load_addr + kexec_baked.header.handoff.offset,
		       (const u8 *)&handoff, sizeof(handoff));
}

static bool __init place(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	const u8 *image = kexec_bake_image_start;

	if (!has_image(image, kexec_bake_image_end - image) ||
	    !can_run_here() || !map_is_whole() || !reserve())
		return false;
	if (copy_to(h->load_addr, image, h->image_size) && hand_off())
		return true;
	memblock_phys_free(h->load_addr, h->region_size);
	return false;
}

static char *(*next_memory_setup)(void) __initdata;

static char *__init memory_setup(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	char *who = next_memory_setup();

	if (is_off()) {
		refuse("kexec_bake=off");
		return who;
	}
	kexec_baked.armed = may_capture() && place();
	if (!kexec_baked.armed) {
		pr_err("not armed: %s\n", kexec_baked.why_not);
		return who;
	}
	kexec_baked.why_not[0] = '\0';
	kexec_bake_watch_panic();
	pr_info("armed: Linux %.64s at [mem %#010llx-%#010llx]\n",
		h->kernel_version, h->load_addr,
		h->load_addr + h->region_size - 1);
	return who;
}

/*
 * start_kernel() calls this first of all.  Other architectures have one of
 * their own; x86 has none, so the hook needs no change to the kernel, and if
 * x86 gets one the linker will say so.
 */
void __init smp_setup_processor_id(void)
{
	next_memory_setup = x86_init.resources.memory_setup;
	x86_init.resources.memory_setup = memory_setup;
}
