#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The next kernel's command line: --command-line, --append, --reuse-cmdline.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Fake;

make_kernel('kernel', cmdline_size => 100);
machine('vm');

# The command line without the elfcorehdr= that -p adds.
sub line {
	my (@words) = @_;
	return dry('-c', @words, 'kernel')->{command_line} =~ s/ ?\belfcorehdr=0x\w+//r;
}

is(line('-l'), '', 'none');
is(line('-l', '--command-line=one two'), 'one two', '--command-line');
is(line('-l', '--append='), '', 'an empty one');
is(line('-l', '--append=one', '--command-line=two'), 'two', 'the last one counts');
is(line('-l', '--append=one', '--reuse-cmdline'), 'root=/dev/sda1 crashkernel=256M quiet one', '--reuse-cmdline, in front of it');
is(line('-l', '--reuse-cmdline'), 'root=/dev/sda1 crashkernel=256M quiet', 'alone');
is(line('-p', '--reuse-cmdline'), 'root=/dev/sda1 quiet', '-p: without crashkernel=');

# Each of the removed parameters, and nothing else, is removed.  (kexec-tools removes the first one,
# and also parameters that only begin like it.)
for (
	['crashkernel=1M a crashkernel=2M,high b crashkernel=3M,low', 'a b', 'each of them'],
	['a crashkernel b', 'a b', 'without a value'],
	['crashkernelX=1 xcrashkernel=2 y.crashkernel=3', 'crashkernelX=1 xcrashkernel=2 y.crashkernel=3', 'no other word'],
	['a="crashkernel=1M b" c', 'a="crashkernel=1M b" c', 'nothing in quotes'],
	['a crashkernel="1M 2M" b', 'a b', 'all that is in quotes'],
	['crashkernel=1M', '', 'nothing else'],
	['a   crashkernel=1M   b', 'a b', 'spaces'],
	(map { ["a${_}crashkernel=1M${_}b", 'a b', sprintf('a byte %#x', ord)] } "\t", "\x0b", "\f", "\r"),
	["a=voil\xc3\xa0 crashkernel=1M", "a=voil\xc3\xa0", 'no letter'],
	["BOOT_IMAGE=/v\troot=/dev/vda1\tcrashkernel=1M\fb", 'root=/dev/vda1 b', 'other spaces, which the kernel knows'],
	['BOOT_IMAGE=/a b BOOT_IMAGE=/c', 'b', 'the boot loader\'s own word'],
	['a crashkernel=1M -- crashkernel=2M BOOT_IMAGE=x', 'a -- crashkernel=2M BOOT_IMAGE=x', 'nothing that is for init'],
) {
	set_file('/proc/cmdline', $_->[0]);
	is(line('-p', '--reuse-cmdline'), $_->[1], "reused: $_->[2]");
}
refused('a quote without an end', qr/^kexec: the command line: has a quote without an end \(nothing can be added after it\)$/, 1, '-p', '-c', '--append=a "b c', 'kernel');
set_file('/proc/cmdline', 'a "b c');
is(line('-l', '--reuse-cmdline'), 'a "b c', 'nothing is added to one');
set_file('/proc/cmdline', 'a -- init');
is(line('-l', '--reuse-cmdline', '--append=b c'), 'a b c -- init', 'more for the kernel, not for init');
set_file('/proc/cmdline', '-- init');
is(line('-l', '--reuse-cmdline', '--append=b c'), 'b c -- init', 'where there was nothing for it');
is(line('-l', '--reuse-cmdline'), '-- init', 'and nothing is added');

machine('vm');
my $run = faked('-p', '--reuse-cmdline', '--append=one', 'kernel');
like($run->{calls}[0], qr/ command_line=root=\/dev\/sda1 quiet one$/, 'kexec_file_load gets the same');
is(line('-l', '--append=' . 'x' x 100), 'x' x 100, 'as long as it may be');
refused('longer', qr/^kexec: kernel: the command line is 101 bytes long \(at most 100 were expected\)$/, 1, '-l', '-c', '--append=' . 'x' x 101, 'kernel');
refused('longer by what is reused', qr/^kexec: kernel: the command line is \d+ bytes long/, 1, '-l', '-c', '--reuse-cmdline', '--append=' . 'x' x 80, 'kernel');
for (['-l'], ['-l', '-s'], ['-p'], ['-p', '-s']) {
	refused("longer, @$_", qr/^kexec: kernel: the command line is \d+ bytes long \(at most \d+ were expected\)$/, 1, @$_, '--append=' . 'x' x 101, 'kernel');
}
refused('longer than kexec_file_load takes', qr/^kexec: kernel: the command line is 70 bytes long \(at most 69 were expected\)$/, 1, '-l', '-s', '--append=' . 'x' x 70, 'kernel');
is(dry('-l', '--append=' . 'x' x 69, 'kernel')->{system_call}, 'kexec_file_load', 'as long as that takes');
is(dry('-l', '--append=' . 'x' x 70, 'kernel')->{system_call}, 'kexec_load', 'or else by the other call');
remove_file('/proc/cmdline');
refused('nothing to reuse', qr{^kexec: /proc/cmdline: cannot be read}, 1, '-l', '--reuse-cmdline', 'kernel');

# --- the running kernel's initrd -----------------------------------------------------------

machine('vm');
spew('initrd', 'I' x 5000);
set_file('/sys/firmware/initrd', "the running kernel's\n");
$run = faked('-l', '--reuseinitrd', 'kernel');
is($run->{initrd}, "the running kernel's\n", '--reuseinitrd, by kexec_file_load');
is(dry('-l', '-c', '--reuseinitrd', 'kernel')->{part}{initrd}{stored}, 21, 'and by kexec_load');
refused('and another', qr/^kexec: --reuseinitrd: cannot go with --initrd/, 1, '-l', '--reuseinitrd', '--initrd=initrd', 'kernel');
remove_file('/sys/firmware/initrd');
refused('there is none', qr{^kexec: --reuseinitrd: /sys/firmware/initrd: cannot be read.*\(retain_initrd on the running}, 1, '-l', '--reuseinitrd', 'kernel');

done_testing();
