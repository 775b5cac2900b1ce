/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of the options that only x86 has. */
#ifndef KEXEC_ARCH_X86_X86_REQUEST_H
#define KEXEC_ARCH_X86_X86_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

/* I/O port of ttyS0. */
#define X86_SERIAL_PORT_1 0x3f8

/**
 * struct arch_request - x86's part of struct load_request
 * @consoles: PURGATORY_CONSOLE_*: consoles on which the purgatory prints
 * @serial_port: I/O port of an 8250
 * @serial_divisor: divisor of 115200 Bd, which gives the speed; 0: leave the speed as it is
 * @reset_vga: the purgatory puts the VGA into text mode
 * @reuse_video_type: pass on the screen type that the running kernel was given
 * @memmap_parameters: also pass the memory to the crash kernel as memmap= parameters
 * @in_16bit_mode: --real-mode: enter the kernel in 16-bit mode
 * @in_32bit_mode: --entry-32bit: enter the kernel in 32-bit mode
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
