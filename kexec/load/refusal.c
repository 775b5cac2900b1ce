// SPDX-License-Identifier: GPL-2.0-only
#include "refusal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kexec/machine/sysfile.h"
#include "util_lib/align.h"

/* An explanation names one file. */
#define MEANING_SIZE 160

/*
 * @number: errno of kexec_load(2) or kexec_file_load(2)
 * @meaning: its meaning
 * @panic_meaning: its meaning for a crash kernel; NULL if it is the same
 */
static const struct {
	int number;
	const char *meaning;
	const char *panic_meaning;
} errno_meanings[] = {
	{ EKEYREJECTED, "the kernel's signature is rejected", NULL },
	{ ENOKEY, "the kernel is signed by a key that the running kernel does not trust", NULL },
	{ ENODATA, "the kernel is not signed, and the running kernel accepts only signed ones",
	  NULL },
	{ EBADMSG, "the kernel's signature cannot be read", NULL },
	{ ENOPKG, "the kernel's signature cannot be read", NULL },
	{ ELIBBAD, "the kernel's signature cannot be read", NULL },
	{ EACCES,
	  "the running kernel's security policy (IMA appraisal or a security module) forbids it",
	  NULL },
	{ EBUSY, "another kexec call is in progress", NULL },
	{ ENOSYS, "the running kernel does not have this system call", NULL },
	{ ENOEXEC, "the running kernel does not support this type of kernel file", NULL },
	{ EADDRNOTAVAIL, "a part of it lies where there is no memory",
	  "it does not fit into the memory that is reserved for a crash kernel" },
	{ ENOMEM, "there is not enough memory", NULL },
	{ EINVAL, "the running kernel found it invalid; dmesg may say more", NULL },
};

/* kexec_load_permitted() in kernel/kexec_core.c returns EPERM for each of these reasons. */
static void explain_eperm(char meaning[MEANING_SIZE], bool panic)
{
	const char *limit = panic ? "kexec_load_limit_panic" : "kexec_load_limit_reboot";
	uint64_t disabled, left;
	char lockdown[128];

	if (!sysfile_number(&disabled, "/proc/sys/kernel/kexec_load_disabled") && disabled)
		snprintf(
			meaning, MEANING_SIZE,
			"it is disabled until the next boot (/proc/sys/kernel/kexec_load_disabled)");
	else if (!sysfile_number(&left, "/proc/sys/kernel/%s", limit) && !left)
		snprintf(meaning, MEANING_SIZE,
			 "its limit until the next boot is reached (/proc/sys/kernel/%s)", limit);
	else if (!sysfile_line(lockdown, sizeof(lockdown), "/sys/kernel/security/lockdown") &&
		 !strstr(lockdown, "[none]"))
		snprintf(
			meaning, MEANING_SIZE,
			"the running kernel is locked down (/sys/kernel/security/lockdown; a signed kernel and -s were expected)");
	else
		snprintf(meaning, MEANING_SIZE, "CAP_SYS_BOOT is missing (root was expected)");
}

/* @meaning is left empty if strerror() says all that is known. */
static void explain_errno(char meaning[MEANING_SIZE], int number, bool panic)
{
	size_t i;

	meaning[0] = '\0';
	if (number == EPERM)
		explain_eperm(meaning, panic);
	for (i = 0; i < ARRAY_SIZE(errno_meanings); i++)
		if (errno_meanings[i].number == number)
			snprintf(meaning, MEANING_SIZE, "%s",
				 panic && errno_meanings[i].panic_meaning ?
					 errno_meanings[i].panic_meaning :
					 errno_meanings[i].meaning);
}

int refusal_of_load(const char *call, const struct load_request *request, struct error *error)
{
	int number = errno;
	char meaning[MEANING_SIZE];

	explain_errno(meaning, number, request->panic);
	return fail_with(error, STATUS_NOT_LOADED, "%s: %s: %s%s%s", request->kernel, call,
			 strerror(number), meaning[0] ? ": " : "", meaning);
}

int refusal_of_unload(const char *call, bool panic, struct error *error)
{
	int number = errno;
	char meaning[MEANING_SIZE] = "";

	if (number == EPERM)
		explain_eperm(meaning, panic);
	return fail_with(error, STATUS_NOT_LOADED, "--unload: %s: %s%s%s", call, strerror(number),
			 meaning[0] ? ": " : "", meaning);
}
