#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Our kexec in a virtual machine: -l and -e, -p and a panic, by both system calls;
# on a machine with EFI; by the kernel's 32-bit entry.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Loaded;
use Test::More;

my %machine = (bios => '', la57 => '-cpu qemu64,+la57', uefi => '-bios /usr/share/ovmf/OVMF.fd');

# load(OPTIONS, THEN): the plan that loads and goes there.
sub load {
	my ($options, $then) = @_;
	return "does load kexec $options /kernel --initrd=/initrd --command-line='$Loaded::WORDS nr_cpus=1 second'\n$then";
}

# enters(NAME, OPTIONS, MACHINE, REGEX...): -l and -e; of what the second kernel says.
sub enters {
	my ($name, $options, $machine, @says) = @_;
	subtest $name => sub {
		my $run = loaded(load("-l $options", "does status kexec -S -l\ndoes exec kexec -e"), qemu => $machine{$machine});
		my $said = said($run);
		like($said, qr/^load: status 0$/m, 'it loads');
		like($said, qr/^status: status 1$/m, '--status says so');
		like($said, qr/^second: words .*second$/m, 'the second kernel runs, with its words');
		like($said, $_, 'and says so') for @says;
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

enters('-l -c', '-c --console-serial', 'bios', $all_memory);
enters('-l -s', '-s', 'bios', $all_memory);
enters('-l -c by its 32-bit entry', '-c --entry-32bit', 'bios', $all_memory);
enters('-l -c with page tables of five levels', '-c', 'la57', $all_memory);
enters('-l -c with EFI', '-c', 'uefi', qr/^second: efi yes, [1-9]\d* runtime ranges$/m, qr/^second: iomem +80000000-803e7fff : efifb$/m);
enters('-l -c without EFI', '-c --noefi', 'uefi', qr/^second: efi no, 0 runtime ranges$/m, qr/^second: interrupts by ACPI yes$/m);
crashes('-p -c', '-c', $own_memory, $vmcore);
crashes('-p -s', '-s', $own_memory, $vmcore);

done_testing();
