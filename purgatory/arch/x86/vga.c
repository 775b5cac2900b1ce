// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VGA's mode 3, 80 columns by 25 lines of text, from whatever it was in.
 * Registers: "IBM VGA XGA Technical Reference Manual" (1992), chapter 2; the
 * values of mode 3 are those that its tables of the BIOS's modes have, for 720 by
 * 400 dots.
 */
#include "vga.h"

#include "io.h"

#define ATTRIBUTES    0x3c0 /* index and value, in turns */
#define ATTRIBUTES_ON 0x20  /* in the index: show the picture again */
#define MISC          0x3c2
#define SEQUENCER     0x3c4
#define COLOUR_MASK   0x3c6
#define COLOUR_INDEX  0x3c8
#define COLOUR_VALUE  0x3c9
#define GRAPHICS      0x3ce
#define CRTC          0x3d4
#define CRTC_LOCK     0x11  /* bit 7: 0 to 7 can't be written */
#define STATUS        0x3da /* read: an index comes next at ATTRIBUTES */

#define COLOURS 64

/* 0x3d4 and 0x3da, not 0x3b4 and 0x3ba; 28 MHz; 400 lines. */
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

static void put(uint16_t port, uint8_t index, uint8_t value)
{
	outb(port, index);
	outb(port + 1, value);
}

static void put_all(uint16_t port, const uint8_t *values, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		put(port, i, values[i]);
}

static void put_attributes(void)
{
	unsigned int i;

	inb(STATUS);
	for (i = 0; i < sizeof(attributes); i++) {
		outb(ATTRIBUTES, i);
		outb(ATTRIBUTES, attributes[i]);
	}
	outb(ATTRIBUTES, ATTRIBUTES_ON);
}

/* Of each primary colour bit n is two thirds of it, and bit n + 3 one. */
static uint8_t primary(unsigned int colour, unsigned int n)
{
	return (colour >> n & 1) * 0x2a + (colour >> (n + 3) & 1) * 0x15;
}

static void put_colours(void)
{
	unsigned int i;

	outb(COLOUR_MASK, 0xff);
	outb(COLOUR_INDEX, 0);
	for (i = 0; i < COLOURS; i++) {
		outb(COLOUR_VALUE, primary(i, 2));
		outb(COLOUR_VALUE, primary(i, 1));
		outb(COLOUR_VALUE, primary(i, 0));
	}
}

/* The font, in memory that graphics may have been written over, stays as it is. */
void vga_reset(void)
{
	unsigned int i;

	put_all(SEQUENCER, sequencer, sizeof(sequencer));
	outb(MISC, MISC_TEXT);
	put(SEQUENCER, 0, 3);
	put(CRTC, CRTC_LOCK, 0);
	put_all(CRTC, crtc, sizeof(crtc));
	put_all(GRAPHICS, graphics, sizeof(graphics));
	put_attributes();
	put_colours();
	for (i = 0; i < VGA_COLUMNS * VGA_ROWS; i++)
		VGA_TEXT[i] = VGA_WHITE_ON_BLACK | ' ';
}
