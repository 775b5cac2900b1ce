#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# --bake-verify detects every change of a baked image.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

make_kernel('kernel');
spew('initrd', 'initrd' x 3001);
my @bake = ('--initrd=initrd', '--append=some words', 'kernel');
ok_bake('an image', '--bake=image', '--bake-format=image', @bake);
ok_bake('an object', '--bake=object', @bake);
my %good = map { $_ => slurp($_) } qw(image object);
my $image = $good{image};
my $start = index $good{object}, $image;
cmp_ok($start, '>', 0, 'the object holds the same image');
ok_bake("the good $_", "--bake-verify=$_") for sort keys %good;

sub verify_refuses {
	my ($name, $what, $bytes) = @_;
	spew('bad', $bytes);
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	fails_cleanly($name, $what, '--bake-verify=bad');
}

# --- one bit, in each kind of place -----------------------------------------------

my %at = map { my ($offset, $size) = extent($image, $_); ($_ => $offset, "$_, last byte" => $offset + $size - 1) }
	qw(page_tables boot_params command_line purgatory scratch handoff initrd oops kernel);
my ($initrd, $initrd_size) = extent($image, 'initrd');
my ($code, $code_size) = extent($image, 'purgatory');
my ($words, $words_size) = extent($image, 'command_line');
isnt($initrd_size % 4, 0, 'there is padding behind the initrd');
%at = (
	%at,
	'magic' => 0, 'version' => 8, 'header_size' => 10, 'arch' => 12, 'flags' => 16, 'load_addr' => 27, 'region_size' => 35,
	'image_size' => 41, 'entry' => 48, 'top_4level' => 57, 'top_5level' => 57 + 8, 'core' => 234, 'core size' => 242, 'kernel_memory' => 249,
	'alignment' => 258, 'lowest_addr' => 267, 'kernel_version' => 272, 'end of kernel_version' => 527,
	'what is sealed' => 536, 'head_digest' => 592, 'digest' => 624, 'the last byte of the digest' => 655,
	'placed_at' => 659, 'behind the header' => 664, 'the end of the header page' => 4095,
	'behind the command line' => $words + $words_size, 'code of the purgatory' => $code + 0x400,
	'behind the purgatory' => $code + $code_size, 'padding of the initrd' => $initrd + $initrd_size,
	'the middle of the kernel' => length($image) - 5000,
);
for my $name (sort keys %at) {
	my $what = qr/^kexec: bad: /;
	verify_refuses("image: $name", $what, flip($image, $at{$name}, 4));
	verify_refuses("object: $name", $what, flip($good{object}, $start + $at{$name}, 4));
}

srand 20261124;
for (1 .. 200) {
	my ($offset, $bit) = (int rand length $image, int rand 8);
	verify_refuses("bit $bit of byte $offset", qr/^kexec: bad: /, flip($image, $offset, $bit));
}

# The message names the digest that is wrong.
verify_refuses('a damaged purgatory', qr/its head is damaged/, flip($image, $at{purgatory}));
verify_refuses('a damaged kernel', qr/its kernel or initrd is damaged/, flip($image, $at{kernel}));
verify_refuses('a damaged initrd', qr/its kernel or initrd is damaged/, flip($image, $at{initrd}));

# --- changes with digests that are right again --------------------------------------

my %contradictions = (
	'the page tables' => [$at{page_tables} + 3, qr/its page tables do not map the first 4 GiB to themselves/],
	'a large page' => [$at{page_tables} + 0x3000 + 8, qr/its page tables do not map/],
	'cmd_line_ptr' => [$at{boot_params} + 0x228, qr/boot_params' cmd_line_ptr is 0x/],
	'ramdisk_image' => [$at{boot_params} + 0x218, qr/boot_params' ramdisk_image is 0x/],
	'ext_ramdisk_image' => [$at{boot_params} + 0xc0, qr/boot_params' ramdisk_image is 0x/],
	'ramdisk_size' => [$at{boot_params} + 0x21c, qr/boot_params' ramdisk_size is 0x/],
	'init_size' => [$at{boot_params} + 0x260, qr/boot_params' init_size is 0x/],
	'entry' => [48, qr/the entry is 0x/],
	'the address of the purgatory' => [$code, qr/the purgatory's address is 0x/],
	'the entry of the kernel' => [$code + 8, qr/the purgatory's kernel entry is 0x/],
	'the zero page' => [$code + 16, qr/the purgatory's boot_params is 0x/],
	'the 4-level page table' => [$code + 24, qr/the purgatory's 4-level page table is 0x/],
	'the 5-level page table' => [$code + 32, qr/the purgatory's 5-level page table is 0x/],
	'the address of the digest' => [$code + 40, qr/the purgatory's digest is 0x/],
	'the hand-off' => [$code + 48, qr/the purgatory's hand-off is 0x/],
	'the header' => [$code + 376, qr/the purgatory's header is 0x/],
	'the region' => [$code + 56, qr/the purgatory's region is 0x/],
	'the size of the region' => [$code + 64, qr/the purgatory's region size is 0x/],
	'the initrd' => [$code + 72, qr/the purgatory's initrd is 0x/],
	'the size of the initrd' => [$code + 80, qr/the purgatory's initrd size is 0x/],
	'the oops archive' => [$code + 88, qr/the purgatory's oops archive is 0x/],
	'the size of the oops archive' => [$code + 96, qr/the purgatory's oops archive size is 0x/],
	'the mode' => [$code + 112, qr/the purgatory's mode is 0x/],
	'where a return address goes' => [$code + 472, qr/the purgatory's jump back address is 0x/],
	'the number of sealed parts' => [$code + 116, qr/the purgatory's number of sealed parts is 0x/],
	'a sealed part' => [$code + 120 + 16, qr/the purgatory's sealed part 1 differs/],
	'the size of one' => [$code + 120 + 3 * 16 + 8, qr/the purgatory's sealed part 3 differs/],
);
for my $name (sort keys %contradictions) {
	my ($offset, $what) = @{ $contradictions{$name} };
	verify_refuses("sealed again: $name", $what, reseal(flip($image, $offset)));
}
verify_refuses('sealed again: top_4level', qr/the 4-level page table is 0x/, reseal(put($image, 56, pack('Q<', $at{page_tables} + 0x2000))));
verify_refuses('sealed again: top_5level', qr/the 5-level page table is 0x/, reseal(put($image, 64, pack('Q<', $at{page_tables}))));
spew('same', reseal($image));
ok_bake('sealing it again is no change by itself', '--bake-verify=same');

# --- cut short --------------------------------------------------------------------------

for my $option (qw(--bake-info --bake-verify)) {
	for my $size (1, 7, 8, 100, 663, 664, 4095, 4096, 0x8000, length($image) - 1) {
		spew('bad', substr($image, 0, $size));
		fails_cleanly("$option of $size bytes of an image", qr/^kexec: bad: /, "$option=bad");
	}
	for my $size (1, 4, 16, 63, 64, 100, $start, $start + 647, $start + 5000, $start + length($image) - 1) {
		spew('bad', substr($good{object}, 0, $size));
		fails_cleanly("$option of $size bytes of an object", qr/^kexec: bad: /, "$option=bad");
	}
}

# --- a command line --------------------------------------------------------------------------

for my $option (qw(--bake-info --bake-verify)) {
	spew('endless', reseal(put($image, $words, 'x' x $words_size)));
	fails_cleanly("$option: a command line that does not end", qr/^kexec: endless: its command line is not terminated$/, "$option=endless");
	spew('long', reseal(put($image, $words, 'x' x ($words_size - 32) . "\0" x 32)));
	fails_cleanly("$option: one without room", qr/^kexec: long: its command line has no space for 32 bytes more$/, "$option=long");
}
spew('longest', reseal(put($image, $words, 'x' x ($words_size - 33) . "\0" x 33)));
ok_bake('one that just has room', '--bake-verify=longest');

done_testing();
