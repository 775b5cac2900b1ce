/* SPDX-License-Identifier: GPL-2.0-only */
/* The architecture's half of kexec_bake_validate(): bake/arch/ARCH/validate_arch.c. */
#ifndef BAKE_VALIDATE_H
#define BAKE_VALIDATE_H

#include "include/kexec_bake.h"

#ifndef KEXEC_BAKE_ARCH
#error "include/kexec_bake.h describes no baked image of this architecture"
#endif

/* True if @size bytes at @offset lie in @e. */
static inline int kexec_bake_extent_holds(const struct kexec_bake_extent *e, uint64_t offset,
					  uint64_t size)
{
	return offset >= e->offset && size <= e->size && offset - e->offset <= e->size - size;
}

#define KEXEC_BAKE_ARCH_EXTENTS_MAX 3

/**
 * kexec_bake_arch_extents() - list the parts that only this architecture has
 * @h: header that has not been checked yet
 * @extents: space for KEXEC_BAKE_ARCH_EXTENTS_MAX pointers into @h; in the order in which the parts
 *	must lie, all before the command line, and none may be empty
 *
 * Return: the number of pointers.
 */
int kexec_bake_arch_extents(const struct kexec_bake_header *h,
			    const struct kexec_bake_extent **extents);

/**
 * kexec_bake_arch_validate() - check the architecture's part of a header
 * @h: header, whose extents lie in the image, in order
 *
 * Return: KEXEC_BAKE_OK or the first error.
 */
int kexec_bake_arch_validate(const struct kexec_bake_header *h);

#endif
