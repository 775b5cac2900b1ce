// SPDX-License-Identifier: GPL-2.0-only
#include "find_device.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "saveoops/record/record_fail.h"
#include "util_lib/align.h"
#include "util_lib/saveoops_parameters.h"
#include "util_lib/skip_prefix.h"

#include "kmsg.h"
#include "partuuid.h"
#include "uevent.h"

static bool has_partuuid(const struct sysfs_block *block, const char *wanted)
{
	struct error ignored;
	struct blockdev disk;
	char text[UUID_TEXT_SIZE];
	bool same;

	if (!block->number || blockdev_open(&disk, block->disk, false, &ignored))
		return false;
	same = !partuuid_read(text, &disk.file.device, block->number, block->start) &&
	       !strcasecmp(text, wanted);
	blockdev_close(&disk);
	return same;
}

/* UUID= matches every device here, because only the superblock has the UUID. */
static bool is_named_by(const struct sysfs_block *block, const char *dev)
{
	const char *value;

	if (!dev || skip_prefix(dev, "UUID="))
		return true;
	if ((value = skip_prefix(dev, "PARTUUID=")))
		return has_partuuid(block, value);
	if ((value = skip_prefix(dev, "PARTLABEL=")))
		return !strcmp(block->label, value);
	return !strcmp(block->path, dev);
}

static bool has_uuid(const struct record_store *store, const char *dev)
{
	const char *wanted = dev ? skip_prefix(dev, "UUID=") : NULL;
	char text[UUID_TEXT_SIZE];

	uuid_to_text(store->uuid, text);
	return !wanted || !strcasecmp(text, wanted);
}

/* Formatting zeroes the first block after the superblock; another file system does not. */
static bool is_rest_of_block_zero(struct record_store *store)
{
	const struct record_device *device = store->device;
	uint32_t at, i, sector = device->sector_size;

	for (at = 0; at < RECORD_BLOCK; at += sector) {
		if (device->read(device->context, at, store->buffer, sector))
			continue;
		for (i = at ? 0 : 512; i < sector; i++)
			if (store->buffer[i])
				return false;
	}
	return true;
}

/*
 * The second superblock survives a new partition table on the disk and a new file system in the
 * partition.  Unless the first superblock is valid, nothing is written where either may be.
 */
static bool is_reused(struct record_store *store, const struct sysfs_block *block)
{
	if (store->superblock[0] == METADATA_VALID)
		return false;
	return !block->number || store->state != METADATA_VALID || !is_rest_of_block_zero(store);
}

/* Return: 0, or -1 with @error filled, which is "" for a device without a record partition. */
static int probe_device(struct device_search *search, const struct sysfs_block *block,
			struct error *error)
{
	struct record_store *store = search->store;
	struct blockdev blockdev;
	int result;

	if (blockdev_open(&blockdev, block->path, false, error)) {
		/* An empty drive is not worth a message. */
		if (errno == ENOMEDIUM || errno == ENXIO)
			*error->text = '\0';
		return -1;
	}
	result = record_open(store, &blockdev.file.device);
	if (result)
		record_fail(error, blockdev.path, result);
	else if (is_reused(store, block))
		result = fail(
			error,
			"%s: something else has taken the record partition's place (its first superblock was expected)",
			block->path);
	else if (!has_uuid(store, search->dev))
		result = -RECORD_ERR_NOT_FORMATTED;
	blockdev_close(&blockdev);
	if (result == -RECORD_ERR_NOT_FORMATTED || result == -RECORD_ERR_TOO_SMALL)
		*error->text = '\0';
	return result ? -1 : 0;
}

/* Return: 0, or -1 with @error filled if a matching record partition cannot be opened. */
static int add_candidate(void *context, const struct sysfs_block *block, struct error *error)
{
	struct error rejection = { .text = "" };
	struct device_search *search = context;

	if (probe_device(search, block, &rejection)) {
		if (*rejection.text)
			search->last_error = rejection;
		return 0;
	}
	if (search->found.file.fd >= 0) {
		search->others++;
		return 0;
	}
	return blockdev_open(&search->found, block->path, true, error);
}

static int select_visible(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

/* Visit the devices that @dev names until @visit returns nonzero.  Return: its last result. */
static int visit_named(const char *dev,
		       int (*visit)(void *context, const struct sysfs_block *block,
				    struct error *error),
		       void *context, struct error *error)
{
	struct dirent **entries;
	struct sysfs_block block;
	int i, n, result = 0;

	n = scandir("/sys/class/block", &entries, select_visible, alphasort);
	if (n < 0)
		return fail_errno(error, "/sys/class/block: cannot be read");
	for (i = 0; i < n; i++) {
		if (!result && !sysfs_block_read(&block, entries[i]->d_name) &&
		    is_named_by(&block, dev))
			result = visit(context, &block, error);
		free(entries[i]);
	}
	free(entries);
	return result;
}

static int search_once(struct device_search *search, struct error *error)
{
	*search->last_error.text = '\0';
	return visit_named(search->dev, add_candidate, search, error);
}

static int fail_not_found(const struct device_search *search, unsigned int wait,
			  struct error *error)
{
	const char *name = search->dev ? search->dev : "any device";

	if (*search->last_error.text)
		return fail(error, "%s: no record partition in %u s, nothing is written; %s", name,
			    wait, search->last_error.text);
	return fail(
		error,
		"%s: no record partition in %u s, nothing is written (one made by saveoops format was expected)",
		name, wait);
}

int find_record_partition(struct device_search *search, unsigned int wait, struct error *error)
{
	struct uevents uevents;
	int result;

	search->found.file.fd = -1;
	search->others = 0;
	if (saveoops_check_dev(search->dev, error))
		return -1;
	/* Listening starts before the first search, so that no device is missed in between. */
	uevents_open(&uevents, wait);
	result = search_once(search, error);
	if (!result && search->found.file.fd < 0 && wait)
		kmsg_print("waiting up to %u s for a record partition", wait);
	while (!result && search->found.file.fd < 0 && !uevents_wait(&uevents))
		result = search_once(search, error);
	uevents_close(&uevents);
	if (result)
		return -1;
	return search->found.file.fd < 0 ? fail_not_found(search, wait, error) : 0;
}

/* --- any block device ------------------------------------------------------------- */

static int take_first(void *found, const struct sysfs_block *block, struct error *error)
{
	(void)error;
	*(struct sysfs_block *)found = *block;
	return 1;
}

int find_block_device(const char *dev, unsigned int wait, struct sysfs_block *block,
		      struct error *error)
{
	struct uevents uevents;
	bool found;

	if (saveoops_check_vmcore(dev, error))
		return -1;
	uevents_open(&uevents, wait);
	do
		found = visit_named(dev, take_first, block, error) > 0;
	while (!found && !uevents_wait(&uevents));
	uevents_close(&uevents);
	if (!found)
		return fail(error, "%s: no such device in %u s, no vmcore is saved", dev, wait);
	return 0;
}
