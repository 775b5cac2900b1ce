// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VGA's mode 3, 80 columns by 25 lines of text, set from any mode.
 * Registers: "IBM VGA XGA Technical Reference Manual" (1992), chapter 2.  The values are
 * those of mode 3 in the manual's tables of BIOS modes, for 720 by 400 dots.
 */
#include "vga.h"

#include "io.h"

#define ATTRIBUTES    0x3c0 /* index and value alternate */
#define ATTRIBUTES_ON 0x20  /* in the index: the display is on */
#define MISC          0x3c2
#define SEQUENCER     0x3c4
#define COLOUR_MASK   0x3c6
#define COLOUR_INDEX  0x3c8
#define COLOUR_VALUE  0x3c9
#define GRAPHICS      0x3ce
#define CRTC          0x3d4
#define CRTC_LOCK     0x11  /* bit 7 write-protects registers 0 to 7 */
#define STATUS        0x3da /* after a read, ATTRIBUTES takes an index */

#define COLOURS 64

/* Ports 0x3d4 and 0x3da, not 0x3b4 and 0x3ba; 28 MHz; 400 lines. */
#define MISC_TEXT 0x67

static const uint8_t sequencer[] = { 0x01, 0x00, 0x03, 0x00, 0x02 };
static const uint8_t crtc[] = {
	0x5f, 0x4f, 0x50, 0x82, 0x55, 0x81, 0xbf, 0x1f, 0x00, 0x4f, 0x0d, 0x0e, 0x00,
	0x00, 0x00, 0x00, 0x9c, 0x8e, 0x8f, 0x28, 0x1f, 0x96, 0xb9, 0xa3, 0xff,
};
static const uint8_t graphics[] = {
	0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0e, 0x00, 0xff,
};
static const uint8_t attributes[] = {
	0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14, 0x07, 0x38, 0x39, 0x3a,
	0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x0c, 0x00, 0x0f, 0x08, 0x00,
};

static void write_register(uint16_t port, uint8_t index, uint8_t value)
{
	outb(port, index);
	outb(port + 1, value);
}

static void write_registers(uint16_t port, const uint8_t *values, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		write_register(port, i, values[i]);
}

static void write_attributes(void)
{
	unsigned int i;

	inb(STATUS);
	for (i = 0; i < sizeof(attributes); i++) {
		outb(ATTRIBUTES, i);
		outb(ATTRIBUTES, attributes[i]);
	}
	outb(ATTRIBUTES, ATTRIBUTES_ON);
}

/* Bit @n of @colour is two thirds of a primary colour, and bit @n + 3 one third. */
static uint8_t primary_level(unsigned int colour, unsigned int n)
{
	return (colour >> n & 1) * 0x2a + (colour >> (n + 3) & 1) * 0x15;
}

static void write_colours(void)
{
	unsigned int i;

	outb(COLOUR_MASK, 0xff);
	outb(COLOUR_INDEX, 0);
	for (i = 0; i < COLOURS; i++) {
		outb(COLOUR_VALUE, primary_level(i, 2));
		outb(COLOUR_VALUE, primary_level(i, 1));
		outb(COLOUR_VALUE, primary_level(i, 0));
	}
}

/* The font stays as it is, even if graphics have overwritten its memory. */
void vga_reset(void)
{
	unsigned int i;

	write_registers(SEQUENCER, sequencer, sizeof(sequencer));
	outb(MISC, MISC_TEXT);
	write_register(SEQUENCER, 0, 3);
	write_register(CRTC, CRTC_LOCK, 0);
	write_registers(CRTC, crtc, sizeof(crtc));
	write_registers(GRAPHICS, graphics, sizeof(graphics));
	write_attributes();
	write_colours();
	for (i = 0; i < VGA_COLUMNS * VGA_ROWS; i++)
		VGA_TEXT[i] = VGA_WHITE_ON_BLACK | ' ';
}
