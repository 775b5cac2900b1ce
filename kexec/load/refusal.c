// SPDX-License-Identifier: GPL-2.0-only
#include "refusal.h"

#include <errno.h>
#include <string.h>

#include "kexec/machine/sysfile.h"

/* Each of these is an EPERM (kernel/kexec_core.c, kexec_load_permitted()). */
static const char *why_not_permitted(bool panic)
{
	uint64_t disabled, left;
	char lockdown[128];

	if (!sysfile_number(&disabled, "/proc/sys/kernel/kexec_load_disabled") && disabled)
		return "it's turned off until the next boot (/proc/sys/kernel/kexec_load_disabled)";
	if (panic && !sysfile_number(&left, "/proc/sys/kernel/kexec_load_limit_panic") && !left)
		return "it was done as often as is allowed until the next boot (/proc/sys/kernel/kexec_load_limit_panic)";
	if (!panic && !sysfile_number(&left, "/proc/sys/kernel/kexec_load_limit_reboot") && !left)
		return "it was done as often as is allowed until the next boot (/proc/sys/kernel/kexec_load_limit_reboot)";
	if (!sysfile_line(lockdown, sizeof(lockdown), "/sys/kernel/security/lockdown") &&
	    !strstr(lockdown, "[none]"))
		return "the running kernel is locked down (/sys/kernel/security/lockdown; a signed kernel, and -s, were expected)";
	return "that takes root, with CAP_SYS_BOOT";
}

static const char *why(int number, const struct load_request *request)
{
	switch (number) {
	case EPERM:
		return why_not_permitted(request->panic);
	case EKEYREJECTED:
		return "the kernel's signature is rejected";
	case ENOKEY:
		return "the kernel is signed by a key that the running kernel doesn't trust";
	case ENODATA:
		return "the kernel is not signed, and the running kernel takes only signed ones";
	case EBADMSG:
	case ENOPKG:
	case ELIBBAD:
		return "the kernel's signature can't be read";
	case EACCES:
		return "the running kernel's security policy (IMA appraisal, or a security module) forbids it";
	case EBUSY:
		return "another kexec is at work";
	case ENOSYS:
		return "the running kernel has no such call";
	case ENOEXEC:
		return "the running kernel doesn't know such a kernel file";
	case EADDRNOTAVAIL:
		return request->panic ?
			       "it doesn't fit into the memory that is reserved for a crash kernel" :
			       "some of it lies where there's no memory for it";
	case ENOMEM:
		return "there's not enough memory";
	case EINVAL:
		return "the running kernel found it invalid; dmesg may say more";
	default:
		return NULL;
	}
}

int refusal_of_load(const char *call, const struct load_request *request, struct error *error)
{
	int number = errno;
	const char *words = why(number, request);

	return fail_with(error, STATUS_NOT_LOADED, "%s: %s: %s%s%s",
			 request->kernel ? request->kernel : "--load-jump-back-helper", call,
			 strerror(number), words ? ": " : "", words ? words : "");
}

int refusal_of_unload(const char *call, bool panic, struct error *error)
{
	int number = errno;

	return fail_with(error, STATUS_NOT_LOADED, "--unload: %s: %s%s%s", call, strerror(number),
			 number == EPERM ? ": " : "",
			 number == EPERM ? why_not_permitted(panic) : "");
}
