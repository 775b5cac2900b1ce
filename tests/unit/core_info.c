// SPDX-License-Identifier: GPL-2.0-only
/* Parsing of the files in /proc and /sys that an elfcorehdr is made from. */
#include <gelf.h>
#include <string.h>

#include "kexec/core/core_info.h"
#include "unit.h"

#define NONE UINT64_MAX
#define CODE 0xcc00000ull
#define BASE 0xffff888000000000ull
#define TEXT 0xffffffff9ae00000ull

static struct error error;

/* --- crash_notes and vmcoreinfo --------------------------------------------------- */

static const struct {
	const char *text;
	uint64_t address; /* 0: it's refused */
} addresses[] = {
	{ "3f41c2a0", 0x3f41c2a0 },
	{ "0x3f41c2a0", 0x3f41c2a0 },
	{ "ffffffffffffffff", UINT64_MAX },
	{ "10000000000000000", 0 },
	{ "", 0 },
	{ " 1", 0 },
	{ "-1", 0 },
	{ "1 ", 0 },
	{ "1g", 0 },
};

START_TEST(address)
{
	uint64_t found = 0;

	ck_assert_int_eq(parse_crash_notes(addresses[_i].text, &found),
			 addresses[_i].address ? 0 : -1);
	ck_assert_uint_eq(addresses[_i].address ? found : 0, addresses[_i].address);
}
END_TEST

static const struct {
	const char *text;
	struct range range; /* empty: it's refused */
} ranges[] = {
	{ "0x0000000004b45000 1000", { 0x4b45000, 0x4b46000 } },
	{ "4b45000 2000", { 0x4b45000, 0x4b47000 } },
	{ "fffffffffffff000 fff", { 0xfffffffffffff000, UINT64_MAX } },
	{ "fffffffffffff000 1000", {} },
	{ "0 1000", {} },
	{ "1000 0", {} },
	{ "1000", {} },
	{ "1000 ", {} },
	{ "1000  10", {} },
	{ "1000 10 ", {} },
	{ "1000 -10", {} },
	{ "", {} },
};

START_TEST(range)
{
	struct range expected = ranges[_i].range, found = { 0 };

	ck_assert_int_eq(parse_vmcoreinfo(ranges[_i].text, &found), expected.end ? 0 : -1);
	ck_assert_uint_eq(found.start, expected.start);
	ck_assert_uint_eq(found.end, expected.end);
}
END_TEST

/* --- kallsyms ------------------------------------------------------------------------ */

static const struct {
	const char *text;
	uint64_t address;
} symbols[] = {
	{ "0000000000000000 A fixed_percpu_data\nffffffff9ae00000 T _text\n", TEXT },
	{ "ffffffff9ae00000 T _text", TEXT },
	{ "ffffffff81000000 T _text_of_something\nffffffffc0000000 t not_text\t[module]\n", 0 },
	{ "ffffffffc0000000 t _text\t[module]\n", 0 },
	{ "0000000000000000 T _text\n", 0 },
	{ "ffffffff9ae00000 _text\n", 0 },
	{ "ffffffff9ae00000\n", 0 },
	{ "ffffffff9ae00000 T", 0 },
	{ "ffffffff9ae00000 T ", 0 },
	{ "_text\n", 0 },
	{ "\n\n", 0 },
	{ "", 0 },
};

START_TEST(symbol)
{
	char *text = strdup(symbols[_i].text);

	ck_assert_uint_eq(kallsyms_address(text, "_text"), symbols[_i].address);
	free(text);
}
END_TEST

/* --- kcore ----------------------------------------------------------------------------- */

#define PHDRS 6

struct core {
	Elf64_Ehdr ehdr;
	Elf64_Phdr phdr[PHDRS];
};

static const Elf64_Ehdr a_core = {
	.e_ident = "\177ELF\2\1\1",
	.e_type = ET_CORE,
	.e_machine = EM_X86_64,
	.e_version = EV_CURRENT,
	.e_phoff = sizeof(Elf64_Ehdr),
	.e_ehsize = sizeof(Elf64_Ehdr),
	.e_phentsize = sizeof(Elf64_Phdr),
	.e_phnum = PHDRS,
};

static const struct {
	const char *name;
	uint64_t code;
	struct {
		uint64_t virtual, physical, size;
	} load[PHDRS];
	struct kernel_mappings expected;
} cores[] = {
	{ "all is there: vmalloc, modules, vmemmap, text, RAM",
	  CODE,
	  { { 0xffffc90000000000, NONE, 0x1fffffffffff },
	    { 0xffffffffc0000000, NONE, 0x3f000000 },
	    { TEXT, CODE, 0xe28000 },
	    { BASE + 0x1000, 0x1000, 0x9e000 },
	    { BASE + 0x100000, 0x100000, 0x3fee0000 },
	    { 0xffffea0000000000, NONE, 0x2000 } },
	  { BASE, { TEXT, TEXT + 0xe28000 }, CODE } },
	{ "five levels and KASLR",
	  CODE,
	  { { 0xff2b57c000000000 + 0x1000, 0x1000, 0x9e000 }, { TEXT, CODE, 0x1000 } },
	  { 0xff2b57c000000000, { TEXT, TEXT + 0x1000 }, CODE } },
	{ "RAM behind the text's address",
	  CODE,
	  { { BASE + CODE, CODE, 0x1000 }, { TEXT, CODE, 0x1000 } },
	  { BASE, { TEXT, TEXT + 0x1000 }, CODE } },
	{ "no text", CODE, { { BASE + 0x1000, 0x1000, 0x9e000 } }, { .direct_map = BASE } },
	{ "text of another address",
	  CODE + 0x200000,
	  { { BASE + 0x1000, 0x1000, 0x9e000 }, { TEXT, CODE, 0x1000 } },
	  { .direct_map = BASE } },
	{ "whose address isn't known",
	  0,
	  { { BASE + 0x1000, 0x1000, 0x9e000 }, { TEXT, 0, 0x1000 } },
	  { .direct_map = BASE } },
	{ "text that wraps", CODE, { { TEXT, CODE, NONE } }, {} },
	{ "no physical addresses",
	  CODE,
	  { { 0xffffc90000000000, 0, 0x1fffffffffff },
	    { TEXT, 0, 0xe28000 },
	    { BASE + 0x1000, 0, 0x9e000 } },
	  {} },
	{ "a direct map that begins in two places",
	  CODE,
	  { { BASE + 0x1000, 0x1000, 0x9e000 }, { BASE + 0x200000, 0x100000, 0x9e000 } },
	  {} },
	{ "a direct map in user space", CODE, { { 0x7f0000001000, 0x1000, 0x1000 } }, {} },
	{ "an address above its own", CODE, { { 0x1000, 0x8000000000002000, 0x1000 } }, {} },
	{ "nothing", CODE, {}, {} },
};

static void fill(struct core *core, int row)
{
	Elf64_Phdr *p = core->phdr;
	int i;

	*core = (struct core){ .ehdr = a_core };
	for (i = 0; i < PHDRS; i++, p++)
		*p = (Elf64_Phdr){
			.p_type = cores[row].load[i].size ? PT_LOAD : PT_NOTE,
			.p_vaddr = cores[row].load[i].virtual,
			.p_paddr = cores[row].load[i].physical,
			.p_memsz = cores[row].load[i].size,
		};
}

static int parse(void *bytes, size_t size, uint64_t code, struct kernel_mappings *found)
{
	Elf *elf;
	int result;

	elf_version(EV_CURRENT);
	elf = elf_memory(bytes, size);
	result = kernel_mappings_from_kcore(found, elf, code, &error);
	elf_end(elf);
	return result;
}

START_TEST(kcore)
{
	const struct kernel_mappings *expected = &cores[_i].expected;
	struct kernel_mappings found;
	struct core core;

	fill(&core, _i);
	ck_assert_int_eq(parse(&core, sizeof(core), cores[_i].code, &found), 0);
	ck_assert_msg(!memcmp(&found, expected, sizeof(found)),
		      "%s: direct map 0x%lx text 0x%lx-0x%lx physical 0x%lx", cores[_i].name,
		      found.direct_map, found.text.start, found.text.end, found.text_physical);
}
END_TEST

static const struct {
	const char *name;
	size_t offset, width;
	uint64_t value;
	size_t size;
	const char *words;
} damages[] = {
	{ "no magic", 0, 1, 0, sizeof(struct core), "is not a 64-bit ELF core file" },
	{ "32 bits", EI_CLASS, 1, ELFCLASS32, sizeof(struct core),
	  "is not a 64-bit ELF core file" },
	{ "a program", offsetof(Elf64_Ehdr, e_type), 2, ET_EXEC, sizeof(struct core),
	  "is not a 64-bit ELF core file" },
	{ "cut in its header", 0, 1, 0x7f, 40, "is not a 64-bit ELF core file" },
	{ "cut in its table", 0, 1, 0x7f, sizeof(struct core) - 1, "cannot be read" },
	{ "a table outside", offsetof(Elf64_Ehdr, e_phoff), 8, 0x100000, sizeof(struct core),
	  "cannot be read" },
	{ "a table far outside", offsetof(Elf64_Ehdr, e_phoff), 8, NONE - 8, sizeof(struct core),
	  "cannot be read" },
	{ "more than there are", offsetof(Elf64_Ehdr, e_phnum), 2, PHDRS + 1, sizeof(struct core),
	  "cannot be read" },
};

START_TEST(damaged)
{
	struct kernel_mappings found;
	struct core core;

	fill(&core, 0);
	memcpy((char *)&core + damages[_i].offset, &damages[_i].value, damages[_i].width);
	ck_assert_msg(parse(&core, damages[_i].size, CODE, &found) == -1, "%s: is taken",
		      damages[_i].name);
	ck_assert_msg(strstr(error.text, damages[_i].words), "%s: %s", damages[_i].name,
		      error.text);
	ck_assert_msg(strstr(error.text, "/proc/kcore: ") == error.text, "%s", error.text);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, address, 0, COUNT(addresses));
	tcase_add_loop_test(tests, range, 0, COUNT(ranges));
	tcase_add_loop_test(tests, symbol, 0, COUNT(symbols));
	tcase_add_loop_test(tests, kcore, 0, COUNT(cores));
	tcase_add_loop_test(tests, damaged, 0, COUNT(damages));
}

int main(void)
{
	return run_tests("crash_facts", add);
}
