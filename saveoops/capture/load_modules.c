// SPDX-License-Identifier: GPL-2.0-only
#include "load_modules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util_lib/error.h"

#include "kmsg.h"

static int load_module(const char *name, struct error *error)
{
	int result, fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(error, "%s: cannot be opened", name);
	result = syscall(SYS_finit_module, fd, "", 0);
	close(fd);
	/* init_module(2): EEXIST means that the module is built in or loaded already. */
	if (!result || errno == EEXIST)
		return 0;
	if (errno == ENOENT)
		return fail(
			error,
			"%s: cannot be loaded: a symbol is missing (its module was expected before it)",
			name);
	return fail_errno(error, "%s: cannot be loaded", name);
}

void load_modules(void)
{
	FILE *list = fopen("/" MODULES_LIST, "re");
	struct error error;
	char name[256];

	if (!list)
		return;
	while (fgets(name, sizeof(name), list)) {
		name[strcspn(name, "\n")] = '\0';
		if (*name && load_module(name, &error))
			kmsg_print("%s", error.text);
	}
	fclose(list);
}
