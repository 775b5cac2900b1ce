#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# One image on many kinds of machines. Tries one row of each kind, and with ALL=1 every row.
# ROWS=REGEX selects rows by name.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(initrd kernel primary_with);
use Test::More;
use VM;

my $primary = primary_with(kernel('small'), '--bake-relocatable');
my $uefi = '-bios /usr/share/ovmf/OVMF.fd';
my $nodes = join(' ', map { "-object memory-backend-ram,id=m$_,size=512M -numa node,nodeid=$_,cpus=$_,memdev=m$_" } 0, 1);

# More than most hosts have; but hardly any of it is touched.
my %not_reserved = ('40G' => ' -object memory-backend-ram,id=all,size=40G,reserve=off -machine memory-backend=all');

# Machine, firmware, memory; CI takes those that are marked.
my @rows;
for my $machine ('pc', 'q35') {
	for my $firmware ('SeaBIOS', 'OVMF') {
		for my $memory ('256M', '3G', '5G', '40G') {
			push @rows, { name => "$machine, $firmware, $memory", memory => $memory,
				qemu => "-machine $machine " . ($firmware eq 'OVMF' ? $uefi : '') . ($not_reserved{$memory} // ''),
				ci => $firmware eq 'OVMF' && ($memory eq '256M' && $machine eq 'pc' || $memory eq '5G' && $machine eq 'q35') };
		}
	}
}
push @rows, { name => '2 nodes', memory => '1G', cpus => 2, qemu => $nodes, ci => 1 },
	{ name => '2 nodes, UEFI', memory => '1G', cpus => 2, qemu => "-machine q35 $uefi $nodes" },
	{ name => 'memory may be plugged in', memory => '512M,slots=2,maxmem=4G', ci => 1 },
	{ name => '5-level paging, UEFI', memory => '1G', qemu => "-cpu max,+la57 $uefi", ci => 1 },
	{ name => '5-level paging, turned off', memory => '1G', qemu => '-cpu max,+la57', words => 'no5lvl' },
	{ name => '4 CPUs, 40 GiB, UEFI', memory => '40G', cpus => 4, qemu => "-machine q35 $uefi$not_reserved{'40G'}" };

sub crash {
	my ($row, $point) = @_;
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => join(' ', $point, $row->{words} // ''),
		memory => $row->{memory}, cpus => $row->{cpus} // 1, qemu => $row->{qemu} // '', timeout => 180);
	is($run->{result}, 'captured', "$point: captured") or diag($run->{summary});
	is(VM::oops_matches_serial($run->{out}), undef, 'the text is what the console showed');
	like($run->{serial}, qr/^purgatory: digest ok/m, 'the digest was checked');
	# Both kernels found ACPI's tables: the first one's are the primary's.
	my $found = () = $run->{serial} =~ /ACPI: RSDP 0x/g;
	my $before = $point eq 'crashpoint=param' ? 0 : 1;
	cmp_ok($found, '>=', 1 + $before, 'the capture kernel has ACPI');
}

my $wanted = $ENV{ROWS} // '';
for my $row (grep { ($ENV{ALL} || $_->{ci}) && $_->{name} =~ /$wanted/ } @rows) {
	subtest $row->{name} => sub {
		crash($row, $_) for qw(crashpoint=param crashpoint=late_initcall);
		for my $what (qw(poweroff reboot)) {
			next unless $ENV{ALL} || $what eq 'poweroff';
			my $run = VM::boot(kernel => $primary, initrd => initrd(), append => "vmtest=$what " . ($row->{words} // ''),
				memory => $row->{memory}, cpus => $row->{cpus} // 1, qemu => $row->{qemu} // '', timeout => 180);
			is($run->{result}, 'up', "without a crash: boots, runs, and can $what") or diag($run->{summary});
			like($run->{serial}, qr/kexec_bake: armed/, 'and is armed');
		}
		done_testing();
	};
}

note(scalar(@rows), ' rows, ', scalar(grep { $ENV{ALL} || $_->{ci} } @rows), ' of them tried (ALL=1 tries all)');
done_testing();
