// SPDX-License-Identifier: GPL-2.0-only
/*
 * purgatory/purgatory.c, compiled for the host, runs on an image that bake() made.  The image
 * lies at its place or at another one, as after a crash.  The machine is faked.
 */
#include <setjmp.h>
#include <sys/mman.h>

#include "purgatory/purgatory.h"
#include "kexec/arch/x86/identity_page_tables.h"
#include "util_lib/sha256.h"
#include "baked.h"

#define BAKED_FOR 0x10000000ull
#define PAGE      4096u

#define DAMAGED     "the capture kernel is damaged: its digest is wrong"
#define NOT_MOVABLE "it can't be moved"
#define OTHER_PLACE "its fix-ups are applied for another place"
#define OUTSIDE     "a fix-up lies outside what may be moved"

/* --- the machine -------------------------------------------------------------- */

static jmp_buf machine;
static const char *gave_up;
static struct {
	uint64_t entry, boot_params, top_4level, top_5level, return_to;
} entered;

static uint64_t return_to;

static char printed[256];

void print(const char *text)
{
	strncat(printed, text, sizeof(printed) - strlen(printed) - 1);
}

void print_hex(uint64_t number)
{
	(void)number;
}

_Noreturn void give_up(const char *why)
{
	gave_up = why;
	longjmp(machine, 1);
}

void arch_catch_faults(void)
{
}

void arch_console_start(void)
{
}

_Noreturn void arch_enter(const struct purgatory_info *info, uint64_t address)
{
	entered.return_to = address;
	entered.entry = info->entry;
	entered.boot_params = info->x86_registers.rsi;
	entered.top_4level = info->x86.top_4level;
	entered.top_5level = info->x86.top_5level;
	longjmp(machine, 1);
}

/* --- the image in it ------------------------------------------------------------ */

static struct blob baked;
static struct kexec_bake_header h;
static uint8_t *memory;
static uint64_t base;

static void bake_for_test(bool relocatable, bool initrd)
{
	blob_free(&baked);
	baked = bake_small(BAKED_FOR, relocatable, initrd);
	h = header_of(baked.data);
}

static void start(void)
{
	bake_for_test(true, true);
}

static void stop(void)
{
	blob_free(&baked);
}

/* Places the image as the kernel side does. */
static void place(uint64_t address)
{
	struct kexec_bake_handoff *handoff;

	if (memory)
		munmap(memory, baked.size);
	memory = mmap((void *)address, baked.size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	ck_assert_msg(memory == (void *)address, "0x%llx is not free", (unsigned long long)address);
	base = address;
	memcpy(memory, baked.data, baked.size);
	handoff = (void *)(memory + h.handoff.offset);
	handoff->magic = KEXEC_BAKE_HANDOFF_MAGIC;
	handoff->map_count = 1;
	handoff->map[0] = (struct kexec_bake_map_entry){ 0, 0x9f000, 1, 0 };
	handoff->oops_size = 512;
	handoff->elfcorehdr_size = 0x20000;
	handoff->efi = (struct kexec_bake_efi){
		.mode = KEXEC_BAKE_EFI_VIRTUAL,
		.descriptor_size = 40,
		.descriptor_version = 1,
		.map_size = 80,
		.system_table = 0x7f000000,
		.setup.tables = 0x7f001000,
	};
	/* UEFI, 7.2: the virtual address. */
	put64(handoff->efi.map + 16, 0xfffffffe00000000);
	put64(handoff->efi.map + 56, 0xfffffffe00200000);
}

static struct kexec_bake_handoff *handoff_there(void)
{
	return (void *)(memory + h.handoff.offset);
}

static void fix_up(uint64_t for_address)
{
	kexec_bake_apply_fixups(memory, for_address - BAKED_FOR);
}

static void say_placed_at(uint64_t address)
{
	((struct kexec_bake_header *)memory)->placed_at = address;
}

static const char *run(void)
{
	gave_up = NULL;
	printed[0] = '\0';
	memset(&entered, 0, sizeof(entered));
	if (!setjmp(machine))
		purgatory((void *)(memory + h.purgatory.offset), return_to);
	return gave_up;
}

/* --- the expected result ---------------------------------------------------------- */

static void assert_page_tables(void)
{
	static uint8_t expected[X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE];

	x86_identity_map(expected, base + h.x86.page_tables.offset);
	ck_assert_mem_eq(memory + h.x86.page_tables.offset, expected, sizeof(expected));
}

/* zero-page.rst: efi_info; boot.rst: setup_data. */
static void assert_efi(const uint8_t *p)
{
	uint64_t at = base + h.handoff.offset + offsetof(struct kexec_bake_handoff, efi);

	ck_assert_mem_eq(p + 0x1c0, "EL64", 4);
	ck_assert_uint_eq(get32(p + 0x1d0), at + offsetof(struct kexec_bake_efi, map));
	ck_assert_uint_eq(get32(p + 0x1dc), 0);
	ck_assert_uint_eq(get32(p + 0x1d4), 80);
	ck_assert_uint_eq(get64(p + 0x250), at + offsetof(struct kexec_bake_efi, setup_head));
}

/* zero-page.rst, boot.rst */
static void assert_boot_params(void)
{
	const uint8_t *p = memory + h.x86.boot_params.offset;
	uint64_t initrd = h.initrd.size ? h.initrd.offset : h.oops.offset;

	ck_assert_uint_eq(get32(p + 0x228), base + h.command_line.offset);
	ck_assert_uint_eq(get32(p + 0x0c8), 0);
	ck_assert_uint_eq(get32(p + 0x22c), 0x7fffffff);
	ck_assert_uint_eq(get32(p + 0x218), base + initrd);
	ck_assert_uint_eq(get32(p + 0x0c0), 0);
	ck_assert_uint_eq(get32(p + 0x21c), h.oops.offset + 512 - initrd);
	ck_assert_uint_eq(p[0x1e8], 3);
	ck_assert_uint_eq(get64(p + 0x2d0 + 20), base);
	ck_assert_uint_eq(get64(p + 0x2d0 + 28), h.elfcorehdr.offset);
	ck_assert_uint_eq(get64(p + 0x2d0 + 40), base + h.elfcorehdr.offset);
	ck_assert_uint_eq(get64(p + 0x2d0 + 48), h.elfcorehdr.size);
}

static void assert_command_line(void)
{
	char expected[64];

	snprintf(expected, sizeof(expected), "elfcorehdr=0x%08llx " COMMAND_LINE,
		 (unsigned long long)(base + h.elfcorehdr.offset));
	ck_assert_str_eq((char *)memory + h.command_line.offset, expected);
}

static void assert_started(void)
{
	const char *why = run();

	ck_assert_msg(!why, "%s", why);
	ck_assert_uint_eq(entered.entry, base + h.kernel.offset + 0x200);
	ck_assert_uint_eq(entered.boot_params, base + h.x86.boot_params.offset);
	ck_assert_uint_eq(entered.top_4level, base + h.x86.top_4level);
	ck_assert_uint_eq(entered.top_5level, base + h.x86.top_5level);
	assert_page_tables();
	assert_boot_params();
	assert_command_line();
	assert_efi(memory + h.x86.boot_params.offset);
}

static void assert_given_up(const char *expected)
{
	const char *why = run();

	ck_assert_msg(why != NULL, "it was started (%s was expected)", expected);
	ck_assert_str_eq(why, expected);
	ck_assert_uint_eq(entered.entry, 0);
}

static const uint64_t places[] = { 0x10200000, 0x30000000, 0x60000000, 0x8000000, 0x1000000 };

START_TEST(test_in_its_place)
{
	int i;

	for (i = 0; i < 4; i++) {
		bake_for_test(i & 1, i & 2);
		place(BAKED_FOR);
		assert_started();
	}
}
END_TEST

START_TEST(test_moved)
{
	place(places[_i]);
	assert_started();
	bake_for_test(true, false);
	place(places[_i]);
	assert_started();
}
END_TEST

/* The log is worth more than EFI. */
START_TEST(test_goes_on_without_efi)
{
	const uint8_t *p;

	place(places[_i]);
	handoff_there()->efi.map_size = 41;
	ck_assert_ptr_null(run());
	ck_assert_uint_ne(entered.entry, 0);
	assert_boot_params();
	p = memory + h.x86.boot_params.offset;
	ck_assert_uint_eq(get32(p + 0x1c0), 0);
	ck_assert_uint_eq(get64(p + 0x250), 0);
	ck_assert_str_eq(
		printed,
		"purgatory: the hand-off's memory map of EFI is damaged, no EFI for the kernel\n"
		"purgatory: digest ok, entering the kernel\n");
}
END_TEST

START_TEST(test_goes_on_without_core)
{
	place(places[_i]);
	handoff_there()->elfcorehdr_size = h.elfcorehdr.size + 1;
	ck_assert_ptr_null(run());
	ck_assert_uint_ne(entered.entry, 0);
	ck_assert_uint_eq(get64(memory + h.x86.boot_params.offset + 0x2d0 + 28), h.region_size);
	ck_assert_str_eq((char *)memory + h.command_line.offset, COMMAND_LINE);
	ck_assert_str_eq(
		printed,
		"purgatory: the hand-off's core header has an impossible size, no /proc/vmcore for the kernel\n"
		"purgatory: digest ok, entering the kernel\n");
}
END_TEST

START_TEST(test_moved_and_fixed_up)
{
	place(places[_i]);
	fix_up(base);
	say_placed_at(base);
	assert_started();
}
END_TEST

START_TEST(test_fixed_up_for_elsewhere)
{
	place(0x30000000);
	fix_up(0x40000000);
	say_placed_at(0x40000000);
	assert_given_up(OTHER_PLACE);
	place(0x30000000);
	say_placed_at(BAKED_FOR);
	assert_given_up(OTHER_PLACE);
	place(BAKED_FOR);
	fix_up(0x40000000);
	say_placed_at(0x40000000);
	assert_given_up(DAMAGED);
}
END_TEST

START_TEST(test_fixed_up_in_word_only)
{
	place(0x30000000);
	say_placed_at(base);
	assert_given_up(DAMAGED);
	place(0x30000000);
	fix_up(base);
	assert_given_up(DAMAGED);
}
END_TEST

START_TEST(test_no_fixups)
{
	bake_for_test(false, true);
	place(0x30000000);
	assert_given_up(NOT_MOVABLE);
	place(0x30000000);
	((struct purgatory_info *)(memory + h.purgatory.offset))->header = 0;
	assert_given_up(NOT_MOVABLE);
}
END_TEST

/* Sixteen digits are written after the check of the digest, and nothing around them. */
START_TEST(test_way_back)
{
	struct purgatory_info *info;
	uint8_t *line;

	place(BAKED_FOR);
	info = (void *)(memory + h.purgatory.offset);
	line = memory + h.command_line.offset;
	memset(line, '0', 18);
	/* Only a kernel that userspace loads returns, and that has no elfcorehdr. */
	handoff_there()->elfcorehdr_size = 0;
	info->digest = 0;
	info->jump_back = base + h.command_line.offset + 1;
	return_to = 0x1234000089abcdef;
	ck_assert_ptr_null(run());
	ck_assert_mem_eq(line, "01234000089abcdef0", 18);
	ck_assert_uint_eq(entered.return_to, return_to);
	return_to = 0;
}
END_TEST

/* A purgatory that is called again checks only the first time. */
START_TEST(test_called_again)
{
	struct purgatory_info *info;
	struct sha256 sha;
	uint8_t *kernel;

	place(BAKED_FOR);
	info = (void *)(memory + h.purgatory.offset);
	kernel = memory + h.kernel.offset;
	info->flags |= PURGATORY_RETURNS;
	info->sealed_count = 1;
	info->sealed[0] = (struct purgatory_range){ base + h.kernel.offset, PAGE };
	info->digest = (uintptr_t)info->own_digest;
	sha256_start(&sha);
	sha256_add(&sha, kernel, PAGE);
	sha256_end(&sha, info->own_digest);
	*kernel ^= 1;
	assert_given_up(DAMAGED);
	*kernel ^= 1;
	ck_assert_ptr_null(run());
	*kernel ^= 1;
	ck_assert_ptr_null(run());
}
END_TEST

/* An invalid fix-up changes nothing. */
START_TEST(test_bad_fixup)
{
	static const uint64_t bad[] = { 0, 24, 0xffc, UINT64_MAX, 0xffffffffd0000000 };
	uint8_t *before = malloc(baked.size);
	size_t i, n, count = h.fixups.size / 8;

	ck_assert_ptr_nonnull(before);
	for (n = 0; n < count; n++)
		for (i = 0; i < COUNT(bad) + 2; i++) {
			place(0x30000000);
			say_placed_at(base);
			put64(memory + h.fixups.offset + n * 8,
			      i < COUNT(bad)  ? bad[i] :
			      i == COUNT(bad) ? h.fixups.offset - 7 :
						h.purgatory.offset + 0x400);
			memcpy(before, memory, baked.size);
			assert_given_up(OUTSIDE);
			ck_assert_mem_eq(memory, before, baked.size);
		}
	free(before);
}
END_TEST

/* Picks an offset in one of the sealed parts. */
static uint64_t pick(unsigned int n)
{
	const struct kexec_bake_extent *s = &h.sealed[n % 4];

	return s->offset + (n * 2654435761u) % s->size;
}

START_TEST(test_flipped_bits)
{
	bool fixed = _i;
	uint64_t offset;
	unsigned int n;

	for (n = 0; n < 400; n++) {
		place(0x30000000);
		if (fixed) {
			fix_up(base);
			say_placed_at(base);
		}
		offset = pick(n);
		/* The info is read before its digest is checked. */
		if (offset >= h.purgatory.offset && offset < h.purgatory.offset + 0x400)
			offset += 0x400;
		memory[offset] ^= 1 << n % 8;
		ck_assert_msg(run() != NULL, "bit %u of byte 0x%llx", n % 8,
			      (unsigned long long)offset);
	}
}
END_TEST

START_TEST(test_flipped_digest)
{
	place(0x30000000);
	memory[offsetof(struct kexec_bake_header, digest) + 31] ^= 0x80;
	assert_given_up(DAMAGED);
}
END_TEST

START_TEST(test_flipped_pointer)
{
	place(0x30000000);
	fix_up(base);
	say_placed_at(base);
	memory[h.x86.page_tables.offset + 2] ^= 0x20;
	assert_given_up(DAMAGED);
}
END_TEST

/* The kernel would unpack the gap, which is not sealed; the oops archive is kept. */
START_TEST(test_behind_initrd)
{
	uint64_t at, end = h.initrd.offset + h.initrd.size;

	ck_assert_uint_lt(end, h.oops.offset);
	place(places[_i]);
	memset(memory + end, 0xaa, h.oops.offset - end + 512);
	assert_started();
	for (at = end; at < h.oops.offset; at++)
		ck_assert_uint_eq(memory[at], 0);
	for (; at < h.oops.offset + 512; at++)
		ck_assert_uint_eq(memory[at], 0xaa);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, test_in_its_place);
	tcase_add_loop_test(tests, test_moved, 0, COUNT(places));
	tcase_add_loop_test(tests, test_goes_on_without_efi, 0, COUNT(places));
	tcase_add_loop_test(tests, test_goes_on_without_core, 0, COUNT(places));
	tcase_add_loop_test(tests, test_moved_and_fixed_up, 0, COUNT(places));
	tcase_add_test(tests, test_fixed_up_for_elsewhere);
	tcase_add_test(tests, test_fixed_up_in_word_only);
	tcase_add_test(tests, test_no_fixups);
	tcase_add_test(tests, test_way_back);
	tcase_add_test(tests, test_called_again);
	tcase_add_test(tests, test_bad_fixup);
	tcase_add_loop_test(tests, test_flipped_bits, 0, 2);
	tcase_add_test(tests, test_flipped_digest);
	tcase_add_test(tests, test_flipped_pointer);
	tcase_add_loop_test(tests, test_behind_initrd, 0, COUNT(places));
}

int main(void)
{
	return run_tests("purgatory", add_tests);
}
