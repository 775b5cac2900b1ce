// SPDX-License-Identifier: GPL-2.0-only
#include "stop_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/io.h>
#include <unistd.h>

/* Where the kernel side clears it, and needs no ports for that. */
#define KERNEL_SIDE "/sys/kernel/kexec_bake/stop"

#define INDEX_PORT 0x70
#define DATA_PORT  0x71
#define PORTS      "I/O ports 0x70 and 0x71"

/* MC146818A: registers, and "update in progress", for 2 ms at most. */
#define REGISTER_A 0x0a
#define UPDATING   0x80
#define TRIES      10000

static const uint8_t registers[3] = { 1, 3, 5 };

static uint8_t get(uint8_t index)
{
	outb(index, INDEX_PORT);
	return inb(DATA_PORT);
}

static void put(uint8_t index, uint8_t value)
{
	outb(index, INDEX_PORT);
	outb(value, DATA_PORT);
}

static void wait_for_update(void)
{
	int i;

	for (i = 0; i < TRIES && get(REGISTER_A) & UPDATING; i++)
		;
}

static void get_all(uint8_t bytes[3])
{
	int i;

	wait_for_update();
	for (i = 0; i < 3; i++)
		bytes[i] = get(registers[i]);
}

static void put_all(const uint8_t bytes[3])
{
	int i;

	wait_for_update();
	for (i = 0; i < 3; i++)
		put(registers[i], bytes[i]);
}

static unsigned int count_of(const uint8_t bytes[3])
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

static void fill(uint8_t bytes[3], unsigned int count)
{
	memset(bytes, 0, 3);
	if (!count)
		return;
	bytes[0] = KEXEC_BAKE_STOP_SECONDS;
	bytes[1] = KEXEC_BAKE_STOP_MINUTES;
	bytes[2] = count < STOP_MARK_TOLD ? KEXEC_BAKE_STOP_COUNT + count : KEXEC_BAKE_STOP_NOW;
}

/* /dev/port is there less often. */
bool stop_mark_reachable(void)
{
	return !ioperm(INDEX_PORT, 2, 1);
}

static int reach(struct error *error)
{
	return stop_mark_reachable() ? 0 : fail_errno(error, PORTS ": cannot be used");
}

int stop_mark_read(unsigned int *count, struct error *error)
{
	uint8_t bytes[3];

	if (reach(error))
		return -1;
	get_all(bytes);
	*count = count_of(bytes);
	return 0;
}

int stop_mark_write(unsigned int count, struct error *error)
{
	uint8_t bytes[3], kept[3];

	if (reach(error))
		return -1;
	fill(bytes, count);
	put_all(bytes);
	get_all(kept);
	if (memcmp(bytes, kept, sizeof(bytes)))
		return fail(error, PORTS ": the clock's alarm does not keep what is written to it");
	return 0;
}

/* Return: 1 if this kernel has no kernel side. */
static int clear_by_kernel(struct error *error)
{
	int fd = open(KERNEL_SIDE, O_WRONLY | O_CLOEXEC);
	int result = 0;

	if (fd < 0)
		return errno == ENOENT ? 1 : fail_errno(error, "%s: cannot be opened", KERNEL_SIDE);
	if (write(fd, "0", 1) != 1)
		result = fail_errno(error, "%s: cannot be written", KERNEL_SIDE);
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
