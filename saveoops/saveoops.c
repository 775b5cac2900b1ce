// SPDX-License-Identifier: GPL-2.0-only
/* saveoops: the host tool.  Errors are printed here and nowhere else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "saveoops/capture/stop_mark.h"
#include "saveoops/record/record_fail.h"
#include "util_lib/report.h"

#include "parse_options.h"
#include "session.h"
#include "verb_table.h"

static struct record_store store;

/* Were there captures since the last clean boot? */
static bool captured;

/*
 * The second superblock survives a new file system in the partition.  It alone is enough for
 * reading, but not for writing, which might damage the file system.
 */
static int check_first_superblock(const struct session *session, struct error *error)
{
	if (session->store->superblock[0] == METADATA_VALID)
		return 0;
	return fail(
		error,
		"%s: its first superblock is damaged, so something else may have taken its place and nothing is written (a valid one was expected)",
		session->device.path);
}

static int run_with_device(struct session *session, struct error *error)
{
	const struct verb_info *verb = &verb_table[session->options->verb];
	int result;

	if (session->options->verb == VERB_FORMAT)
		return verb->run(session, error);
	result = record_open(session->store, &session->device.file.device);
	if (result)
		return record_fail(error, session->device.path, result);
	captured = record_last(session->store) > session->store->clean;
	if (verb->use == DEVICE_WRITE && check_first_superblock(session, error))
		return -1;
	return verb->run(session, error);
}

static int run_verb(const struct saveoops_options *options, struct error *error)
{
	struct session session = { .options = options, .store = &store };
	const struct verb_info *verb = &verb_table[options->verb];
	char *path;
	int result;

	if (verb->use == DEVICE_NONE)
		return verb->run(&session, error);
	path = device_find(options->device, &store, error);
	if (!path)
		return -1;
	result = device_open(&session.device, path, verb->use, error);
	if (!result) {
		result = run_with_device(&session, error);
		device_close(&session.device);
	}
	free(path);
	return result;
}

/* A regular file is the image of a disk, which may belong to another machine. */
static bool is_of_this_machine(const char *device)
{
	struct stat st;

	if (!device)
		return true;
	return stat(device, &st) ? !!strchr(device, '=') : S_ISBLK(st.st_mode);
}

/*
 * A boot that reaches import or mark-clean is clean, with or without a record partition.
 * import uses the I/O ports of the RTC only if there was a capture.
 */
static int clear_stop_mark(const struct saveoops_options *options, struct error *error)
{
	bool asked = options->verb == VERB_MARK_CLEAN;

	if ((!asked && options->verb != VERB_IMPORT) || !is_of_this_machine(options->device))
		return 0;
	return stop_mark_clear(asked || (captured && has_rtc_ports()), error);
}

/* If both the verb and the stop mark fail, the error of the stop mark is printed first. */
static int run_verb_and_clear(const struct saveoops_options *options, struct error *error)
{
	struct error mark_error;
	int result = run_verb(options, error);

	if (!clear_stop_mark(options, &mark_error))
		return result;
	if (result)
		report_failure("saveoops", &mark_error);
	else
		*error = mark_error;
	return -1;
}

static int run_options(const struct saveoops_options *options, struct error *error)
{
	if (options->help)
		print_help();
	else if (options->version)
		puts(PACKAGE_STRING);
	else
		return run_verb_and_clear(options, error);
	return 0;
}

int main(int argc, char **argv)
{
	struct saveoops_options options;
	struct error error;
	int result;

	report_begin();
	result = saveoops_options_parse(&options, argc, argv, &error);
	if (!result)
		result = run_options(&options, &error);
	saveoops_options_free(&options);
	return report_finish("saveoops", result, &error);
}
