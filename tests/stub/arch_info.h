/* SPDX-License-Identifier: GPL-2.0-only */
/* The least that purgatory/ asks of an architecture in its arch_info.h. */
#ifndef TESTS_STUB_ARCH_INFO_H
#define TESTS_STUB_ARCH_INFO_H

static inline void arch_move_addresses(struct purgatory_info *info, uint64_t distance)
{
	(void)info;
	(void)distance;
}

static inline void *arch_parameters(const struct purgatory_info *info)
{
	(void)info;
	return 0;
}

static inline void arch_pass_parameters(struct purgatory_info *info)
{
	(void)info;
}

static inline void arch_put_efi(struct kexec_bake_efi *efi, uint8_t *parameters)
{
	(void)efi;
	(void)parameters;
}

#endif
