#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# EFI runtime services in a capture kernel baked with --bake-efi: before and after the primary has
# given the firmware virtual addresses, at the image's address and elsewhere. Tries one row of
# each kind, and with ALL=1 every row.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(bake initrd kernel);
use Test::More;
use VM;

my $guid = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
my @variables = map { "sys/firmware/efi/efivars/$_-$guid" } qw(PlatformLang OsIndicationsSupported);
my $uefi = '-machine q35 -bios /usr/share/ovmf/OVMF.fd';

# The capture kernel resets the machine by the firmware's ResetSystem(); it can't without.
my @efi = ('--bake-efi', '--bake-relocatable', "--command-line=$Images::CAPTURE_WORDS reboot=efi");

# The image comes in front of the initrd: one primary does for them all.
my $dir = tempdir(CLEANUP => 1);
my $primary = kernel('small');

sub with_image {
	my ($name, @options) = @_;
	my $archive = VM::read_file(bake(@options, '--bake-format=cpio'));
	VM::write_file("$dir/$name", $archive . VM::read_file(initrd()));
	return "$dir/$name";
}

sub vm {
	my ($initrd, $words, %row) = @_;
	return VM::boot(kernel => $primary, initrd => $initrd, append => join(' ', $words, $row{words} // ()),
		memory => $row{memory} // '512M', cpus => $row{cpus} // 1, qemu => $row{qemu} // $uefi, timeout => 180);
}

# What was on the console from the purgatory on.
sub later {
	my ($run) = @_;
	return $run->{serial} =~ s/\A.*?^(?=purgatory: )//msr;
}

sub captured {
	my ($run, $what) = @_;
	is($run->{result}, 'captured', "captured: $what") or diag($run->{summary});
	if ($what eq 'crashpoint=first') {
		# There is no console yet.
		like(VM::oops_text($run->{out}) // '', qr/Kernel panic - not syncing: crashpoint: first$/m, 'the text is there');
	} else {
		is(VM::oops_matches_serial($run->{out}), undef, 'the text is what the console showed');
	}
	like(later($run), qr/^purgatory: digest ok/, 'the purgatory has nothing to complain of');
	is(scalar(() = later($run) =~ /Linux version /g), 1, 'and the machine resets');
	is($run->{reason}, 'guest-reset', 'on its own');
}

# What the variables are where nothing crashes.
my %real;

sub without_a_crash {
	my ($initrd) = @_;
	my $run = vm($initrd, 'vmtest=show');
	is($run->{result}, 'up', 'without a crash it boots and powers off') or diag($run->{summary});
	is($run->{files}{'sys/kernel/kexec_bake/state'}, "armed\n", 'and is armed');
	unlike($run->{serial}, qr/no EFI for the capture kernel/, 'with EFI');
	%real = map { $_ => $run->{files}{$_} } @variables;
	# Four bytes of attributes, and UTF-8 or a bit mask (UEFI, 3.3).
	like($real{$variables[0]} // '', qr/\A.{4}en(?:-US)?\0\z/s, 'its userspace reads PlatformLang');
	is(length($real{$variables[1]} // ''), 12, 'and OsIndicationsSupported');
}

sub sees_efi {
	my ($run, $mode) = @_;
	like(later($run), qr/efi: EFI v\S+ by /, 'the capture kernel finds EFI');
	is($run->{files}{'sys/firmware/efi/fw_platform_size'}, "64\n", 'its userspace, too');
	like(later($run), qr/\] (?:efivars: )?Registered efivars operations/, 'there are runtime services');
	unlike(later($run), qr/efi: (?:Unable|Failed|Error|Could ?n.t)|\[Firmware Bug\]/, 'and no trouble with them');
	unlike($run->{serial}, qr/no EFI for the/, 'nobody left it out');
}

sub reads_variables {
	my ($run) = @_;
	is($run->{files}{$_} // 'nothing', $real{$_}, "$_ is what the primary's userspace sees") for @variables;
}

sub sees_none {
	my ($run) = @_;
	unlike(later($run), qr/efi: EFI v|efivars/, 'the capture kernel finds no EFI');
	is($run->{files}{$_}, undef, "there is no $_") for 'sys/firmware/efi/fw_platform_size', @variables;
}

my $with = with_image('with', kernel('small'), @efi);
my $in_vain = with_image('in-vain', kernel('small'), '--bake-efi', '--bake-relocatable');
my $without = with_image('without', kernel('small'), '--bake-relocatable');

my $no_ram = qr/kexec_bake: moved: .*there is no RAM at/;
my @rows = (
	{ name => 'before anything', crash => 'crashpoint=first', ci => 1 },
	{ name => 'parameters', crash => 'crashpoint=param' },
	{ name => 'paging', crash => 'crashpoint=paging' },
	{ name => 'memory', crash => 'crashpoint=mm_init' },
	{ name => 'interrupts', crash => 'crashpoint=init_irq' },
	{ name => 'just before the initcalls', crash => 'crashpoint=early_initcall' },
	{ name => 'initcalls', crash => 'crashpoint=late_initcall' },
	{ name => 'userspace', crash => 'vmtest=sysrq-c' },
	{ name => 'userspace of another CPU', crash => 'vmtest=sysrq-c:1', cpus => 2 },
	{ name => 'moved, before', crash => 'crashpoint=paging', memory => '256M', moved => 1 },
	{ name => 'moved, after', crash => 'crashpoint=late_initcall', memory => '256M', moved => 1, ci => 1 },
	{ name => 'boot services kept', crash => 'crashpoint=late_initcall', words => 'efi=debug' },
	{ name => '5-level paging, before', crash => 'crashpoint=paging', qemu => "$uefi -cpu max,+la57" },
	{ name => '5-level paging, after', crash => 'crashpoint=late_initcall', qemu => "$uefi -cpu max,+la57" },
	{ name => 'memory above 4 GiB, before', crash => 'crashpoint=paging', memory => '5G' },
	{ name => 'memory above 4 GiB, after', crash => 'crashpoint=late_initcall', memory => '5G' },
);

subtest 'no crash' => sub { without_a_crash($with); done_testing() };
for my $row (grep { $ENV{ALL} || $_->{ci} } @rows) {
	subtest $row->{name} => sub {
		my $run = vm($with, $row->{crash}, %$row);
		captured($run, $row->{crash});
		($row->{moved} ? \&like : \&unlike)->($run->{serial}, $no_ram, $row->{moved} ? 'from elsewhere' : 'from its place');
		sees_efi($run);
		reads_variables($run);
		done_testing();
	};
}

# Of what the primary has no use for nothing is handed over.
my @without = (
	{ name => 'not asked for, before', crash => 'crashpoint=paging', initrd => $without },
	{ name => 'not asked for, after', crash => 'crashpoint=late_initcall', initrd => $without, ci => 1 },
	{ name => 'the primary does without', crash => 'crashpoint=late_initcall', words => 'efi=noruntime', initrd => $in_vain, ci => 1,
		why => qr/does not use its runtime services/ },
	{ name => 'no UEFI', crash => 'crashpoint=late_initcall', qemu => '-machine q35', initrd => $in_vain,
		why => qr/was not started by 64-bit UEFI/ },
);

for my $row (grep { $ENV{ALL} || $_->{ci} } @without) {
	subtest $row->{name} => sub {
		my $run = vm($row->{initrd}, $row->{crash}, %$row);
		captured($run, $row->{crash});
		sees_none($run);
		like($run->{serial}, qr/kexec_bake: no EFI for the capture kernel: .*$row->{why}/, 'the log says why') if $row->{why};
		done_testing();
	};
}

# Its efivarfs is a module.
if ($ENV{ALL}) {
	my $stock = with_image('stock', kernel('stock', 'cloud'), @efi);
	for my $crash (qw(crashpoint=paging crashpoint=late_initcall)) {
		subtest "Debian's kernel, $crash" => sub {
			my $run = vm($stock, $crash);
			captured($run, $crash);
			sees_efi($run);
			done_testing();
		};
	}
}

done_testing();
