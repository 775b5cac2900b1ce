// SPDX-License-Identifier: GPL-2.0-only
/* An exception in the purgatory is printed, then the machine is reset. */
#include "purgatory/purgatory.h"

#include "entry.h"

/* Intel SDM volume 3, figure 6-8: present, 64-bit interrupt gate. */
#define GATE_INTERRUPT 0x8e00

struct gate {
	uint16_t offset_low;
	uint16_t segment;
	uint16_t flags;
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

extern const char fault_stubs[] __attribute__((visibility("hidden")));
_Noreturn void arch_fault(uint64_t vector, uint64_t address, uint64_t code, uint64_t cr2);

static struct gate gates[FAULTS];

void arch_catch_faults(void)
{
	uint64_t stub = (uintptr_t)fault_stubs;
	struct table_register idtr;
	int i;

	for (i = 0; i < FAULTS; i++, stub += FAULT_STUB_SIZE)
		gates[i] = (struct gate){
			.offset_low = stub,
			.segment = BOOT_CS,
			.flags = GATE_INTERRUPT,
			.offset_middle = stub >> 16,
			.offset_high = stub >> 32,
		};
	/* An initialiser would be a table of addresses, which nothing relocates. */
	idtr.limit = sizeof(gates) - 1;
	idtr.base = (uintptr_t)gates;
	__asm__ volatile("lidt %0" : : "m"(idtr));
}

_Noreturn void arch_fault(uint64_t vector, uint64_t address, uint64_t code, uint64_t cr2)
{
	print("\npurgatory: exception ");
	print_hex(vector);
	print(" at ");
	print_hex(address);
	print(", error code ");
	print_hex(code);
	print(", cr2 ");
	print_hex(cr2);
	give_up("it can't go on");
}
