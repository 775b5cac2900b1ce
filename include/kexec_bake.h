/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The baked image, version 1.  `kexec --bake` writes it, the kernel side places it, and the
 * purgatory starts it.  doc/baked-image.md describes the format for authors of other readers.
 *
 * The header compiles alone as C11, in the kernel tree and in the purgatory.  All numbers are
 * little-endian, all offsets count from the image's first byte, all sizes are in bytes.
 */
#ifndef KEXEC_BAKE_H
#define KEXEC_BAKE_H

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/stddef.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

#define KEXEC_BAKE_MAGIC   "KEXECBAK"
#define KEXEC_BAKE_VERSION 1
#define KEXEC_BAKE_PAGE    4096u

/* Architectures, by their number in ELF (gABI, e_machine). */
#define KEXEC_BAKE_ARCH_X86_64 62

/* Flags: fix-ups can relocate the image; EFI is passed to the capture kernel. */
#define KEXEC_BAKE_RELOCATABLE (1ull << 0)
#define KEXEC_BAKE_EFI         (1ull << 1)
#define KEXEC_BAKE_FLAGS       (KEXEC_BAKE_RELOCATABLE | KEXEC_BAKE_EFI)

/* Upper bounds of the number of fix-ups and of the alignment of an image's address. */
#define KEXEC_BAKE_FIXUPS_MAX 64u
#define KEXEC_BAKE_ALIGN_MAX  0x40000000ull

/* The minimum space for an oops archive: the facts, and the end of a log. */
#define KEXEC_BAKE_OOPS_MIN 8192u

/* The minimum space for an elfcorehdr: the largest memory map, and the notes of some CPUs. */
#define KEXEC_BAKE_ELFCOREHDR_MIN 0x20000u

/* Space for the parameter that the purgatory adds: "elfcorehdr=0x", 8 digits and a space. */
#define KEXEC_BAKE_ADDED_PARAMETER_MAX 32u

/**
 * struct kexec_bake_extent - a part of the image
 * @offset: offset of its first byte
 * @size: in bytes; 0 if the part is absent
 */
struct kexec_bake_extent {
	uint64_t offset;
	uint64_t size;
};

/* The parts that the digests cover, in this order; see struct kexec_bake_header. */
enum kexec_bake_sealed {
	KEXEC_BAKE_SEALED_HEADER,
	KEXEC_BAKE_SEALED_HEAD,
	KEXEC_BAKE_SEALED_INITRD,
	KEXEC_BAKE_SEALED_KERNEL,
	KEXEC_BAKE_SEALED_COUNT
};

/* --- the part of each architecture ------------------------------------------------ */

#if defined(__x86_64__)
#define KEXEC_BAKE_ARCH      KEXEC_BAKE_ARCH_X86_64
#define KEXEC_BAKE_ARCH_NAME "x86_64"

/* An image lies below this address, where its page tables end. */
#define KEXEC_BAKE_TOP 0x100000000ull
#endif

/**
 * struct kexec_bake_x86 - the x86 part of the header
 * @top_4level: offset of the page table to load into CR3 if CR4.LA57 is clear
 * @top_5level: offset of the page table to load into CR3 if CR4.LA57 is set; 0: the capture kernel
 *	cannot be entered with it set
 * @page_tables: identity map of everything below KEXEC_BAKE_TOP
 * @boot_params: zero page of the capture kernel (zero-page.rst)
 */
struct kexec_bake_x86 {
	uint64_t top_4level;
	uint64_t top_5level;
	struct kexec_bake_extent page_tables;
	struct kexec_bake_extent boot_params;
};

#define KEXEC_BAKE_ARCH_PART 6

/* --- the header ------------------------------------------------------------------- */

/**
 * struct kexec_bake_header - the image's first page
 * @magic: KEXEC_BAKE_MAGIC, without its terminating zero
 * @version: KEXEC_BAKE_VERSION; a reader refuses any other
 * @header_size: sizeof(struct kexec_bake_header)
 * @arch: KEXEC_BAKE_ARCH_*
 * @reserved: 0
 * @flags: KEXEC_BAKE_RELOCATABLE, KEXEC_BAKE_EFI; a reader refuses all others
 * @load_addr: physical address of the image's first byte
 * @region_size: size of the image and of the memory in which the capture kernel runs
 * @image_size: bytes that are stored; the rest of the region has no content
 * @entry: offset of the purgatory's entry.  It is entered with interrupts off and the region mapped
 *	to its physical address (x86: in 64-bit mode).
 * @x86: x86 part
 * @arch_part: the same bytes, whose meaning depends on @arch
 * @command_line: command line of the capture kernel, with its terminating zero and
 *	KEXEC_BAKE_ADDED_PARAMETER_MAX bytes more
 * @fixups: table of uint64_t; each is the offset of an 8-byte field between the header's page and
 *	the table, to which the distance is added by which the image is relocated.  The offsets
 *	ascend, and the fields do not overlap.  Empty if the image is not relocatable.
 * @purgatory: code and constants of the purgatory
 * @scratch: stack and variables of the purgatory, written after the crash
 * @handoff: struct kexec_bake_handoff, written by the primary kernel
 * @initrd: the initrd, or several initrds, concatenated and each aligned to 4 bytes
 * @oops: space for the oops archive, a cpio archive after the initrd, written by the primary
 *	kernel: the pages up to @kernel, at least KEXEC_BAKE_OOPS_MIN bytes.  The zeros between
 *	initrd and archive are padding (driver-api/early-userspace/buffer-format.rst).
 * @kernel: stored bytes of the capture kernel
 * @elfcorehdr: space for the elfcorehdr, written by the primary kernel, from which the capture
 *	kernel makes its /proc/vmcore: the region's end, at least KEXEC_BAKE_ELFCOREHDR_MIN bytes,
 *	which are not stored
 * @kernel_memory: bytes that the capture kernel needs from the start of @kernel on (x86: init_size
 *	of boot.rst)
 * @alignment: alignment of a relocatable image's address, a power of two; 0 if the image is not
 *	relocatable
 * @lowest_addr: lowest address of a relocatable image; 0 if the image is not relocatable
 * @kernel_version: version of the capture kernel, for display; zero-terminated
 * @sealed: the parts that the digests cover, which are all bytes that must not change once the
 *	image is baked.  HEADER ends before the digests, HEAD extends from the page after the header
 *	to the end of the purgatory.
 * @head_digest: SHA-256 of HEADER and HEAD, concatenated, which are few enough bytes for the
 *	primary kernel to check before it jumps
 * @digest: SHA-256 of all of @sealed, concatenated
 * @placed_at: address for which the fix-ups have been applied; 0: none have been applied.  The
 *	digests are always those of the image as baked.
 *
 * The rest of the header's page is zero.
 */
struct kexec_bake_header {
	char magic[8];
	uint16_t version;
	uint16_t header_size;
	uint16_t arch;
	uint16_t reserved;
	uint64_t flags;
	uint64_t load_addr;
	uint64_t region_size;
	uint64_t image_size;
	uint64_t entry;
	union {
		struct kexec_bake_x86 x86;
		uint64_t arch_part[KEXEC_BAKE_ARCH_PART];
	};
	struct kexec_bake_extent command_line;
	struct kexec_bake_extent fixups;
	struct kexec_bake_extent purgatory;
	struct kexec_bake_extent scratch;
	struct kexec_bake_extent handoff;
	struct kexec_bake_extent initrd;
	struct kexec_bake_extent oops;
	struct kexec_bake_extent kernel;
	struct kexec_bake_extent elfcorehdr;
	uint64_t kernel_memory;
	uint64_t alignment;
	uint64_t lowest_addr;
	char kernel_version[256];
	struct kexec_bake_extent sealed[KEXEC_BAKE_SEALED_COUNT];
	uint8_t head_digest[32];
	uint8_t digest[32];
	uint64_t placed_at;
};

/* --- the hand-off block ------------------------------------------------------------ */

/*
 * The hand-off block holds the data that only the running machine knows.  No digest covers it, so a
 * reader trusts no field of it.
 */
#define KEXEC_BAKE_HANDOFF_MAGIC 0x4b464f48 /* "HOFK" */
#define KEXEC_BAKE_MAP_MAX       1024

/* Types of memory: ACPI specification 6.5, 15, "System Address Map Interfaces". */
#define KEXEC_BAKE_MAP_RAM      1
#define KEXEC_BAKE_MAP_RESERVED 2

/**
 * struct kexec_bake_map_entry - a range of the firmware's memory map
 * @start: physical address
 * @size: in bytes
 * @type: KEXEC_BAKE_MAP_*, or another of ACPI's types
 * @reserved: 0
 */
struct kexec_bake_map_entry {
	uint64_t start;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
};

/* Space for 512 descriptors of 48 bytes, the size that firmware uses. */
#define KEXEC_BAKE_EFI_MAP_SIZE 24576

/* Addresses of EFI's runtime services: UEFI 2.10, 8.4, SetVirtualAddressMap(). */
enum kexec_bake_efi_mode {
	KEXEC_BAKE_EFI_NONE,     /* EFI is not passed to the capture kernel */
	KEXEC_BAKE_EFI_PHYSICAL, /* physical: the primary kernel did not call it */
	KEXEC_BAKE_EFI_VIRTUAL,  /* those of the primary kernel, which called it */
	KEXEC_BAKE_EFI_MODES
};

/**
 * struct kexec_bake_efi - EFI of 64-bit firmware, if the header's flags request it
 * @mode: enum kexec_bake_efi_mode
 * @descriptor_size: bytes of each descriptor in @map
 * @descriptor_version: version of the descriptors in @map
 * @map_size: bytes used of @map
 * @system_table: physical address of EFI_SYSTEM_TABLE (UEFI 2.10, 4.3)
 * @secure_boot: state of secure boot, as Linux passes it on (x86: boot_params.secure_boot)
 * @reserved: 0
 * @setup_head: 0; space for the header that the purgatory puts before @setup (x86: setup_data of
 *	boot.rst)
 * @setup: physical addresses that the firmware itself no longer has in the virtual mode, in the
 *	layout in which one Linux kernel passes them to the next (x86: struct efi_setup_data in
 *	arch/x86/include/asm/efi.h): fw_vendor, 0, tables, smbios, zeros
 * @map: EFI_MEMORY_DESCRIPTORs (UEFI 2.10, 7.2): memory of the runtime services, and in the
 *	physical mode also of the boot services
 */
struct kexec_bake_efi {
	uint32_t mode;
	uint32_t descriptor_size;
	uint32_t descriptor_version;
	uint32_t map_size;
	uint64_t system_table;
	uint8_t secure_boot;
	uint8_t reserved[7];
	uint8_t setup_head[16];
	struct {
		uint64_t fw_vendor;
		uint64_t unused;
		uint64_t tables;
		uint64_t smbios;
		uint64_t reserved[8];
	} setup;
	uint8_t map[KEXEC_BAKE_EFI_MAP_SIZE];
};

/**
 * struct kexec_bake_handoff - data about the machine, filled by the primary kernel
 * @magic: KEXEC_BAKE_HANDOFF_MAGIC once the block is filled
 * @map_count: number of entries in @map
 * @oops_size: bytes used of the header's oops, a multiple of 4
 * @elfcorehdr_size: bytes used of the header's elfcorehdr; 0: there is no elfcorehdr
 * @rsdp: physical address of ACPI's root pointer; 0 if unknown
 * @screen_info: struct screen_info of Linux (uapi/linux/screen_info.h)
 * @edid_info: struct edid_info of Linux (video/edid.h): the EDID of the monitor
 * @map: the firmware's memory map, with all RAM
 * @efi: EFI, if the header's flags have KEXEC_BAKE_EFI
 */
struct kexec_bake_handoff {
	uint32_t magic;
	uint32_t map_count;
	uint64_t oops_size;
	uint64_t elfcorehdr_size;
	uint64_t rsdp;
	uint8_t screen_info[64];
	uint8_t edid_info[128];
	struct kexec_bake_map_entry map[KEXEC_BAKE_MAP_MAX];
	struct kexec_bake_efi efi;
};

/* --- files that hold an image -------------------------------------------------------- */

/*
 * The baked object: an ELF relocatable with the image in its only allocatable section, these
 * symbols, and a note with the image's version and digest.
 */
#define KEXEC_BAKE_SECTION      ".init.rodata"
#define KEXEC_BAKE_SYMBOL_START "kexec_bake_image_start"
#define KEXEC_BAKE_SYMBOL_END   "kexec_bake_image_end"
#define KEXEC_BAKE_SYMBOL_SIZE  "kexec_bake_image_size"
#define KEXEC_BAKE_NOTE_SECTION ".note.kexec-bake"
#define KEXEC_BAKE_NOTE_NAME    "kexec-bake"
#define KEXEC_BAKE_NOTE_TYPE    1

/*
 * The baked archive: a cpio archive (newc) whose only member is the image.  It has no members for
 * the directories, so a kernel that unpacks it cannot create the file and skips it.
 */
#define KEXEC_BAKE_CPIO_NAME "kernel/kexec_bake/image"

/**
 * struct kexec_bake_note - descriptor of the baked object's note
 * @version: version of the image
 * @digest: digest of the image's header
 */
struct kexec_bake_note {
	uint32_t version;
	uint8_t digest[32];
};

/* --- the stop mark ------------------------------------------------------------------- */

/*
 * The stop mark tells the next primary kernel, early in its boot and even after a power cycle, how
 * many captures there have been since the last clean boot, and whether to stop capturing.  It lies
 * in the alarm of the PC's battery-backed clock (MC146818A data sheet, "Address Map": registers 1,
 * 3 and 5), which belongs to the operating system and is covered by no checksum of the firmware.
 * None of its bytes is a time, in BCD or binary, or a "don't care" (0xc0 and up).
 */
#define KEXEC_BAKE_STOP_SECONDS   0x6b /* alarm seconds */
#define KEXEC_BAKE_STOP_MINUTES   0x62 /* alarm minutes */
#define KEXEC_BAKE_STOP_COUNT     0x60 /* alarm hours: plus the count */
#define KEXEC_BAKE_STOP_COUNT_MAX 30
#define KEXEC_BAKE_STOP_NOW       0x7f /* alarm hours: stop */

/* --- functions ----------------------------------------------------------------------- */

/* Results of kexec_bake_validate() and kexec_bake_check_fixups(). */
enum kexec_bake_error {
	KEXEC_BAKE_OK = 0,
	KEXEC_BAKE_ESHORT = -1,
	KEXEC_BAKE_EMAGIC = -2,
	KEXEC_BAKE_EVERSION = -3,
	KEXEC_BAKE_EARCH = -4,
	KEXEC_BAKE_EFLAGS = -5,
	KEXEC_BAKE_EADDRESS = -6,
	KEXEC_BAKE_ESIZE = -7,
	KEXEC_BAKE_EEXTENT = -8,
	KEXEC_BAKE_EORDER = -9,
	KEXEC_BAKE_EENTRY = -10,
	KEXEC_BAKE_EKERNEL = -11,
	KEXEC_BAKE_ESEAL = -12,
	KEXEC_BAKE_EPADDING = -13,
	KEXEC_BAKE_ESTRING = -14,
	KEXEC_BAKE_EPLACE = -15,
	KEXEC_BAKE_EFIXUPS = -16,
	KEXEC_BAKE_ECORE = -17,
	KEXEC_BAKE_ERRORS = 18
};

/**
 * kexec_bake_validate() - check the header of an image
 * @image: first byte of the image; need not be aligned
 * @size: bytes that may be read at @image
 *
 * Checks each number in the header against the others and reads nothing but the header's
 * page.  Computes no digest.
 *
 * Return: KEXEC_BAKE_OK, or the first error.
 */
int kexec_bake_validate(const void *image, uint64_t size);

/**
 * kexec_bake_check_fixups() - check that the fix-ups may be applied
 * @image: first byte of the image; need not be aligned
 * @size: bytes that may be read at @image
 *
 * Reads the header and the fix-ups, neither of which needs to be valid.
 *
 * Return: KEXEC_BAKE_OK, also without fix-ups, or KEXEC_BAKE_EFIXUPS.
 */
int kexec_bake_check_fixups(const void *image, uint64_t size);

/**
 * kexec_bake_apply_fixups() - relocate the addresses in an image
 * @image: first byte of the image, whose fix-ups kexec_bake_check_fixups() accepts; all bytes up to
 *	the purgatory are present
 * @distance: new address minus old address, modulo 2^64; the negative undoes the relocation
 *
 * On x86 some addresses have 32 bits.  Both addresses lie below 4 GiB, so no carry reaches the next
 * 32 bits, which stay unchanged.
 */
void kexec_bake_apply_fixups(void *image, uint64_t distance);

/**
 * kexec_bake_strerror() - describe an error
 * @error: result of kexec_bake_validate() or kexec_bake_check_fixups()
 *
 * Return: a constant string without a full stop.
 */
const char *kexec_bake_strerror(int error);

#endif
