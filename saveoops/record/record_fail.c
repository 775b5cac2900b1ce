// SPDX-License-Identifier: GPL-2.0-only
#include "record_fail.h"

#include "record.h"

int record_fail(struct error *error, const char *path, int result)
{
	if (result > -RECORD_ERR_NOT_FORMATTED)
		return fail(error, "%s: cannot be read or written: %s", path,
			    record_strerror(result));
	return fail(error, "%s: %s", path, record_strerror(result));
}
