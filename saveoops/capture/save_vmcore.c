// SPDX-License-Identifier: GPL-2.0-only
#include "save_vmcore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "find_device.h"
#include "kmsg.h"

#define VMCORE      "/proc/vmcore"
#define PROGRAM     "/" VMCORE_PROGRAM
#define MOUNT_POINT "/vmcore"
#define UNFINISHED  "vmcore.unfinished"

/* makedumpfile(8): exclude zero, cache, user and free pages; or zero pages only. */
#define DUMP_LEVEL_KERNEL    "31"
#define DUMP_LEVEL_ALL_PAGES "1"

/* --- the file system ------------------------------------------------------------ */

/* Try each type of /proc/filesystems that needs a device. */
static int mount_any_type(const char *device)
{
	const unsigned long flags = MS_NODEV | MS_NOEXEC | MS_NOSUID;
	FILE *types = fopen("/proc/filesystems", "re");
	char line[64];
	int result = -1, mount_errno;

	/* mount(2): EINVAL means that the device has no file system of this type. */
	errno = EINVAL;
	while (types && result && errno == EINVAL && fgets(line, sizeof(line), types)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '\t')
			result = mount(device, MOUNT_POINT, line + 1, flags, NULL);
	}
	mount_errno = errno;
	if (types)
		fclose(types);
	errno = mount_errno;
	return result;
}

static int mount_device(const char *device, struct error *error)
{
	mkdir(MOUNT_POINT, 0700);
	/* makedumpfile creates its temporary files in /tmp. */
	mkdir("/tmp", 0700);
	if (!mount_any_type(device))
		return 0;
	return fail_errno(
		error,
		"%s: cannot be mounted, no vmcore is saved (a file system that this kernel has was expected)",
		device);
}

/* --- makedumpfile ----------------------------------------------------------------- */

static int run_makedumpfile(const char *dump_level)
{
	int status = -1;
	pid_t child;

	unlink(UNFINISHED);
	child = fork();
	if (!child) {
		/* makedumpfile(8): message level 4 prints errors only. */
		execl(PROGRAM, PROGRAM, "-c", "-d", dump_level, "--message-level", "4", VMCORE,
		      UNFINISHED, NULL);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && !status ? 0 : -1;
}

/* If the kernel crashed early in its boot, its page flags do not tell free pages yet. */
static int dump_vmcore(struct error *error)
{
	if (!run_makedumpfile(DUMP_LEVEL_KERNEL))
		return 0;
	kmsg_print("vmcore: trying once more, with all pages except zero pages");
	if (!run_makedumpfile(DUMP_LEVEL_ALL_PAGES))
		return 0;
	return fail(error, VMCORE ": makedumpfile fails, no vmcore is saved");
}

static int sync_unfinished(struct stat *st)
{
	int result, fd = open(UNFINISHED, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	result = fsync(fd) || fstat(fd, st) ? -1 : 0;
	close(fd);
	return result;
}

static int save_in_current_directory(const char *device, const char *directory, struct error *error)
{
	char name[64];
	time_t now = time(NULL);
	struct stat st;

	strftime(name, sizeof(name), "vmcore-%Y%m%d-%H%M%S", gmtime(&now));
	if (dump_vmcore(error))
		return -1;
	if (sync_unfinished(&st) || rename(UNFINISHED, name))
		return fail_errno(error, "%s: %s/%s cannot be written", device, directory, name);
	sync();
	kmsg_print("vmcore (%llu bytes) is on %s: %s/%s", (unsigned long long)st.st_size, device,
		   directory, name);
	return 0;
}

/* The working directory keeps the file names short, however long @directory is. */
static int save_in_directory(const char *device, const char *directory, struct error *error)
{
	int result;

	if (chdir(MOUNT_POINT) || (*directory && chdir(directory)))
		return fail_errno(error, "%s: /%s cannot be entered, no vmcore is saved", device,
				  directory);
	result = save_in_current_directory(device, directory, error);
	if (result)
		unlink(UNFINISHED);
	return result;
}

static int save_on_device(const char *device, const char *directory, struct error *error)
{
	int result;

	if (mount_device(device, error))
		return -1;
	result = save_in_directory(device, directory, error);
	if (chdir("/") || umount(MOUNT_POINT))
		kmsg_print("%s: cannot be unmounted: %s", device, strerror(errno));
	return result;
}

int save_vmcore(const char *where, unsigned int wait, struct error *error)
{
	const char *colon = strstr(where, ":/");
	const char *directory = colon ? colon + 2 : "";
	int length = colon ? colon - where : (int)strlen(where);
	struct sysfs_block block;
	char dev[256];

	if (access(VMCORE, R_OK))
		return fail_errno(error, VMCORE ": cannot be read, no vmcore is saved");
	if (access(PROGRAM, X_OK))
		return fail_errno(
			error, PROGRAM
			": cannot be run, no vmcore is saved (saveoops mkinitrd --vmcore puts one there)");
	if (length >= (int)sizeof(dev))
		return fail(error, "%.32s...: is too long for a device name, no vmcore is saved",
			    where);
	snprintf(dev, sizeof(dev), "%.*s", length, where);
	if (find_block_device(dev, wait, &block, error))
		return -1;
	return save_on_device(block.path, directory, error);
}
