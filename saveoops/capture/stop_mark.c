// SPDX-License-Identifier: GPL-2.0-only
#include "stop_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/io.h>
#include <unistd.h>

#include "include/kexec_bake_oops.h"

/* The kernel side clears the mark through this file, which needs no I/O ports. */
#define STOP_FILE KEXEC_BAKE_SYSFS_PATH "/" KEXEC_BAKE_SYSFS_STOP

#define INDEX_PORT 0x70
#define DATA_PORT  0x71
#define PORTS      "I/O ports 0x70 and 0x71"

/* MC146818A: the update-in-progress bit is set for at most 2 ms. */
#define REGISTER_A 0x0a
#define UPDATING   0x80
#define TRIES      10000

/* MC146818A: the alarm's seconds, minutes and hours. */
static const uint8_t alarm_registers[3] = { 1, 3, 5 };

static uint8_t read_rtc(uint8_t index)
{
	outb(index, INDEX_PORT);
	return inb(DATA_PORT);
}

static void write_rtc(uint8_t index, uint8_t value)
{
	outb(index, INDEX_PORT);
	outb(value, DATA_PORT);
}

static void wait_for_update_end(void)
{
	int i;

	for (i = 0; i < TRIES && read_rtc(REGISTER_A) & UPDATING; i++)
		;
}

static void read_alarm(uint8_t bytes[3])
{
	int i;

	wait_for_update_end();
	for (i = 0; i < 3; i++)
		bytes[i] = read_rtc(alarm_registers[i]);
}

static void write_alarm(const uint8_t bytes[3])
{
	int i;

	wait_for_update_end();
	for (i = 0; i < 3; i++)
		write_rtc(alarm_registers[i], bytes[i]);
}

static unsigned int decode_mark(const uint8_t bytes[3])
{
	if (bytes[0] != KEXEC_BAKE_STOP_SECONDS || bytes[1] != KEXEC_BAKE_STOP_MINUTES)
		return 0;
	if (bytes[2] == KEXEC_BAKE_STOP_NOW)
		return STOP_MARK_TOLD;
	if (bytes[2] < KEXEC_BAKE_STOP_COUNT ||
	    bytes[2] > KEXEC_BAKE_STOP_COUNT + KEXEC_BAKE_STOP_COUNT_MAX)
		return 0;
	return bytes[2] - KEXEC_BAKE_STOP_COUNT;
}

static void encode_mark(uint8_t bytes[3], unsigned int count)
{
	memset(bytes, 0, 3);
	if (!count)
		return;
	bytes[0] = KEXEC_BAKE_STOP_SECONDS;
	bytes[1] = KEXEC_BAKE_STOP_MINUTES;
	bytes[2] = count < STOP_MARK_TOLD ? KEXEC_BAKE_STOP_COUNT + count : KEXEC_BAKE_STOP_NOW;
}

/* ioperm(2), because fewer kernels have /dev/port. */
bool has_rtc_ports(void)
{
	return !ioperm(INDEX_PORT, 2, 1);
}

static int enable_ports(struct error *error)
{
	return has_rtc_ports() ? 0 : fail_errno(error, PORTS ": cannot be used");
}

int stop_mark_read(unsigned int *count, struct error *error)
{
	uint8_t bytes[3];

	if (enable_ports(error))
		return -1;
	read_alarm(bytes);
	*count = decode_mark(bytes);
	return 0;
}

int stop_mark_write(unsigned int count, struct error *error)
{
	uint8_t bytes[3], kept[3];

	if (enable_ports(error))
		return -1;
	encode_mark(bytes, count);
	write_alarm(bytes);
	read_alarm(kept);
	if (memcmp(bytes, kept, sizeof(bytes)))
		return fail(error, PORTS ": the RTC alarm does not keep what is written to it");
	return 0;
}

/* Return: 0, -1 with @error filled, or 1 if this kernel has no kernel side. */
static int clear_by_kernel(struct error *error)
{
	int fd = open(STOP_FILE, O_WRONLY | O_CLOEXEC);
	int result = 0;

	if (fd < 0)
		return errno == ENOENT ? 1 : fail_errno(error, "%s: cannot be opened", STOP_FILE);
	if (write(fd, "0", 1) != 1)
		result = fail_errno(error, "%s: cannot be written", STOP_FILE);
	close(fd);
	return result;
}

int stop_mark_clear(bool by_ports, struct error *error)
{
	int result = clear_by_kernel(error);
	unsigned int count;

	if (result <= 0 || !by_ports)
		return result < 0 ? -1 : 0;
	if (stop_mark_read(&count, error))
		return -1;
	return count ? stop_mark_write(0, error) : 0;
}
