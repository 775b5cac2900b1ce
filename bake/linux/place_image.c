// SPDX-License-Identifier: GPL-2.0-only
/* Copies the image into its region and arms it, or keeps the reason why not. */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/sections.h>

#include "arch_hooks.h"
#include "internal.h"

/* Return: the reason, which stays readable in sysfs. */
static __printf(1, 2) const char *__init refuse_image(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vscnprintf(kexec_bake_image.why_not, sizeof(kexec_bake_image.why_not), fmt, args);
	va_end(args);
	return kexec_bake_image.why_not;
}

/* kexec_bake_init() has evaluated the parameter; this only makes it a known one. */
static int __init check_parameter(char *value)
{
	if (value && (!strcmp(value, KEXEC_BAKE_PARAMETER_OFF) ||
		      !strcmp(value, KEXEC_BAKE_PARAMETER_INITRD)))
		return 0;
	pr_warn("kexec_bake=%s is not known (off or initrd was expected)\n", value ?: "");
	return 0;
}
early_param(KEXEC_BAKE_PARAMETER, check_parameter);

/* --- the image -------------------------------------------------------------------- */

static struct kexec_bake_source source __initdata;

static const char *__init read_image_header(void)
{
	int error;

	if (kexec_bake_find_image(&source, kexec_bake_has_parameter(KEXEC_BAKE_PARAMETER_INITRD)))
		return refuse_image("no image is linked in, and none is in the initrd");
	error = kexec_bake_validate(source.image, source.size);
	if (error)
		return refuse_image("the image (%s) is not valid: %s", source.name,
				    kexec_bake_strerror(error));
	memcpy(&kexec_bake_image.header, source.image, sizeof(kexec_bake_image.header));
	kexec_bake_image.source = source.name;
	if (kexec_bake_image.header.placed_at)
		return refuse_image("the image (%s) was moved already", source.name);
	return NULL;
}

static const char *__init check_running_machine(void)
{
	const char *why = kexec_bake_check_machine(&kexec_bake_image.header);

	return why ? refuse_image("%s", why) : NULL;
}

/* --- the region --------------------------------------------------------------------- */

static struct kexec_bake_handoff handoff __initdata = {
	.magic = KEXEC_BAKE_HANDOFF_MAGIC,
};

static const char *__init refuse_place(const struct kexec_bake_range *taken, u64 at, u64 size)
{
	if (taken->holder)
		return refuse_image("[mem %#010llx-%#010llx] %s", taken->start, taken->end - 1,
				    taken->holder);
	return refuse_image("[mem %#010llx-%#010llx] is needed, and there is no RAM at %#010llx",
			    at, at + size - 1, taken->start);
}

/* memblock has no reserved ranges yet at the beginning of start_kernel(). */
static const char *__init list_reserved(struct kexec_bake_space *space)
{
	u64 size, initrd = kexec_bake_find_initrd(&size);
	const char *why;

	/* _end is after .bss and .brk. */
	why = kexec_bake_add_reserved(space, __pa_symbol(_text), __pa_symbol(_end),
				      "holds this kernel");
	why = why ?: kexec_bake_add_reserved(space, initrd, initrd + size, "holds the initrd");
	return why ?: kexec_bake_add_boot_data(space);
}

static const char *__init choose_place(void)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
	struct kexec_bake_space space = {
		.size = h->region_size,
		.alignment = h->alignment,
		.lowest = h->lowest_addr,
	};
	struct kexec_bake_range taken;
	const char *why = kexec_bake_read_memory_map(&handoff);

	space.map = handoff.map;
	space.map_count = handoff.map_count;
	why = why ?: list_reserved(&space);
	if (why)
		return refuse_image("%s", why);
	kexec_bake_image.base = h->load_addr;
	if (!kexec_bake_is_taken(&space, h->load_addr, &taken))
		return NULL;
	why = refuse_place(&taken, h->load_addr, h->region_size);
	if (!(h->flags & KEXEC_BAKE_RELOCATABLE))
		return why;
	kexec_bake_image.base = kexec_bake_find_free_place(&space, h->load_addr);
	if (!kexec_bake_image.base)
		return refuse_image("there is no free RAM of %llu MiB for it below 4 GiB",
				    h->region_size >> 20);
	pr_info("moved: %s\n", why);
	return NULL;
}

static const char *__init reserve_region(void)
{
	if (memblock_reserve(kexec_bake_image.base, kexec_bake_image.header.region_size))
		return refuse_image("the region cannot be reserved");
	return NULL;
}

/*
 * Clears all bytes that no digest covers: the capture kernel would unpack anything but zeros after
 * the initrd.
 */
static void __init copy_image(u8 *to)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
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

static const char *__init fill_region(void)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
	u8 *to = kexec_bake_map_early(kexec_bake_image.base, h->region_size);
	const char *why;

	copy_image(to);
	kexec_bake_fill_handoff(&handoff);
	memcpy(to + h->handoff.offset, &handoff, sizeof(handoff));
	why = kexec_bake_verify_image();
	if (why)
		return refuse_image("the image (%s): %s", source.name, why);
	kexec_bake_relocate_image();
	return NULL;
}

static const char *__init place_image(void)
{
	const char *why = read_image_header();

	why = why ?: check_running_machine();
	why = why ?: choose_place();
	why = why ?: reserve_region();
	if (why)
		return why;
	why = fill_region();
	if (why)
		memblock_phys_free(kexec_bake_image.base, kexec_bake_image.header.region_size);
	return why;
}

static void __init arm_image(void)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
	const char *why;

	if (kexec_bake_has_stop_mark())
		why = refuse_image("told to stop, after repeated captures and no clean boot");
	else
		why = place_image();
	if (why) {
		pr_err(KEXEC_BAKE_STATE_NOT_ARMED "%s\n", why);
		return;
	}
	kexec_bake_image.armed = true;
	kexec_bake_image.why_not[0] = '\0';
	kexec_bake_register_panic_notifier();
	pr_info(KEXEC_BAKE_STATE_ARMED ": Linux %.64s at [mem %#010llx-%#010llx]\n",
		h->kernel_version, kexec_bake_image.base,
		kexec_bake_image.base + h->region_size - 1);
}

void __init kexec_bake_init(void)
{
	if (kexec_bake_has_parameter(KEXEC_BAKE_PARAMETER_OFF))
		refuse_image(KEXEC_BAKE_PARAMETER "=" KEXEC_BAKE_PARAMETER_OFF);
	else if (kexec_bake_is_crash_kernel())
		refuse_image("this is a crash kernel");
	else
		arm_image();
}
