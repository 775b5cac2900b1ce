// SPDX-License-Identifier: GPL-2.0-only
#include "sysfs_block.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* @text is "" if there is no such attribute. */
static void read_attribute(const char *name, const char *attribute, char *text, size_t size)
{
	char path[320];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/sys/class/block/%s/%s", name, attribute);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, text, size - 1);
		close(fd);
	}
	text[n > 0 ? n : 0] = '\0';
}

/* @value is "" if the uevent has no line KEY=VALUE. */
static void get_uevent_value(const char *uevent, const char *key, char *value, size_t size)
{
	size_t n = strlen(key);

	for (; *uevent; uevent += strcspn(uevent, "\n"), uevent += *uevent == '\n') {
		if (strncmp(uevent, key, n) || uevent[n] != '=')
			continue;
		snprintf(value, size, "%.*s", (int)strcspn(uevent + n + 1, "\n"), uevent + n + 1);
		return;
	}
	*value = '\0';
}

static void get_device_path(const char *uevent, char *path, size_t size)
{
	char name[48];

	get_uevent_value(uevent, "DEVNAME", name, sizeof(name));
	*path = '\0';
	if (*name)
		snprintf(path, size, "/dev/%s", name);
}

int sysfs_block_read(struct sysfs_block *block, const char *name)
{
	char text[1024], number[16];

	*block = (struct sysfs_block){ 0 };
	read_attribute(name, "uevent", text, sizeof(text));
	get_device_path(text, block->path, sizeof(block->path));
	get_uevent_value(text, "PARTNAME", block->label, sizeof(block->label));
	get_uevent_value(text, "PARTN", number, sizeof(number));
	block->number = strtoul(number, NULL, 10);
	if (!block->number) {
		strcpy(block->disk, block->path);
		return *block->path ? 0 : -1;
	}
	/* A partition's link in /sys/class/block leads into the directory of its disk. */
	read_attribute(name, "../uevent", text, sizeof(text));
	get_device_path(text, block->disk, sizeof(block->disk));
	read_attribute(name, "start", text, sizeof(text));
	block->start = strtoull(text, NULL, 10);
	return *block->path && *block->disk ? 0 : -1;
}
