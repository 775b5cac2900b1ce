#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The baked object, read by readelf and linked by linkers.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

for my $needed (qw(readelf as ld)) {
	plan(skip_all => "no $needed") if !command_there($needed);
}

sub tool {
	my ($name, @words) = @_;
	my $run = CLI::run([(grep { -x } map { "$_/$name" } split /:/, $ENV{PATH})[0], @words]);
	return $run;
}

make_kernel('kernel');
spew('initrd', 'i' x 5001);
ok_bake('an image', '--bake=image', '--bake-format=image', '--initrd=initrd', 'kernel');
ok_bake('an object', '--bake=object.o', '--initrd=initrd', 'kernel');
my $image = slurp('image');
my $size = length $image;

# --- sections ---------------------------------------------------------------------

my %sections;
for (split /\n/, tool('readelf', '-SW', 'object.o')->{out}) {
	my ($index, $name, $type, $offset, $bytes, $flags, $align) =
		/^ *\[ *(\d+)\] (\.\S+) +(\S+) +[0-9a-f]+ ([0-9a-f]+) ([0-9a-f]+) [0-9a-f]+ ([ A-Zop]*?) +\d+ +\d+ +(\d+)$/ or next;
	$flags =~ s/ //g;
	$sections{$name} = { index => $index, type => $type, offset => hex $offset, size => hex $bytes, flags => $flags,
		align => $align };
}
my @loaded = grep { $sections{$_}{type} eq 'PROGBITS' && $sections{$_}{flags} =~ /A/ } sort keys %sections;
is("@loaded", '.init.rodata', 'one section has content to load');
my $section = $sections{'.init.rodata'};
is($section->{flags}, 'A', 'it is read-only and not code');
is($section->{align}, 4096, 'it is page aligned');
is($section->{offset} % 4096, 0, 'in the file too');
is($section->{size}, $size, 'it is as large as the image');
ok(substr(slurp('object.o'), $section->{offset}, $size) eq $image, 'it is the image');
ok($sections{'.note.GNU-stack'} && $sections{'.note.GNU-stack'}{flags} eq '', 'the stack need not be executable');
is(join(' ', grep { $sections{$_}{flags} =~ /[WX]/ } sort keys %sections), '', 'nothing is writable or code');
is(join(' ', grep { $sections{$_}{type} =~ /^RELA?$/ } sort keys %sections), '', 'there is no relocation');

my $header = tool('readelf', '-hW', 'object.o')->{out};
like($header, qr/$_/, $_) for 'Type: +REL ', 'Machine: +Advanced Micro Devices X86-64', "Data: +2's complement, little endian";

# --- symbols ------------------------------------------------------------------------

# readelf prints a large size in hexadecimal.
my %symbols = map { /^ *\d+: ([0-9a-f]+) +(\S+) (\S+) +(\S+) +(\S+) +(\S+) (\S+)$/ ? ($7 => [hex $1, $2, $3, $4, $5, $6]) : () }
	split /\n/, tool('readelf', '-sW', 'object.o')->{out};
$_->[1] = oct $_->[1] for values %symbols;
is_deeply(\%symbols, {
	kexec_bake_image_start => [0, $size, 'OBJECT', 'GLOBAL', 'DEFAULT', $section->{index}],
	kexec_bake_image_end => [$size, 0, 'NOTYPE', 'GLOBAL', 'DEFAULT', $section->{index}],
	kexec_bake_image_size => [$size, 0, 'NOTYPE', 'GLOBAL', 'DEFAULT', 'ABS'],
}, 'start, end and size');

# --- the note ------------------------------------------------------------------------

my $note = $sections{'.note.kexec-bake'};
my ($name_size, $descriptor_size, $type, $name, $version, $digest) =
	unpack 'V3 Z12 V H64', substr(slurp('object.o'), $note->{offset}, $note->{size});
is($note->{type}, 'NOTE', 'a section of notes');
is("$name_size $descriptor_size $type $name", '11 36 1 kexec-bake', 'a note of ours');
is($version, header($image, 'version'), 'names the version');
is($digest, header($image, 'digest'), 'and the digest');
like(tool('readelf', '-nW', 'object.o')->{out}, qr/kexec-bake\s+0x00000024/, 'readelf finds it');

# --- linkers ----------------------------------------------------------------------------

spew('start.s', <<'END');
	.globl _start
_start:	ret
	.data
	.globl table
table:	.quad kexec_bake_image_start, kexec_bake_image_end, kexec_bake_image_size
	.section .note.GNU-stack, "", @progbits
END
is(tool('as', '-o', 'start.o', 'start.s')->{status}, 0, 'as');

# Three numbers in the linked program, at the symbol `table`.
sub table_in {
	my ($file) = @_;
	my ($value) = tool('readelf', '-sW', $file)->{out} =~ /^ *\d+: ([0-9a-f]+) .* table$/m;
	my ($address, $offset) = tool('readelf', '-SW', $file)->{out} =~ /\] \.data +PROGBITS +([0-9a-f]+) ([0-9a-f]+)/;
	return unpack 'Q<3', substr(slurp($file), hex($value) - hex($address) + hex($offset), 24);
}

for my $linker (qw(ld ld.lld)) {
	SKIP: {
		skip("no $linker", 7) if !command_there($linker);
		for my $how ([], ['-r'], ['--gc-sections', '--undefined=kexec_bake_image_start']) {
			my $run = tool($linker, '--fatal-warnings', @$how, '-o', "out.$linker", 'start.o', 'object.o');
			is("$run->{status} $run->{out}$run->{err}", '0 ', "$linker @$how: no warning");
		}
		is(tool($linker, '-o', "out.$linker", 'start.o', 'object.o')->{status}, 0, "$linker links it");
		my ($start, $end, $length) = table_in("out.$linker");
		is($start % 4096, 0, "$linker: the start is page aligned");
		is($end - $start, $size, "$linker: the end is an image further");
		is($length, $size, "$linker: the size is one");
	}
}

done_testing();
