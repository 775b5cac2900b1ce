# SPDX-License-Identifier: GPL-2.0-only
# Kernels of each type that isn't a bzImage, made here by their specifications'
# offsets.
#
#   elf64(%h), elf32(%h)   parts => [[ADDRESS, BYTES, SIZE]...], entry; all else by default
#   multiboot(%h)          version 1, with addresses: load, entry, bytes, bss, flags
#   multiboot2(%h)         version 2: load, entry, bytes, bss, tags (more of them)
#   uki([NAME, BYTES]...)  with these sections
package Types;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT = qw(elf64 elf32 multiboot multiboot2 tag2 uki);

sub elf64 {
	my (%h) = @_;
	my $parts = $h{parts};
	my $at = 64 + 56 * @$parts;
	my ($phdrs, $content) = ('', '');
	for (@$parts) {
		my ($address, $bytes, $size) = @$_;
		$phdrs .= pack 'VVQ<Q<Q<Q<Q<Q<', $h{p_type} // 1, 7, $at + length $content, $address, $address, length $bytes,
			$size // length $bytes, 4096;
		$content .= $bytes;
	}
	return "\177ELF\2\1\1" . "\0" x 9 . pack('vvVQ<Q<Q<Vvvvvvv', $h{type} // 2, $h{machine} // 62, 1,
		$h{entry} // $parts->[0][0], 64, 0, 0, 64, 56, scalar @$parts, 64, 0, 0) . $phdrs . $content;
}

sub elf32 {
	my (%h) = @_;
	my $parts = $h{parts};
	my $at = 52 + 32 * @$parts;
	my ($phdrs, $content) = ('', '');
	for (@$parts) {
		my ($address, $bytes, $size) = @$_;
		$phdrs .= pack 'V8', 1, $at + length $content, $address, $address, length $bytes, $size // length $bytes, 7, 4096;
		$content .= $bytes;
	}
	return "\177ELF\1\1\1" . "\0" x 9 . pack('vvVVVVVvvvvvv', 2, 3, 1, $h{entry} // $parts->[0][0], 52, 0, 0, 52, 32,
		scalar @$parts, 40, 0, 0) . $phdrs . $content;
}

sub multiboot {
	my (%h) = @_;
	my $flags = $h{flags} // 0x10003;
	my $load = $h{load} // 0x100000;
	my $bytes = $h{bytes} // '';
	return pack('V8', 0x1badb002, $flags, -(0x1badb002 + $flags) & 0xffffffff, $load, $load, $h{load_end} // 0, $h{bss} // 0,
		$h{entry} // $load + 32) . $bytes;
}

# tag2(TYPE, CONTENT, FLAGS)
sub tag2 {
	my ($type, $content, $flags) = @_;
	my $tag = pack('vvV', $type, $flags // 0, 8 + length $content) . $content;
	return $tag . "\0" x (-length($tag) % 8);
}

sub multiboot2 {
	my (%h) = @_;
	my $load = $h{load} // 0x100000;
	my $addresses = $h{addresses} // 1 ? tag2(2, pack 'V4', $load, $load, 0, $h{bss} // 0) : '';
	my $tags = ($h{tags} // '') . $addresses . tag2(3, pack 'V', $h{entry} // $load + 64)
		. tag2(0, '');
	my $size = 16 + length $tags;
	return pack('V4', 0xe85250d6, 0, $size, -(0xe85250d6 + $size) & 0xffffffff) . $tags . ($h{bytes} // 'K' x 100);
}

sub uki {
	my (@sections) = @_;
	my $at = 0x80 + 24 + 40 * @sections;
	my ($table, $content) = ('', '');
	for (@sections) {
		my ($name, $bytes) = @$_;
		my $padded = $bytes . "\0" x (-length($bytes) % 512);
		$table .= pack 'a8V4x16', $name, length $bytes, 0x1000, length $padded, $at + length $content;
		$content .= $padded;
	}
	return pack('a60V', 'MZ', 0x80) . "\0" x 0x40 . pack('a4vvx12vv', "PE", 0x8664, scalar @sections, 0, 0) . $table . $content;
}

1;
