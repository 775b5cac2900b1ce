// SPDX-License-Identifier: GPL-2.0-only
/* The least that kexec/arch.h and kexec/option_table.h ask of an architecture. */
#include <elf.h>
#include <stdlib.h>

#include "kexec/arch.h"
#include "kexec/load/loader.h"
#include "kexec/option_table.h"

struct arch_machine {
	int unused;
};

struct arch_request {
	int unused;
};

const struct loader *const arch_loaders[] = { NULL };
const uint64_t arch_kexec_flag;
const uint16_t arch_elf_machine = EM_NONE;
const uint16_t arch_pe_machines[] = { 0 };
const char arch_pe_machine_name[] = "none";
const struct range arch_crash_low_memory;
const struct range arch_exchanged_memory;
const uint64_t arch_kernel_half;
const uint64_t arch_kernel_text;
const struct option_entry arch_options[1];
const size_t arch_option_count;

static int refuse(const char *subject, struct error *error)
{
	return fail(error, "%s: this architecture has no loader", subject);
}

struct arch_machine *arch_machine_read(struct error *error)
{
	(void)error;
	return calloc(1, sizeof(struct arch_machine));
}

void arch_machine_free(struct arch_machine *machine)
{
	free(machine);
}

struct arch_request *arch_request_new(struct error *error)
{
	(void)error;
	return calloc(1, sizeof(struct arch_request));
}

void arch_request_default_consoles(struct arch_request *request)
{
	(void)request;
}

int arch_request_check(const struct load_request *request, struct error *error)
{
	return refuse(request->kernel, error);
}

int arch_check_without_purgatory(const struct load_request *request, struct error *error)
{
	return refuse(request->kernel, error);
}

void arch_fill_purgatory_info(struct purgatory_info *info, const struct arch_request *request)
{
	(void)info;
	(void)request;
}

bool arch_purgatory_changes_mode(const struct purgatory_info *info)
{
	(void)info;
	return false;
}

int arch_place_jump_back(struct load *load, struct error *error)
{
	return refuse(load->request->kernel, error);
}

int arch_add_crash_parameters(struct load *load, struct error *error)
{
	return refuse(load->request->kernel, error);
}
