#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The modes, in any order of the options, and the exit statuses of kexec-tools. Mistakes of
# kexec-tools that are not repeated here have a test each.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Fake;

make_kernel('kernel');
spew('text', "just text\n" x 100);
machine('vm');

# calls(NAME, STATUS, [CALLS], WORDS)
sub calls {
	my ($name, $status, $expected, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked(@words);
	my @calls = map { s/ command_line=$//r } @{ $run->{calls} };
	is_deeply([$run->{status}, @calls], [$status, @$expected], $name) or diag($run->{err});
	return $run;
}

my $file = 'kexec_file_load kernel=kernel initrd=none flags=';

# --- the mode, in any order of the options -------------------------------------------------

calls('-l', 0, ["${file}0x4"], '-l', 'kernel');
calls('the kernel first', 0, ["${file}0x4"], 'kernel', '-l');
calls('-p', 0, ["${file}0x6"], '-p', 'kernel');
calls("@$_", 0, ["${file}0x6"], @$_, 'kernel') for ['-l', '-p'], ['-p', '-l'], ['-lp'];
for (['-u'], ['-u', '-l'], ['-l', '-u'], ['-su'], ['-u', '-a']) {
	calls("@$_", 0, ['kexec_file_load kernel=none initrd=none flags=0x1'], @$_);
}
for (['-u', '-p'], ['-p', '-u'], ['-pu'], ['-s', '-p', '-u'], ['-d', '-u', '-p']) {
	calls("@$_", 0, ['kexec_file_load kernel=none initrd=none flags=0x3'], @$_);
}
calls('-u -c', 0, ['kexec_load entry=0 segments=0 flags=0x3e0000'], '-u', '-c');
calls('-c -p -u', 0, ['kexec_load entry=0 segments=0 flags=0x3e0001'], '-c', '-p', '-u');
fails_with('kexec_file_load', 38);
calls('-u without kexec_file_load', 0, ['kexec_file_load kernel=none initrd=none flags=0x1', 'kexec_load entry=0 segments=0 flags=0x3e0000'], '-u');
calls('-u -s without it', 255, ['kexec_file_load kernel=none initrd=none flags=0x1'], '-u', '-s');
fails_with('kexec_file_load', 0);

my @enter = qw(sync interfaces_down execute);
calls('-f', 0, ["${file}0x4", @enter], '-f', 'kernel');
machine('vm');
calls('-f -e with a kernel', 0, ["${file}0x4", @enter], '-f', '-e', 'kernel');
calls('-e -f', 0, \@enter, '-e', '-f');
calls('-l -f', 0, ["${file}0x4", @enter], '-l', '-f', 'kernel');
machine('vm');
calls('no option: load, then shut down', 0, ["${file}0x4", 'shutdown'], 'kernel');
calls('-x -y', 0, ["${file}0x4", 'execute'], '-x', '-f', '-y', 'kernel');
calls('-y', 0, ["${file}0x4", 'interfaces_down', 'execute'], '-yf', 'kernel');
for (['-l'], ['-p'], []) {
	my @shutdown = @$_ ? () : ('shutdown');
	my $flags = "@$_" eq '-p' ? '0x6' : '0x4';
	is(calls("@$_ -x -y", 0, ["$file$flags", @shutdown], '-x', '-y', @$_, 'kernel')->{err}, '', 'they are accepted in silence');
	like(faked('-d', '-x', '-y', @$_, 'kernel')->{err},
		qr/^kexec: --no-ifdown: has no effect without --exec or --force\nkexec: --no-sync: has no effect without --exec or --force$/m,
		'-d says that they have no effect');
}
unlike(faked('-d', '-x', '-y', '-f', 'kernel')->{err}, qr/no effect/, 'with -f they have one');
machine('vm');
is(calls('--elf32-core-headers', 0, ["${file}0x6"], '-p', '--elf32-core-headers', 'kernel')->{err}, '', 'is accepted in silence');
like(faked('-d', '-p', '--elf32-core-headers', 'kernel')->{err}, qr/^kexec: --elf32-core-headers: has no effect$/m, '-d says that it has no effect');
refused("@$_", qr/^kexec: --\S+: cannot go with --\S+ \(one of them was expected\)$/, 1, @$_, 'kernel')
	for ['-l', '-e'], ['-e', '-l'], ['-p', '-f'], ['-f', '-p'], ['-e', '-u'], ['-p', '-e'], ['-S', '-u'], ['-h', '-l'];
refused('nothing to do', qr/^kexec: nothing to do/, 255);
refused("$_ without a kernel", qr/^kexec: no kernel was named$/, 255, $_) for qw(-l -p -f);
refused('two kernels', qr/^kexec: kernel: is an unexpected argument \(one kernel was expected\)$/, 1, '-l', 'kernel', 'kernel');
refused("a kernel for $_", qr/^kexec: kernel: is an unexpected argument \(no file was expected\)$/, 1, $_, 'kernel') for qw(-e -u -S);

# --- numbers and types ---------------------------------------------------------------------

refused("$_", qr/^kexec: $_: is not a number of 64 bits/, 1, '-l', $_, 'kernel') for qw(--mem-min=x --mem-max=1T --entry=-1);
is(dry('-l', '-c', "--mem-min=$_", 'kernel')->{part}{purgatory}{address}, 0x20000000 + 0x40b000, "--mem-min=$_")
	for qw(512M 0x20000000 536870912 524288K);
calls("-t $_", 0, ["${file}0x4"], '-l', '-t', $_, 'kernel') for qw(bzImage64);
refused('an unknown type', qr/^kexec: --type=zImage: is not known/, 255, '-l', '--type=zImage', 'kernel');
refused('another type', qr/^kexec: text: is not a Linux\/x86 kernel/, 255, '-l', '--type=bzImage64', 'text');

refused("$_", qr/^kexec: $_: is not a /, 255, '-l', $_, 'kernel') for qw(--serial=ttyS9 --serial=0x10000 --serial-baud=100);

# --- an option that the file type does not take --------------------------------------

refused("$_ with a bzImage", qr/^kexec: kernel: is of type bzImage64, which does not take --/, 1, '-l', $_, 'kernel')
	for '--module=x', '--args-linux', '--args-elf', '--args-none';

# --- a file that is not a kernel (a text file makes kexec-tools crash) --------------------------------------

for my $way (qw(-a -s -c)) {
	refused("$way: a text", qr/^kexec: text: is not of a type that can be loaded/, 255, '-l', $way, 'text');
	refused("$way: no file", qr/^kexec: absent: cannot be opened: No such file/, 255, '-l', $way, 'absent');
	refused("$way: a directory", qr/^kexec: \.: is a directory/, 255, '-l', $way, '.');
}
spew('short', substr(slurp('kernel'), 0, 5000));
refused('a kernel that is cut short', qr/^kexec: short: is cut short/, 255, '-l', 'short');
refused('no initrd', qr/^kexec: absent: cannot be opened/, 1, '-l', '--initrd=absent', 'kernel');

# --- --status ------------------------------------------------------------------------------------

for my $loaded (0, 1) {
	for my $crash (0, 1) {
		set_file('/sys/kernel/kexec_loaded', $loaded);
		set_file('/sys/kernel/kexec_crash_loaded', $crash);
		calls("$loaded $crash: -S", $crash, [], '-S');
		calls("$loaded $crash: -d -S", $crash, [], '-d', '-S');
		calls("$loaded $crash: @$_", $crash, [], @$_) for ['-S', '-p'], ['-p', '-S'];
		calls("$loaded $crash: @$_", $loaded, [], @$_) for ['-S', '-l'], ['-l', '-S'];
	}
}
remove_file('/sys/kernel/kexec_loaded');
remove_file('/sys/kernel/kexec_crash_loaded');
refused('-S without sysfs', qr{^kexec: /sys/kernel/kexec_crash_loaded: cannot be read}, 255, '-S');
refused('-S -l without sysfs', qr{^kexec: /sys/kernel/kexec_loaded: cannot be read}, 255, '-S', '-l');

# --- -e: nothing is changed unless a kernel is loaded --------------------------------------

refused('-e without sysfs', qr{^kexec: /sys/kernel/kexec_loaded: cannot be read, so it is not known whether a kernel is loaded}, 255, '-e');
machine('vm');
refused('-e with nothing loaded', qr/^kexec: no kernel is loaded \(one loaded by kexec -l was expected\)$/, 1, '-e');
set_file('/sys/kernel/kexec_loaded', 1);
calls('-e', 0, \@enter, '-e');
fails_with('execute', 22);
my $run = calls('-e that fails', 255, \@enter, '-e');
like($run->{err}, qr/^kexec: the loaded kernel cannot be entered: Invalid argument$/, 'says so');
fails_with('execute', 0);
fails_with('interfaces_down', 1);
like(calls('an interface that stays up', 0, \@enter, '-e')->{err}, qr/^kexec: a network interface stays up$/, 'is reported and does not stop -e');
machine('vm');
fails_with('kexec_file_load', 1);
calls('-f of a kernel that cannot be loaded', 255, ["${file}0x4"], '-f', 'kernel');

# --- --print-ckr-size: the sum of all regions -----------------------------------------------------------

sub size {
	return faked('--print-ckr-size')->{out};
}
machine('vm');
is(size(), "268435456\n", '--print-ckr-size');
machine('laptop');
is(size(), "536870912\n", 'of two regions');
machine_of('iomem 00001000-3fffffff : System RAM');
is(size(), "0\n", 'of none');
machine_of('iomem 00000000-00000000 : Crash kernel');
refused('of hidden addresses', qr/^kexec: \/proc\/iomem: shows no addresses \(root was expected\)$/, 1, '--print-ckr-size');

# --- the installed program has no test hooks ---------------------------------------------

unlike(slurp(kexec_path()), qr/KEXEC_FAKE/, 'no test hooks in the program');

# --- others ---------------------------------------------------------------------------------------------

machine('vm');
refused('--load-jump-back-helper without an address', qr/^kexec: --load-jump-back-helper: no address to jump back to/, 255, '--load-jump-back-helper');
$run = faked('--help');
ok(($run->{out} =~ tr/\n//) < 70, '--help has less than 70 lines');
ok(!(grep { length > 90 } split /\n/, $run->{out}), 'none of them is long');
is($run->{status}, 0, 'and is no failure');
like($run->{out}, qr/$_/, "--help names $_") for qw(--load-panic --dry-run bzImage64);
like(faked('--help=bzImage64')->{out}, qr/^bzImage64: .*\n +--command-line/, '--help=bzImage64');
refused('--help of an unknown type', qr/^kexec: --help=zImage: is not a file type/, 1, '--help=zImage');
is(faked('-v')->{status}, 0, '-v');
refused('-?', qr/^kexec: -\?: is not an option/, 1, '-?');

done_testing();
