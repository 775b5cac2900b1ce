// SPDX-License-Identifier: GPL-2.0-only
#include "vmlinux.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/image/elf.h"
#include "util_lib/little_endian.h"

/* arch/x86/include/asm/setup.h: COMMAND_LINE_SIZE without the terminating zero. */
#define COMMAND_LINE_MAX 2047
/* boot.rst, "initrd_addr_max": the value for kernels whose header has none. */
#define INITRD_MAX_32 0x37ffffff
/* Boot protocol 2.15, which defines the fields below. */
#define PROTOCOL 0x020f
/* Size of the pages by which arch/x86/kernel/head_64.S maps the kernel. */
#define ALIGNMENT    (2ull << 20)
#define LINUX_BANNER "Linux version "

/* Setup header for the kernel that is loaded; there is only one at a time. */
static uint8_t zero_page[X86_HEADER_END_212];

/* The setup header of a bzImage requests a read-only root, too (arch/x86/boot/header.S). */
static void write_setup_header(uint64_t init_size)
{
	put16(zero_page + X86_ROOT_FLAGS, 1);
	put16(zero_page + X86_VID_MODE, X86_VID_MODE_NORMAL);
	put16(zero_page + X86_BOOT_FLAG, X86_BOOT_FLAG_MAGIC);
	memcpy(zero_page + X86_HEADER_MAGIC, "HdrS", 4);
	put16(zero_page + X86_VERSION, PROTOCOL);
	put32(zero_page + X86_CMDLINE_SIZE, COMMAND_LINE_MAX);
	put32(zero_page + X86_INIT_SIZE, init_size);
}

/* Without a banner the version is empty. */
static void find_linux_banner(struct bzimage *image, const struct blob *flat)
{
	const uint8_t *p = flat->data, *end = p + flat->size;

	image->version = "";
	image->version_size = 0;
	while ((p = memmem(p, end - p, LINUX_BANNER, strlen(LINUX_BANNER)))) {
		p += strlen(LINUX_BANNER);
		if (p == end || !isdigit(*p))
			continue;
		image->version = (const char *)p;
		while (p < end && *p && *p != '\n')
			p++;
		image->version_size = (const char *)p - image->version;
		return;
	}
}

/*
 * A kernel without five-level paging resets the machine if it is entered with it.  A stripped
 * vmlinux does not show whether it has five-level paging, so it is treated as one without.
 */
static uint16_t vmlinux_xloadflags(const struct blob *file, bool is_64)
{
	uint16_t flags = X86_XLF_KERNEL_64 | X86_XLF_CAN_BE_LOADED_ABOVE_4G | X86_XLF_EFI_KEXEC;

	if (!is_64)
		return 0;
	if (elf_has_symbol(file, "__pgtable_l5_enabled"))
		flags |= X86_XLF_5LEVEL | X86_XLF_5LEVEL_ENABLED;
	return flags;
}

static void fill_bzimage(struct bzimage *image, const struct program *program,
			 const struct blob *flat, const struct blob *file, bool is_64)
{
	struct range memory = program_memory(program);

	write_setup_header(memory.end - memory.start);
	*image = (struct bzimage){
		.setup_header = zero_page + X86_SETUP_HEADER,
		.setup_header_size = sizeof(zero_page) - X86_SETUP_HEADER,
		.kernel = flat->data,
		.kernel_size = flat->size,
		.entry_64 = program->entry - memory.start,
		.entry_32 = program->entry - memory.start,
		.protocol = PROTOCOL,
		.alignment = ALIGNMENT,
		.relocatable = is_64 && memory.start % ALIGNMENT == 0,
		.xloadflags = vmlinux_xloadflags(file, is_64),
		.initrd_max = is_64 ? UINT32_MAX : INITRD_MAX_32,
		.command_line_max = COMMAND_LINE_MAX,
		.preferred = memory.start,
		.init_size = memory.end - memory.start,
	};
	find_linux_banner(image, flat);
}

static int check_linux_program(const struct program *program, const char *name, struct error *error)
{
	struct range memory = program_memory(program);

	if (memory.start % X86_ZERO_PAGE_SIZE)
		return fail(
			error,
			"%s: begins in the middle of a page, at 0x%llx (a Linux kernel was expected)",
			name, (unsigned long long)memory.start);
	if (memory.end - memory.start > UINT32_MAX)
		return fail(error, "%s: takes more than 4 GiB (a Linux kernel was expected)", name);
	return 0;
}

int vmlinux_parse(struct bzimage *image, struct blob *flat, const char *name,
		  const struct blob *file, struct error *error)
{
	struct program program;
	bool is_64 = false;
	int result;

	elf_machine(file, &is_64);
	if (elf_read(&program, name, file, error))
		return -1;
	result = check_linux_program(&program, name, error) ||
		 program_flatten(&program, name, flat, error);
	if (!result)
		fill_bzimage(image, &program, flat, file, is_64);
	program_free(&program);
	return result ? -1 : 0;
}
