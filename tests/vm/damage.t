#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# One bit of the image flips in memory before the primary crashes: the capture kernel is not
# started, the console shows the reason, and the machine resets.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(info initrd small_primary);
use Test::More;
use VM;

my $primary = small_primary();
my $info = info($primary);

my $head = qr/kexec_bake: the purgatory is damaged, nothing is captured/;
my $rest = qr/purgatory: the capture kernel is damaged: its digest is wrong, resetting/;

# Where in the part, and who must notice.
my @flips = (
	['header', 0, $head],
	['header', 24, $head],
	['header', 0x200, $head],
	['page tables', 0x2000, $head],
	['boot_params', 0x1f1, $head],
	['command line', 3, $head],
	['purgatory', 0, $head],
	['purgatory', 0x400, $head],
	['purgatory', -1, $head],
	['initrd', 0, $rest],
	['initrd', -1, $rest],
	['kernel', 0, $rest],
	['kernel', 0x200, $rest],
	['kernel', -1, $rest],
);

subtest 'no damage' => sub {
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => 'crashpoint=late_initcall');
	is($run->{result}, 'captured', 'captured') or diag($run->{summary});
	done_testing();
};

for my $flip (@flips) {
	my ($name, $at, $reason) = @$flip;
	my $part = $info->{part}{$name};
	my $offset = $part->{offset} + ($at < 0 ? $part->{size} + $at : $at);
	my $words = sprintf('bakeflip=%#x:%d crashpoint=late_initcall', $offset, $offset % 8);
	subtest "$name, at $at" => sub {
		my $run = VM::boot(kernel => $primary, initrd => initrd(), append => $words);
		like($run->{serial}, qr/crashpoints: .*flip/, 'the bit was flipped');
		is($run->{result}, 'crashed', 'nothing is captured') or diag($run->{summary});
		like($run->{serial}, $reason, 'the console says why');
		is($run->{reason}, 'guest-reset', 'the machine resets');
		is(() = $run->{serial} =~ /Linux version/g, 1, 'only one kernel ran');
		done_testing();
	};
}

# As most machines are: nobody said what is to become of a panic.
subtest 'without panic=' => sub {
	my $words = join(' ', $VM::PRIMARY_WORDS =~ s/panic=-1//r, $VM::NO_KASLR,
		sprintf('bakeflip=%#x:0', $info->{part}{purgatory}{offset}), 'crashpoint=late_initcall');
	my $run = VM::boot(kernel => $primary, initrd => initrd(), words => $words);
	like($run->{serial}, $head, 'the console says why');
	is($run->{reason}, 'guest-reset', 'the machine resets');
	done_testing();
};

done_testing();
