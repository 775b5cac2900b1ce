// SPDX-License-Identifier: GPL-2.0-only
#include "session.h"

#include <stdio.h>
#include <string.h>

int session_confirm(const struct session *session, const char *action, const char *loss,
		    struct error *error)
{
	char answer[16];

	if (session->options->yes)
		return 0;
	fprintf(stderr, "%s %s: %s. Type yes to go on: ", action, session->device.path, loss);
	if (!fgets(answer, sizeof(answer), stdin)) {
		fputc('\n', stderr);
		*answer = 0;
	}
	if (!strcmp(answer, "yes\n"))
		return 0;
	return fail(error, "%s: is unchanged (the answer yes, or --yes, was expected)",
		    session->device.path);
}

uint64_t count_records(const struct record_store *store, uint64_t after)
{
	const struct record *record;
	uint64_t n = 0;

	for (; (record = record_after(store, after)); after = record->sequence)
		n++;
	return n;
}
