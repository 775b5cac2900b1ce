// SPDX-License-Identifier: GPL-2.0-only
/* The least that bake/bake_arch.h and bake/validate.h ask of an architecture. */
#include "bake/bake_arch.h"
#include "bake/validate.h"

static int refuse(const char *subject, struct error *error)
{
	return fail(error, "%s: nothing can be baked for this architecture", subject);
}

int bake_arch_check_request(const struct bake_request *request, struct error *error)
{
	return refuse(request->output, error);
}

int bake_arch_check_region(uint64_t address, uint64_t size, struct error *error)
{
	(void)address;
	(void)size;
	return refuse("--bake-size", error);
}

int bake_arch_read_kernel(struct capture_kernel *kernel, const char *name, struct error *error)
{
	(void)kernel;
	return refuse(name, error);
}

void bake_arch_free_kernel(struct capture_kernel *kernel)
{
	(void)kernel;
}

int bake_arch_place_parts(const struct capture_kernel *kernel, const char *name,
			  const char *command_line, struct segments *segments,
			  struct bake_layout *layout, struct error *error)
{
	(void)kernel;
	(void)command_line;
	(void)segments;
	(void)layout;
	return refuse(name, error);
}

int bake_arch_place_kernel(const struct capture_kernel *kernel, const char *name,
			   struct segments *segments, struct bake_layout *layout,
			   struct error *error)
{
	(void)kernel;
	(void)segments;
	(void)layout;
	return refuse(name, error);
}

void bake_arch_describe(const struct capture_kernel *kernel, struct kexec_bake_header *h)
{
	(void)kernel;
	(void)h;
}

size_t bake_arch_list_fixups(const struct kexec_bake_header *h, uint64_t *fixups)
{
	(void)h;
	(void)fixups;
	return 0;
}

void bake_arch_fill_parts(const struct capture_kernel *kernel, const struct kexec_bake_header *h,
			  const struct bake_layout *layout, struct purgatory_info *info)
{
	(void)kernel;
	(void)h;
	(void)layout;
	(void)info;
}

int bake_arch_find_payload(struct found_image *found, const char *path, struct blob *payload,
			   struct error *error)
{
	(void)found;
	(void)payload;
	return refuse(path, error);
}

int bake_arch_verify(const struct found_image *found, const struct purgatory_info *info,
		     const char *path, struct error *error)
{
	(void)found;
	(void)info;
	return refuse(path, error);
}

size_t bake_arch_list_parts(const struct kexec_bake_header *h, struct bake_part *parts)
{
	(void)h;
	(void)parts;
	return 0;
}

void bake_arch_print_table(const struct kexec_bake_header *h)
{
	(void)h;
}

void bake_arch_print_json(const struct kexec_bake_header *h)
{
	(void)h;
}

int kexec_bake_arch_extents(const struct kexec_bake_header *h,
			    const struct kexec_bake_extent **extents)
{
	(void)h;
	(void)extents;
	return 0;
}

int kexec_bake_arch_validate(const struct kexec_bake_header *h)
{
	(void)h;
	return KEXEC_BAKE_OK;
}
