#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Debian's stock kernels as capture kernels, in the region that --bake chooses.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(initrd kernel primary_with);
use Test::More;
use VM;

for my $flavour (qw(cloud amd64)) {
	my $primary = primary_with(kernel('stock', $flavour));
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => 'initcall_blacklist=pci_driver_init',
		timeout => 120);
	is($run->{result}, 'captured', "$flavour: captured") or diag($run->{summary});
	like($run->{serial}, qr/Linux version 6\.1\.0-\S*$flavour/, "$flavour: by that kernel");
	is(VM::oops_matches_serial($run->{out}), undef, "$flavour: all of it is what the console showed");
}

done_testing();
