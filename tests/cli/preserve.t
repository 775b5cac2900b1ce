#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# --load-preserve-context and --load-jump-back-helper: the way into another kernel
# and back, as far as it's laid out before.
use strict;
use warnings;
no warnings 'portable';

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Fake;

make_kernel('kernel');
spew('initrd', 'I' x 10001);
machine('vm');

my @there = ('--load-preserve-context', '--mem-max=0xfffffff', 'kernel');
my ($entry, $purgatory, $segments);

# The purgatory's orders; include/purgatory_info.h.
sub orders {
	my ($run) = @_;
	($entry) = map { hex } "@{ $run->{calls} }" =~ /^kexec_load entry=(\S+) /;
	($purgatory) = grep { $_->{address} == $entry - 0x400 } @{ $run->{segments} };
	my $bytes = $purgatory->{bytes};
	return { entry => u64($bytes, 8), boot_params => u64($bytes, 16), top => u64($bytes, 24), top5 => u64($bytes, 32), mode => u16($bytes, 0x70), flags => u16($bytes, 0x72), jump_back => u64($bytes, 472) };
}

sub bytes_at {
	my ($run, $address, $size) = @_;
	for (@{ $run->{segments} }) {
		return substr($_->{bytes}, $address - $_->{address}, $size) if $address >= $_->{address} && $address < $_->{address} + $_->{stored};
	}
	return undef;
}

# Of all segments, neighbours joined.
sub covered {
	my ($run) = @_;
	my @all;
	for (sort { $a->{address} <=> $b->{address} } @{ $run->{segments} }) {
		if (@all && $all[-1][1] == $_->{address}) {
			$all[-1][1] += $_->{size};
		} else {
			push @all, [$_->{address}, $_->{address} + $_->{size}];
		}
	}
	return join ' ', map { sprintf '0x%x-0x%x', $_->[0], $_->[1] - 1 } @all;
}

# --- there ------------------------------------------------------------------------------

for my $way ([], ['-a'], ['-c'], ['--initrd=initrd', '--append=some words'], ['--entry-32bit']) {
	my $run = faked('-l', @$way, @there);
	is("$run->{status} $run->{err}", '0 ', "@$way: it loads");
	like("@{ $run->{calls} }", qr/^kexec_load .* flags=0x3e0002$/, 'by kexec_load, to be come back from');
	my $orders = orders($run);
	is($orders->{flags}, 4, 'the purgatory is called');
	is(covered($run), '0x1000-0x9efff 0x100000-0xfffffff', 'all memory that it may use is exchanged');
	my $params = bytes_at($run, $orders->{boot_params}, 4096);
	is_deeply([e820($run, $params)], ['0x0-0xfff 2', '0x1000-0x9efff 1', '0x9f000-0x9fbff 2', '0x9fc00-0x9ffff 2', '0xf0000-0xfffff 2',
		'0x100000-0xfffffff 1', '0x10000000-0x3ffdffff 2', '0x3ffe0000-0x3fffffff 2', '0xfffc0000-0xffffffff 2'], 'and it knows of no other');
	my $line = bytes_at($run, u32($params, 0x228), 4096) =~ s/\0.*//sr;
	like($line, qr/(^|some words )kexec_jump_back_entry=0x0{16}$/, 'it is told the way back');
	is($orders->{jump_back}, u32($params, 0x228) + length($line) - 16, 'which the purgatory writes');
}
my $run = faked(@there);
is("@{[map { /^(\S+)/ } @{ $run->{calls} }]}", 'kexec_load', 'without -l it is loaded, and no more');
like(dry('-l', @there)->{command_line}, qr/^kexec_jump_back_entry=0x0{16}$/, '--dry-run shows it');
like(dry('-l', '--append=a -- b', @there)->{command_line}, qr/^a kexec_jump_back_entry=0x0{16} -- b$/, 'it is not for init');

machine('laptop');
$run = faked('-l', '--mem-min=64M', @there);
is(covered($run), '0x1000-0x57fff 0x59000-0x9efff 0x4000000-0xfffffff', 'with --mem-min what is below 640 KiB is exchanged all the same');
ok(!(grep { $_->{stored} && $_->{address} < 64 << 20 } @{ $run->{segments} }), 'but nothing is placed there');
machine('vm');

refused('with -s', qr/^kexec: kernel: kexec_file_load takes no --load-preserve-context /, 255, '-l', '-s', @there);
refused('with -p', qr/^kexec: --load-preserve-context: cannot go with --load-panic/, 1, '-p', @there);
refused('without an end', qr/^kexec: --load-preserve-context: no end of the memory .* \(--mem-max=ADDR was expected\)$/, 255, '-l', '--load-preserve-context', 'kernel');
refused('with --real-mode', qr/^kexec: --load-preserve-context: cannot go with --real-mode/, 1, '-l', '--real-mode', @there);
refused('with --entry, a kernel', qr/^kexec: kernel: --load-preserve-context: cannot go with --entry, .* \(a program of type elf-x86_64, with --args-none, was expected\)$/, 1,
	'-l', '--entry=1M', @there);
refused('a command line that is then too long', qr/^kexec: kernel: the command line is 2048 bytes long/, 1, '-l', '--append=' . 'x' x (2047 - 40), @there);
is(faked('-l', '--append=' . 'x' x (2047 - 41), @there)->{status}, 0, 'one byte less is not');

# More ranges than there may be segments.
machine_of(map { sprintf 'memmap 0x%x-0x%x System RAM', $_ << 24, ($_ << 24) + 0xefffff } 0 .. 20);
refused('memory in too many pieces', qr/^kexec: rest: no more than 16 segments can be placed$/, 1, '-l', '--load-preserve-context', '--mem-max=4G', 'kernel');

# --- and back ------------------------------------------------------------------------------

machine('vm');

# walk(RUN, TOP, ADDRESS): where page tables map it to; Intel SDM volume 3, 4.5.
sub walk {
	my ($run, $table, $address, @shifts) = @_;
	for my $shift (@shifts) {
		my $entry = u64(bytes_at($run, $table + ($address >> $shift & 511) * 8, 8) // "\0" x 8, 0);
		return undef if !($entry & 1);
		return ($entry & 0xfffffffe00000) + ($address & 0x1fffff) if $entry & 0x80;
		$table = $entry & 0xffffffffff000;
	}
	return undef;
}

for my $back (0x3f123456, 0x123456789, 0x12345678901) {
	my $name = sprintf '0x%x', $back;
	$run = faked('--load-jump-back-helper', "--entry=$name");
	is("$run->{status} $run->{err}", '0 ', "back to $name: it loads");
	like("@{ $run->{calls} }", qr/^kexec_load .* segments=2 flags=0x3e0002$/, 'to be come back from');
	my $orders = orders($run);
	is("$orders->{mode} $orders->{flags} $orders->{entry} $orders->{jump_back}", "0 4 $back 0", 'the purgatory jumps there');
	for my $address ($back, $entry, 0xfedcba98) {
		is(walk($run, $orders->{top}, $address, 39, 30, 21), $address, sprintf '0x%x is mapped', $address);
		is(walk($run, $orders->{top5}, $address, 48, 39, 30, 21), $address, 'with five levels, too');
	}
	is(walk($run, $orders->{top}, 0x8000000000, 39, 30, 21), undef, 'and not all else');
}
refused('an address that is none', qr/^kexec: --entry=0x400000000000: no memory is there/, 1, '--load-jump-back-helper', '--entry=0x400000000000');
refused('back to no address', qr/^kexec: --load-jump-back-helper: no address to jump back to \(--entry=ADDR was expected\)$/, 255, '--load-jump-back-helper', '--entry=0');
refused("$_, which is a kernel's", qr/^kexec: --[^:]*: goes only with loading a kernel( or --\w+)?$/, 1, '--load-jump-back-helper', '--entry=1M', $_)
	for qw(--dry-run --initrd=kernel --append=hi --type=uki --noefi --real-mode --no-cma -x);
refused('a kernel', qr/^kexec: kernel: is an unexpected argument \(no file was expected\)$/, 1, '--load-jump-back-helper', '--entry=1M', 'kernel');
refused('-s', qr/^kexec: --load-jump-back-helper: kexec_file_load cannot do that /, 255, '--load-jump-back-helper', '--entry=1M', '-s');
fails_with('kexec_load', 22);
$run = faked('--load-jump-back-helper', '--entry=1M');
is($run->{status}, 255, 'a failure is one');
like($run->{err}, qr/^kexec: --load-jump-back-helper: kexec_load: Invalid argument: /, 'and said');

done_testing();
