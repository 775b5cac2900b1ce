// SPDX-License-Identifier: GPL-2.0-only
/* Devices that write to memory, until the end: disks are read, frames received. */
#define _GNU_SOURCE
#include "busy.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define READERS 4
#define CHUNK   (256 << 10)
#define FRAME   2048

static void (*tell)(const char *format, ...);

static void fail(const char *what, const char *name)
{
	tell("busy: %s: %s: %s\n", name, what, strerror(errno));
	_exit(1);
}

static void is_at_work(int *done, const char *name)
{
	if (*done < 0)
		return;
	if (write(*done, "", 1) != 1)
		fail("a pipe", name);
	*done = -1;
}

/* Past the cache, so that it's the disk that writes. */
static void read_disk(const char *name, int done)
{
	char path[300], *chunk = aligned_alloc(4096, CHUNK);
	off_t at = 0;
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = open(path, O_RDONLY | O_DIRECT);
	if (fd < 0 || !chunk)
		fail("can't be opened", name);
	for (;;) {
		if (pread(fd, chunk, CHUNK, at) <= 0) {
			if (!at)
				fail("can't be read", name);
			at = 0;
			continue;
		}
		at += CHUNK;
		is_at_work(&done, name);
	}
}

static void raise_interface(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_UP | IFF_PROMISC };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request))
		fail("can't be brought up", name);
	close(fd);
}

static void receive(const char *name, int done)
{
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(name),
	};
	char frame[FRAME];
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));

	/* First, or that it was down is an error of the socket. */
	raise_interface(name);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)))
		fail("can't be listened to", name);
	for (;;) {
		if (recv(fd, frame, sizeof(frame), 0) < 0 && errno != EINTR)
			fail("receives nothing", name);
		is_at_work(&done, name);
	}
}

/* A byte comes once it's at work. */
static void start(void (*work)(const char *name, int done), const char *name)
{
	char byte;
	int ends[2];

	if (pipe(ends))
		fail("a pipe", name);
	switch (fork()) {
	case -1:
		fail("fork", name);
		break;
	case 0:
		close(ends[0]);
		work(name, ends[1]);
	}
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 1)
		return;
	close(ends[0]);
	tell("busy: %s\n", name);
}

/* The loopback's memory is no device's. */
static int is_device(const char *name)
{
	return *name != '.' && strcmp(name, "lo");
}

static void each(const char *directory, int times, void (*work)(const char *name, int done))
{
	DIR *entries = opendir(directory);
	struct dirent *entry;
	int i;

	while (entries && (entry = readdir(entries)))
		for (i = 0; is_device(entry->d_name) && i < times; i++)
			start(work, entry->d_name);
	if (entries)
		closedir(entries);
}

void keep_busy(void (*say)(const char *format, ...))
{
	tell = say;
	each("/sys/block", READERS, read_disk);
	each("/sys/class/net", 1, receive);
}
