// SPDX-License-Identifier: GPL-2.0-only
/* An 8250 serial port and the VGA's text mode. */
#include "purgatory/purgatory.h"

#include "io.h"
#include "vga.h"

/* National Semiconductor PC16550D data sheet: registers, counted from the I/O port. */
#define UART_DATA         0
#define UART_DIVISOR_LOW  0
#define UART_DIVISOR_HIGH 1
#define UART_LINE_CONTROL 3
#define UART_LCR_8N1      0x03
#define UART_LCR_DIVISOR  0x80
#define UART_LINE_STATUS  5
#define UART_LSR_EMPTY    0x20

/* A number of accesses of 1 us that takes longer than a character at 1200 Bd. */
#define UART_PATIENCE 20000

static unsigned int vga_column;

void arch_console_start(void)
{
	const struct purgatory_info *info = &purgatory_info;
	uint16_t port = info->x86_settings.serial_port;

	if (info->flags & PURGATORY_RESET_VGA)
		vga_reset();
	if (!(info->consoles & PURGATORY_CONSOLE_SERIAL) || !info->x86_settings.serial_divisor)
		return;
	outb(port + UART_LINE_CONTROL, UART_LCR_8N1 | UART_LCR_DIVISOR);
	outb(port + UART_DIVISOR_LOW, info->x86_settings.serial_divisor);
	outb(port + UART_DIVISOR_HIGH, info->x86_settings.serial_divisor >> 8);
	outb(port + UART_LINE_CONTROL, UART_LCR_8N1);
}

static void serial_putc(uint16_t port, char c)
{
	unsigned int patience = UART_PATIENCE;

	while (!(inb(port + UART_LINE_STATUS) & UART_LSR_EMPTY) && --patience)
		;
	outb(port + UART_DATA, c);
}

static void vga_new_line(void)
{
	unsigned int i;

	for (i = 0; i < VGA_COLUMNS * (VGA_ROWS - 1); i++)
		VGA_TEXT[i] = VGA_TEXT[i + VGA_COLUMNS];
	for (; i < VGA_COLUMNS * VGA_ROWS; i++)
		VGA_TEXT[i] = VGA_WHITE_ON_BLACK | ' ';
	vga_column = 0;
}

static void vga_putc(char c)
{
	if (c == '\r')
		return;
	if (c == '\n' || vga_column == VGA_COLUMNS)
		vga_new_line();
	if (c != '\n')
		VGA_TEXT[VGA_COLUMNS * (VGA_ROWS - 1) + vga_column++] = VGA_WHITE_ON_BLACK |
									(uint8_t)c;
}

void arch_putc(char c)
{
	const struct purgatory_info *info = &purgatory_info;

	if (info->consoles & PURGATORY_CONSOLE_SERIAL)
		serial_putc(info->x86_settings.serial_port, c);
	if (info->consoles & PURGATORY_CONSOLE_VGA)
		vga_putc(c);
}
