// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stop mark in the alarm registers of the battery-backed clock (include/kexec_bake.h), by
 * which the capture side ends a crash loop.  It is read before the image is placed, long
 * before any driver.
 */
#include <linux/io.h>
#include <linux/mc146818rtc.h>
#include <linux/spinlock.h>

#include "arch_hooks.h"

/*
 * An update of the clock, during which its registers are undefined, takes 2 ms, and a read of a
 * port takes about 1 us.
 */
#define UPDATE_READS_MAX 10000

static void wait_for_clock_update(void)
{
	unsigned int i;

	/* Without a clock all bits read as 1. */
	if (CMOS_READ(RTC_FREQ_SELECT) == 0xff)
		return;
	for (i = 0; i < UPDATE_READS_MAX; i++)
		if (!(CMOS_READ(RTC_FREQ_SELECT) & RTC_UIP))
			return;
}

static bool has_mark_signature(void)
{
	return CMOS_READ(RTC_SECONDS_ALARM) == KEXEC_BAKE_STOP_SECONDS &&
	       CMOS_READ(RTC_MINUTES_ALARM) == KEXEC_BAKE_STOP_MINUTES;
}

bool kexec_bake_has_stop_mark(void)
{
	unsigned long flags;
	bool stop;

	spin_lock_irqsave(&rtc_lock, flags);
	wait_for_clock_update();
	stop = has_mark_signature() && CMOS_READ(RTC_HOURS_ALARM) == KEXEC_BAKE_STOP_NOW;
	spin_unlock_irqrestore(&rtc_lock, flags);
	return stop;
}

void kexec_bake_clear_stop_mark(void)
{
	unsigned long flags;

	spin_lock_irqsave(&rtc_lock, flags);
	wait_for_clock_update();
	/* Any other alarm is left as it is. */
	if (has_mark_signature()) {
		CMOS_WRITE(0, RTC_SECONDS_ALARM);
		CMOS_WRITE(0, RTC_MINUTES_ALARM);
		CMOS_WRITE(0, RTC_HOURS_ALARM);
	}
	spin_unlock_irqrestore(&rtc_lock, flags);
}
