#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# --bake-relocatable: its fix-ups, its refusals, and its image in --bake-info and
# --bake-verify.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

make_kernel('kernel');
spew('initrd', 'i' x 5001);
my @bake = ('--bake=out', '--bake-format=image', '--append=words');

# --- the fix-ups ------------------------------------------------------------------

sub fixups {
	my ($image) = @_;
	my ($offset, $size) = extent($image, 'fixups');
	return unpack 'Q<*', substr($image, $offset, $size);
}

my $run = kexec(@bake, '--bake-relocatable', '--initrd=initrd', 'kernel');
is($run->{status}, 0, 'it bakes') or diag($run->{err});
like($run->{out}, qr/^relocatable   from 0x1000000 on in steps of 0x200000$/m, 'and says so');
my $image = slurp('out');
is(header($image, 'flags'), 1, 'the flag');
is(header($image, 'alignment'), 0x200000, 'alignment');
is(header($image, 'lowest_addr'), 0x1000000, 'lowest_addr');
is(header($image, 'placed_at'), 0, 'placed_at');
my ($tables, $params) = map { (extent($image, $_))[0] } qw(page_tables boot_params);
my @list = ((map { $tables + $_ } 0, 0x1000, 0x2000, 0x2008, 0x2010, 0x2018), $params + 0x218, $params + 0x228);
is(join(' ', fixups($image)), "@list", 'page tables, initrd and command line are fixed up');
ok_bake('it verifies', '--bake-verify=out');

ok_bake('without an initrd', @bake, '--bake-relocatable', 'kernel');
splice @list, 6, 1;
is(join(' ', fixups(slurp('out'))), "@list", 'its address is none');
ok_bake('it verifies', '--bake-verify=out');

# Fix-ups applied by hand give the head of an image for the other place.
sub moved {
	my ($image, $distance) = @_;
	for my $at (fixups($image)) {
		$image = put($image, $at, pack('Q<', u64($image, $at) + $distance));
	}
	return $image;
}

ok_bake('another place', @bake, '--bake-relocatable', '--initrd=initrd', '--bake-addr=1G', 'kernel');
my $there = slurp('out');
for my $part (qw(page_tables boot_params command_line fixups initrd kernel)) {
	my ($offset, $size) = extent($image, $part);
	ok(substr(moved($image, 0x30000000), $offset, $size) eq substr($there, $offset, $size), "the same $part, when moved");
}

# --- where it may lie ---------------------------------------------------------------

make_kernel('coarse', kernel_alignment => 0x1000000, pref_address => 0x1100000);
ok_bake('a kernel of 16 MiB alignment', @bake, '--bake-relocatable', 'coarse');
is(header(slurp('out'), 'alignment'), 0x1000000, 'keeps it');
is(header(slurp('out'), 'lowest_addr'), 0x2000000, 'and its lowest place is a multiple');
make_kernel('fine', kernel_alignment => 0x1000, pref_address => 0);
ok_bake('a kernel of 4 KiB alignment', @bake, '--bake-relocatable', 'fine');
is(header(slurp('out'), 'alignment'), 0x200000, 'is aligned to 2 MiB');
is(header(slurp('out'), 'lowest_addr'), 0x200000, 'and stays clear of the first MiB');
ok_bake('the lowest place', @bake, '--bake-relocatable', '--bake-addr=16M', 'kernel');
make_kernel('fixed', relocatable => 0, pref_address => 0x11000000);
make_kernel('huge', kernel_alignment => 0x80000000);
fails_cleanly('a kernel that is not relocatable',
	qr/^kexec: --bake-relocatable: fixed runs at 0x11000000 only \(a relocatable kernel was expected\)$/, @bake, '--bake-relocatable', 'fixed');
fails_cleanly('a kernel of 2 GiB alignment',
	qr/^kexec: --bake-relocatable: kernel_alignment of huge is 0x80000000 \(at most 0x40000000 was expected\)$/,
	@bake, '--bake-relocatable', '--bake-addr=2G', 'huge');
fails_cleanly('a misaligned address',
	qr/^kexec: --bake-addr=0x10001000: is misaligned for --bake-relocatable \(a multiple of 0x200000 was expected\)$/,
	@bake, '--bake-relocatable', '--bake-addr=0x10001000', 'kernel');

# --- without it ------------------------------------------------------------------------

$run = kexec(@bake, '--bake-addr=0x10001000', 'kernel');
is($run->{status}, 0, 'without the option any page will do') or diag($run->{err});
unlike($run->{out}, qr/relocatable/, 'and nothing is said of it');
my $plain = slurp('out');
is(join(' ', map({ header($plain, $_) } qw(flags alignment lowest_addr placed_at)), extent($plain, 'fixups')), '0 0 0 0 0 0',
	'nothing in the header speaks of other places');
like(kexec('--bake-info=out')->{out}, qr/^relocatable   no$/m, 'as --bake-info says');
is(json_info('out')->{$_}, 0, "$_ in JSON") for qw(fixups alignment lowest_addr placed_at relocatable);

# --- shown ----------------------------------------------------------------------------

spew('image', $image);
my $table = kexec('--bake-info=image')->{out};
like($table, qr/^relocatable   yes, from 0x01000000 on in steps of 0x200000$/m, 'a relocatable one is shown');
like($table, qr/^fix-ups +8$/m, 'with its fix-ups');
like($table, qr/^  0x1000a000 # fix-ups +64 bytes$/m, 'also on the map');
unlike($table, qr/^placed at/m, 'it has not been placed');
my $json = json_info('image');
is($json->{fixups}, 8, 'fixups in JSON');
ok($json->{relocatable}, 'relocatable');
is($json->{$_}, header($image, $_), $_) for qw(alignment lowest_addr placed_at);

my $placed = put(moved($image, 0x30000000), 656, pack('Q<', 0x40000000));
spew('placed', $placed);
like(kexec('--bake-info=placed')->{out}, qr/^placed at     0x40000000$/m, 'one that was placed is shown so');
is(json_info('placed')->{placed_at}, 0x40000000, 'in JSON too');
fails_cleanly('and is not what was baked', qr/^kexec: placed: is fixed up for 0x40000000 \(an image as baked was expected\)$/,
	'--bake-verify=placed');

# --- wrong, but sealed ------------------------------------------------------------------

sub verify_refuses {
	my ($name, $what, $bytes) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	spew('bad', reseal($bytes));
	fails_cleanly($name, $what, '--bake-verify=bad');
}

my ($fixups, $size) = extent($image, 'fixups');
my $outside = qr/^kexec: bad: a fix-up lies outside what may be moved, or is out of order$/;
my $others = qr/^kexec: bad: its fix-ups are not the addresses in its page tables and boot_params$/;
my $places = qr/^kexec: bad: holds no valid baked image: its alignment, lowest address and flags contradict one another$/;
verify_refuses('a fix-up in the header', $outside, put($image, $fixups, pack('Q<', 24)));
verify_refuses('one in the table', $outside, put($image, $fixups + $size - 8, pack('Q<', $fixups)));
verify_refuses('one in the purgatory', $outside, put($image, $fixups + $size - 8, pack('Q<', $fixups + 0x1000)));
verify_refuses('one far away', $outside, put($image, $fixups + $size - 8, "\xff" x 8));
verify_refuses('two in a wrong order', $outside, put($image, $fixups, pack('Q<2', $tables + 0x1000, $tables)));
verify_refuses('one of another place', $others, put($image, $fixups + 8, pack('Q<', $tables + 0x1008)));
verify_refuses('one too few', $others, put($image, 128, pack('Q<', $size - 8)));
verify_refuses('one too many', $others, put(put($image, 128, pack('Q<', $size + 8)), $fixups + $size, pack('Q<', $params + 0x230)));
verify_refuses('more than may be', qr/holds no valid baked image: a fix-up lies/, put($image, 128, pack('Q<', 65 * 8)));
verify_refuses('half of one', qr/holds no valid baked image: a fix-up lies/, put($image, 128, pack('Q<', 60)));
verify_refuses('none', $places, put(put($image, 120, "\0" x 16), 16, pack('Q<', 0)));
verify_refuses('an alignment of no power of two', $places, put($image, 256, pack('Q<', 0x300000)));
verify_refuses('an alignment of 0', $places, put($image, 256, "\0" x 8));
verify_refuses('a lowest place above it', $places, put($image, 264, pack('Q<', 0x10200000)));
verify_refuses('a place that is misaligned', $places, put($image, 656, pack('Q<', 0x40001000)));
verify_refuses('a place past 4 GiB', $places, put($image, 656, pack('Q<', 1 << 32)));
verify_refuses('a place of an image that has none', $places, put($plain, 656, pack('Q<', 0x40000000)));

done_testing();
