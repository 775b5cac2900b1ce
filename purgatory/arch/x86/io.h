/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PURGATORY_ARCH_X86_IO_H
#define PURGATORY_ARCH_X86_IO_H

#include <stdint.h>

static inline void outb(uint16_t port, uint8_t byte)
{
	__asm__ volatile("outb %0, %1" : : "a"(byte), "Nd"(port));
}

static inline uint8_t inb(uint16_t port)
{
	uint8_t byte;

	__asm__ volatile("inb %1, %0" : "=a"(byte) : "Nd"(port));
	return byte;
}

#endif
