// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record: an archive that the capture kernel unpacks into its root behind
 * its initrd, so that the log is a file there.
 */
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/panic.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/utsname.h>

#include "internal.h"

/* buffer-format.rst: "070701" and 13 numbers of 8 hexadecimal digits. */
#define CPIO_HEADER    110
#define MODE_DIRECTORY 040755
#define MODE_FILE      0100400

#define DIRECTORY "oops"
#define DMESG     "oops/dmesg.txt"
#define FACTS     "oops/facts"
#define TRAILER   "TRAILER!!!"

/* Longer than what printk() gives to a console at once. */
static char line[2048];

/* The reason has at most half of that: panic() cuts it at 1024. */
static char facts[3072];

/* Room for everything but the log itself. */
#define OVERHEAD (sizeof(facts) + 4 * (CPIO_HEADER + 2 * 16))

static u8 *pad(u8 *at, const u8 *start)
{
	while ((at - start) % 4)
		*at++ = 0;
	return at;
}

static u8 *member(u8 *at, const u8 *start, const char *name, unsigned int mode, u64 size)
{
	char header[CPIO_HEADER + 1];
	size_t name_size = strlen(name) + 1;

	/* The kernel takes members of inode 0 for separate files. */
	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 0, mode, 0, 0, 1, 0,
		 (unsigned int)size, 0, 0, 0, 0, (unsigned int)name_size, 0);
	memcpy(at, header, CPIO_HEADER);
	memcpy(at + CPIO_HEADER, name, name_size);
	return pad(at + CPIO_HEADER + name_size, start);
}

/*
 * Goes through the log from its oldest line on, and copies all but the first
 * @skip bytes and no more than @limit, in whole lines.  With @at NULL it only
 * counts.
 *
 * Return: the bytes copied or counted.
 */
static u64 copy_log(u8 *at, u64 skip, u64 limit)
{
	struct kmsg_dump_iter iter;
	u64 copied = 0;
	size_t n;

	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, false, line, sizeof(line), &n)) {
		if (skip) {
			skip -= min_t(u64, skip, n);
			continue;
		}
		if (n > limit - copied)
			break;
		if (at)
			memcpy(at + copied, line, n);
		copied += n;
	}
	return copied;
}

/* printk() numbers them from 0; the ring overwrites the oldest. */
static u64 records_lost(void)
{
	struct kmsg_dump_iter iter;

	kmsg_dump_rewind(&iter);
	if (!kmsg_dump_get_line(&iter, false, line, sizeof(line), NULL))
		return 0;
	return iter.cur_seq - 1;
}

static const char *stage(void)
{
	switch (system_state) {
	case SYSTEM_BOOTING:
		return "booting";
	case SYSTEM_SCHEDULING:
		return "scheduling";
	case SYSTEM_FREEING_INITMEM:
		return "freeing-initmem";
	case SYSTEM_RUNNING:
		return "running";
	case SYSTEM_HALT:
		return "halt";
	case SYSTEM_POWER_OFF:
		return "power-off";
	case SYSTEM_RESTART:
		return "restart";
	case SYSTEM_SUSPEND:
		return "suspend";
	}
	return "unknown";
}

static size_t write_facts(u64 size, u64 dropped, const char *reason)
{
	const struct new_utsname *uts = &init_uts_ns.name;
	u64 seconds = local_clock();
	u32 us = do_div(seconds, NSEC_PER_SEC) / 1000;
	u64 now = ktime_get_real_fast_ns();
	u64 lost = records_lost();

	do_div(now, NSEC_PER_SEC);
	strscpy(line, reason, sizeof(line));
	strreplace(line, '\n', ' ');
	return scnprintf(facts, sizeof(facts),
			 "record_version=1\n"
			 "release=%s\n"
			 "version=%s\n"
			 "machine=%s\n"
			 "stage=%s\n"
			 "reason=%s\n"
			 "cpu=%d\n"
			 "uptime=%llu.%06u\n"
			 "time=%llu\n"
			 "tainted=%s\n"
			 "dmesg_bytes=%llu\n"
			 "dmesg_bytes_dropped=%llu\n"
			 "dmesg_records_lost=%llu\n"
			 "image_digest=%*phN\n",
			 uts->release, uts->version, uts->machine, stage(), line,
			 raw_smp_processor_id(), seconds, us, now, print_tainted(), size, dropped,
			 lost, (int)sizeof(kexec_baked.header.digest), kexec_baked.header.digest);
}

u64 kexec_bake_write_record(u8 *room, u64 size, const char *reason)
{
	u64 whole = copy_log(NULL, 0, U64_MAX);
	u64 free = size - OVERHEAD;
	u64 skip = whole > free ? whole - free : 0;
	u64 kept = skip ? copy_log(NULL, skip, U64_MAX) : whole;
	size_t facts_size = write_facts(kept, whole - kept, reason);
	u8 *at = room;
	u64 copied;

	BUILD_BUG_ON(OVERHEAD > KEXEC_BAKE_OOPS_MIN);

	at = member(at, room, DIRECTORY, MODE_DIRECTORY, 0);
	at = member(at, room, DMESG, MODE_FILE, kept);
	copied = copy_log(at, skip, kept);
	/* Should the log have changed since it was counted. */
	memset(at + copied, '\n', kept - copied);
	at = pad(at + kept, room);
	at = member(at, room, FACTS, MODE_FILE, facts_size);
	memcpy(at, facts, facts_size);
	at = pad(at + facts_size, room);
	at = member(at, room, TRAILER, 0, 0);
	return at - room;
}
