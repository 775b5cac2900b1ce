// SPDX-License-Identifier: GPL-2.0-only
/* Messages on the architecture's consoles. */
#include "purgatory.h"

void print(const char *text)
{
	for (; *text; text++) {
		if (*text == '\n')
			arch_putc('\r');
		arch_putc(*text);
	}
}

void print_hex(uint64_t number)
{
	int shift = 60;

	print("0x");
	while (shift && !(number >> shift))
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		arch_putc(hex_digit(number >> shift & 15));
}

_Noreturn void give_up(const char *why)
{
	print("\npurgatory: ");
	print(why);
	print(", resetting\n");
	arch_reset();
}
