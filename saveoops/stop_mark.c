// SPDX-License-Identifier: GPL-2.0-only
#include "stop_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Where the kernel side clears it, and needs no ports for that. */
#define KERNEL_SIDE	"/sys/kernel/kexec_bake/stop"

/* The file's offset is the port's number. */
#define PORTS		"/dev/port"
#define INDEX_PORT	0x70
#define DATA_PORT	0x71

/* MC146818A: registers, and "update in progress", for 2 ms at most. */
#define REGISTER_A	0x0a
#define UPDATING	0x80
#define TRIES		10000

static const uint8_t registers[3] = { 1, 3, 5 };

static bool get(int fd, uint8_t index, uint8_t *value)
{
	return pwrite(fd, &index, 1, INDEX_PORT) == 1 && pread(fd, value, 1, DATA_PORT) == 1;
}

/* Both ports at once: hardly anything can come between. */
static bool put(int fd, uint8_t index, uint8_t value)
{
	const uint8_t both[2] = { index, value };

	return pwrite(fd, both, 2, INDEX_PORT) == 2;
}

static void wait_for_update(int fd)
{
	uint8_t value;
	int i;

	for (i = 0; i < TRIES && get(fd, REGISTER_A, &value) && value & UPDATING; i++)
		;
}

static bool get_all(int fd, uint8_t bytes[3])
{
	wait_for_update(fd);
	return get(fd, registers[0], &bytes[0]) && get(fd, registers[1], &bytes[1]) &&
	       get(fd, registers[2], &bytes[2]);
}

static bool put_all(int fd, const uint8_t bytes[3])
{
	wait_for_update(fd);
	return put(fd, registers[0], bytes[0]) && put(fd, registers[1], bytes[1]) &&
	       put(fd, registers[2], bytes[2]);
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

static int open_ports(struct error *error)
{
	int fd = open(PORTS, O_RDWR | O_CLOEXEC);

	return fd < 0 ? fail_errno(error, "%s: cannot be opened", PORTS) : fd;
}

int stop_mark_read(unsigned int *count, struct error *error)
{
	int fd = open_ports(error), result = 0;
	uint8_t bytes[3];

	if (fd < 0)
		return -1;
	if (get_all(fd, bytes))
		*count = count_of(bytes);
	else
		result = fail_errno(error, "%s: the clock cannot be read", PORTS);
	close(fd);
	return result;
}

int stop_mark_write(unsigned int count, struct error *error)
{
	int fd = open_ports(error), result = 0;
	uint8_t bytes[3], kept[3];

	if (fd < 0)
		return -1;
	fill(bytes, count);
	if (!put_all(fd, bytes) || !get_all(fd, kept))
		result = fail_errno(error, "%s: the clock cannot be written", PORTS);
	else if (memcmp(bytes, kept, sizeof(bytes)))
		result = fail(error, "%s: the clock's alarm does not keep what is written to it",
			      PORTS);
	close(fd);
	return result;
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

bool stop_mark_reachable(void)
{
	return !access(PORTS, R_OK | W_OK);
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
