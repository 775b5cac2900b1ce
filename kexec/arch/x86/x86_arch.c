// SPDX-License-Identifier: GPL-2.0-only
/* The constants that kexec/arch.h declares. */
#include "kexec/arch.h"

#include <elf.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/image/pe.h"
#include "kexec/machine/system.h"

const uint64_t arch_kexec_flag = KEXEC_ARCH_X86_64;

const uint16_t arch_elf_machine = EM_X86_64;

const uint16_t arch_pe_machines[] = { PE_MACHINE_X86_64, PE_MACHINE_I386, 0 };
const char arch_pe_machine_name[] = "x86_64";

/*
 * With crashkernel=, Linux 5.5 and later do not use the first MiB, which the crash kernel needs
 * (admin-guide/kdump/kdump.rst).
 */
const struct range arch_crash_low_memory = { 0, 1 << 20 };

const struct range arch_exchanged_memory = { 0, X86_LOW_MEMORY_END };

/* Documentation/x86/x86_64/mm.rst */
const uint64_t arch_kernel_half = 0x8000000000000000u;
const uint64_t arch_kernel_text = 0xffffffff80000000u;
