/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The baked image, version 1: what `kexec --bake` writes, the kernel side puts
 * in its place, and the purgatory starts.  doc/baked-image.md tells the same
 * to someone who writes a reader of their own.
 *
 * Compiles alone as C11, in the kernel tree and in the purgatory.  All numbers
 * are little-endian, all offsets count from the image's first byte, all sizes
 * are in bytes.
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

/* Flags: the image can be moved, by its fix-ups; its kernel is to have EFI. */
#define KEXEC_BAKE_RELOCATABLE (1ull << 0)
#define KEXEC_BAKE_EFI         (1ull << 1)
#define KEXEC_BAKE_FLAGS       (KEXEC_BAKE_RELOCATABLE | KEXEC_BAKE_EFI)

/* Many more than there are; and what a place may be asked to be aligned to. */
#define KEXEC_BAKE_FIXUPS_MAX 64u
#define KEXEC_BAKE_ALIGN_MAX  0x40000000ull

/* The least room for a record: its facts, and the end of a log. */
#define KEXEC_BAKE_OOPS_MIN 8192u

/* The least room for a core header: the largest memory map, and some CPUs' notes. */
#define KEXEC_BAKE_ELFCOREHDR_MIN 0x20000u

/* What the purgatory adds to the command line: "elfcorehdr=0x", 8 digits and a space. */
#define KEXEC_BAKE_ADDED_PARAMETER_MAX 32u

/**
 * struct kexec_bake_extent - a part of the image
 * @offset: of its first byte
 * @size: in bytes; 0 if there is no such part
 */
struct kexec_bake_extent {
	uint64_t offset;
	uint64_t size;
};

/* What the seal covers, in this order; see struct kexec_bake_header. */
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

/* An image lies below this address: its page tables map no more. */
#define KEXEC_BAKE_TOP 0x100000000ull
#else
#error "baked images are not known for this architecture"
#endif

/**
 * struct kexec_bake_x86 - the x86 part of the header
 * @top_4level: offset of the page table to load into CR3 if CR4.LA57 is clear
 * @top_5level: offset of the page table to load into CR3 if CR4.LA57 is set; 0: the
 *	capture kernel has no entry for that
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
 * @flags: KEXEC_BAKE_RELOCATABLE, KEXEC_BAKE_EFI; a reader refuses what it
 *         doesn't know
 * @load_addr: physical address of the image's first byte
 * @region_size: the image and the room that the capture kernel runs in
 * @image_size: bytes stored; the rest of the region has no content
 * @entry: of the purgatory: in 64-bit mode, interrupts off, with the region
 *         mapped to its physical address
 * @x86: of an x86 image
 * @arch_part: the same for any architecture, which decides on the meaning
 * @command_line: with its terminating zero, and KEXEC_BAKE_ADDED_PARAMETER_MAX more
 * @fixups: uint64_t each: offset of 8 bytes between the header's page and this
 *          table, to which the distance is added by which the image is moved;
 *          ascending, clear of one another.  None if it can't be moved.
 * @purgatory: code and constants
 * @scratch: the purgatory's stack and variables; written after the crash
 * @handoff: struct kexec_bake_handoff; written by the primary kernel
 * @initrd: as given, several joined, each aligned to 4 bytes
 * @oops: where the primary kernel writes a cpio archive that is to follow
 *          the initrd: the pages between that and @kernel, at least
 *          KEXEC_BAKE_OOPS_MIN.  The zeros between initrd and archive are
 *          padding (driver-api/early-userspace/buffer-format.rst).
 * @kernel: the protected-mode part of the capture kernel
 * @elfcorehdr: the region's end, at least KEXEC_BAKE_ELFCOREHDR_MIN, which isn't stored: where
 *        the primary kernel writes an ELF core header, that becomes the capture
 *        kernel's /proc/vmcore
 * @kernel_memory: bytes that it needs from @kernel on (boot.rst: init_size)
 * @alignment: a place of a relocatable image is a multiple of this power of
 *             two; 0 if it can't be moved
 * @lowest_addr: and no lower than this; 0 if it can't be moved
 * @kernel_version: of the capture kernel, for people; zero-terminated
 * @sealed: what the digests cover; with them, every byte of the image that
 *          must not change once it is baked.  HEADER ends before the digests,
 *          HEAD runs from the page behind the header to the purgatory's end.
 * @head_digest: SHA-256 of HEADER and HEAD, one behind the other: little
 *               enough to be checked by the kernel that is about to jump
 * @digest: SHA-256 of all of @sealed, one behind the other
 * @placed_at: the place for which the fix-ups are applied; 0: they are not, all
 *             is as it was baked.  The digests are those of the image as baked.
 *
 * The header's page is zero from here on.
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

/*
 * The hand-off block: what only the running machine knows.  It's outside the
 * seal, so whoever reads it trusts no field of it.
 */
#define KEXEC_BAKE_HANDOFF_MAGIC 0x4b464f48 /* "HOFK" */
#define KEXEC_BAKE_MAP_MAX       1024

/* The types of ACPI's "system address map", as in boot_params.e820_table. */
#define KEXEC_BAKE_MAP_RAM      1
#define KEXEC_BAKE_MAP_RESERVED 2

/**
 * struct kexec_bake_map_entry - a range of the firmware's memory map
 * @start: physical address
 * @size: in bytes
 * @type: KEXEC_BAKE_MAP_*
 * @reserved: 0
 */
struct kexec_bake_map_entry {
	uint64_t start;
	uint64_t size;
	uint32_t type;
	uint32_t reserved;
};

/* Room for 512 descriptors of 48 bytes, as firmware makes them. */
#define KEXEC_BAKE_EFI_MAP_SIZE 24576

/* What EFI's runtime services go by: see SetVirtualAddressMap() (UEFI, 8.4). */
enum kexec_bake_efi_mode {
	KEXEC_BAKE_EFI_NONE,     /* nothing is said of EFI */
	KEXEC_BAKE_EFI_PHYSICAL, /* physical addresses: it wasn't called */
	KEXEC_BAKE_EFI_VIRTUAL,  /* the primary's: it was */
	KEXEC_BAKE_EFI_MODES
};

/**
 * struct kexec_bake_efi - 64-bit firmware's EFI, if the image asks for it
 * @mode: enum kexec_bake_efi_mode
 * @descriptor_size: of each in @map, in bytes
 * @descriptor_version: of them
 * @map_size: bytes used of @map
 * @system_table: physical address of EFI_SYSTEM_TABLE (UEFI, 4.3)
 * @secure_boot: as boot_params has it
 * @reserved: 0
 * @setup_head: 0; before @setup, for the purgatory to make it a setup_data (boot.rst)
 * @setup: if virtual: what the firmware then no more calls by physical
 *	   addresses, as one kernel tells another in SETUP_EFI (Linux, struct
 *	   efi_setup_data in arch/x86/include/asm/efi.h): fw_vendor, 0, tables,
 *	   smbios, zeros
 * @map: EFI_MEMORY_DESCRIPTOR each (UEFI, 7.2): memory of the runtime services,
 *	 and if physical, of the boot services
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
 * struct kexec_bake_handoff - filled by the primary kernel
 * @magic: KEXEC_BAKE_HANDOFF_MAGIC once it is filled
 * @map_count: of @map
 * @oops_size: bytes used of the header's oops, a multiple of 4
 * @elfcorehdr_size: bytes used of the header's elfcorehdr; 0: there is none
 * @rsdp: physical address of ACPI's root pointer; 0 if not known
 * @screen_info: the first 64 bytes of boot_params (zero-page.rst)
 * @edid_info: what its monitor says of itself, as boot_params has it
 * @map: the firmware's memory map, RAM and all
 * @efi: EFI's own, if the header's flags have KEXEC_BAKE_EFI
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

/*
 * The baked object: an ELF relocatable with the image in the one allocatable
 * section, these symbols, and a note that names its version and digest.
 */
#define KEXEC_BAKE_SECTION      ".init.rodata"
#define KEXEC_BAKE_SYMBOL_START "kexec_bake_image_start"
#define KEXEC_BAKE_SYMBOL_END   "kexec_bake_image_end"
#define KEXEC_BAKE_SYMBOL_SIZE  "kexec_bake_image_size"
#define KEXEC_BAKE_NOTE_SECTION ".note.kexec-bake"
#define KEXEC_BAKE_NOTE_NAME    "kexec-bake"
#define KEXEC_BAKE_NOTE_TYPE    1

/*
 * The baked archive: a cpio archive (newc) with the image as its one member.
 * There are no directories above that, so a kernel that unpacks the archive
 * can't create it, and passes it over.
 */
#define KEXEC_BAKE_CPIO_NAME "kernel/kexec_bake/image"

/**
 * struct kexec_bake_note - the descriptor of that note
 * @version: of the image
 * @digest: as in its header
 */
struct kexec_bake_note {
	uint32_t version;
	uint8_t digest[32];
};

/*
 * The stop mark: how the capture side tells the next primary, in its first
 * moments and after a cold boot, too, how many captures there were since a
 * clean boot, and not to capture any more.  It lies in the alarm of the
 * PC's battery-backed clock (MC146818A data sheet, "Address Map": registers 1,
 * 3 and 5), which is the operating system's, and in no firmware's checksum.
 * None of its bytes is a time, in BCD or binary, or a "don't care" (0xc0 and up).
 */
#define KEXEC_BAKE_STOP_SECONDS   0x6b /* alarm seconds */
#define KEXEC_BAKE_STOP_MINUTES   0x62 /* alarm minutes */
#define KEXEC_BAKE_STOP_COUNT     0x60 /* alarm hours: this, and the count */
#define KEXEC_BAKE_STOP_COUNT_MAX 30
#define KEXEC_BAKE_STOP_NOW       0x7f /* or this: stop */

/* What kexec_bake_validate() and kexec_bake_check_fixups() say. */
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
 * kexec_bake_validate() - may this image be looked at any further?
 * @image: its first byte; need not be aligned
 * @size: how many bytes may be read there
 *
 * Checks everything in the header against everything else, and reads nothing
 * but the header's page.  It doesn't compute a digest.
 *
 * Return: KEXEC_BAKE_OK, or the first thing that is wrong.
 */
int kexec_bake_validate(const void *image, uint64_t size);

/**
 * kexec_bake_check_fixups() - may the fix-ups be applied?
 * @image: its first byte; need not be aligned
 * @size: how many bytes may be read there
 *
 * Reads the header and the fix-ups, and takes neither for valid.
 *
 * Return: KEXEC_BAKE_OK, also if there are none, or KEXEC_BAKE_EFIXUPS.
 */
int kexec_bake_check_fixups(const void *image, uint64_t size);

/**
 * kexec_bake_apply_fixups() - make the image ready for another place
 * @image: its first byte, checked by kexec_bake_check_fixups(); all up to the
 *         purgatory must be there
 * @distance: how far the new place is from the old one, modulo 2^64; the
 *            opposite undoes it
 *
 * Some addresses are of 32 bits.  As the old and the new one lie below 4 GiB
 * nothing is carried into the 32 bits behind, which stay as they are.
 */
void kexec_bake_apply_fixups(void *image, uint64_t distance);

/**
 * kexec_bake_strerror() - an enum kexec_bake_error in words
 * @error: what kexec_bake_validate() or kexec_bake_check_fixups() returned
 *
 * Return: a constant string without a final stop.
 */
const char *kexec_bake_strerror(int error);

#endif
