// SPDX-License-Identifier: GPL-2.0-only
/* Puts the image in its place, or says why not. */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/cc_platform.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/cmdline.h>
#include <asm/pgtable.h>
#include <asm/setup.h>
#include <asm/x86_init.h>
#include <xen/xen.h>

#include "internal.h"

struct kexec_baked kexec_baked __ro_after_init = {
	.why_not = "start-up did not come that far",
};

static __printf(1, 2) bool __init refuse(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(kexec_baked.why_not, sizeof(kexec_baked.why_not), fmt, args);
	va_end(args);
	return false;
}

/* --- the command line ----------------------------------------------------------- */

static bool __init line_says(const char *line, const char *what)
{
	char word[8];

	return cmdline_find_option(line, "kexec_bake", word, sizeof(word)) ==
		       strlen(what) && !strcmp(word, what);
}

/* Parameters are parsed later, and the built-in line is not merged yet. */
static bool __init is_told(const char *what)
{
#ifdef CONFIG_CMDLINE_BOOL
	if (line_says(CONFIG_CMDLINE, what))
		return true;
#endif
	return line_says(boot_command_line, what);
}

/* Only so that the words are known when parameters are parsed. */
static int __init known_word(char *value)
{
	if (value && (!strcmp(value, "off") || !strcmp(value, "initrd")))
		return 0;
	pr_warn("kexec_bake=%s is not known (off or initrd was expected)\n",
		value ?: "");
	return 0;
}
early_param("kexec_bake", known_word);

/* --- the image -------------------------------------------------------------------- */

static struct kexec_bake_source source __initdata;

/* The validator reads no more than this. */
static u8 header_page[KEXEC_BAKE_PAGE] __initdata;

static bool __init has_image(void)
{
	u64 size = sizeof(header_page);
	int error;

	if (!kexec_bake_find(&source, is_told("initrd")))
		return refuse("no image is linked in, and none is in the initrd");
	if (source.size < size ||
	    !kexec_bake_read(&source, 0, header_page, size))
		return refuse("the image (%s) can't be read", source.name);
	error = kexec_bake_validate(header_page, source.size);
	if (error)
		return refuse("the image (%s) is not valid: %s", source.name,
			      kexec_bake_strerror(error));
	memcpy(&kexec_baked.header, header_page, sizeof(kexec_baked.header));
	kexec_baked.source = source.name;
	if (kexec_baked.header.placed_at)
		return refuse("the image (%s) was moved already", source.name);
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

/* --- its place ---------------------------------------------------------------------- */

static struct kexec_bake_handoff handoff __initdata = {
	.magic = KEXEC_BAKE_HANDOFF_MAGIC,
};

static bool __init is_occupied(const struct kexec_bake_range *holder, u64 at,
			       u64 size)
{
	if (holder->what)
		return refuse("[mem %#010llx-%#010llx] %s", holder->start,
			      holder->end - 1, holder->what);
	return refuse("[mem %#010llx-%#010llx] is needed, and there is no RAM at %#010llx",
		      at, at + size - 1, holder->start);
}

static bool __init find_place(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	struct kexec_bake_room room = {
		.size = h->region_size,
		.alignment = h->alignment,
		.lowest = h->lowest_addr,
	};
	struct kexec_bake_range holder;
	const char *why = kexec_bake_read_map(&handoff);

	why = why ?: kexec_bake_look_around(&room, &handoff);
	if (why)
		return refuse("%s", why);
	kexec_baked.base = h->load_addr;
	if (!kexec_bake_in_the_way(&room, h->load_addr, &holder))
		return true;
	is_occupied(&holder, h->load_addr, h->region_size);
	if (!(h->flags & KEXEC_BAKE_RELOCATABLE))
		return false;
	kexec_baked.base = kexec_bake_find_room(&room, h->load_addr);
	if (!kexec_baked.base)
		return refuse("there is no free RAM of %llu MiB for it below 4 GiB",
			      h->region_size >> 20);
	pr_info("moved: %s\n", kexec_baked.why_not);
	return true;
}

static bool __init reserve(void)
{
	if (memblock_reserve(kexec_baked.base, kexec_baked.header.region_size))
		return refuse("the region can't be reserved");
	return true;
}

static bool __init hand_off(void)
{
	u64 to = kexec_baked.base + kexec_baked.header.handoff.offset;
	const struct kexec_bake_source from = {
		.linked = (const u8 *)&handoff,
	};

	kexec_bake_ask_firmware(&handoff);
	return kexec_bake_copy(&from, 0, to, sizeof(handoff));
}

/*
 * What no digest covers has no content, whatever the image says of it: what
 * lies behind the initrd, above all, would be unpacked with it.
 */
static bool __init copy_image(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	const struct kexec_bake_extent *e;
	u64 at = KEXEC_BAKE_PAGE;
	int i;

	if (!kexec_bake_copy(&source, 0, kexec_baked.base, KEXEC_BAKE_PAGE))
		return false;
	for (i = KEXEC_BAKE_SEALED_HEAD; i < KEXEC_BAKE_SEALED_COUNT; i++) {
		e = &h->sealed[i];
		if (!e->size)
			continue;
		if (!kexec_bake_copy(NULL, 0, kexec_baked.base + at,
				     e->offset - at) ||
		    !kexec_bake_copy(&source, e->offset,
				     kexec_baked.base + e->offset, e->size))
			return false;
		at = e->offset + e->size;
	}
	return true;
}

static bool __init fill(void)
{
	const char *why;

	if (!copy_image() || !hand_off())
		return refuse("the region can't be mapped");
	why = kexec_bake_settle();
	if (why)
		return refuse("the image (%s): %s", source.name, why);
	return true;
}

static bool __init place(void)
{
	if (!has_image() || !can_run_here() || !find_place() || !reserve())
		return false;
	if (fill())
		return true;
	memblock_phys_free(kexec_baked.base, kexec_baked.header.region_size);
	return false;
}

static void __init arm(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;

	if (kexec_bake_told_to_stop())
		refuse("told to stop, after repeated captures and no clean boot");
	else
		kexec_baked.armed = place();
	if (!kexec_baked.armed) {
		pr_err("not armed: %s\n", kexec_baked.why_not);
		return;
	}
	kexec_baked.why_not[0] = '\0';
	kexec_bake_watch_panic();
	pr_info("armed: Linux %.64s at [mem %#010llx-%#010llx]\n",
		h->kernel_version, kexec_baked.base,
		kexec_baked.base + h->region_size - 1);
}

static char *(*next_memory_setup)(void) __initdata;

static char *__init memory_setup(void)
{
	char *who = next_memory_setup();

	if (is_told("off"))
		refuse("kexec_bake=off");
	else
		arm();
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
