// SPDX-License-Identifier: GPL-2.0-only
#include "running.h"

#include <errno.h>
#include <stdio.h>

#include "kexec/arch.h"
#include "kexec/load/refusal.h"
#include "kexec/machine/sysfile.h"
#include "kexec/machine/system.h"

int running_status(bool panic, struct error *error)
{
	const char *path = panic ? "/sys/kernel/kexec_crash_loaded" : "/sys/kernel/kexec_loaded";
	uint64_t loaded;

	if (!sysfile_number(&loaded, "%s", path))
		return loaded != 0;
	fail_errno(error, "%s: cannot be read, so it is not known whether a kernel is loaded",
		   path);
	error->status = STATUS_NOT_LOADED;
	return -1;
}

static int unload_by_file(const struct load_request *request)
{
	return system_kexec_file_load(-1, -1, "",
				      KEXEC_FILE_UNLOAD |
					      (request->panic ? KEXEC_FILE_ON_CRASH : 0));
}

static int unload_by_segments(const struct load_request *request)
{
	return system_kexec_load(0, 0, NULL,
				 arch_kexec_flag | (request->panic ? KEXEC_ON_CRASH : 0));
}

int running_unload(const struct load_request *request, struct error *error)
{
	if (request->call != LOAD_SEGMENTS) {
		if (!unload_by_file(request))
			return 0;
		if (request->call == LOAD_FILE || errno != ENOSYS)
			return refusal_of_unload("kexec_file_load", request->panic, error);
	}
	if (unload_by_segments(request))
		return refusal_of_unload("kexec_load", request->panic, error);
	return 0;
}

static int check_loaded(struct error *error)
{
	int loaded = running_status(false, error);

	if (loaded < 0)
		return -1;
	return loaded ? 0 :
			fail(error, "no kernel is loaded (one loaded by kexec -l was expected)");
}

int running_execute(const struct leave_request *leave, struct error *error)
{
	if (check_loaded(error))
		return -1;
	if (!leave->no_sync)
		system_sync();
	if (!leave->no_interfaces_down && system_interfaces_down())
		fprintf(stderr, "kexec: a network interface stays up\n");
	if (!system_execute())
		return 0;
	fail_errno(error, "the loaded kernel cannot be entered");
	error->status = STATUS_NOT_LOADED;
	return -1;
}

int running_reboot(struct error *error)
{
	if (check_loaded(error))
		return -1;
	system_shutdown();
	return fail_errno(error, "shutdown -r now: cannot be started");
}
