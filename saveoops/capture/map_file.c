// SPDX-License-Identifier: GPL-2.0-only
#include "map_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail_unreadable(const char *name, struct error *error)
{
	return fail_errno(error, "%s: cannot be read (it comes with a crash)", name);
}

int map_descriptor(struct mapped_file *mapped, int fd, const char *name, struct error *error)
{
	struct stat st;
	void *data;

	if (fstat(fd, &st))
		return fail_unreadable(name, error);
	/* mmap(2) refuses a length of 0. */
	if (!st.st_size) {
		*mapped = (struct mapped_file){ "", 0 };
		return 0;
	}
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return fail_errno(error, "%s: cannot be mapped", name);
	*mapped = (struct mapped_file){ data, st.st_size };
	return 0;
}

int map_file(struct mapped_file *mapped, const char *name, struct error *error)
{
	int result, fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_unreadable(name, error);
	result = map_descriptor(mapped, fd, name, error);
	close(fd);
	return result;
}
