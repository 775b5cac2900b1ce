// SPDX-License-Identifier: GPL-2.0-only
#include "find_device.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "partuuid.h"
#include "say.h"
#include "sysfs_block.h"
#include "saveoops/record/record_fail.h"
#include "uevent.h"
#include "util_lib/align.h"

static const char *value_of(const char *dev, const char *key)
{
	size_t size = strlen(key);

	return strncmp(dev, key, size) ? NULL : dev + size;
}

static int check_dev(const char *dev, struct error *error)
{
	static const char *const keys[] = { "PARTUUID=", "PARTLABEL=", "UUID=", "/dev/" };
	size_t i;

	for (i = 0; dev && i < ARRAY_SIZE(keys); i++)
		if (value_of(dev, keys[i]))
			return 0;
	if (!dev)
		return 0;
	return fail(
		error,
		"saveoops.dev=%s: is not understood (PARTUUID=, PARTLABEL=, UUID= or /dev/... was expected)",
		dev);
}

static bool has_partuuid(const struct block *block, const char *wanted)
{
	struct error ignored;
	struct blockdev disk;
	char text[UUID_TEXT_SIZE];
	bool same;

	if (!block->number || blockdev_open(&disk, block->disk, false, &ignored))
		return false;
	same = partuuid(text, &disk.file.device, block->number, block->start) &&
	       !strcasecmp(text, wanted);
	blockdev_close(&disk);
	return same;
}

/* All but UUID=, which only the superblock tells. */
static bool is_named(const struct block *block, const char *dev)
{
	const char *value;

	if (!dev || value_of(dev, "UUID="))
		return true;
	if ((value = value_of(dev, "PARTUUID=")))
		return has_partuuid(block, value);
	if ((value = value_of(dev, "PARTLABEL=")))
		return !strcmp(block->label, value);
	return !strcmp(block->path, dev);
}

static bool has_uuid(const struct record_store *store, const char *dev)
{
	const char *wanted = dev ? value_of(dev, "UUID=") : NULL;
	char text[UUID_TEXT_SIZE];

	uuid_to_text(store->uuid, text);
	return !wanted || !strcasecmp(text, wanted);
}

/* What formatting left zero in the first block, and any other format would not. */
static bool rest_is_zero(struct record_store *store)
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
 * The second copy of a superblock outlives a new partition table on the disk
 * and a new file system in the partition.  Without the first one nothing is
 * written where either may be.
 */
static bool is_reused(struct record_store *store, const struct block *block)
{
	if (store->superblock[0] == METADATA_VALID)
		return false;
	return !block->number || store->state != METADATA_VALID || !rest_is_zero(store);
}

/* Return: 0 or -1, with @error filled; its text is "" if it's no record partition at all. */
static int probe(struct finding *finding, const struct block *block, struct error *error)
{
	struct record_store *store = finding->store;
	struct blockdev blockdev;
	int result;

	if (blockdev_open(&blockdev, block->path, false, error)) {
		/* An empty drive is no trouble. */
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
	else if (!has_uuid(store, finding->dev))
		result = -RECORD_ERR_NOT_FORMATTED;
	blockdev_close(&blockdev);
	if (result == -RECORD_ERR_NOT_FORMATTED || result == -RECORD_ERR_TOO_SMALL)
		*error->text = '\0';
	return result ? -1 : 0;
}

/* Return: 0, or -1 if it's what was looked for and can't be opened. */
static int consider(void *context, const struct block *block, struct error *error)
{
	struct error trouble = { .text = "" };
	struct finding *finding = context;

	if (probe(finding, block, &trouble)) {
		if (*trouble.text)
			finding->trouble = trouble;
		return 0;
	}
	if (finding->found.file.fd >= 0) {
		finding->others++;
		return 0;
	}
	return blockdev_open(&finding->found, block->path, true, error);
}

static int is_device(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

/* Those of that name, until one is enough; returns what @visit returned last. */
static int each_named(const char *dev,
		      int (*visit)(void *context, const struct block *block, struct error *error),
		      void *context, struct error *error)
{
	struct dirent **entries;
	struct block block;
	int i, n, result = 0;

	n = scandir("/sys/class/block", &entries, is_device, alphasort);
	if (n < 0)
		return fail_errno(error, "/sys/class/block: cannot be read");
	for (i = 0; i < n; i++) {
		if (!result && sysfs_block(&block, entries[i]->d_name) && is_named(&block, dev))
			result = visit(context, &block, error);
		free(entries[i]);
	}
	free(entries);
	return result;
}

static int look(struct finding *finding, struct error *error)
{
	*finding->trouble.text = '\0';
	return each_named(finding->dev, consider, finding, error);
}

static int not_found(const struct finding *finding, unsigned int wait, struct error *error)
{
	if (*finding->trouble.text)
		return fail(error, "%s: no record partition in %u s, nothing is written; %s",
			    finding->dev ? finding->dev : "any device", wait,
			    finding->trouble.text);
	return fail(
		error,
		"%s: no record partition in %u s, nothing is written (one made by saveoops format was expected)",
		finding->dev ? finding->dev : "any device", wait);
}

int find_partition(struct finding *finding, unsigned int wait, struct error *error)
{
	struct uevents uevents;
	int result;

	finding->found.file.fd = -1;
	finding->others = 0;
	if (check_dev(finding->dev, error))
		return -1;
	/* Before the first look, so that no device comes unseen. */
	uevents_open(&uevents, wait);
	result = look(finding, error);
	if (!result && finding->found.file.fd < 0 && wait)
		say("waiting up to %u s for a record partition", wait);
	while (!result && finding->found.file.fd < 0 && uevents_wait(&uevents))
		result = look(finding, error);
	uevents_close(&uevents);
	if (result)
		return -1;
	return finding->found.file.fd < 0 ? not_found(finding, wait, error) : 0;
}

/* --- any block device ------------------------------------------------------------- */

static int take(void *found, const struct block *block, struct error *error)
{
	(void)error;
	*(struct block *)found = *block;
	return 1;
}

int find_block(const char *dev, unsigned int wait, struct block *block, struct error *error)
{
	struct uevents uevents;
	bool found;

	if (!value_of(dev, "PARTUUID=") && !value_of(dev, "PARTLABEL=") && !value_of(dev, "/dev/"))
		return fail(
			error,
			"saveoops.vmcore=%s: is not understood (PARTUUID=, PARTLABEL= or /dev/... was expected)",
			dev);
	uevents_open(&uevents, wait);
	do
		found = each_named(dev, take, block, error) > 0;
	while (!found && uevents_wait(&uevents));
	uevents_close(&uevents);
	if (!found)
		return fail(error, "%s: no such device in %u s, no vmcore is saved", dev, wait);
	return 0;
}
