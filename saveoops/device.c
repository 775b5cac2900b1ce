// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "saveoops/record/uuid.h"

#define PARTITIONS "/proc/partitions"

static int read_all(void *context, uint64_t offset, void *data, uint32_t size)
{
	const struct device *device = context;
	uint8_t *p = data;
	ssize_t n;

	for (; size; size -= n, offset += n, p += n) {
		n = pread(device->fd, p, size, offset);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (!n)
			return -EIO;
		if (n < 0)
			n = 0;
	}
	return 0;
}

static int write_all(void *context, uint64_t offset, const void *data, uint32_t size)
{
	const struct device *device = context;
	const uint8_t *p = data;
	ssize_t n;

	for (; size; size -= n, offset += n, p += n) {
		n = pwrite(device->fd, p, size, offset);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			n = 0;
	}
	return 0;
}

/* What is in the page cache is dropped, so that what is read back is what was kept. */
static int flush(void *context)
{
	const struct device *device = context;

	if (fsync(device->fd))
		return -errno;
	return -posix_fadvise(device->fd, 0, 0, POSIX_FADV_DONTNEED);
}

static int measure_block(struct device *device, struct error *error)
{
	int sector_size;

	if (ioctl(device->fd, BLKGETSIZE64, &device->record.size) ||
	    ioctl(device->fd, BLKSSZGET, &sector_size))
		return fail_errno(error, "%s: its size cannot be found out", device->path);
	device->record.sector_size = sector_size;
	return 0;
}

static int measure(struct device *device, struct error *error)
{
	struct stat st;

	if (fstat(device->fd, &st))
		return fail_errno(error, "%s: cannot be examined", device->path);
	if (S_ISBLK(st.st_mode))
		return measure_block(device, error);
	if (S_ISDIR(st.st_mode))
		return fail(error,
			    "%s: is a directory (a block device, or an image of one, was expected)",
			    device->path);
	if (!S_ISREG(st.st_mode))
		return fail(error, "%s: is neither a block device nor a file", device->path);
	device->record.size = st.st_size;
	device->record.sector_size = 512;
	return 0;
}

static int open_flags(const char *path, enum device_use use)
{
	int flags = O_CLOEXEC | O_NONBLOCK | (use == DEVICE_READ ? O_RDONLY : O_RDWR);
	struct stat st;

	/* Of a block device it means that nobody else has a claim on it. */
	if (use == DEVICE_ALONE && !stat(path, &st) && S_ISBLK(st.st_mode))
		flags |= O_EXCL;
	return flags;
}

static int open_fail(const char *path, struct error *error)
{
	if (errno == EISDIR)
		return fail(error,
			    "%s: is a directory (a block device, or an image of one, was expected)",
			    path);
	if (errno == EBUSY)
		return fail(error, "%s: is in use: mounted, swapped to, or part of another device",
			    path);
	return fail_errno(error, "%s: cannot be opened", path);
}

int device_open(struct device *device, const char *path, enum device_use use, struct error *error)
{
	*device = (struct device){ path, -1, { 0, 0, read_all, write_all, flush, device } };
	device->fd = open(path, open_flags(path, use));
	if (device->fd < 0)
		return open_fail(path, error);
	if (!measure(device, error)) {
		if (use == DEVICE_READ || !flock(device->fd, LOCK_EX))
			return 0;
		fail_errno(error, "%s: cannot be locked", path);
	}
	device_close(device);
	return -1;
}

int device_set_sector_size(struct device *device, uint32_t sector_size, struct error *error)
{
	struct record_device *record = &device->record;
	struct stat st;

	if (fstat(device->fd, &st))
		return fail_errno(error, "%s: cannot be examined", device->path);
	if (S_ISBLK(st.st_mode) && sector_size != record->sector_size)
		return fail(error,
			    "%s: its sectors have %" PRIu32 " bytes (--sector-size=%" PRIu32
			    ", or none, was expected)",
			    device->path, record->sector_size, record->sector_size);
	record->sector_size = sector_size;
	return 0;
}

void device_close(struct device *device)
{
	close(device->fd);
	device->fd = -1;
}

/* --- finding it ------------------------------------------------------------- */

/* Is it a record partition, and the one with this UUID, if there is one? */
static bool matches(const char *path, const uint8_t *uuid, struct record_store *store)
{
	struct device device;
	struct error ignored;
	bool found;

	if (device_open(&device, path, DEVICE_READ, &ignored))
		return false;
	found = !record_probe(store, &device.record) &&
		(!uuid || !memcmp(store->uuid, uuid, RECORD_UUID_SIZE));
	device_close(&device);
	return found;
}

/* The name in a line of /proc/partitions: major, minor, blocks, name. */
static bool partition_path(const char *line, char *path, size_t size)
{
	char name[128];

	if (sscanf(line, "%*u %*u %*u %127s", name) != 1)
		return false;
	return (size_t)snprintf(path, size, "/dev/%s", name) < size;
}

static char *not_just_one(const char *first, const char *second, struct error *error)
{
	fail(error, "%s: holds records, and so does %s (--device=DEVICE was expected)", first,
	     second);
	return NULL;
}

static char *scan_lines(FILE *lines, const uint8_t *uuid, struct record_store *store,
			struct error *error)
{
	char line[256], path[160], found[160] = "", closed[160] = "";

	while (fgets(line, sizeof(line), lines)) {
		if (!partition_path(line, path, sizeof(path)))
			continue;
		if (!matches(path, uuid, store)) {
			if (!*closed && access(path, R_OK) && errno == EACCES)
				memcpy(closed, path, sizeof(closed));
			continue;
		}
		if (*found)
			return not_just_one(found, path, error);
		memcpy(found, path, sizeof(found));
	}
	if (!*found && *closed) {
		fail(error,
		     "%s: no record partition is among those that may be read, and %s may not be (root was expected)",
		     PARTITIONS, closed);
		return NULL;
	}
	if (!*found) {
		fail(error,
		     "%s: no record partition is among them (one made by saveoops format was expected)",
		     PARTITIONS);
		return NULL;
	}
	return strdup(found);
}

static char *scan(const uint8_t *uuid, struct record_store *store, struct error *error)
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

/* Through udev's links or libblkid's own scan; its cache stays where it is. */
static char *find_tag(const char *tag, const char *value, const char *name, struct error *error)
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

	if (!name)
		return scan(NULL, store, error);
	if (!strncmp(name, "PARTUUID=", 9))
		return find_tag("PARTUUID", name + 9, name, error);
	if (!strncmp(name, "PARTLABEL=", 10))
		return find_tag("PARTLABEL", name + 10, name, error);
	if (strncmp(name, "UUID=", 5))
		return strdup(name);
	if (!uuid_from_text(name + 5, uuid))
		return scan(uuid, store, error);
	fail(error,
	     "--device=%s: is no UUID (like 01234567-89ab-cdef-0123-456789abcdef was expected)",
	     name);
	return NULL;
}
