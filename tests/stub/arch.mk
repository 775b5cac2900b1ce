# SPDX-License-Identifier: GPL-2.0-only
# Objects and flags of an architecture that does nothing, for tests/cli/stub_arch.t.
ARCH_PARTS	= tests/stub/stub_kexec.o
BAKE_ARCH_PARTS	= tests/stub/stub_bake.o
PURGATORY_PARTS = $(addprefix purgatory/,stub.o purgatory.o messages.o merge_optional.o \
		  string.o apply_fixups.o sha256.o)
PURGATORY_ARCH	= tests/stub
PURGATORY_ARCH_CFLAGS = -mgeneral-regs-only -fcf-protection=none
PURGATORY_ARCH_LDFLAGS =

purgatory/stub.o: tests/stub/stub_purgatory.c
	@mkdir -p $(@D)
	$(CC) $(PURGATORY_CFLAGS) -c -o $@ $<
