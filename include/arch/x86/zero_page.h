/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers of the Linux/x86 boot protocol: offsets into the bzImage's first
 * sectors and, the same ones, into the zero page (struct boot_params).
 * From Documentation/x86/boot.rst ("The Real-Mode Kernel Header") and
 * Documentation/x86/zero-page.rst; Documentation/arch/x86/ since Linux 6.6.
 */
#ifndef INCLUDE_ARCH_X86_ZERO_PAGE_H
#define INCLUDE_ARCH_X86_ZERO_PAGE_H

#define X86_SECTOR_SIZE    512u
#define X86_ZERO_PAGE_SIZE 4096u

/* boot.rst, "Memory Layout": RAM of the first megabyte ends where the VGA's window begins. */
#define X86_LOW_MEMORY_END 0xa0000u

/* zero-page.rst */
#define X86_SCREEN_INFO            0x000 /* 64 bytes */
#define X86_SCREEN_INFO_SIZE       64
#define X86_SCREEN_COLUMNS         0x007 /* u8; screen_info: uapi/linux/screen_info.h */
#define X86_SCREEN_LINES           0x00e /* u8 */
#define X86_SCREEN_TYPE            0x00f /* u8 */
#define X86_SCREEN_VGA_TEXT        0x22
#define X86_SCREEN_VESA            0x23
#define X86_SCREEN_EFI             0x70
#define X86_SCREEN_POINTS          0x010 /* u16 */
#define X86_SCREEN_LFB_WIDTH       0x012 /* u16 */
#define X86_SCREEN_LFB_HEIGHT      0x014
#define X86_SCREEN_LFB_DEPTH       0x016
#define X86_SCREEN_LFB_BASE        0x018 /* u32, low half */
#define X86_SCREEN_LFB_SIZE        0x01c /* u32: VESA: in units of 64 KiB; EFI: bytes */
#define X86_SCREEN_LFB_LINE_LENGTH 0x024 /* u16 */
#define X86_SCREEN_LFB_COLOURS     0x026 /* u8 size, u8 position: red, green, blue, rest */
#define X86_SCREEN_CAPABILITIES    0x036 /* u32 */
#define X86_SCREEN_64BIT_BASE      0x02
#define X86_SCREEN_EXT_LFB_BASE    0x03a /* u32, high half */
#define X86_ACPI_RSDP_ADDR         0x070 /* u64 */
#define X86_EXT_RAMDISK_IMAGE      0x0c0 /* u32, high half */
#define X86_EXT_RAMDISK_SIZE       0x0c4
#define X86_EXT_CMD_LINE_PTR       0x0c8
#define X86_EDID_INFO              0x140 /* 128 bytes */
#define X86_EFI_INFO               0x1c0 /* 32 bytes, all u32: the signature, ... */
#define X86_EFI_INFO_SIZE          32
#define X86_EFI_SYSTEM_TABLE       0x1c4 /* low half */
#define X86_EFI_DESCRIPTOR_SIZE    0x1c8
#define X86_EFI_DESCRIPTOR_VERSION 0x1cc
#define X86_EFI_MAP                0x1d0 /* low half */
#define X86_EFI_MAP_SIZE           0x1d4
#define X86_EFI_SYSTEM_TABLE_HIGH  0x1d8
#define X86_EFI_MAP_HIGH           0x1dc
#define X86_EFI_SIGNATURE_64       "EL64" /* 64-bit firmware */
#define X86_E820_ENTRIES           0x1e8  /* u8 */
#define X86_EDD_ENTRIES            0x1e9  /* u8 */
#define X86_EDD_MBR_ENTRIES        0x1ea  /* u8 */
#define X86_SECURE_BOOT            0x1ec  /* u8 */
#define X86_EDD_MBR_SIGNATURES     0x290  /* u32 each */
#define X86_EDD_MBR_SIZE           64
#define X86_E820_TABLE             0x2d0
#define X86_E820_MAX               128
#define X86_E820_ENTRY_SIZE        20 /* u64 start, u64 size, u32 type */
#define X86_EDD_BUFFER             0xd00
#define X86_EDD_BUFFER_SIZE        0x1ec

/* boot.rst */
#define X86_SETUP_SECTS                0x1f1 /* u8; 0 means 4 */
#define X86_SETUP_HEADER               X86_SETUP_SECTS
#define X86_ROOT_FLAGS                 0x1f2 /* u16; not 0: the root is mounted read-only */
#define X86_SYSSIZE                    0x1f4 /* u32, in units of 16 bytes */
#define X86_VID_MODE                   0x1fa /* u16 */
#define X86_VID_MODE_NORMAL            0xffff
#define X86_BOOT_FLAG                  0x1fe /* u16 */
#define X86_BOOT_FLAG_MAGIC            0xaa55
#define X86_HEADER_LENGTH              0x201 /* u8; offset of the header's end from 0x202 */
#define X86_HEADER_MAGIC               0x202 /* "HdrS" */
#define X86_VERSION                    0x206 /* u16 */
#define X86_KERNEL_VERSION             0x20e /* u16; the string is 0x200 bytes further on */
#define X86_TYPE_OF_LOADER             0x210 /* u8 */
#define X86_TYPE_OF_LOADER_KEXEC       0xd0  /* kexec-tools */
#define X86_LOADFLAGS                  0x211 /* u8 */
#define X86_LOADFLAGS_LOADED_HIGH      0x01
#define X86_LOADFLAGS_CAN_USE_HEAP     0x80
#define X86_CODE32_START               0x214 /* u32 */
#define X86_RAMDISK_IMAGE              0x218 /* u32 */
#define X86_RAMDISK_SIZE               0x21c /* u32 */
#define X86_HEAP_END_PTR               0x224 /* u16 */
#define X86_CMD_LINE_PTR               0x228 /* u32 */
#define X86_INITRD_ADDR_MAX            0x22c /* u32 */
#define X86_KERNEL_ALIGNMENT           0x230 /* u32 */
#define X86_RELOCATABLE_KERNEL         0x234 /* u8 */
#define X86_XLOADFLAGS                 0x236 /* u16 */
#define X86_XLF_KERNEL_64              0x01
#define X86_XLF_CAN_BE_LOADED_ABOVE_4G 0x02
#define X86_XLF_EFI_KEXEC              0x10
#define X86_XLF_5LEVEL                 0x20
#define X86_XLF_5LEVEL_ENABLED         0x40
#define X86_CMDLINE_SIZE               0x238 /* u32, without the final zero */
#define X86_HARDWARE_SUBARCH           0x23c /* u32, followed by u64 of data */
#define X86_HARDWARE_SUBARCH_SIZE      12
#define X86_SETUP_DATA                 0x250 /* u64: u64 next, u32 type, u32 size, data */
#define X86_SETUP_DATA_HEADER          16
#define X86_SETUP_E820_EXT             1 /* more entries as in X86_E820_TABLE */
#define X86_SETUP_DTB                  2 /* a flattened device tree */
#define X86_SETUP_EFI                  4 /* struct efi_setup_data of the kernel's asm/efi.h */
#define X86_SETUP_EFI_SIZE             96
#define X86_SETUP_RNG_SEED             9
#define X86_SETUP_RNG_SEED_SIZE        32
#define X86_PREF_ADDRESS               0x258 /* u64 */
#define X86_PAYLOAD_OFFSET             0x248 /* u32, from the protected-mode kernel */
#define X86_PAYLOAD_LENGTH             0x24c /* u32 */
#define X86_INIT_SIZE                  0x260 /* u32 */
#define X86_HEADER_END_212             0x268 /* where the header of 2.12 ends */

/* boot.rst, "64-bit Boot Protocol": the entry, from the kernel's start. */
#define X86_ENTRY_64 0x200

#endif
