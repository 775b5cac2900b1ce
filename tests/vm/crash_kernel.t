#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# A crash after kexec -p by kexec_load: Debian's makedumpfile and vmcore-dmesg read /proc/vmcore
# in the crash kernel.
use strict;
use warnings;
no warnings 'portable';

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Core;
use Images qw(kernel output_of);
use List::Util qw(sum);
use Loaded;
use Test::More;
use VM;

my $MIB = 1 << 20;
my $dir = tempdir('kexec-bake-core-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $kernel = kernel('small');

# It's unpacked and not installed: nothing but this of it may be run here.
sub vmcore_dmesg {
	my $cache = $ENV{KEXEC_BAKE_CACHE} // ($ENV{XDG_CACHE_HOME} // "$ENV{HOME}/.cache") . '/kexec-bake';
	chomp(my $peer = output_of('sh', '-c', 'say() { echo "$*" >&2; }; die() { say "$@"; exit 1; }
		cache=$1; . "$2/lib/install.sh"; . "$2/bench/peer.sh"; get_peer; echo "$peer"', 'sh', $cache, "$FindBin::Bin/.."));
	return "$peer/sbin/vmcore-dmesg";
}

my $vmcore_dmesg = vmcore_dmesg();

# The kernel itself, and the rest.
sub text_and_ram {
	my ($core) = @_;
	my @all = loads($core);
	return ([grep { $_->[0] >= 0xffffffff80000000 } @all], [grep { $_->[0] < 0xffffffff80000000 } @all]);
}

# Ranges of the first kernel's /proc/iomem: [START, END].
sub iomem {
	my ($said, $name) = @_;
	return map { [hex $_->[0], hex($_->[1]) + 1] } map { /^first: iomem +([0-9a-f]+)-([0-9a-f]+) : \Q$name\E$/ ? [$1, $2] : () } split /\n/, $said;
}

# Without their times: where a message is of two lines, programs write them as they like.
sub lines {
	return map { s/^\[ *\d+\.\d+\]//r =~ s/^ +//r } split /\r?\n/, $_[0];
}

# Those lines of a log that the console didn't show.
sub lacks {
	my ($log, $serial) = @_;
	my %shown = map { $_ => 1 } lines($serial);
	return grep { !$shown{$_} } lines($log);
}

sub saves {
	my ($name, $levels, $options, %how) = @_;
	subtest $name => sub {
		my $disk = "$dir/disk";
		VM::write_file($disk, '');
		truncate($disk, 512 * $MIB) or die "$disk: $!\n";
		# Both kernels choose their places themselves.
		local $Loaded::WORDS = 'console=ttyS0 ignore_loglevel panic=-1 no_timer_check';
		my $run = loaded("busybox sed 's/^/load: first: iomem /' /proc/iomem
does load kexec -p -c $options /kernel --initrd=/initrd --command-line='$Loaded::WORDS nr_cpus=1 second'
echo c >/proc/sysrq-trigger", kernel => $kernel, first => $kernel, words => 'crashkernel=128M', memory => '512M', timeout => 400,
			qemu => "$how{qemu} -drive file=$disk,format=raw,if=virtio,cache=unsafe", cpus => 2);
		my $said = said($run);
		like($said, qr/^load: status 0$/m, 'it loads');
		like($said, qr/^second: saved, status 0$/m, 'the crash kernel saves a core file') or diag($run->{summary}, "\n", substr($run->{serial}, -3000));

		my ($text, $ram) = text_and_ram($disk);
		my @code = iomem($said, 'Kernel code');
		my @crash = iomem($said, 'Crash kernel');
		my @all = grep { $_->[0] >= $MIB } iomem($said, 'System RAM');
		is(scalar @$text, 1, 'it shows the kernel');
		is($text->[0][1], $code[0][0], 'which lies where it lay');
		is(sum(map { $_->[2] } @$ram) + $crash[0][1] - $crash[0][0], sum(map { $_->[1] - $_->[0] } @all), 'all RAM, but the crash kernel\'s');
		ok(!(grep { $_->[1] < $crash[0][1] && $_->[1] + $_->[2] > $crash[0][0] } @$ram), 'of which it shows nothing');
		my %base = map { $_->[0] - $_->[1] => 1 } @$ram;
		is(scalar keys %base, 1, 'all of it in one direct map');
		is((keys %base)[0] >= 0xffff888000000000 ? 4 : 5, $levels, "of $levels levels");

		my @words = ('makedumpfile', '--dump-dmesg', $disk, "$dir/log");
		is(system("@words >$dir/out 2>&1"), 0, 'makedumpfile finds the log') or diag(VM::read_file("$dir/out"));
		my $log = VM::read_file("$dir/log") // '';
		like($log, qr/Kernel panic - not syncing: sysrq triggered crash/, 'with the panic');
		is_deeply([lacks($log, $run->{serial})], [], 'of which each line was on the console');
		my $other = output_of($vmcore_dmesg, $disk);
		like($other, qr/Kernel panic - not syncing: sysrq triggered crash/, 'so does vmcore-dmesg');
		is_deeply([lacks($other, $run->{serial})], [], 'and the same log');
		@words = ('makedumpfile', '-c', '-d', 31, $disk, "$dir/dump");
		is(system("@words >$dir/out 2>&1"), 0, 'makedumpfile -d 31 makes a dump') or diag(VM::read_file("$dir/out"));
		ok(-s "$dir/dump" && -s "$dir/dump" < 64 * $MIB, 'that is smaller');
		unlink("$dir/dump", "$dir/log", $disk);
		done_testing();
	};
}

saves('KASLR, page tables of four levels', 4, '', qemu => '');
saves('of five, and memmap= in words', 5, '--pass-memmap-cmdline', qemu => '-cpu max');

done_testing();
