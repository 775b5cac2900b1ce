// SPDX-License-Identifier: GPL-2.0-only
/*
 * In place of kexec/machine/system.c: a machine below $KEXEC_FAKE_ROOT.  What is asked
 * of it is a line in $KEXEC_FAKE_LOG, and the content of a segment at ADDRESS a
 * file $KEXEC_FAKE_LOG.ADDRESS.  A call fails if there's a file errno/CALL in the
 * root, with a number in it.
 */
#include "kexec/machine/system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	if (value)
		return value;
	fprintf(stderr, "%s: is not set\n", name);
	exit(99);
}

static const char *below_root(const char *path)
{
	static char whole[4096];

	snprintf(whole, sizeof(whole), "%s%s", variable("KEXEC_FAKE_ROOT"), path);
	return whole;
}

static __attribute__((format(printf, 1, 2))) void log_line(const char *format, ...)
{
	FILE *log = fopen(variable("KEXEC_FAKE_LOG"), "a");
	va_list args;

	if (!log)
		exit(99);
	va_start(args, format);
	vfprintf(log, format, args);
	va_end(args);
	fputc('\n', log);
	fclose(log);
}

static int outcome(const char *call)
{
	char path[64];
	int number = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/errno/%s", call);
	file = fopen(below_root(path), "r");
	if (!file)
		return 0;
	if (fscanf(file, "%d", &number) != 1)
		exit(99);
	fclose(file);
	errno = number;
	return number ? -1 : 0;
}

/* Only where the machine has such a file at all. */
static void set_loaded(const char *path, int loaded)
{
	FILE *file = fopen(below_root(path), "r+");

	if (!file)
		return;
	fprintf(file, "%d\n", loaded);
	fclose(file);
}

int system_open(const char *path)
{
	return open(below_root(path), O_RDONLY | O_CLOEXEC);
}

DIR *system_opendir(const char *path)
{
	return opendir(below_root(path));
}

static void keep(const struct kexec_segment *segment)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s.%#lx", variable("KEXEC_FAKE_LOG"),
		 (unsigned long)segment->mem);
	file = fopen(path, "w");
	if (!file || (segment->bufsz && fwrite(segment->buf, segment->bufsz, 1, file) != 1) ||
	    fclose(file))
		exit(99);
}

int system_kexec_load(unsigned long entry, unsigned long count,
		      const struct kexec_segment *segments, unsigned long flags)
{
	unsigned long i;

	log_line("kexec_load entry=%#lx segments=%lu flags=%#lx", entry, count, flags);
	for (i = 0; i < count; i++) {
		log_line("segment address=%#lx size=%#zx stored=%#zx",
			 (unsigned long)segments[i].mem, (size_t)segments[i].memsz,
			 (size_t)segments[i].bufsz);
		keep(&segments[i]);
	}
	if (outcome("kexec_load"))
		return -1;
	set_loaded(flags & KEXEC_ON_CRASH ? "/sys/kernel/kexec_crash_loaded" :
					    "/sys/kernel/kexec_loaded",
		   count != 0);
	return 0;
}

/* Where a descriptor's file lies: a memfd has a link, too. */
static const char *name_of(int fd, char *name, size_t size)
{
	char link[64];
	ssize_t n;

	if (fd < 0)
		return "none";
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, name, size - 1);
	if (n < 0)
		return "closed";
	name[n] = '\0';
	return strrchr(name, '/') + 1;
}

static void copy(int fd, const char *suffix)
{
	char path[4096], buffer[65536];
	ssize_t n;
	int out;

	if (fd < 0)
		return;
	snprintf(path, sizeof(path), "%s.%s", variable("KEXEC_FAKE_LOG"), suffix);
	out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	for (off_t at = 0; (n = pread(fd, buffer, sizeof(buffer), at)) > 0; at += n)
		if (write(out, buffer, n) != n)
			exit(99);
	close(out);
}

int system_kexec_file_load(int kernel, int initrd, const char *command_line, unsigned long flags)
{
	char kernel_name[4096], initrd_name[4096];

	log_line("kexec_file_load kernel=%s initrd=%s flags=%#lx command_line=%s",
		 name_of(kernel, kernel_name, sizeof(kernel_name)),
		 name_of(initrd, initrd_name, sizeof(initrd_name)), flags, command_line);
	copy(kernel, "kernel");
	copy(initrd, "initrd");
	if (outcome("kexec_file_load"))
		return -1;
	set_loaded(flags & 2 ? "/sys/kernel/kexec_crash_loaded" : "/sys/kernel/kexec_loaded",
		   !(flags & 1));
	return 0;
}

int system_execute(void)
{
	log_line("execute");
	return outcome("execute");
}

int system_shutdown(void)
{
	log_line("shutdown");
	if (outcome("shutdown"))
		return -1;
	exit(0);
}

void system_sync(void)
{
	log_line("sync");
}

int system_interfaces_down(void)
{
	log_line("interfaces_down");
	return outcome("interfaces_down");
}

/* Random enough for a test, and each time the same. */
int system_random(void *bytes, size_t size)
{
	memset(bytes, 0xa5, size);
	return outcome("random");
}

/* PATH.fixed and PATH.variable hold the results of the two ioctls. */
static int read_part(const char *path, const char *part, void *to, size_t size)
{
	char name[256];
	int fd;
	ssize_t n;

	snprintf(name, sizeof(name), "%s.%s", path, part);
	fd = system_open(name);
	if (fd < 0)
		return -1;
	n = read(fd, to, size);
	close(fd);
	return n == (ssize_t)size ? 0 : -1;
}

int system_frame_buffer(const char *path, struct fb_fix_screeninfo *fixed,
			struct fb_var_screeninfo *variable)
{
	if (read_part(path, "fixed", fixed, sizeof(*fixed)))
		return -1;
	return read_part(path, "variable", variable, sizeof(*variable));
}
