// SPDX-License-Identifier: GPL-2.0-only
/* Three ways to reset a PC; each is tried if the previous one has no effect. */
#include "purgatory/purgatory.h"

#include "io.h"

#define KEYBOARD_COMMAND     0x64 /* 8042: status when read */
#define KEYBOARD_BUSY        0x02
#define KEYBOARD_PULSE_RESET 0xfe

#define RESET_CONTROL 0xcf9 /* PCI chipsets: reset control */
#define RESET_HARD    0x02
#define RESET_NOW     0x04

/* A read of the unused port 0x80 takes about 1 us. */
static void wait_us(unsigned int us)
{
	while (us--)
		inb(0x80);
}

static void reset_by_keyboard_controller(void)
{
	unsigned int patience = 10000;

	while (inb(KEYBOARD_COMMAND) & KEYBOARD_BUSY && --patience)
		wait_us(1);
	outb(KEYBOARD_COMMAND, KEYBOARD_PULSE_RESET);
	wait_us(50000);
}

static void reset_by_chipset(void)
{
	outb(RESET_CONTROL, RESET_HARD);
	wait_us(50);
	outb(RESET_CONTROL, RESET_HARD | RESET_NOW);
	wait_us(50000);
}

/* An exception that finds no interrupt table resets the CPU. */
static _Noreturn void reset_by_triple_fault(void)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) nothing;

	__asm__ volatile("lidt %0; int3" : : "m"(nothing));
	__builtin_unreachable();
}

_Noreturn void arch_reset(void)
{
	reset_by_keyboard_controller();
	reset_by_chipset();
	reset_by_triple_fault();
}
