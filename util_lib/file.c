// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "align.h"

/* The limit of kexec_file_load(2), in bytes (Linux, kernel/kexec_file.c, KEXEC_FILE_SIZE_MAX). */
#define FILE_MAX (1ll << 32)

static int read_fully(int fd, struct blob *blob)
{
	size_t done = 0;
	ssize_t n;

	while (done < blob->size) {
		n = read(fd, blob->data + done, blob->size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		done += n;
	}
	blob->size = done;
	return 0;
}

static int read_regular_file(int fd, const char *path, struct blob *blob, struct error *error)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail_errno(error, "%s: cannot be examined", path);
	if (S_ISDIR(st.st_mode))
		return fail(error, "%s: is a directory (a file was expected)", path);
	if (!S_ISREG(st.st_mode))
		return fail(error, "%s: is not a regular file (one was expected)", path);
	if (!st.st_size)
		return fail(error, "%s: is empty", path);
	if (st.st_size > FILE_MAX)
		return fail(error, "%s: is larger than 4 GiB", path);

	blob->size = st.st_size;
	blob->data = malloc(blob->size);
	if (!blob->data)
		return fail_errno(error, "%s: %zu bytes cannot be read into memory", path,
				  blob->size);
	if (read_fully(fd, blob)) {
		fail_errno(error, "%s: cannot be read", path);
		blob_free(blob);
		return -1;
	}
	/* Files of sysfs can be empty although their size is a page. */
	if (!blob->size) {
		blob_free(blob);
		return fail(error, "%s: is empty", path);
	}
	return 0;
}

bool file_is_same(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int file_read(const char *path, struct blob *blob, struct error *error)
{
	/* Without O_NONBLOCK, opening a FIFO waits for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int result;

	if (fd < 0)
		return fail_errno(error, "%s: cannot be opened", path);
	result = read_regular_file(fd, path, blob, error);
	close(fd);
	return result;
}

void blob_free(struct blob *blob)
{
	free(blob->data);
	*blob = (struct blob){ 0 };
}

/* The name of the temporary file that the signal handler removes, or NULL. */
static const char *volatile unfinished;

static const int deadly_signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM };

static void remove_unfinished(int signal_number)
{
	const char *path = unfinished;

	if (path)
		unlink(path);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void remove_on_signal(const char *path)
{
	struct sigaction action = { .sa_handler = remove_unfinished };
	struct sigaction old;
	size_t i;

	/* At the file size limit write() then fails, and no signal ends the program. */
	signal(SIGXFSZ, SIG_IGN);
	unfinished = path;
	for (i = 0; i < ARRAY_SIZE(deadly_signals); i++) {
		sigaction(deadly_signals[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(deadly_signals[i], &action, NULL);
	}
}

static int check_output_name(const char *path, struct error *error)
{
	struct stat st;

	if (stat(path, &st)) {
		/* The final name can be too long even if the temporary one is not. */
		if (errno == ENAMETOOLONG)
			return fail_errno(error, "%s: cannot be created", path);
		return 0;
	}
	if (S_ISDIR(st.st_mode))
		return fail(error, "%s: is a directory (the name of a file was expected)", path);
	if (!S_ISREG(st.st_mode))
		return fail(error, "%s: exists and is not a regular file", path);
	return 0;
}

/* mkstemp() creates a file of mode 0600.  The umask decides instead. */
static void apply_umask(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	fchmod(fd, 0666 & ~mask);
}

/* The name is in the same directory, for rename(), and its length does not depend on the file's. */
static char *make_temporary_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	int directory = slash ? slash + 1 - path : 0;
	char *name;

	if (asprintf(&name, "%.*s.kexec-XXXXXX", directory, path) < 0)
		return NULL;
	return name;
}

static void forget_temporary(struct output *output)
{
	unfinished = NULL;
	free(output->temporary);
	output->temporary = NULL;
}

int output_open(struct output *output, const char *path, struct error *error)
{
	if (check_output_name(path, error))
		return -1;
	output->path = path;
	output->temporary = make_temporary_name(path);
	if (!output->temporary)
		return fail(error, "%s: out of memory", path);
	/* The handler comes first, so that no signal leaves a file behind. */
	remove_on_signal(output->temporary);
	output->fd = mkstemp(output->temporary);
	if (output->fd < 0) {
		fail_errno(error, "%s: cannot be created", path);
		forget_temporary(output);
		return -1;
	}
	apply_umask(output->fd);
	return 0;
}

int output_write(struct output *output, const void *data, size_t size, struct error *error)
{
	const uint8_t *p = data;
	ssize_t n;

	while (size) {
		n = write(output->fd, p, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_errno(error, "%s: cannot be written", output->path);
		p += n;
		size -= n;
	}
	return 0;
}

int output_commit(struct output *output, struct error *error)
{
	/* Some file systems report a lack of space only when the file is closed. */
	int bad = close(output->fd);

	output->fd = -1;
	if (bad || rename(output->temporary, output->path)) {
		fail_errno(error, "%s: cannot be written", output->path);
		output_abandon(output);
		return -1;
	}
	forget_temporary(output);
	return 0;
}

void output_abandon(struct output *output)
{
	if (output->fd >= 0)
		close(output->fd);
	unlink(output->temporary);
	forget_temporary(output);
}
