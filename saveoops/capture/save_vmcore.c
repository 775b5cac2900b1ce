// SPDX-License-Identifier: GPL-2.0-only
#include "save_vmcore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "find_device.h"
#include "say.h"

#define CORE       "/proc/vmcore"
#define PROGRAM    "/" VMCORE_PROGRAM
#define MOUNTED    "/vmcore"
#define UNFINISHED "vmcore.unfinished"

/* makedumpfile(8): without free pages, caches and userspace's; or with all but zeros. */
#define WITHOUT_MOST  "31"
#define WITHOUT_ZEROS "1"

/* --- the file system ------------------------------------------------------------ */

/* As /proc/filesystems has them, those that want a device. */
static int mount_any(const char *device)
{
	const unsigned long flags = MS_NODEV | MS_NOEXEC | MS_NOSUID;
	FILE *types = fopen("/proc/filesystems", "re");
	char line[64];
	int result = -1, why;

	/* EINVAL: it isn't one of that type. */
	errno = EINVAL;
	while (types && result && errno == EINVAL && fgets(line, sizeof(line), types)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '\t')
			result = mount(device, MOUNTED, line + 1, flags, NULL);
	}
	why = errno;
	if (types)
		fclose(types);
	errno = why;
	return result;
}

static int mount_device(const char *device, struct error *error)
{
	mkdir(MOUNTED, 0700);
	/* For makedumpfile's own files. */
	mkdir("/tmp", 0700);
	if (!mount_any(device))
		return 0;
	return fail_errno(
		error,
		"%s: cannot be mounted, no vmcore is saved (a file system that this kernel has was expected)",
		device);
}

/* --- makedumpfile ----------------------------------------------------------------- */

static bool made(const char *level)
{
	int status = -1;
	pid_t child;

	unlink(UNFINISHED);
	child = fork();
	if (!child) {
		/* 4: of its messages those of errors alone. */
		execl(PROGRAM, PROGRAM, "-c", "-d", level, "--message-level", "4", CORE, UNFINISHED,
		      NULL);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && !status;
}

/* Early in its boot a kernel can't tell yet what its pages are for. */
static int make(struct error *error)
{
	if (made(WITHOUT_MOST))
		return 0;
	say("vmcore: trying once more, with all pages but those of zeros");
	if (made(WITHOUT_ZEROS))
		return 0;
	return fail(error, CORE ": makedumpfile fails, no vmcore is saved");
}

static int sync_file(struct stat *st)
{
	int result, fd = open(UNFINISHED, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	result = fsync(fd) || fstat(fd, st) ? -1 : 0;
	close(fd);
	return result;
}

static int make_file(const char *device, const char *directory, struct error *error)
{
	char name[64];
	time_t now = time(NULL);
	struct stat st;

	strftime(name, sizeof(name), "vmcore-%Y%m%d-%H%M%S", gmtime(&now));
	if (make(error))
		return -1;
	if (sync_file(&st) || rename(UNFINISHED, name))
		return fail_errno(error, "%s: %s/%s cannot be written", device, directory, name);
	sync();
	say("vmcore (%llu bytes) is on %s: %s/%s", (unsigned long long)st.st_size, device,
	    directory, name);
	return 0;
}

/* From within, so that no name can become too long. */
static int save_in(const char *device, const char *directory, struct error *error)
{
	int result;

	if (chdir(MOUNTED) || (*directory && chdir(directory)))
		return fail_errno(error, "%s: /%s is no directory there, no vmcore is saved",
				  device, directory);
	result = make_file(device, directory, error);
	if (result)
		unlink(UNFINISHED);
	return result;
}

static int save_on(const char *device, const char *directory, struct error *error)
{
	int result;

	if (mount_device(device, error))
		return -1;
	result = save_in(device, directory, error);
	if (chdir("/") || umount(MOUNTED))
		say("%s: cannot be unmounted: %s", device, strerror(errno));
	return result;
}

int vmcore_save(const char *where, unsigned int wait, struct error *error)
{
	const char *colon = strstr(where, ":/");
	const char *directory = colon ? colon + 2 : "";
	int length = colon ? colon - where : (int)strlen(where);
	struct block block;
	char dev[256];

	if (access(CORE, R_OK))
		return fail_errno(error, CORE ": cannot be read, no vmcore is saved");
	if (access(PROGRAM, X_OK))
		return fail_errno(
			error, PROGRAM
			": cannot be run, no vmcore is saved (saveoops mkinitrd --vmcore puts one there)");
	if (length >= (int)sizeof(dev))
		return fail(error, "%.32s...: is too long for a device's name, no vmcore is saved",
			    where);
	snprintf(dev, sizeof(dev), "%.*s", length, where);
	if (find_block(dev, wait, &block, error))
		return -1;
	return save_on(block.path, directory, error);
}
