// SPDX-License-Identifier: GPL-2.0-only
/* saveoops: the host tool; the only place of it that prints errors and exits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "saveoops/record/record_fail.h"
#include "util_lib/report.h"
#include "device.h"
#include "mkinitrd.h"
#include "options.h"
#include "saveoops/capture/stop_mark.h"
#include "verbs.h"

static const char help[] =
	"Usage: saveoops VERB [OPTION]...\n"
	"\n"
	"Records of crashes, on a partition of their own:\n"
	"  format DEVICE      make a record partition; asks first\n"
	"  list               one line for each record\n"
	"  show [N]           print record N, or the newest: its facts and its text\n"
	"  export N FILE      the same into a file, as a whole or not at all\n"
	"  clear              remove all records; asks first\n"
	"  check              look for damage; the exit status is 0 if there is none\n"
	"  status             what the partition holds and how it is\n"
	"  import             once after each boot: put new records into a directory\n"
	"                     and the system's log, and mark the boot clean\n"
	"  mark-clean         say that this boot went well: captures are counted from here,\n"
	"                     and a primary that was told to stop captures again\n"
	"  mkinitrd OUT       make the capture kernel's initramfs\n"
	"\n"
	"  --device=DEVICE    where the records are: a partition, or an image of it, or\n"
	"                     PARTUUID=.., PARTLABEL=.., UUID=.. of the record partition;\n"
	"                     default: the only record partition of this machine\n"
	"  --json             print for a program to read\n"
	"  --yes              format, clear: don't ask\n"
	"  --force            format: even if something is there, unless it is in use;\n"
	"                     show, export: even if the record is damaged\n"
	"  --sector-size=SIZE format: a file, for a device with sectors of that size,\n"
	"                     512 or 4096; default: 512\n"
	"  --text             show, export: the text without the facts\n"
	"  --dir=DIR          import: the directory; default: /var/lib/saveoops\n"
	"  --module=FILE      mkinitrd: a kernel module; once for each, in the order in\n"
	"                     which they are to be loaded\n"
	"  --add=FILE[:PATH]  mkinitrd: a file, and where it is to lie\n"
	"  --vmcore           mkinitrd: makedumpfile, for saveoops.vmcore=\n"
	"  -h, --help         print this text\n"
	"  -v, --version      print the version\n";

static struct record_store store;

/* Were there captures since the last clean boot? */
static bool captured;

static const struct {
	int (*run)(struct session *session, struct error *error);
	enum device_use use;
} verbs[] = {
	[VERB_FORMAT] = { verb_format, DEVICE_EXCLUSIVE },
	[VERB_LIST] = { verb_list, DEVICE_READ },
	[VERB_SHOW] = { verb_show, DEVICE_READ },
	[VERB_EXPORT] = { verb_export, DEVICE_READ },
	[VERB_CLEAR] = { verb_clear, DEVICE_WRITE },
	[VERB_CHECK] = { verb_check, DEVICE_READ },
	[VERB_STATUS] = { verb_status, DEVICE_READ },
	[VERB_MARK_CLEAN] = { verb_mark_clean, DEVICE_WRITE },
	[VERB_IMPORT] = { verb_import, DEVICE_WRITE },
};

/*
 * The second copy of a superblock outlives a new file system in the partition.
 * By it alone records can be read, but nothing is written where that may be.
 */
static int check_place(const struct session *session, enum device_use use, struct error *error)
{
	if (use != DEVICE_WRITE || session->store->superblock[0] == METADATA_VALID)
		return 0;
	return fail(
		error,
		"%s: its first superblock is damaged, so something else may have taken its place and nothing is written (a sound one was expected)",
		session->device.path);
}

static int run_open(struct session *session, struct error *error)
{
	enum verb verb = session->options->verb;
	int result = 0;

	if (verb != VERB_FORMAT)
		result = record_open(session->store, &session->device.file.device);
	if (result)
		return record_fail(error, session->device.path, result);
	captured = verb != VERB_FORMAT && record_last(session->store) > session->store->clean;
	if (verb != VERB_FORMAT && check_place(session, verbs[verb].use, error))
		return -1;
	return verbs[verb].run(session, error);
}

static int run_verb(const struct options *options, struct error *error)
{
	struct session session = { .options = options, .store = &store };
	char *path = device_find(options->device, &store, error);
	int result;

	if (!path)
		return -1;
	result = device_open(&session.device, path, verbs[options->verb].use, error);
	if (!result) {
		result = run_open(&session, error);
		device_close(&session.device);
	}
	free(path);
	return result;
}

/* Not an image of another's disk. */
static bool is_this_machine(const char *device)
{
	struct stat st;

	if (!device)
		return true;
	return stat(device, &st) ? !!strchr(device, '=') : S_ISBLK(st.st_mode);
}

/*
 * A boot that came this far is clean, whether or not there's a record
 * partition.  Unless that is what was asked for, the ports are left alone if
 * there was no capture.
 */
static int end_loop(const struct options *options, int result, struct error *error)
{
	bool asked = options->verb == VERB_MARK_CLEAN;
	struct error why;

	if ((!asked && options->verb != VERB_IMPORT) || !is_this_machine(options->device) ||
	    !stop_mark_clear(asked || (captured && has_rtc_ports()), &why))
		return result;
	if (result)
		report_failure("saveoops", &why);
	else
		*error = why;
	return -1;
}

static int make_initrd(const struct options *options, struct error *error)
{
	const struct mkinitrd_request request = {
		.out = options->file,
		.modules = options->modules,
		.module_count = options->module_count,
		.adds = options->adds,
		.add_count = options->add_count,
		.vmcore = options->vmcore,
	};

	return mkinitrd(&request, error);
}

static int run(const struct options *options, struct error *error)
{
	switch (options->verb) {
	case VERB_HELP:
		fputs(help, stdout);
		return 0;
	case VERB_VERSION:
		puts(PACKAGE_STRING);
		return 0;
	case VERB_MKINITRD:
		return make_initrd(options, error);
	default:
		return end_loop(options, run_verb(options, error), error);
	}
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error;
	int result;

	report_begin();
	result = options_parse(&options, argc, argv, &error);
	if (!result)
		result = run(&options, &error);
	if (!result)
		result = report_flush(&error);
	options_free(&options);
	if (!result)
		return EXIT_SUCCESS;
	fflush(stdout);
	report_failure("saveoops", &error);
	return EXIT_FAILURE;
}
