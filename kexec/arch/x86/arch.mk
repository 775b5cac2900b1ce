# SPDX-License-Identifier: GPL-2.0-only
# Objects and flags of x86, for the Makefile.
ARCH_PARTS	= $(addprefix kexec/arch/x86/,boot_notes.o elf_loader.o \
		  identity_page_tables.o jump_back.o \
		  uki_loader.o x86_arch.o x86_loaders.o x86_machine.o x86_options.o x86_request.o \
		  $(addprefix linux/,boot_params.o boot_params_e820.o boot_params_efi.o \
		  boot_params_screen.o bzimage.o crash_parameters.o entry_16bit.o linux_loader.o place_initrd.o \
		  setup_data.o vmlinux.o) \
		  $(addprefix multiboot/,multiboot.o multiboot1.o multiboot2.o multiboot2_header.o \
		  multiboot_modules.o))
BAKE_ARCH_PARTS	= $(addprefix bake/arch/x86/,kernel_file.o list_fixups.o place_parts.o \
		  validate_arch.o verify_parts.o)

# The link order determines the bytes of the purgatory; the entry comes first.
PURGATORY_PARTS = $(addprefix purgatory/,arch/x86/entry.o purgatory.o messages.o \
		  arch/x86/zero_page_lists.o arch/x86/merge_handoff.o merge_optional.o \
		  string.o apply_fixups.o sha256.o \
		  arch/x86/console.o arch/x86/enter.o arch/x86/faults.o \
		  arch/x86/real_mode.o arch/x86/reset.o arch/x86/vga.o)
# The folder of arch_info.h.
PURGATORY_ARCH	= purgatory/arch/x86
PURGATORY_ARCH_CFLAGS = -mcmodel=small -m64 -march=x86-64 -mgeneral-regs-only \
		  -mno-red-zone -fcf-protection=none
PURGATORY_ARCH_LDFLAGS = -m elf_x86_64
