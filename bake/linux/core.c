// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core header: an ELF core file's headers and notes.  With its address the
 * capture kernel shows this kernel's memory as /proc/vmcore.  What is in it is what
 * "kexec -p" has in it, so that the same programs can read it.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/buildid.h>
#include <linux/cpumask.h>
#include <linux/elf.h>
#include <linux/elfcore.h>
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

#include "internal.h"

#if defined(CONFIG_VMCORE_INFO) || defined(CONFIG_CRASH_CORE)

/* The notes', the kernel's, and all RAM's, of which the region may part one. */
#define PHDRS_MAX (KEXEC_BAKE_MAP_MAX + 3)
#define NOTES_AT  ALIGN(sizeof(Elf64_Ehdr) + PHDRS_MAX * sizeof(Elf64_Phdr), SZ_4K)

/* The capture kernel's own. */
#define LOW_MEMORY SZ_1M

struct core {
	u8 *room;
	u64 size;
	u64 notes_size;
	unsigned int phdrs;
	unsigned int ranges_left_out;
	unsigned int cpus_left_out;
};

/* --- notes -------------------------------------------------------------------- */

/* ELF gABI, "Note Section", with its words of 4 bytes, as all of Linux has it. */
static bool add_note(struct core *core, const char *name, u32 type, const void *data, size_t size)
{
	Elf64_Nhdr head = { strlen(name) + 1, size, type };
	size_t name_size = ALIGN(head.n_namesz, 4);
	size_t whole = sizeof(head) + name_size + ALIGN(size, 4);
	u8 *at = core->room + NOTES_AT + core->notes_size;

	if (whole > core->size - NOTES_AT - core->notes_size)
		return false;
	memset(at, 0, whole);
	memcpy(at, &head, sizeof(head));
	memcpy(at + sizeof(head), name, head.n_namesz);
	memcpy(at + sizeof(head) + name_size, data, size);
	core->notes_size += whole;
	return true;
}

/*
 * makedumpfile doesn't begin without having been told of struct pages, though to save
 * all of memory it needs none.  There is nothing where this says that they are, so it
 * fails if it's to leave pages out.
 */
static void add_no_pages(void)
{
	static void *const no_pages = LIST_POISON1;

	vmcoreinfo_append_str("SYMBOL(mem_map)=%lx\n", (unsigned long)&no_pages);
	VMCOREINFO_STRUCT_SIZE(page);
	VMCOREINFO_OFFSET(page, flags);
	VMCOREINFO_OFFSET(page, _refcount);
	VMCOREINFO_OFFSET(page, mapping);
}

/*
 * Before the kernel has made its own: enough for a reader to find the log, and to
 * follow the page tables.
 */
static void make_vmcoreinfo(void)
{
	static unsigned char own[VMCOREINFO_BYTES];

	vmcoreinfo_data = own;
	vmcoreinfo_size = 0;
	VMCOREINFO_OSRELEASE(init_uts_ns.name.release);
	VMCOREINFO_BUILD_ID();
	VMCOREINFO_PAGESIZE(PAGE_SIZE);
	VMCOREINFO_SYMBOL(init_uts_ns);
	VMCOREINFO_OFFSET(uts_namespace, name);
	VMCOREINFO_SYMBOL_ARRAY(swapper_pg_dir);
	VMCOREINFO_SYMBOL(_stext);
	add_no_pages();
	log_buf_vmcoreinfo_setup();
	arch_crash_save_vmcoreinfo();
}

/*
 * First, so that it fits.
 *
 * Return: false if it's damaged.
 */
static bool add_vmcoreinfo(struct core *core)
{
	if (vmcoreinfo_size > VMCOREINFO_BYTES)
		return false;
	if (vmcoreinfo_note)
		crash_save_vmcoreinfo();
	else
		make_vmcoreinfo();
	return add_note(core, VMCOREINFO_NOTE_NAME, 0, vmcoreinfo_data, vmcoreinfo_size);
}

/* By number: readers take the first for the first CPU's. */
static void add_cpus(struct core *core)
{
	const struct elf_prstatus *status;
	unsigned int cpu;

	for (cpu = 0; cpu < nr_cpu_ids; cpu++) {
		status = kexec_bake_registers(cpu);
		if (status &&
		    !add_note(core, CRASH_CORE_NOTE_NAME, NT_PRSTATUS, status, sizeof(*status)))
			core->cpus_left_out++;
	}
}

/* --- memory --------------------------------------------------------------------- */

static void add_phdr(struct core *core, const Elf64_Phdr *phdr)
{
	u64 at = sizeof(Elf64_Ehdr) + core->phdrs * sizeof(*phdr);

	if (core->phdrs == PHDRS_MAX) {
		core->ranges_left_out++;
		return;
	}
	memcpy(core->room + at, phdr, sizeof(*phdr));
	core->phdrs++;
}

static void add_notes(struct core *core, u64 address)
{
	const Elf64_Phdr phdr = {
		.p_type = PT_NOTE,
		.p_offset = address + NOTES_AT,
		.p_paddr = address + NOTES_AT,
		.p_filesz = core->notes_size,
		.p_memsz = core->notes_size,
	};

	add_phdr(core, &phdr);
}

static void add_load(struct core *core, u64 physical, const void *virtual, u64 size)
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

	add_phdr(core, &phdr);
}

/* As far as it's whole pages. */
static void add_ram(struct core *core, u64 start, u64 end)
{
	start = ALIGN(start, PAGE_SIZE);
	end = ALIGN_DOWN(end, PAGE_SIZE);
	if (start < end)
		add_load(core, start, __va(start), end - start);
}

/* The capture kernel has the region, and what is below 1 MiB, for its own. */
static void add_all_ram(struct core *core, const struct kexec_bake_handoff *handoff)
{
	u64 region = kexec_baked.base;
	u64 region_end = region + kexec_baked.header.region_size;
	u32 i, count = min_t(u32, handoff->map_count, KEXEC_BAKE_MAP_MAX);

	for (i = 0; i < count; i++) {
		struct kexec_bake_map_entry e = handoff->map[i];

		if (e.type != KEXEC_BAKE_MAP_RAM || e.size > U64_MAX - e.start)
			continue;
		add_ram(core, max_t(u64, e.start, LOW_MEMORY), min(e.start + e.size, region));
		add_ram(core, max(e.start, region_end), e.start + e.size);
	}
}

/* --- both ------------------------------------------------------------------------ */

static void write_ehdr(struct core *core)
{
	const Elf64_Ehdr ehdr = {
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(ehdr),
		.e_ehsize = sizeof(ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = core->phdrs,
	};

	memcpy(core->room, &ehdr, sizeof(ehdr));
}

/* The kernel first, as its own addresses are looked up there before any other. */
u64 kexec_bake_write_core(u8 *room, const struct kexec_bake_handoff *handoff)
{
	const struct kexec_bake_extent *extent = &kexec_baked.header.elfcorehdr;
	struct core core = { .room = room, .size = extent->size };

	BUILD_BUG_ON(NOTES_AT + VMCOREINFO_NOTE_SIZE + CRASH_CORE_NOTE_BYTES >
		     KEXEC_BAKE_ELFCOREHDR_MIN);

	if (!add_vmcoreinfo(&core))
		return 0;
	add_cpus(&core);
	add_notes(&core, kexec_baked.base + extent->offset);
	add_load(&core, __pa_symbol(_text), _text, PAGE_ALIGN(_end - _text));
	add_all_ram(&core, handoff);
	write_ehdr(&core);
	/* On the console only: the record is written. */
	if (core.ranges_left_out || core.cpus_left_out)
		pr_warn("no room in the core header: without %u ranges of memory and the registers of %u CPUs\n",
			core.ranges_left_out, core.cpus_left_out);
	return NOTES_AT + core.notes_size;
}

#else

/* Without VMCOREINFO hardly a program can make sense of a core file. */
u64 kexec_bake_write_core(u8 *room, const struct kexec_bake_handoff *handoff)
{
	return 0;
}

#endif
