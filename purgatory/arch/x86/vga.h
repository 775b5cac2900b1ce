/* SPDX-License-Identifier: GPL-2.0-only */
/* The VGA's text mode. */
#ifndef PURGATORY_ARCH_X86_VGA_H
#define PURGATORY_ARCH_X86_VGA_H

#include <stdint.h>

#define VGA_TEXT           ((volatile uint16_t *)0xb8000)
#define VGA_COLUMNS        80
#define VGA_ROWS           25
#define VGA_WHITE_ON_BLACK 0x0700

/* Sets the text mode from any mode, with an empty screen. */
void vga_reset(void);

#endif
