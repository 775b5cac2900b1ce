// SPDX-License-Identifier: GPL-2.0-only
/* format: existing contents are probed first. */
#include "verbs.h"

#include <blkid/blkid.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>

#include "saveoops/record/record_fail.h"
#include "saveoops/record/uuid.h"
#include "util_lib/print.h"

static blkid_probe create_probe(int fd)
{
	blkid_probe probe = blkid_new_probe();

	if (!probe)
		return NULL;
	if (blkid_probe_set_device(probe, fd, 0, 0) || blkid_probe_enable_superblocks(probe, 1) ||
	    blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_MAGIC | BLKID_SUBLKS_TYPE) ||
	    blkid_probe_enable_partitions(probe, 1) ||
	    blkid_probe_set_partitions_flags(probe, BLKID_PARTS_MAGIC)) {
		blkid_free_probe(probe);
		return NULL;
	}
	return probe;
}

static int fail_probe(const char *path, struct error *error)
{
	return fail(error, "%s: libblkid cannot probe the contents", path);
}

static int fail_not_empty(blkid_probe probe, const char *path, struct error *error)
{
	const char *type = "something";

	if (blkid_probe_lookup_value(probe, "TYPE", &type, NULL))
		blkid_probe_lookup_value(probe, "PTTYPE", &type, NULL);
	return fail(
		error,
		"%s: holds %s according to libblkid (an empty device, or --force, was expected)",
		path, type);
}

static int check_no_contents(const struct device *device, struct error *error)
{
	blkid_probe probe = create_probe(device->file.fd);
	int found = probe ? blkid_do_fullprobe(probe) : -1, result = 0;

	if (found < 0)
		result = fail_probe(device->path, error);
	else if (!found)
		result = fail_not_empty(probe, device->path, error);
	blkid_free_probe(probe);
	return result;
}

/* A magic number that stays would let the old file system be mounted, and it may be anywhere. */
static int wipe_magics(const struct device *device, struct error *error)
{
	blkid_probe probe = create_probe(device->file.fd);
	int found = probe ? 0 : -1;

	while (!found) {
		found = blkid_do_probe(probe);
		if (!found && blkid_do_wipe(probe, 0))
			found = -1;
	}
	blkid_free_probe(probe);
	return found < 0 ? fail_probe(device->path, error) : 0;
}

/* RFC 4122, section 4.4: a random UUID. */
static int generate_uuid(uint8_t *uuid, struct error *error)
{
	if (getrandom(uuid, UUID_SIZE, 0) != UUID_SIZE)
		return fail_errno(error, "a UUID cannot be generated");
	uuid[6] = (uuid[6] & 0x0f) | 0x40;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
	return 0;
}

static int check_device_size(const struct device *device, struct error *error)
{
	if (device->file.device.size < RECORD_SIZE_MIN)
		return record_fail(error, device->path, -RECORD_ERR_TOO_SMALL);
	if (device->file.device.size - device->file.device.size % RECORD_BLOCK > RECORD_SIZE_MAX)
		return record_fail(error, device->path, -RECORD_ERR_TOO_LARGE);
	return 0;
}

static void print_formatted(const struct session *session)
{
	const struct record_store *store = session->store;
	char uuid[UUID_TEXT_SIZE];

	uuid_to_text(store->uuid, uuid);
	if (!session->options->json) {
		printf("%s: formatted for %" PRIu32 " records, %" PRIu64 " KiB in all, UUID=%s\n",
		       session->device.path, store->entries, store->data_size >> 10, uuid);
		return;
	}
	printf("{\"device\": ");
	print_json_string(session->device.path);
	printf(", \"uuid\": \"%s\", \"size\": %" PRIu64 ", \"data_size\": %" PRIu64
	       ", \"entries\": %" PRIu32 "}\n",
	       uuid, store->size, store->data_size, store->entries);
}

static int confirm_loss(struct session *session, struct error *error)
{
	char loss[128] = "all its contents are lost";
	struct record_store *store = session->store;

	if (!record_open(store, &session->device.file.device))
		snprintf(loss, sizeof(loss),
			 "%" PRIu64 " records, and all other contents, are lost",
			 count_records(store, 0));
	return session_confirm(session, "Format", loss, error);
}

int verb_format(struct session *session, struct error *error)
{
	struct device *device = &session->device;
	uint32_t sector_size = session->options->sector_size;
	uint8_t uuid[UUID_SIZE];
	int result;

	if (sector_size && device_set_sector_size(device, sector_size, error))
		return -1;
	if (check_device_size(device, error))
		return -1;
	if (!session->options->force && check_no_contents(device, error))
		return -1;
	if (confirm_loss(session, error) || generate_uuid(uuid, error) ||
	    wipe_magics(device, error))
		return -1;
	result = record_format(session->store, &device->file.device, uuid);
	if (result)
		return record_fail(error, device->path, result);
	print_formatted(session);
	return 0;
}
