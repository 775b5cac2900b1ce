// SPDX-License-Identifier: GPL-2.0-only
/* An input is a Multiboot kernel, which the loaders of both versions probe and load. */
#include "fuzz.h"
#include "kexec/arch/x86/loaders.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct loader *const both[] = { &x86_multiboot_loader, &x86_multiboot2_loader };
	struct load_request request = { .kernel = "k", .placement.mem_max = UINT64_MAX };
	struct load *load;
	struct error error;
	size_t i;

	for (i = 0; i < 2; i++) {
		load = calloc(1, sizeof(*load));
		demand(load != NULL);
		load->request = &request;
		load->command_line = (char *)"words";
		load->file = (struct blob){ (uint8_t *)data, size };
		if (both[i]->probe(&request, &load->file, &error) == PROBE_YES) {
			demand(!purgatory_open(&load->purgatory, &error));
			demand(!ranges_add(&load->segments.free,
					   (struct range){ 0x1000, 1ull << 33 }));
			if (!both[i]->load(load, &error))
				demand(load->purgatory_info.entry &&
				       load->purgatory_info.x86_registers.rbx < 1ull << 32);
			ranges_free(&load->segments.free);
			purgatory_close(&load->purgatory);
		}
		load_free_kept(load);
		free(load);
	}
	return 0;
}
