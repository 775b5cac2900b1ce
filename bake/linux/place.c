// SPDX-License-Identifier: GPL-2.0-only
/* Puts the image in its place, or says why not. */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/cc_platform.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/cmdline.h>
#include <asm/setup.h>
#include <xen/xen.h>

#include "internal.h"

struct kexec_baked kexec_baked __ro_after_init;

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

	return cmdline_find_option(line, "kexec_bake", word, sizeof(word)) == strlen(what) &&
	       !strcmp(word, what);
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

/* A capture kernel of kdump's, whose memory is the reserved one alone. */
static bool __init is_crash_kernel(void)
{
	char word[32];

	return cmdline_find_option(boot_command_line, "elfcorehdr", word, sizeof(word)) >= 0;
}

/* Only so that the words are known when parameters are parsed. */
static int __init known_word(char *value)
{
	if (value && (!strcmp(value, "off") || !strcmp(value, "initrd")))
		return 0;
	pr_warn("kexec_bake=%s is not known (off or initrd was expected)\n", value ?: "");
	return 0;
}
early_param("kexec_bake", known_word);

/* --- the image -------------------------------------------------------------------- */

static struct kexec_bake_source source __initdata;

static bool __init has_image(void)
{
	int error;

	if (!kexec_bake_find(&source, is_told("initrd")))
		return refuse("no image is linked in, and none is in the initrd");
	error = kexec_bake_validate(source.image, source.size);
	if (error)
		return refuse("the image (%s) is not valid: %s", source.name,
			      kexec_bake_strerror(error));
	memcpy(&kexec_baked.header, source.image, sizeof(kexec_baked.header));
	kexec_baked.source = source.name;
	if (kexec_baked.header.placed_at)
		return refuse("the image (%s) was moved already", source.name);
	return true;
}

static bool __init can_run_here(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	u64 top = kexec_bake_five_levels() ? h->x86.top_5level : h->x86.top_4level;

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

static void __init refuse_place(const struct kexec_bake_range *holder, u64 at, u64 size)
{
	if (holder->what)
		refuse("[mem %#010llx-%#010llx] %s", holder->start, holder->end - 1, holder->what);
	else
		refuse("[mem %#010llx-%#010llx] is needed, and there is no RAM at %#010llx", at,
		       at + size - 1, holder->start);
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
	refuse_place(&holder, h->load_addr, h->region_size);
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

/*
 * What no digest covers has no content, whatever the image says of it: what
 * lies behind the initrd, above all, would be unpacked with it.
 */
static void __init copy_image(u8 *to)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	const struct kexec_bake_extent *e;
	u64 at = KEXEC_BAKE_PAGE;
	int i;

	memcpy(to, source.image, KEXEC_BAKE_PAGE);
	for (i = KEXEC_BAKE_SEALED_HEAD; i < KEXEC_BAKE_SEALED_COUNT; i++) {
		e = &h->sealed[i];
		if (!e->size)
			continue;
		memset(to + at, 0, e->offset - at);
		memcpy(to + e->offset, source.image + e->offset, e->size);
		at = e->offset + e->size;
	}
}

static bool __init fill(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	u8 *to = kexec_bake_reach(kexec_baked.base, h->region_size);
	const char *why;

	copy_image(to);
	kexec_bake_ask_firmware(&handoff);
	memcpy(to + h->handoff.offset, &handoff, sizeof(handoff));
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
	pr_info("armed: Linux %.64s at [mem %#010llx-%#010llx]\n", h->kernel_version,
		kexec_baked.base, kexec_baked.base + h->region_size - 1);
}

/*
 * start_kernel() calls this first of all.  Other architectures have one of
 * their own; x86 has none, so the hook needs no change to the kernel, and if
 * x86 gets one the linker will say so.
 */
void __init smp_setup_processor_id(void)
{
	if (is_told("off"))
		refuse("kexec_bake=off");
	else if (is_crash_kernel())
		refuse("this is a crash kernel");
	else
		arm();
}
