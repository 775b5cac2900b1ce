#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The same input gives the same bytes in any folder, at any time and for any user.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

sub inputs {
	my ($suffix, $time) = @_;
	make_kernel("kernel$suffix");
	spew("initrd$suffix", 'i' x 5001);
	spew("more$suffix", 'm' x 77);
	utime $time, $time, map { "$_$suffix" } qw(kernel initrd more);
}

sub bake {
	my ($format, $suffix, $out, $setup) = @_;
	my $run = kexec("--bake=$out", "--bake-format=$format", "--initrd=initrd$suffix", "--initrd=more$suffix",
		'--append=one two', "kernel$suffix", { setup => $setup });
	$run->{status} and diag($run->{err});
	return slurp($out);
}

my $elsewhere = sub {
	@ENV{qw(LC_ALL LANG TZ HOME USER HOSTNAME SOURCE_DATE_EPOCH)} =
		('tr_TR.UTF-8', 'de_DE', 'Asia/Kathmandu', '/nowhere', 'somebody', 'host', 1);
	umask 0077;
	chdir 'other' or die;
};

mkdir 'other';
inputs('', 1e9);
for my $format (qw(elf image cpio)) {
	my $first = bake($format, '', 'out');
	cmp_ok(length $first, '>', 100000, "$format: there is something to compare");
	ok($first eq bake($format, '', 'out'), "$format: the same on a second run");
	chdir 'other';
	inputs('-of-another-name', 1.5e9);
	chdir '..';
	bake($format, '', 'out');
	my $run = kexec('--bake=second.out', "--bake-format=$format", '--initrd=initrd-of-another-name',
		'--ramdisk=more-of-another-name', '--command-line=one two', 'kernel-of-another-name', { setup => $elsewhere });
	is($run->{status}, 0, "$format: it bakes elsewhere") or diag($run->{err});
	ok($first eq slurp('other/second.out'), "$format: the same elsewhere, under other names");
	unlink glob 'other/*';
}

# Only the input may change the output, and each input does.
my $one = bake('image', '', 'out');
spew('more', 'M' x 77);
ok($one ne bake('image', '', 'out'), 'another input gives other bytes');

done_testing();
