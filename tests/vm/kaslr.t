#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The primary's decompressor chooses a random address, which may be the address of the image: each
# boot is captured, and none is harmed. With ALL=1 there are some hundred boots; chance decides
# about the rest.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(info initrd kernel primary_with);
use Test::More;
use VM;

my $boots = $ENV{ALL} ? 200 : 5;

# In 512 MiB one boot in six is moved.  The few of the short run are in so little
# memory that most places for the primary are the image's, too, and until one is.
my ($memory, $address) = $ENV{ALL} ? ('512M', '--bake-addr=256M') : ('128M', '--bake-addr=56M');
my $most = 50;

# What each boot did: where the primary lay, and whether the image was moved.
sub boot_once {
	my ($primary, $n, $words) = @_;
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => $words, kaslr => 1,
		memory => $memory);
	my ($moved) = $run->{serial} =~ /kexec_bake: moved: ([^\r\n]*)/;
	return ($run, $moved);
}

sub crash_often {
	my ($name, $primary, $words, $times, $until_moved) = @_;
	subtest $name => sub {
		my $moved = 0;
		for (my $n = 1; $n <= $times || $until_moved && !$moved && $n <= $most; $n++) {
			my ($run, $why) = boot_once($primary, $n, "crashpoint=mm_init $words");
			my $difference = $run->{result} eq 'captured' ? VM::oops_matches_serial($run->{out}) : $run->{summary};
			is($difference, undef, "boot $n: captured, " . ($why ? "moved: $why" : 'not moved'));
			$moved++ if $why;
		}
		cmp_ok($moved, '>', 0, "$moved were moved") if $until_moved;
		done_testing();
	};
}

my $relocatable = primary_with(kernel('small'), '--bake-relocatable', $address);
crash_often('a relocatable image', $relocatable, '', $boots, 1);

subtest 'without a crash' => sub {
	for my $n (1 .. $boots / 5) {
		my ($run) = boot_once($relocatable, $n, 'vmtest=show');
		is($run->{result}, 'up', "boot $n: is up") or diag($run->{summary});
		is(VM::read_file("$run->{out}/sys/kernel/kexec_bake/state"), "armed\n", 'and armed');
	}
	done_testing();
};

# A fixed image keeps its place if the decompressor is told of it.
my $fixed = primary_with(kernel('small'), $address);
my $region = info($fixed);
crash_often('a fixed image, and memmap=', $fixed,
	sprintf('memmap=%dM$%#x', $region->{region_size} >> 20, $region->{load_addr}), $boots / 5);

done_testing();
