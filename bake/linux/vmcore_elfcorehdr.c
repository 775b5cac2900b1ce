// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the elfcorehdr: the headers and notes of an ELF core file.  The capture kernel gets
 * its address, and shows this kernel's memory as /proc/vmcore.  The contents are those of
 * "kexec -p", so that the same programs can read them.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/buildid.h>
#include <linux/cpumask.h>
#include <linux/elf.h>
#include <linux/elfcore.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/pgtable.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <asm/sections.h>
#if defined(CONFIG_VMCORE_INFO) /* Linux 6.12 */
#include <linux/vmcore_info.h>
#elif defined(CONFIG_CRASH_CORE) /* Linux 6.1 */
#include <linux/crash_core.h>
#endif

#include "arch_hooks.h"
#include "arch_inline.h"
#include "internal.h"

#if defined(CONFIG_VMCORE_INFO) || defined(CONFIG_CRASH_CORE)

/*
 * Program headers besides those of RAM: the notes, the kernel, and a second part of the RAM that
 * the region splits.
 */
#define PHDRS_MAX    (KEXEC_BAKE_MAP_MAX + 3)
#define NOTES_OFFSET ALIGN(sizeof(Elf64_Ehdr) + PHDRS_MAX * sizeof(Elf64_Phdr), SZ_4K)

struct elfcorehdr {
	u8 *buffer;
	u64 size;
	u64 notes_size;
	unsigned int phdrs;
	unsigned int ranges_left_out;
	unsigned int cpus_left_out;
};

/* --- notes -------------------------------------------------------------------- */

/* ELF gABI, "Note Section", with 4-byte words, as everywhere in Linux. */
static int append_note(struct elfcorehdr *core, const char *name, u32 type, const void *data,
		       size_t size)
{
	Elf64_Nhdr head = { strlen(name) + 1, size, type };
	size_t name_size = ALIGN(head.n_namesz, 4);
	size_t whole = sizeof(head) + name_size + ALIGN(size, 4);
	u8 *at = core->buffer + NOTES_OFFSET + core->notes_size;

	if (whole > core->size - NOTES_OFFSET - core->notes_size)
		return -ENOSPC;
	memset(at, 0, whole);
	memcpy(at, &head, sizeof(head));
	memcpy(at + sizeof(head), name, head.n_namesz);
	memcpy(at + sizeof(head) + name_size, data, size);
	core->notes_size += whole;
	return 0;
}

/*
 * makedumpfile refuses a VMCOREINFO without struct pages, though it needs none to save all of
 * memory.  mem_map is an address without memory, so makedumpfile fails if pages are to be excluded.
 */
static void append_invalid_mem_map(void)
{
	static void *const mem_map = LIST_POISON1;

	vmcoreinfo_append_str("SYMBOL(mem_map)=%lx\n", (unsigned long)&mem_map);
	VMCOREINFO_STRUCT_SIZE(page);
	VMCOREINFO_OFFSET(page, flags);
	VMCOREINFO_OFFSET(page, _refcount);
	VMCOREINFO_OFFSET(page, mapping);
}

/*
 * Builds a VMCOREINFO before the kernel has built its own: enough for a reader to find the log and
 * to walk the page tables.
 */
static void make_early_vmcoreinfo(void)
{
	static unsigned char early_data[VMCOREINFO_BYTES];

	vmcoreinfo_data = early_data;
	vmcoreinfo_size = 0;
	VMCOREINFO_OSRELEASE(init_uts_ns.name.release);
	VMCOREINFO_BUILD_ID();
	VMCOREINFO_PAGESIZE(PAGE_SIZE);
	VMCOREINFO_SYMBOL(init_uts_ns);
	VMCOREINFO_OFFSET(uts_namespace, name);
	VMCOREINFO_SYMBOL_ARRAY(swapper_pg_dir);
	VMCOREINFO_SYMBOL(_stext);
	append_invalid_mem_map();
	log_buf_vmcoreinfo_setup();
	arch_crash_save_vmcoreinfo();
}

static int add_vmcoreinfo(struct elfcorehdr *core)
{
	if (vmcoreinfo_size > VMCOREINFO_BYTES)
		return -EINVAL;
	if (vmcoreinfo_note)
		crash_save_vmcoreinfo();
	else
		make_early_vmcoreinfo();
	return append_note(core, VMCOREINFO_NOTE_NAME, 0, vmcoreinfo_data, vmcoreinfo_size);
}

/* Sorted by number: readers take the first note for that of the first CPU. */
static void add_cpu_notes(struct elfcorehdr *core)
{
	const struct elf_prstatus *status;
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		status = kexec_bake_saved_registers(cpu);
		if (status &&
		    append_note(core, CRASH_CORE_NOTE_NAME, NT_PRSTATUS, status, sizeof(*status)))
			core->cpus_left_out++;
	}
}

/* --- program headers -------------------------------------------------------------- */

static void append_phdr(struct elfcorehdr *core, const Elf64_Phdr *phdr)
{
	u64 at = sizeof(Elf64_Ehdr) + core->phdrs * sizeof(*phdr);

	if (core->phdrs == PHDRS_MAX) {
		core->ranges_left_out++;
		return;
	}
	memcpy(core->buffer + at, phdr, sizeof(*phdr));
	core->phdrs++;
}

static void add_notes_phdr(struct elfcorehdr *core, u64 address)
{
	const Elf64_Phdr phdr = {
		.p_type = PT_NOTE,
		.p_offset = address + NOTES_OFFSET,
		.p_paddr = address + NOTES_OFFSET,
		.p_filesz = core->notes_size,
		.p_memsz = core->notes_size,
	};

	append_phdr(core, &phdr);
}

static void add_load_phdr(struct elfcorehdr *core, u64 physical, const void *virtual, u64 size)
{
	const Elf64_Phdr phdr = {
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_W | PF_X,
		.p_offset = physical,
		.p_vaddr = (uintptr_t) virtual,
		.p_paddr = physical,
		.p_filesz = size,
		.p_memsz = size,
	};

	append_phdr(core, &phdr);
}

static void add_whole_pages(struct elfcorehdr *core, u64 start, u64 end)
{
	start = ALIGN(start, PAGE_SIZE);
	end = ALIGN_DOWN(end, PAGE_SIZE);
	if (start < end)
		add_load_phdr(core, start, __va(start), end - start);
}

/* The region and low memory belong to the capture kernel and are left out. */
static void add_ram_phdrs(struct elfcorehdr *core, const struct kexec_bake_handoff *handoff)
{
	u64 region = kexec_bake_image.base;
	u64 region_end = region + kexec_bake_image.header.region_size;
	u32 i, count = min_t(u32, handoff->map_count, KEXEC_BAKE_MAP_MAX);

	for (i = 0; i < count; i++) {
		struct kexec_bake_map_entry e = handoff->map[i];

		if (e.type != KEXEC_BAKE_MAP_RAM || e.size > U64_MAX - e.start)
			continue;
		add_whole_pages(core, max_t(u64, e.start, KEXEC_BAKE_LOW_MEMORY_END),
				min(e.start + e.size, region));
		add_whole_pages(core, max(e.start, region_end), e.start + e.size);
	}
}

/* --- the file header --------------------------------------------------------------- */

static void write_core_ehdr(struct elfcorehdr *core)
{
	const Elf64_Ehdr ehdr = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = ELF_ARCH,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(ehdr),
		.e_ehsize = sizeof(ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = core->phdrs,
	};

	memcpy(core->buffer, &ehdr, sizeof(ehdr));
}

u64 kexec_bake_write_elfcorehdr(u8 *buffer, const struct kexec_bake_handoff *handoff)
{
	const struct kexec_bake_extent *extent = &kexec_bake_image.header.elfcorehdr;
	struct elfcorehdr core = { .buffer = buffer, .size = extent->size };

	BUILD_BUG_ON(NOTES_OFFSET + VMCOREINFO_NOTE_SIZE + CRASH_CORE_NOTE_BYTES >
		     KEXEC_BAKE_ELFCOREHDR_MIN);

	/* VMCOREINFO comes first, as nothing can be read without it. */
	if (add_vmcoreinfo(&core))
		return 0;
	add_cpu_notes(&core);
	add_notes_phdr(&core, kexec_bake_image.base + extent->offset);
	/* Readers use the first program header that has an address: the kernel's, then RAM's. */
	add_load_phdr(&core, __pa_symbol(_text), _text, PAGE_ALIGN(_end - _text));
	add_ram_phdrs(&core, handoff);
	write_core_ehdr(&core);
	/* Only the console shows this: the oops archive is written already. */
	if (core.ranges_left_out || core.cpus_left_out)
		pr_warn("the elfcorehdr is full: %u ranges of memory and the registers of %u CPUs are left out\n",
			core.ranges_left_out, core.cpus_left_out);
	return NOTES_OFFSET + core.notes_size;
}

#else

/* Hardly any program can read a core file without VMCOREINFO. */
u64 kexec_bake_write_elfcorehdr(u8 *buffer, const struct kexec_bake_handoff *handoff)
{
	return 0;
}

#endif
