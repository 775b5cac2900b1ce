// SPDX-License-Identifier: GPL-2.0-only
/* Constants of kexec/arch.h. */
#include "kexec/arch.h"

#include <elf.h>
#include <stddef.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/image/pe.h"
#include "kexec/machine/system.h"
#include "linux_loader.h"
#include "loaders.h"

/* Multiboot kernels are often ELF files, so these loaders come first. */
const struct loader *const arch_loaders[] = {
	&x86_multiboot2_loader, &x86_multiboot_loader, &x86_elf64_loader, &x86_elf32_loader,
	&x86_bzimage64_loader,  &x86_bzimage_loader,   &x86_uki_loader,   NULL,
};

const uint64_t arch_kexec_flag = KEXEC_ARCH_X86_64;

const uint16_t arch_elf_machine = EM_X86_64;

const uint16_t arch_pe_machines[] = { PE_MACHINE_X86_64, PE_MACHINE_I386, 0 };
const char arch_pe_machine_name[] = "x86_64";

/*
 * Linux keeps off the first MiB where memory is reserved for a crash kernel, since 5.5
 * (admin-guide/kdump/kdump.rst).
 */
const struct range arch_crash_low_memory = { 0, 1 << 20 };

const struct range arch_exchanged_memory = { 0, X86_LOW_MEMORY_END };

/* Documentation/x86/x86_64/mm.rst */
const uint64_t arch_kernel_half = 0x8000000000000000u;
const uint64_t arch_kernel_text = 0xffffffff80000000u;
