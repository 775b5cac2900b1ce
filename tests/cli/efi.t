#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# --bake-efi: what it changes in an image, and that --bake-info and
# --bake-verify know it.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

make_kernel('kernel');
my @bake = ('--bake-format=image', '--append=words', 'kernel');

# baked-image.md: the orders' flags.
sub orders {
	my ($image) = @_;
	return u32($image, (extent($image, 'purgatory'))[0] + 0x70) >> 16;
}

my $run = kexec('--bake=without', @bake);
is($run->{status}, 0, 'it bakes') or diag($run->{err});
unlike($run->{out}, qr/EFI/, 'without the option nothing is said of EFI');
my $without = slurp('without');
is(header($without, 'flags'), 0, 'no flag');
is(orders($without), 0, "none in the purgatory's orders");

$run = kexec('--bake=with', '--bake-efi', @bake);
is($run->{status}, 0, 'it bakes with it') or diag($run->{err});
like($run->{out}, qr/^EFI           as the primary kernel leaves it$/m, 'and says so');
my $with = slurp('with');
is(header($with, 'flags'), 2, 'the flag');
is(orders($with), 1, "and the purgatory's");
my ($params, $size) = extent($with, 'boot_params');
is(substr($with, $params, $size), substr($without, $params, $size), 'the zero page says nothing yet');

ok_bake('relocatable, too', '--bake=both', '--bake-efi', '--bake-relocatable', @bake);
is(header(slurp('both'), 'flags'), 3, 'has both flags');

my %shown = (without => 'no', with => 'yes', both => 'yes');
for my $name (sort keys %shown) {
	ok_bake("$name: it verifies", "--bake-verify=$name");
	like(kexec("--bake-info=$name")->{out}, qr/^EFI           $shown{$name}$/m, "$name: --bake-info says $shown{$name}");
	is(json_info($name)->{efi} ? 'yes' : 'no', $shown{$name}, "$name: in JSON");
}

# --- wrong, but sealed ------------------------------------------------------------------

sub verify_refuses {
	my ($name, $what, $bytes) = @_;
	spew('bad', reseal($bytes));
	fails_cleanly($name, $what, '--bake-verify=bad');
}

my $flags = qr/^kexec: bad: the purgatory's flags is 0x1 \(0x0 was expected\)$/;
verify_refuses('orders that the header knows nothing of', $flags, put($with, 16, pack('Q<', 0)));
verify_refuses('none where the header wants them', qr/^kexec: bad: the purgatory's flags is 0x0 \(0x1 was expected\)$/,
	put($without, 16, pack('Q<', 2)));
verify_refuses('an unknown flag', qr/^kexec: bad: holds no valid baked image: it has flags that version 1 does not know$/,
	put($with, 16, pack('Q<', 6)));

done_testing();
