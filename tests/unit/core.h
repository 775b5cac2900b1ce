/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes dumps byte by byte, of a small memory with page tables and VMCOREINFO. */
#ifndef TESTS_UNIT_CORE_H
#define TESTS_UNIT_CORE_H

#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Before Check, which has a macro fail(). */
#include "vmcore-dmesg/kernel_log.h"

#include "unit.h"

#define CORE_MEMORY 0x20000u
#define CORE_FILE   (CORE_MEMORY + 0x4000u)

/* The virtual address at which the kernel maps its memory. */
#define CORE_VIRTUAL (core.word == 8 ? 0xffffffff80000000ull : 0xc0000000ull)

/* Physical addresses of the page tables; a test may use the memory from CORE_FREE on. */
#define CORE_TOP        0x1000u
#define CORE_NEXT_TABLE 0x2000u
#define CORE_FREE       0x3000u

/**
 * struct core - the dump, and the result of printing its log
 * @word: size of a pointer in bytes: 8 for x86_64, 4 for 32-bit big-endian PowerPC without page
 *	  tables
 * @wide: true for 64-bit ELF headers
 * @memory: physical memory from address 0 on
 * @info: text of VMCOREINFO
 * @file: the dump as a file
 * @size: size of @file in bytes
 * @result: result of dump_open() or kernel_log_print()
 * @error: error of the same
 * @text: the printed log
 */
static struct core {
	unsigned int word;
	bool wide;
	uint8_t memory[CORE_MEMORY];
	char info[8192];
	uint8_t file[CORE_FILE];
	size_t size;
	int result;
	struct error error;
	char *text;
} core;

static inline void core_number(uint8_t *bytes, unsigned int size, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < size; i++)
		bytes[core.word == 8 ? i : size - 1 - i] = value >> 8 * i;
}

static inline void core_put(uint64_t at, unsigned int size, uint64_t value)
{
	ck_assert_uint_le(at + size, CORE_MEMORY);
	core_number(core.memory + at, size, value);
}

static inline void core_word(uint64_t at, uint64_t value)
{
	core_put(at, core.word, value);
}

static inline void core_bytes(uint64_t at, const char *bytes, size_t size)
{
	ck_assert_uint_le(at + size, CORE_MEMORY);
	memcpy(core.memory + at, bytes, size);
}

__attribute__((format(printf, 1, 2))) static inline void core_info(const char *format, ...)
{
	size_t used = strlen(core.info);
	va_list args;

	va_start(args, format);
	vsnprintf(core.info + used, sizeof(core.info) - used, format, args);
	va_end(args);
}

static inline void core_symbol(const char *name, uint64_t at)
{
	core_info("SYMBOL(%s)=%llx\n", name, (unsigned long long)(CORE_VIRTUAL + at));
}

/* Removes the line of VMCOREINFO that begins with @line. */
static inline void core_forget(const char *line)
{
	char *found = strstr(core.info, line);

	ck_assert_ptr_nonnull(found);
	memmove(found, strchr(found, '\n') + 1, strlen(strchr(found, '\n')));
}

/* A single page of 1 GiB maps the whole memory. */
static inline void core_start(unsigned int word)
{
	memset(&core, 0, sizeof(core));
	core.word = word;
	core.wide = word == 8;
	core_info("OSRELEASE=6.1.0-test\nPAGESIZE=4096\nSIZE(list_head)=%u\n", 2 * word);
	if (word == 4)
		return;
	core_word(CORE_TOP + 8 * 511, CORE_NEXT_TABLE | 3);
	core_word(CORE_NEXT_TABLE + 8 * 510, 0x83);
	core_symbol("swapper_pg_dir", CORE_TOP);
	core_info("NUMBER(phys_base)=0\nNUMBER(pgtable_l5_enabled)=0\nKERNELOFFSET=0\n");
}

/* --- the file ------------------------------------------------------------- */

/* Offsets in the file. */
#define CORE_HEADERS 0x40u
#define CORE_NOTES   0x200u
#define CORE_DATA    0x4000u

static inline size_t core_note(uint8_t *at, const char *name, const void *text, size_t size)
{
	size_t name_size = strlen(name) + 1, padded = (name_size + 3) / 4 * 4;

	core_number(at, 4, name_size);
	core_number(at + 4, 4, size);
	core_number(at + 8, 4, 0);
	memcpy(at + 12, name, name_size);
	memcpy(at + 12 + padded, text, size);
	return 12 + padded + (size + 3) / 4 * 4;
}

/* Program header @i; gABI, "Program Header". */
static inline void core_phdr(int i, uint32_t type, uint64_t offset, uint64_t virtual,
			     uint64_t physical, uint64_t stored, uint64_t size)
{
	const uint64_t values[] = { offset, virtual, physical, stored, size };
	uint8_t *p = core.file + CORE_HEADERS + i * (core.wide ? 56 : 32);
	int k, width = core.wide ? 8 : 4;

	core_number(p, 4, type);
	for (k = 0; k < 5; k++)
		core_number(p + width + k * width, width, values[k]);
}

/* The ELF header; gABI, "ELF Header". */
static inline void core_header(int count)
{
	bool wide = core.wide;
	uint8_t *p = core.file;

	memcpy(p, "\177ELF", 4);
	p[4] = wide ? ELFCLASS64 : ELFCLASS32;
	p[5] = core.word == 8 ? ELFDATA2LSB : ELFDATA2MSB;
	p[6] = EV_CURRENT;
	core_number(p + 16, 2, ET_CORE);
	core_number(p + 18, 2, core.word == 4 ? EM_PPC : wide ? EM_X86_64 : EM_386);
	core_number(p + 20, 4, EV_CURRENT);
	core_number(p + (wide ? 32 : 28), wide ? 8 : 4, CORE_HEADERS);
	core_number(p + (wide ? 52 : 40), 2, wide ? 64 : 52);
	core_number(p + (wide ? 54 : 42), 2, wide ? 56 : 32);
	core_number(p + (wide ? 56 : 44), 2, count);
}

/* Makes a file with two program headers, of the notes and of the memory.  That of x86_64 has no
 * virtual address. */
static inline void core_make(void)
{
	size_t notes = core_note(core.file + CORE_NOTES, "CORE", "registers", 9);

	notes += core_note(core.file + CORE_NOTES + notes, "VMCOREINFO", core.info,
			   strlen(core.info));
	ck_assert_uint_le(CORE_NOTES + notes, CORE_DATA);
	core_header(2);
	core_phdr(0, PT_NOTE, CORE_NOTES, 0, 0, notes, 0);
	core_phdr(1, PT_LOAD, CORE_DATA, core.word == 8 ? 0 : CORE_VIRTUAL, 0, CORE_MEMORY,
		  CORE_MEMORY);
	memcpy(core.file + CORE_DATA, core.memory, CORE_MEMORY);
	core.size = CORE_DATA + CORE_MEMORY;
}

static inline int core_print_open_file(const struct input_file *file)
{
	struct dump dump;
	size_t size;
	FILE *out;
	int result;

	free(core.text);
	core.text = NULL;
	core.error.text[0] = 0;
	if (dump_open(&dump, file, &core.error))
		return -1;
	out = open_memstream(&core.text, &size);
	result = kernel_log_print(&dump, out, &core.error);
	fclose(out);
	dump_close(&dump);
	return result;
}

/* Prints the log of @file. */
static inline void core_print_file(void)
{
	struct input_file file = { "dump", memfd_create("dump", MFD_CLOEXEC), core.size };

	ck_assert_int_ge(file.fd, 0);
	ck_assert_int_eq(write(file.fd, core.file, core.size), core.size);
	core.result = core_print_open_file(&file);
	close(file.fd);
}

static inline void core_print(void)
{
	core_make();
	core_print_file();
}

/* Expects that text and no error. */
static inline void core_prints(const char *text)
{
	core_print();
	ck_assert_str_eq(core.error.text, "");
	ck_assert_int_eq(core.result, 0);
	ck_assert_str_eq(core.text, text);
}

/* Expects that text, message and result. */
static inline void core_says(const char *text, const char *words, int result)
{
	core_print();
	ck_assert_int_eq(core.result, result);
	ck_assert_str_eq(core.error.text, words);
	ck_assert_str_eq(core.text ? core.text : "", text);
}

static inline void core_fails(const char *text, const char *failure)
{
	core_says(text, failure, -1);
}

#endif
