// SPDX-License-Identifier: GPL-2.0-only
/* An input is a kernel file.  A kernel that is parsed is placed, and its zero page filled. */
#include "fuzz.h"
#include "kexec/arch/x86/linux/bzimage.h"

static void demand_image_inside(const struct blob *file, const void *start, uint64_t size)
{
	const uint8_t *p = start;

	demand(p >= file->data && size <= file->size);
	demand((size_t)(p - file->data) <= file->size - size);
}

static void demand_sound_image(const struct bzimage *image, const struct blob *file)
{
	demand_image_inside(file, image->setup_header, image->setup_header_size);
	demand_image_inside(file, image->kernel, image->kernel_size);
	if (image->payload_size)
		demand_image_inside(file, image->payload, image->payload_size);
	if (image->version_size)
		demand_image_inside(file, image->version, image->version_size);
}

static void place_parsed_kernel(const struct bzimage *image)
{
	uint8_t boot_params[4096];
	struct segments segments = { 0 };
	struct linux_parts parts = { 0 };
	const struct segment *kernel;
	struct error error;

	demand(!ranges_add(&segments.free, (struct range){ 0x10000000, 0x100000000 }));
	if (!x86_place_boot_params(&segments, image, "k", "words", 0, boot_params, &parts,
				   &error) &&
	    !x86_place_kernel(&segments, image, "k", &parts, &error)) {
		kernel = &segments.list[segments.count - 1];
		demand(kernel->address >= image->preferred);
		demand(image->relocatable || kernel->address == image->preferred);
		demand(kernel->address + kernel->size <= 0x100000000);
		x86_fill_boot_params(boot_params, image, &parts, 1);
	}
	ranges_free(&segments.free);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob file = { (uint8_t *)data, size };
	struct bzimage image;
	struct error error;

	if (bzimage_parse(&image, "k", &file, &error))
		return 0;
	demand_sound_image(&image, &file);
	place_parsed_kernel(&image);
	return 0;
}
