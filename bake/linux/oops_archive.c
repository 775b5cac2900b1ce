// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the oops archive: the capture kernel unpacks it into its root after its initrd, and finds
 * the log and the facts there as files.
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

/* buffer-format.rst: "070701" and 13 fields of 8 hexadecimal digits. */
#define NEWC_HEADER    110
#define NEWC_TRAILER   "TRAILER!!!"
#define MODE_DIRECTORY 040755
#define MODE_FILE      0100400

#define FACT(key, format) key "=" format "\n"

/* Longer than any line that printk() passes to a console. */
static char line[2048];

/* The reason takes at most 1024 bytes, to which panic() truncates it. */
static char facts[3072];

/*
 * The size of everything except the log itself: four members, whose names are padded to 16 bytes
 * each.
 */
#define ARCHIVE_OVERHEAD (sizeof(facts) + 4 * (NEWC_HEADER + 2 * 16))

static u8 *pad_member(u8 *at, const u8 *archive)
{
	while ((at - archive) % 4)
		*at++ = 0;
	return at;
}

static u8 *write_member_header(u8 *at, const u8 *archive, const char *name, unsigned int mode,
			       u64 size)
{
	char header[NEWC_HEADER + 1];
	size_t name_size = strlen(name) + 1;

	/* The kernel never treats members of inode 0 as hard links to one file. */
	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 0, mode, 0, 0, 1, 0,
		 (unsigned int)size, 0, 0, 0, 0, (unsigned int)name_size, 0);
	memcpy(at, header, NEWC_HEADER);
	memcpy(at + NEWC_HEADER, name, name_size);
	return pad_member(at + NEWC_HEADER + name_size, archive);
}

/*
 * Copies whole lines of the log, from the oldest one on, except for the first @skip bytes, and
 * no more than @limit bytes.  If @at is NULL the bytes are only counted.
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

/* printk() numbers its records from 0, and overwrites the oldest ones. */
static u64 count_lost_records(void)
{
	struct kmsg_dump_iter iter;

	kmsg_dump_rewind(&iter);
	if (!kmsg_dump_get_line(&iter, false, line, sizeof(line), NULL))
		return 0;
	return iter.cur_seq - 1;
}

static const char *stage_name(void)
{
	switch (system_state) {
	case SYSTEM_BOOTING:
		return KEXEC_BAKE_STAGE_BOOTING;
	case SYSTEM_SCHEDULING:
		return KEXEC_BAKE_STAGE_SCHEDULING;
	case SYSTEM_FREEING_INITMEM:
		return KEXEC_BAKE_STAGE_FREEING_INITMEM;
	case SYSTEM_RUNNING:
		return KEXEC_BAKE_STAGE_RUNNING;
	case SYSTEM_HALT:
		return KEXEC_BAKE_STAGE_HALT;
	case SYSTEM_POWER_OFF:
		return KEXEC_BAKE_STAGE_POWER_OFF;
	case SYSTEM_RESTART:
		return KEXEC_BAKE_STAGE_RESTART;
	case SYSTEM_SUSPEND:
		return KEXEC_BAKE_STAGE_SUSPEND;
	}
	return KEXEC_BAKE_STAGE_UNKNOWN;
}

static size_t format_facts(u64 size, u64 dropped, const char *reason)
{
	const struct new_utsname *uts = &init_uts_ns.name;
	u64 seconds = local_clock();
	u32 us = do_div(seconds, NSEC_PER_SEC) / 1000;
	u64 now = ktime_get_real_fast_ns();
	u64 lost = count_lost_records();

	do_div(now, NSEC_PER_SEC);
	strscpy(line, reason, sizeof(line));
	strreplace(line, '\n', ' ');
	return scnprintf(facts, sizeof(facts),
			 FACT(KEXEC_BAKE_FACT_RECORD_VERSION,
			      "%d") FACT(KEXEC_BAKE_FACT_RELEASE,
					 "%s") FACT(KEXEC_BAKE_FACT_VERSION,
						    "%s") FACT(KEXEC_BAKE_FACT_MACHINE, "%s")
				 FACT(KEXEC_BAKE_FACT_STAGE,
				      "%s") FACT(KEXEC_BAKE_FACT_REASON,
						 "%s") FACT(KEXEC_BAKE_FACT_CPU,
							    "%d") FACT(KEXEC_BAKE_FACT_UPTIME,
								       "%llu.%06u")
					 FACT(KEXEC_BAKE_FACT_TIME,
					      "%llu") FACT(KEXEC_BAKE_FACT_TAINTED,
							   "%s") FACT(KEXEC_BAKE_FACT_DMESG_BYTES,
								      "%llu")
						 FACT(KEXEC_BAKE_FACT_DMESG_BYTES_DROPPED, "%llu")
							 FACT(KEXEC_BAKE_FACT_DMESG_RECORDS_LOST,
							      "%llu")
								 FACT(KEXEC_BAKE_FACT_IMAGE_DIGEST,
								      "%*phN"),
			 KEXEC_BAKE_FACTS_VERSION, uts->release, uts->version, uts->machine,
			 stage_name(), line, raw_smp_processor_id(), seconds, us, now,
			 print_tainted(), size, dropped, lost,
			 (int)sizeof(kexec_bake_image.header.digest),
			 kexec_bake_image.header.digest);
}

u64 kexec_bake_write_oops_archive(u8 *archive, u64 size, const char *reason)
{
	u64 whole = copy_log(NULL, 0, U64_MAX);
	u64 free = size - ARCHIVE_OVERHEAD;
	u64 skip = whole > free ? whole - free : 0;
	u64 kept = skip ? copy_log(NULL, skip, U64_MAX) : whole;
	size_t facts_size = format_facts(kept, whole - kept, reason);
	u8 *at = archive;
	u64 copied;

	BUILD_BUG_ON(ARCHIVE_OVERHEAD > KEXEC_BAKE_OOPS_MIN);

	at = write_member_header(at, archive, KEXEC_BAKE_OOPS_DIRECTORY, MODE_DIRECTORY, 0);
	at = write_member_header(at, archive, KEXEC_BAKE_OOPS_DMESG, MODE_FILE, kept);
	copied = copy_log(at, skip, kept);
	/* The log may have changed since it was counted. */
	memset(at + copied, '\n', kept - copied);
	at = pad_member(at + kept, archive);
	at = write_member_header(at, archive, KEXEC_BAKE_OOPS_FACTS, MODE_FILE, facts_size);
	memcpy(at, facts, facts_size);
	at = pad_member(at + facts_size, archive);
	at = write_member_header(at, archive, NEWC_TRAILER, 0, 0);
	return at - archive;
}
