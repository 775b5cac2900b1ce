// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "saveoops/record/uuid.h"
#include "util_lib/skip_prefix.h"

#define PARTITIONS "/proc/partitions"

static int measure_block_device(struct device *device, struct error *error)
{
	int result = record_file_measure(&device->file);

	errno = -result;
	return result ? fail_errno(error, "%s: the size cannot be determined", device->path) : 0;
}

static int fail_directory(const char *path, struct error *error)
{
	return fail(error, "%s: is a directory (a block device, or an image of one, was expected)",
		    path);
}

static int measure_device(struct device *device, struct error *error)
{
	struct stat st;

	if (fstat(device->file.fd, &st))
		return fail_errno(error, "%s: cannot be examined", device->path);
	if (S_ISBLK(st.st_mode))
		return measure_block_device(device, error);
	if (S_ISDIR(st.st_mode))
		return fail_directory(device->path, error);
	if (!S_ISREG(st.st_mode))
		return fail(error, "%s: is neither a block device nor a file", device->path);
	device->file.device.size = st.st_size;
	device->file.device.sector_size = 512;
	return 0;
}

static int open_flags(const char *path, enum device_use use)
{
	int flags = O_CLOEXEC | O_NONBLOCK | (use == DEVICE_READ ? O_RDONLY : O_RDWR);
	struct stat st;

	/* open(2): O_EXCL without O_CREAT fails if the system uses the block device. */
	if (use == DEVICE_EXCLUSIVE && !stat(path, &st) && S_ISBLK(st.st_mode))
		flags |= O_EXCL;
	return flags;
}

static int fail_open(const char *path, struct error *error)
{
	if (errno == EISDIR)
		return fail_directory(path, error);
	if (errno == EBUSY)
		return fail(error, "%s: is in use: mounted, swapped to, or part of another device",
			    path);
	return fail_errno(error, "%s: cannot be opened", path);
}

int device_open(struct device *device, const char *path, enum device_use use, struct error *error)
{
	device->path = path;
	record_file_init(&device->file, open(path, open_flags(path, use)));
	if (device->file.fd < 0)
		return fail_open(path, error);
	if (!measure_device(device, error)) {
		if (use == DEVICE_READ || !flock(device->file.fd, LOCK_EX))
			return 0;
		fail_errno(error, "%s: cannot be locked", path);
	}
	device_close(device);
	return -1;
}

int device_set_sector_size(struct device *device, uint32_t sector_size, struct error *error)
{
	struct record_device *record = &device->file.device;
	struct stat st;

	if (fstat(device->file.fd, &st))
		return fail_errno(error, "%s: cannot be examined", device->path);
	if (S_ISBLK(st.st_mode) && sector_size != record->sector_size)
		return fail(error,
			    "%s: its sectors have %" PRIu32 " bytes (--sector-size=%" PRIu32
			    ", or no --sector-size, was expected)",
			    device->path, record->sector_size, record->sector_size);
	record->sector_size = sector_size;
	return 0;
}

void device_close(struct device *device)
{
	record_file_close(&device->file);
}

/* --- finding the record partition ------------------------------------------- */

/* With @uuid NULL every record partition matches. */
static bool is_matching_partition(const char *path, const uint8_t *uuid, struct record_store *store)
{
	struct device device;
	struct error ignored;
	bool found;

	if (device_open(&device, path, DEVICE_READ, &ignored))
		return false;
	found = !record_probe(store, &device.file.device) &&
		(!uuid || !memcmp(store->uuid, uuid, RECORD_UUID_SIZE));
	device_close(&device);
	return found;
}

/* A line of /proc/partitions: major, minor, blocks, name. */
static int parse_partition_line(const char *line, char *path, size_t size)
{
	char name[128];

	if (sscanf(line, "%*u %*u %*u %127s", name) != 1)
		return -1;
	return (size_t)snprintf(path, size, "/dev/%s", name) < size ? 0 : -1;
}

static char *fail_ambiguous(const char *first, const char *second, struct error *error)
{
	fail(error, "%s: holds records, and so does %s (--device=DEVICE was expected)", first,
	     second);
	return NULL;
}

static char *scan_lines(FILE *lines, const uint8_t *uuid, struct record_store *store,
			struct error *error)
{
	char line[256], path[160], found[160] = "", unreadable[160] = "";

	while (fgets(line, sizeof(line), lines)) {
		if (parse_partition_line(line, path, sizeof(path)))
			continue;
		if (!is_matching_partition(path, uuid, store)) {
			if (!*unreadable && access(path, R_OK) && errno == EACCES)
				memcpy(unreadable, path, sizeof(unreadable));
			continue;
		}
		if (*found)
			return fail_ambiguous(found, path, error);
		memcpy(found, path, sizeof(found));
	}
	if (!*found && *unreadable) {
		fail(error,
		     "%s: lists no readable record partition, and %s cannot be read (root was expected)",
		     PARTITIONS, unreadable);
		return NULL;
	}
	if (!*found) {
		fail(error,
		     "%s: lists no record partition (one made by saveoops format was expected)",
		     PARTITIONS);
		return NULL;
	}
	return strdup(found);
}

static char *scan_partitions(const uint8_t *uuid, struct record_store *store, struct error *error)
{
	FILE *lines = fopen(PARTITIONS, "re");
	char *found;

	if (!lines) {
		fail_errno(error, "%s: cannot be opened", PARTITIONS);
		return NULL;
	}
	found = scan_lines(lines, uuid, store, error);
	fclose(lines);
	return found;
}

/* libblkid uses udev's links or its own scan.  /dev/null keeps it from writing its cache file. */
static char *find_by_tag(const char *tag, const char *value, const char *name, struct error *error)
{
	blkid_cache cache = NULL;
	char *found = NULL;

	if (!blkid_get_cache(&cache, "/dev/null")) {
		found = blkid_evaluate_tag(tag, value, &cache);
		blkid_put_cache(cache);
	}
	if (!found)
		fail(error, "--device=%s: no such partition was found", name);
	return found;
}

char *device_find(const char *name, struct record_store *store, struct error *error)
{
	uint8_t uuid[RECORD_UUID_SIZE];
	const char *value;

	if (!name)
		return scan_partitions(NULL, store, error);
	if ((value = skip_prefix(name, "PARTUUID=")))
		return find_by_tag("PARTUUID", value, name, error);
	if ((value = skip_prefix(name, "PARTLABEL=")))
		return find_by_tag("PARTLABEL", value, name, error);
	value = skip_prefix(name, "UUID=");
	if (!value)
		return strdup(name);
	if (!uuid_from_text(value, uuid))
		return scan_partitions(uuid, store, error);
	fail(error,
	     "--device=%s: is not a UUID (a form like 01234567-89ab-cdef-0123-456789abcdef was expected)",
	     name);
	return NULL;
}
