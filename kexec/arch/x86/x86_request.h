/* SPDX-License-Identifier: GPL-2.0-only */
/* Options that kexec has on x86 only. */
#ifndef KEXEC_ARCH_X86_X86_REQUEST_H
#define KEXEC_ARCH_X86_X86_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

/* I/O port of ttyS0. */
#define X86_SERIAL_PORT_1 0x3f8

/**
 * struct arch_request - x86's part of struct load_request
 * @consoles: PURGATORY_CONSOLE_*: where the purgatory prints
 * @serial_port: I/O port of an 8250
 * @serial_divisor: of 115200 Bd; 0: the speed stays as it is
 * @reset_vga: the purgatory puts the screen into text mode
 * @reuse_video_type: the next kernel is told the type of screen that the running one was
 * @memmap_parameters: the crash kernel is told its memory by memmap= parameters, too
 * @in_16bit_mode: --real-mode
 * @in_32bit_mode: --entry-32bit
 */
struct arch_request {
	uint32_t consoles;
	uint16_t serial_port;
	uint16_t serial_divisor;
	bool reset_vga;
	bool reuse_video_type;
	bool memmap_parameters;
	bool in_16bit_mode;
	bool in_32bit_mode;
};

#endif
