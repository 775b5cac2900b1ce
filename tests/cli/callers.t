#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The command lines of programs that call kexec: the exit status, and the system calls that are
# made. Each line is written as its caller has it; tests/vm/callers.t runs Debian's callers
# themselves.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use Text::ParseWords qw(shellwords);
use CLI;
use Fake;
use Types;

my $vmlinuz = kernel();
my $initrd = join '', map { chr($_ * 11 & 255) } 1 .. 5000;
spew('vmlinuz', $vmlinuz);
spew('initrd.img', $initrd);
spew('vmlinux', elf64(parts => [[0x1000000, 'code' x 2000, 0x200000]]));

my ($EPERM, $ENOSYS) = (1, 38);
my $file = 'kexec_file_load kernel=vmlinuz initrd=initrd.img flags=';
my $without = 'kexec_file_load kernel=none initrd=none flags=';

# asks(CALLER, LINE, CALL...): the line makes these calls and prints nothing.
sub asks {
	my ($name, $line, @expected) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked(shellwords($line));
	is_deeply([$run->{status}, @{ $run->{calls} }], [0, @expected], $name) or diag($run->{err});
	is("$run->{out}$run->{err}", '', "$name: and says nothing") if $line !~ /-d /;
	return $run;
}

# The line loads by kexec_load: its segments have the kernel, the initrd and the command line.
sub segments {
	my ($name, $line, $flags, $kernel, $words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked(shellwords($line));
	is($run->{status}, 0, $name) or diag($run->{err});
	my ($call) = grep { !/^kexec_file_load/ } @{ $run->{calls} };
	like($call // '', qr/^kexec_load entry=\S+ segments=\d+ flags=$flags$/, "$name: by kexec_load");
	my @bytes = map { $_->{bytes} } @{ $run->{segments} };
	ok(scalar(grep { $_ eq $kernel } @bytes), "$name: the kernel");
	ok(scalar(grep { $_ eq $initrd } @bytes), "$name: the initrd");
	my ($found) = map { /\A([ -~]+)\0\z/ ? $1 : () } @bytes;
	like($found // '', $words, "$name: its words");
}

sub is_loaded {
	my ($loaded, $name, $line) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked(shellwords($line));
	is("$run->{status} $run->{out}$run->{err}" . scalar @{ $run->{calls} }, "$loaded 0", "$name: $line");
}

# --- Debian's kdump-tools: kdump-config 1.8.1 --------------------------------------------

# kdump-config passes its line to eval, so the arguments are those between the quotes. The blanks
# around a parameter that it removes from /proc/cmdline remain.
my $words = 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro  quiet reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll usbcore.nousb';
# The part of a bzImage behind its setup code.
my $code = substr($vmlinuz, $CLI::SETUP_SIZE);

machine('vm');
for my $caller (
	['kdump-tools', '-p', '-p -u'],
	['kdump-tools, Secure Boot', '-p -s', '-s -p -u'],
) {
	my ($name, $load, $unload) = @$caller;
	asks($name, "$load --command-line=\"$words\" --initrd=initrd.img vmlinuz", "${file}0x2 command_line=$words");
	is_loaded(1, 'loaded', '-S');
	asks("$name, unload", $unload, "${without}0x3 command_line=");
	is_loaded(0, 'not any more', '-S');
	asks("$name, nothing to unload", $unload, "${without}0x3 command_line=");
}
fails_with('kexec_file_load', $ENOSYS);
segments('kdump-tools, no kexec_file_load', "-p --command-line=\"$words\" --initrd=initrd.img vmlinuz", '0x3e0001', $code,
	qr/^\Q$words\E .*elfcorehdr=0x/);
segments('kdump-tools, a vmlinux', "-p --args-linux --command-line=\"$words\" --initrd=initrd.img vmlinux", '0x3e0001',
	'code' x 2000, qr/^\Q$words\E .*elfcorehdr=0x/);
segments('kdump-tools, KDUMP_KEXEC_ARGS of its manual', "-p --elf64-core-headers --command-line=\"$words\" --initrd=initrd.img vmlinuz",
	'0x3e0001', $code, qr/^\Q$words\E .*elfcorehdr=0x/);
machine('vm');
segments('kdump-tools, a vmlinux where there is kexec_file_load',
	"-p --args-linux --command-line=\"$words\" --initrd=initrd.img vmlinux", '0x3e0001', 'code' x 2000, qr/^\Q$words\E .*elfcorehdr=0x/);

# --- Fedora's kdumpctl, and early-kdump of dracut -----------------------------------------

machine('vm');
$words = 'root=/dev/sda1 ro irqpoll nr_cpus=1 reset_devices cgroup_disable=memory';
# KEXEC_FILE_DEBUG is 8.
my $run = asks('kdumpctl', "-s -d -p --command-line=\"$words\" --initrd=initrd.img vmlinuz", "${file}0xa command_line=$words");
like($run->{err}, qr/^kexec: /, 'its log gets what -d tells');
is($run->{out}, '', 'and nothing is on stdout');
asks('kdumpctl, unload', '-s -p -u', "${without}0x3 command_line=");
asks('kdumpctl, unload without -s', '-p -u', "${without}0x3 command_line=");
fails_with('kexec_file_load', $ENOSYS);
segments('kdumpctl without -s', "-d -p --command-line=\"$words\" --initrd=initrd.img vmlinuz", '0x3e0001', $code,
	qr/^\Q$words\E .*elfcorehdr=0x/);
is(faked(shellwords("-s -d -p --command-line=\"$words\" --initrd=initrd.img vmlinuz"))->{status}, 253, '-s alone fails as kexec-tools does');

# --- SUSE's kdump -------------------------------------------------------------------------

machine('vm');
asks('SUSE\'s kdump, unload', '-a -p -u', "${without}0x3 command_line=");

# --- Debian's init.d/kexec-load and init.d/kexec: 2.0.25 -----------------------------------

machine('vm');
$words = 'root=/dev/sda1 ro quiet';
asks('kexec-load', "-l vmlinuz --initrd=initrd.img --append=\"$words\"", "${file}0 command_line=$words");
is_loaded(1, 'loaded', '-S -l');
asks('kexec', '-e', qw(sync interfaces_down execute));
machine('vm');
asks('kexec-load without an initrd', "-l vmlinuz --append=\"$words\"", 'kexec_file_load kernel=vmlinuz initrd=none flags=0x4 command_line=' . $words);
fails_with('kexec_file_load', $ENOSYS);
segments('kexec-load, no kexec_file_load', "-l vmlinuz --initrd=initrd.img --append=\"$words\"", '0x3e0000', $code, qr/^\Q$words\E$/);

# --- systemd: systemctl kexec, then systemd-shutdown; before 2026 ----------------------------

machine('vm');
asks('systemctl kexec', "--load vmlinuz --append \"$words\" --initrd initrd.img", "${file}0 command_line=$words");
asks('systemd-shutdown', '-e', qw(sync interfaces_down execute));
machine('vm');
asks('systemctl kexec, no initrd', "--load vmlinuz --append \"$words\"", "kexec_file_load kernel=vmlinuz initrd=none flags=0x4 command_line=$words");
asks('systemctl kexec, an entry with no options', '--load vmlinuz --append "" --initrd initrd.img', "${file}0 command_line=");

# --- a failure has an exit status other than 0 -----------------------------------------------------------

# All callers examine only whether the exit status is 0.
machine_of('memmap 0x0-0x3fffffff System RAM', 'iomem 00001000-3fffffff : System RAM');
isnt(faked(shellwords('-p --command-line="x" --initrd=initrd.img vmlinuz'))->{status}, 0, 'no crashkernel=: kdump-config is told');
machine('vm');
isnt(faked('-e')->{status}, 0, 'nothing loaded: systemd and init.d/kexec are told');
fails_with('kexec_file_load', $EPERM);
isnt(faked(shellwords('-s -d -p --command-line="x" --initrd=initrd.img vmlinuz'))->{status}, 0, 'EPERM: kdumpctl is told');
isnt(faked(shellwords('-p -u'))->{status}, 0, 'EPERM of an unload, too');

done_testing();
