#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The test harness itself notices the failures that it must notice; this is tested without a
# virtual machine.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use VM;

my $dir = tempdir(CLEANUP => 1);

my $wire = "BEGIN\nFILE oops/dmesg.txt 6\nEND 9\nFILE oops/facts 0\nEND 2\n";
is_deeply(VM::decode_frames($wire), { 'oops/dmesg.txt' => "END 9\n", 'oops/facts' => '' }, 'a whole transfer');
my @taken = grep { defined VM::decode_frames(substr($wire, 0, $_)) } 0 .. length($wire) - 1;
is("@taken", '', 'one that is cut short anywhere is refused');

VM::write_file("$dir/wire", "BEGIN\nFILE ../evil 1\nxEND 1\n");
ok(!eval { VM::receive_files({ out => $dir }); 1 }, 'a name that leads elsewhere is refused');

my @lines = map { "[    0.00000$_->[0]] $_->[1]" } [0, 'Linux version 6.1'], [1, 'printk: console [ttyS0] enabled'],
	[2, 'printk: bootconsole [earlyser0] disabled'], [3, 'same'], [3, 'same'], [4, 'Kernel panic - not syncing: bad map'];
my @shown = ('firmware', @lines[0, 1, 1, 2, 2, 3, 4], 'PANIC: early exception 0x06 IP 10:0',
	'Poking KASLR using RDTSC...', "bad map$lines[5]");
my $rest = "purgatory: digest ok\r\n[    0.000000] Linux version 6.1\r\n";

sub compare {
	my ($record, $console) = @_;
	VM::write_file("$dir/oops/dmesg.txt", join('', map { "$_\n" } @$record));
	VM::write_file("$dir/serial.log", join('', map { "$_\r\n" } @$console) . $rest);
	return VM::oops_matches_serial($dir);
}

is(compare(\@lines, \@shown), undef, 'the text is the same');
like(compare([@lines[0 .. 4]], \@shown), qr/line 6: the record has nothing more/, 'the last line is missing');
like(compare([@lines, 'x'], \@shown), qr/from the serial console: nothing more/, 'a line too many');
like(compare([@lines[0 .. 3, 5]], \@shown), qr/line 5/, 'a line that was logged twice is there once');
like(compare(['Linux version', @lines[1 .. 5]], \@shown), qr/line 1/, 'a line differs');
like(compare(\@lines, [@shown[0 .. 3], @shown[3 .. $#shown]]), qr/line 3/, 'a line shown three times is not forgiven');

my %known = map { $_ => 1 } qw(captured up hung);
is(join(' ', map { $_->{name} } grep { !$known{$_->{result}} || $_->{cpus} !~ /^\d+$/ } VM::ladder()), '', 'the ladder is well formed');

is(VM::boot(kernel => "$dir/none")->{status}, 4, 'a kernel that is not there could not start');

done_testing();
