// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine as the BIOS leaves it: real mode, the interrupt table, the interrupt
 * controllers and the timer.  All other devices stay as the kernel left them.
 */
#include "real_mode.h"

#include <string.h>

#include "io.h"

/* Intel 8259A data sheet, "Initialization command words". */
#define PIC_1      0x20
#define PIC_2      0xa0
#define PIC_ICW1   0x11 /* edge-triggered, cascaded, ICW4 follows */
#define PIC_ICW3_1 0x04 /* the second controller is at input 2 */
#define PIC_ICW3_2 0x02
#define PIC_ICW4   0x01 /* 8086 */

/* IBM PC AT Technical Reference, "Interrupts"; all but timer, keyboard and cascade are masked. */
#define PIC_VECTOR_1 0x08
#define PIC_VECTOR_2 0x70
#define PIC_MASK_1   0xf8
#define PIC_MASK_2   0xff

/* Intel 8254 data sheet: counter 0, both bytes, mode 3; 0 is 65536. */
#define TIMER_COUNTER 0x40
#define TIMER_CONTROL 0x43
#define TIMER_MODE    0x36

/* Intel SDM volume 3, "Segment Descriptors": 16 bits, up to 0xffff. */
#define CODE_16    0x00009b000000ffffull
#define DATA_16    0x000093000000ffffull
#define BASE_SHIFT 16

static struct real_mode real_mode;
static uint64_t gdt[4];

static void pic_start(uint16_t port, uint8_t vector, uint8_t icw3, uint8_t mask)
{
	outb(port, PIC_ICW1);
	outb(port + 1, vector);
	outb(port + 1, icw3);
	outb(port + 1, PIC_ICW4);
	outb(port + 1, mask);
}

static void timer_start(void)
{
	outb(TIMER_CONTROL, TIMER_MODE);
	outb(TIMER_COUNTER, 0);
	outb(TIMER_COUNTER, 0);
}

uint64_t real_mode_prepare(uint64_t segment, struct purgatory_x86_registers *registers)
{
	pic_start(PIC_1, PIC_VECTOR_1, PIC_ICW3_1, PIC_MASK_1);
	pic_start(PIC_2, PIC_VECTOR_2, PIC_ICW3_2, PIC_MASK_2);
	timer_start();
	memcpy((void *)(uintptr_t)(segment + PURGATORY_16BIT_STUB), real_mode_stub,
	       real_mode_stub_end - real_mode_stub);
	gdt[2] = CODE_16 | segment << BASE_SHIFT;
	gdt[3] = DATA_16 | segment << BASE_SHIFT;
	real_mode.gdt_limit = sizeof(gdt) - 1;
	real_mode.gdt = (uintptr_t)gdt;
	real_mode.idt_limit = 4 * 256 - 1;
	registers->rax = segment >> 4;
	registers->rbx = (uintptr_t)&real_mode;
	return (uintptr_t)real_mode_enter;
}
