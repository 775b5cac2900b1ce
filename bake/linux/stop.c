// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stop mark, by which the capture side ends a crash loop.  It's looked for
 * before the image is put in its place, long before any driver.
 */
#include <linux/io.h>
#include <linux/mc146818rtc.h>
#include <linux/spinlock.h>

#include "internal.h"

/*
 * While the clock is updated its registers can't be read; that takes 2 ms, and
 * a read of a port about 1 us.  Where there is no clock, all bits are 1.
 */
#define TRIES 10000

static void wait_for_update(void)
{
	unsigned int i;

	if (CMOS_READ(RTC_FREQ_SELECT) == 0xff)
		return;
	for (i = 0; i < TRIES; i++)
		if (!(CMOS_READ(RTC_FREQ_SELECT) & RTC_UIP))
			return;
}

static bool is_marked(void)
{
	return CMOS_READ(RTC_SECONDS_ALARM) == KEXEC_BAKE_STOP_SECONDS &&
	       CMOS_READ(RTC_MINUTES_ALARM) == KEXEC_BAKE_STOP_MINUTES;
}

bool kexec_bake_told_to_stop(void)
{
	unsigned long flags;
	bool told;

	spin_lock_irqsave(&rtc_lock, flags);
	wait_for_update();
	told = is_marked() && CMOS_READ(RTC_HOURS_ALARM) == KEXEC_BAKE_STOP_NOW;
	spin_unlock_irqrestore(&rtc_lock, flags);
	return told;
}

void kexec_bake_clear_stop(void)
{
	unsigned long flags;

	spin_lock_irqsave(&rtc_lock, flags);
	wait_for_update();
	if (is_marked()) {
		CMOS_WRITE(0, RTC_SECONDS_ALARM);
		CMOS_WRITE(0, RTC_MINUTES_ALARM);
		CMOS_WRITE(0, RTC_HOURS_ALARM);
	}
	spin_unlock_irqrestore(&rtc_lock, flags);
}
