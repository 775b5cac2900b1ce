// SPDX-License-Identifier: GPL-2.0-only
/*
 * An input is what /proc, /sys and /dev say of a machine, each file behind a line
 * "== PATH". A kernel is loaded there, and as a crash kernel, too; all but the
 * system call.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "kexec/arch.h"
#include "kexec/load/load_kernel.h"

#define KERNEL    "tests/fuzz/seeds/bzimage/kernel"
#define FILES_MAX 64
#define PATH_ROOM 256

static char root[] = "/tmp/kexec-bake-fuzz-XXXXXX";

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)type;
	return where->level ? remove(path) : 0;
}

static void empty_root(void)
{
	demand(!nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS));
}

static void remove_root(void)
{
	empty_root();
	rmdir(root);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	demand(mkdtemp(root) != NULL && !atexit(remove_root));
	demand(!setenv("KEXEC_FAKE_ROOT", root, 1) && !setenv("KEXEC_FAKE_LOG", "/dev/null", 1));
	demand(freopen("/dev/null", "w", stdout) != NULL);
	return 0;
}

/* Nothing that leaves the root. */
static int is_path(const char *path, size_t length)
{
	size_t i;

	if (length < 2 || length >= PATH_ROOM - sizeof(root) || *path != '/')
		return 0;
	for (i = 0; i < length; i++)
		if (!isalnum((unsigned char)path[i]) && !strchr("/_-", path[i]) &&
		    !(path[i] == '.' && path[i - 1] != '.' && path[i - 1] != '/'))
			return 0;
	return 1;
}

/* Paths that cannot exist, such as a file below a file, are left out. */
static void put_file(const char *path, size_t length, const char *content, size_t size)
{
	char whole[PATH_ROOM], *slash;
	int fd;

	snprintf(whole, sizeof(whole), "%s%.*s", root, (int)length, path);
	for (slash = whole + sizeof(root); (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (mkdir(whole, 0700) && errno != EEXIST)
			return;
		*slash = '/';
	}
	fd = open(whole, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return;
	demand(write(fd, content, size) == (ssize_t)size);
	close(fd);
}

static void put_files(const char *text, size_t size)
{
	const char *end = text + size, *path, *content, *next;
	int count;

	for (count = 0; count < FILES_MAX && text && end - text > 3; count++) {
		path = text + 3;
		content = memchr(path, '\n', end - path);
		if (!content)
			break;
		content++;
		next = memmem(content, end - content, "\n== ", 4);
		if (is_path(path, content - 1 - path))
			put_file(path, content - 1 - path, content,
				 next ? next + 1 - content : end - content);
		text = next ? next + 1 : NULL;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error error;
	struct load_request request = {
		.kernel = KERNEL,
		.call = LOAD_SEGMENTS,
		.placement.mem_max = UINT64_MAX,
		.arguments.command_line = "x",
		.report.dry_run = true,
		.arch = arch_request_new(&error),
	};

	put_files((const char *)data, size);
	load_kernel(&request, &error);
	request.panic = true;
	load_kernel(&request, &error);
	free(request.arch);
	empty_root();
	return 0;
}
