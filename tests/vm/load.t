#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# kexec -l with kexec -e, and kexec -p with a panic, in a virtual machine: with both system calls,
# with EFI, and through the 32-bit and 16-bit entry points. With ALL=1 the test uses each machine.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(small_primary);
use Loaded;
use Test::More;

my $ovmf = '-bios /usr/share/ovmf/OVMF.fd';
my %machine = (bios => {}, la57 => { qemu => '-cpu qemu64,+la57' }, uefi => { qemu => $ovmf });

# load(OPTIONS, THEN): the plan that loads and goes there.
sub load {
	my ($options, $then) = @_;
	return "does load kexec $options /kernel --initrd=/initrd --command-line='$Loaded::WORDS second'\n$then";
}

# enters(NAME, OPTIONS, MACHINE, REGEX...): -l and -e on a machine of VM::boot's
# options; of what the second kernel says.
sub enters {
	my ($name, $options, $machine, @says) = @_;
	subtest $name => sub {
		my $run = loaded(load("-l $options", "does status kexec -S -l\ndoes exec kexec -e"), %$machine);
		my $said = said($run);
		like($said, qr/^load: status 0$/m, 'it loads');
		like($said, qr/^status: status 1$/m, '--status says so');
		like($said, qr/^second: words .*second$/m, 'the second kernel runs, with its words');
		like($said, $_, 'and says so') for @says;
		like($run->{serial}, qr/kexec_bake: armed.*second: words/s, 'the first was armed') if $machine->{first};
		is($run->{result}, 'up', 'and comes up') or diag($run->{summary}, "\n", substr($run->{serial}, -3000));
		done_testing();
		return $run;
	};
}

sub crashes {
	my ($name, $options, @says) = @_;
	subtest $name => sub {
		my $run = loaded(load("-p $options", "does status kexec -S\necho c >/proc/sysrq-trigger"), words => 'crashkernel=256M');
		my $said = said($run);
		like($said, qr/^load: status 0$/m, 'it loads');
		like($said, qr/^status: status 1$/m, '--status says so');
		like($run->{serial}, qr/sysrq: Trigger a crash/, 'the first kernel crashes');
		like($said, qr/^second: words .*second/m, 'the crash kernel runs, with its words');
		like($said, $_, 'and says so') for @says;
		unlike($said, qr/^second: memmap 0x100000 /m, 'nor is it told of the rest');
		like($run->{serial}, qr/primary: done, rebooting/, 'and comes up') or diag($run->{summary}, "\n", substr($run->{serial}, -3000));
		done_testing();
	};
}

my $all_memory = qr/^second: memmap 0x100000 0x3ffdffff System RAM/m;
my $own_memory = qr/^second: memmap 0x2e0\w\w000 0x3dffffff System RAM/m;
my $vmcore = qr/^second: vmcore \d+ bytes, begins +7f 45 4c 46$/m;

enters('-l -c', '-c --console-serial', $machine{bios}, $all_memory);
enters('-l -c from a primary that has an image', '-c', { first => small_primary() }, qr/^second: memmap 0x100000 0x3f\w+ System RAM/m);
enters('-l -s', '-s', $machine{bios}, $all_memory);
enters('-l -c by its 32-bit entry', '-c --entry-32bit', $machine{bios}, $all_memory);
enters('-l -c by its 16-bit entry', '-c --real-mode --console-serial', $machine{bios}, $all_memory, qr/^second: heap +de00$/m);
enters('-l -c with page tables of five levels', '-c', $machine{la57}, $all_memory);
enters('-l -c with EFI', '-c', $machine{uefi}, qr/^second: efi yes, [1-9]\d* runtime ranges$/m, qr/^second: iomem +80000000-803e7fff : efifb$/m);
enters('-l -c without EFI', '-c --noefi', $machine{uefi}, qr/^second: efi no, 0 runtime ranges$/m, qr/^second: interrupts by ACPI yes$/m);

# --- on each machine -----------------------------------------------------------------

# Each choice is made once, at least.
for my $machine ($ENV{ALL} ? machines() : (machines())[3, -1]) {
	for my $way ($ENV{ALL} ? qw(-c -s) : $machine->{firmware} eq 'bios' ? '-s' : '-c') {
		enters("-l $way, $machine->{name}", $way, $machine->{options}, @{ $machine->{says} });
	}
}

# --- a panic ------------------------------------------------------------------------

crashes('-p -c', '-c', $own_memory, $vmcore);
crashes('-p -s', '-s', $own_memory, $vmcore);

done_testing();
