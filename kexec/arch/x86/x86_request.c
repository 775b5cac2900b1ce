// SPDX-License-Identifier: GPL-2.0-only
#include "x86_request.h"

#include <stdlib.h>

#include "include/purgatory_info.h"
#include "kexec/arch.h"
#include "kexec/load/request.h"

struct arch_request *arch_request_new(struct error *error)
{
	struct arch_request *request = calloc(1, sizeof(*request));

	if (request)
		request->serial_port = X86_SERIAL_PORT_1;
	else
		fail(error, "the options: out of memory");
	return request;
}

void arch_request_default_consoles(struct arch_request *request)
{
	if (!request->consoles)
		request->consoles = PURGATORY_CONSOLE_SERIAL | PURGATORY_CONSOLE_VGA;
}

int arch_request_check(const struct load_request *request, struct error *error)
{
	if (!request->arch->in_16bit_mode)
		return 0;
	if (request->panic)
		return fail(
			error,
			"--real-mode: cannot go with --load-panic: the BIOS does not know the memory of a crash kernel");
	if (request->arch->in_32bit_mode)
		return fail(error,
			    "--real-mode: cannot go with --entry-32bit (one of them was expected)");
	if (request->flags.preserve_context)
		return fail(
			error,
			"--load-preserve-context: cannot go with --real-mode: the BIOS would report all memory");
	return 0;
}

int arch_check_without_purgatory(const struct load_request *request, struct error *error)
{
	if (request->arch->reset_vga)
		return fail(
			error,
			"%s: is entered without a purgatory, so the VGA cannot be reset (neither --args-none nor --entry was expected with --reset-vga)",
			request->kernel);
	if (request->arch->consoles)
		return fail(
			error,
			"%s: is entered without a purgatory, which prints the messages (neither --args-none nor --entry was expected with --console-vga or --console-serial)",
			request->kernel);
	return 0;
}

void arch_fill_purgatory_info(struct purgatory_info *info, const struct arch_request *request)
{
	if (request->reset_vga)
		info->flags |= PURGATORY_RESET_VGA;
	info->consoles = request->consoles;
	info->x86_settings.serial_port = request->serial_port;
	info->x86_settings.serial_divisor = request->serial_divisor;
}

bool arch_purgatory_changes_mode(const struct purgatory_info *info)
{
	return info->x86_settings.mode != PURGATORY_64BIT;
}
