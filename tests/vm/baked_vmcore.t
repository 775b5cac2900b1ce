#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# /proc/vmcore in a baked capture kernel, after crashes at several stages of the boot:
# makedumpfile and vmcore-dmesg read the same log from it that the record contains, and it has the
# registers of all CPUs. With ALL=1 at more stages, with a primary that is built with debug
# information, and crash or gdb opens the dump.
use strict;
use warnings;
no warnings 'portable';

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Core;
use Images qw(bake info initrd kernel output_of);
use List::Util qw(sum);
use Test::More;
use VM;

my $MIB = 1 << 20;
my $dir = tempdir('kexec-bake-vmcore-XXXXXX', TMPDIR => 1, CLEANUP => 1);

# Little memory, as all of it is saved: so the image lies low, and makes room for a
# kernel that is put anywhere.
my $memory = 192;
my $object = bake(kernel('small'), '--bake-addr=64M', '--bake-relocatable', "--command-line=$Images::CAPTURE_WORDS vmtest=save-vmcore");
my $primary = $ENV{ALL} ? kernel('--apart=debug', 'primary', $object, 'CONFIG_DEBUG_INFO_DWARF4=y') : kernel('primary', $object);
my $vmlinux = $primary =~ s{/bzImage$}{/vmlinux}r;
my $region = info($primary)->{region_size};

sub makedumpfile {
	my ($name, $out, @words) = @_;
	unlink($out);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is(system("makedumpfile @words $out >$dir/said 2>&1"), 0, "makedumpfile @words[0 .. $#words - 1]: $name")
		or diag(VM::read_file("$dir/said"));
	return VM::read_file($out) // '';
}

sub has_memory {
	my ($record, $core) = @_;
	my ($text, @ram) = loads($core);
	my ($base) = $record =~ /entering the capture kernel at (0x[0-9a-f]+)/ or return fail('where the region is');
	cmp_ok($text->[0], '>=', 0xffffffff80000000, 'the kernel is there, first');
	my $all = sum(map { $_->[2] } @ram);
	cmp_ok(abs($all + $region + $MIB - $memory * $MIB), '<', $MIB, 'and all RAM but the region and what is below 1 MiB');
	ok(!(grep { $_->[1] < hex($base) + $region && $_->[1] + $_->[2] > hex($base) } @ram), 'of the region nothing');
	my %map = map { $_->[0] - $_->[1] => 1 } @ram;
	is(scalar keys %map, 1, 'in one direct map');
}

sub vmcoreinfo {
	my ($core) = @_;
	my ($info) = VM::read_at($core, 0, $MIB) =~ /(OSRELEASE=[^\0]*)/;
	return $info;
}

# has_notes(CORE, cpus, made: the kernel hadn't made its own VMCOREINFO yet, moved)
sub has_notes {
	my ($core, %options) = @_;
	my $notes = output_of('readelf', '-nW', $core);
	is(scalar(() = $notes =~ /NT_PRSTATUS/g), $options{cpus}, "registers of $options{cpus} CPUs");
	my $info = vmcoreinfo($core) or return fail('VMCOREINFO is there');
	like($info, qr/^OSRELEASE=6\.\d+\.\d+-bake$/m, 'VMCOREINFO says which kernel');
	like($info, $options{moved} ? qr/^KERNELOFFSET=[1-9a-f]/m : qr/^KERNELOFFSET=0$/m, 'and where it is');
	$options{made} ? unlike($info, qr/^CRASHTIME=/m, 'made by the kernel side') : like($info, qr/^CRASHTIME=\d+$/m, "the kernel's own, and when it crashed");
}

# With the scheduler's help only, which knows the tasks: before that has begun there's gdb.
sub opened {
	my ($core, $record, $way, $cpus) = @_;
	my $said = asked([$vmlinux, $core], qw(sys log bt));
	like($said->{sys}, qr/^ *RELEASE: 6\.\d+\.\d+-bake$/m, 'sys: the kernel');
	like($said->{sys}, qr/^ *CPUS: $cpus(?: \[OFFLINE: \d+\])?$/m, 'sys: the CPUs');
	my ($panic) = $record =~ /^\[[^\]]*\] (Kernel panic - not syncing: .*)$/m;
	like($said->{sys}, qr/^ *PANIC: "\Q$panic\E"/m, 'sys: the panic');
	is_deeply(log_lines($said->{log}), log_lines($record), 'log: what the record has');
	like($said->{bt}, $way, 'bt: the way to where it crashed');
	diag("crash's $_:\n$said->{$_}") for Test::More->builder->is_passing ? () : qw(sys bt);
}

sub opened_early {
	my ($core, $record, $way) = @_;
	my $said = asked(['--minimal', $vmlinux, $core], 'log');
	is_deeply(log_lines($said->{log}), log_lines($record), 'log: what the record has');
	my ($offset) = vmcoreinfo($core) =~ /^KERNELOFFSET=(\w+)$/m;
	my $bt = output_of('gdb', '-batch', '-nx', '-ex', "core-file $core", '-ex', "add-symbol-file $vmlinux -o 0x$offset", '-ex', 'bt');
	like($bt, $way, "gdb's bt: the way to where it crashed");
}

sub crash {
	my ($words, $cpus, $kaslr, %options) = @_;
	subtest "$words, $cpus CPUs, " . ($kaslr ? 'KASLR' : 'no KASLR') => sub {
		my $disk = "$dir/disk";
		VM::write_file($disk, '');
		truncate($disk, 2 * $memory * $MIB) or die "$disk: $!\n";
		my $run = VM::boot(kernel => $primary, initrd => initrd(), append => $words, memory => "${memory}M", cpus => $cpus,
			kaslr => $kaslr, timeout => 120, qemu => "-drive file=$disk,format=raw,if=virtio,cache=unsafe");
		is($run->{result}, 'captured', 'captured') or return diag($run->{summary}, "\n", substr($run->{serial}, -3000));
		like($run->{serial}, qr/^capture: saved \d+ bytes of \/proc\/vmcore\r?$/m, '/proc/vmcore is there')
			or return diag(substr($run->{serial}, -3000));
		my $record = VM::oops_text($run->{out});
		has_memory($record, $disk);
		has_notes($disk, cpus => $options{late} ? $cpus : 1, made => !$options{own}, moved => $kaslr);
		is(output_of(Images::build() . '/sbin/vmcore-dmesg', $disk), $record, 'vmcore-dmesg prints what the record has');
		is_deeply(log_lines(makedumpfile('a log', "$dir/log", '--dump-dmesg', $disk)), log_lines($record), 'and so does makedumpfile');
		my $dump = makedumpfile('a dump', "$dir/dump", '-c', '-d', $options{own} ? 31 : 1, $disk);
		cmp_ok(length($dump), '<', $memory / 2 * $MIB, 'that is smaller');
		isnt(system("makedumpfile -c -d 31 $disk $dir/less >/dev/null 2>&1"), 0, 'but none that leaves pages out') if !$options{own};
		$options{opens}->($disk, $record, $options{way}, $cpus) if $ENV{ALL};
		unlink("$dir/log", "$dir/less", "$dir/dump", $disk);
		done_testing();
	};
}

my $boot = qr/ crash .* start_kernel .* secondary_startup_64 /s;
my $initcall = qr/ panic at .* reach_\w+initcall at .* do_one_initcall at .* kernel_init at /s;
my $sysrq = qr/ panic at .* __handle_sysrq at .* write_sysrq_trigger at .* do_syscall_64 at /s;

my @early = ((map { [$_, opens => \&opened_early, way => $boot] } qw(crashpoint=first:null crashpoint=setup_arch_end crashpoint=mm_init)),
	['crashpoint=early_initcall', opens => \&opened, way => $initcall]);
my @late = map { [@$_, opens => \&opened, own => 1, late => 1] }
	['crashpoint=device_initcall', way => $initcall], ['vmtest=sysrq-c', way => $sysrq], ['vmtest=sysrq-c:1', way => $sysrq];

if ($ENV{ALL}) {
	for my $case (@early, @late) {
		my ($words, %options) = @$case;
		for my $cpus ($words =~ /:1$/ ? (4) : (1, 4)) {
			crash($words, $cpus, $_, %options) for 0, 1;
		}
	}
} else {
	crash('crashpoint=first:null', 1, 0);
	crash('crashpoint=setup_arch_end', 4, 1);
	crash('crashpoint=early_initcall', 4, 0);
	crash('crashpoint=device_initcall', 1, 1, own => 1, late => 1);
	crash('vmtest=sysrq-c:1', 4, 1, own => 1, late => 1);
}

done_testing();
