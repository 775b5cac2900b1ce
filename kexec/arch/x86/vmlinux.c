// SPDX-License-Identifier: GPL-2.0-only
#include "vmlinux.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/little_endian.h"
#include "kexec/image/elf.h"

/* arch/x86/include/asm/setup.h: COMMAND_LINE_SIZE, without the final zero. */
#define COMMAND_LINE_MAX 2047
/* boot.rst, "initrd_addr_max": what a 32-bit kernel reaches at least. */
#define INITRD_MAX_32 0x37ffffff
/* The protocol of all that is in the header below. */
#define PROTOCOL 0x020f
/* What arch/x86/kernel/head_64.S maps the kernel by. */
#define ALIGNMENT (2ull << 20)
#define BANNER    "Linux version "

/* All that a kernel looks at once it's unpacked; there's but one at a time. */
static uint8_t zero_page[X86_HEADER_END_212];

/* Its bzImage asks for a read-only root, too (arch/x86/boot/header.S). */
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

/* Where it has none there's just no version. */
static void find_version(struct bzimage *image, const struct blob *flat)
{
	const uint8_t *p = flat->data, *end = p + flat->size;

	image->version = "";
	image->version_size = 0;
	while ((p = memmem(p, end - p, BANNER, strlen(BANNER)))) {
		p += strlen(BANNER);
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
 * A stripped one may know of five levels or not, and entered with them, one that
 * doesn't would reset the machine.
 */
static uint16_t xloadflags(const struct blob *file, bool is_64)
{
	uint16_t flags = X86_XLF_KERNEL_64 | X86_XLF_CAN_BE_LOADED_ABOVE_4G | X86_XLF_EFI_KEXEC;

	if (!is_64)
		return 0;
	if (elf_has_symbol(file, "__pgtable_l5_enabled"))
		flags |= X86_XLF_5LEVEL | X86_XLF_5LEVEL_ENABLED;
	return flags;
}

static void describe(struct bzimage *image, const struct program *program, const struct blob *flat,
		     const struct blob *file, bool is_64)
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
		.xloadflags = xloadflags(file, is_64),
		.initrd_max = is_64 ? UINT32_MAX : INITRD_MAX_32,
		.command_line_max = COMMAND_LINE_MAX,
		.preferred = memory.start,
		.init_size = memory.end - memory.start,
	};
	find_version(image, flat);
}

static int check(const struct program *program, const char *name, struct error *error)
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
	result = check(&program, name, error) || program_flatten(&program, name, flat, error);
	if (!result)
		describe(image, &program, flat, file, is_64);
	program_free(&program);
	return result ? -1 : 0;
}
