#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Kernels and initrds that are none.
use strict;
use warnings;
no warnings 'portable';

use Compress::Zlib qw(memGzip);
use FindBin;
use lib $FindBin::Bin;
use POSIX qw(mkfifo);
use Test::More;
use CLI;

my $good = kernel();
make_kernel('good');
mkdir 'directory';
spew('empty', '');
mkfifo('fifo', 0600) or die "fifo: $!";

sub refuses {
	my ($name, $what, $bytes) = @_;
	spew('bad', $bytes);
	fails_cleanly($name, $what, '--bake=out.o', 'bad');
}

# --- files --------------------------------------------------------------------

my %files = (
	missing => qr/^kexec: missing: cannot be opened: No such file or directory$/,
	directory => qr/^kexec: directory: is a directory \(a file was expected\)$/,
	empty => qr/^kexec: empty: is empty$/,
	fifo => qr/^kexec: fifo: is not a regular file \(one was expected\)$/,
	'good/inside' => qr/^kexec: good\/inside: cannot be opened: Not a directory$/,
	'/dev/zero' => qr/^kexec: \/dev\/zero: is not a regular file \(one was expected\)$/,
);
for my $file (sort keys %files) {
	fails_cleanly("$file as kernel", $files{$file}, '--bake=out.o', $file, { timeout => 30 });
	fails_cleanly("$file as initrd", $files{$file}, '--bake=out.o', "--initrd=$file", 'good', { timeout => 30 });
	fails_cleanly("$file as second initrd", $files{$file}, '--bake=out.o', '--initrd=good', "--initrd=$file", 'good',
		{ timeout => 30 });
	fails_cleanly("$file for --bake-verify", $files{$file}, "--bake-verify=$file", { timeout => 30 });
	fails_cleanly("$file for --bake-info", $file eq 'directory' ? qr/^kexec: directory: is a directory without a file state/
		: $files{$file}, "--bake-info=$file", { timeout => 30 });
}

my $long = './' x 1500 . 'missing';
fails_cleanly('a long name', qr/^kexec: \Q$long\E: cannot be opened: No such file or directory$/, '--bake=out.o', $long);

# A file of sysfs has a size, and nothing in it.
SKIP: {
	my ($file) = grep { -s && open(IN, "<", $_) && eof(IN) } glob('/sys/devices/*/uevent /sys/devices/*/*/uevent');
	skip('no such file here', 2) if !$file;
	fails_cleanly('a file that claims a size as initrd', qr/^kexec: \Q$file\E: is empty$/, '--bake=out.o', "--initrd=$file", 'good');
	fails_cleanly('twice', qr/^kexec: \Q$file\E: is empty$/, '--bake=out.o', "--initrd=$file", "--initrd=$file", 'good');
}

# --- what is no kernel -----------------------------------------------------------

my $not = qr/^kexec: bad: is not a Linux\/x86 kernel \(a bzImage was expected\)$/;
refuses('text', $not, "not a kernel\n" x 1000);
refuses('one byte', $not, 'x');
refuses('an ELF file', qr/^kexec: bad: is an ELF file of type 3 \(an executable, type 2, was expected\)$/, slurp(kexec_path()));
refuses('packed text', $not, memGzip("not a kernel\n" x 1000));
refuses('a packed nothing', qr/^kexec: bad: its decompressed data is empty$/, memGzip(''));
refuses('a packed kernel cut short', qr/bad: cannot be decompressed as gzip: its compressed data is damaged or cut short/,
	substr(memGzip($good), 0, 300));

# --- cut short at every boundary, and in the payload --------------------------------

my $short = qr/^kexec: bad: is cut short: .* were expected\)$/;
for my $size (1, 0x1f1, 0x1fe, 0x200, 0x202, 0x205) {
	refuses(sprintf('cut at 0x%x', $size), $not, substr($good, 0, $size));
}
for my $size (0x206, 0x207, 0x20e, 0x230, 0x234, 0x236, 0x238, 0x248, 0x250, 0x258, 0x260, 0x264, 0x267, 0x268, 0x26b, 0x26c,
	0x300, 0x7ff, 0x800, 0x801, 0xa00, 0xc00, 0x1000, length($good) - 16, length($good) - 1) {
	refuses(sprintf('cut at 0x%x', $size), $short, substr($good, 0, $size));
}

# --- fields ---------------------------------------------------------------------

my @fields = (
	['protocol 2.11', [version => 0x20b], qr/boot protocol 2\.11 is too old \(2\.12 or later was expected\)/],
	['protocol 1.00', [version => 0x100], qr/boot protocol 1\.00 is too old/],
	['32-bit only', [xloadflags => 0x3e], qr/has no 64-bit entry \(a 64-bit kernel was expected\)/],
	['no boot flag', [boot_flag => 0], $not],
	['no magic', [magic => 'HdrT'], $not],
	['no kernel', [syssize => 0], qr/its kernel is 0 bytes long/],
	['a payload longer than the file', [syssize => 0x10000], $short],
	['more setup than file', [setup_sects => 255], $short],
	['a header too short', [jump => 0x10eb], qr/its setup header ends at 0x212/],
	['a header too long', [jump => 0xffeb], qr/its setup header ends at 0x301/],
	['alignment 0', [kernel_alignment => 0], qr/kernel_alignment is 0x0 /],
	['an odd alignment', [kernel_alignment => 0x300000], qr/kernel_alignment is 0x300000 /],
	['no room to unpack', [init_size => 0x1000], qr/init_size is 0x1000 /],
	['no command line', [cmdline_size => 0], qr/cmdline_size is 0/],
	['all of 4 GiB', [init_size => 0xffffffff], qr/--bake-addr=0x10000000: 0x[0-9a-f]+ bytes from there reach past 4 GiB/],
	['a preferred address past 4 GiB', [pref_address => 1 << 32], qr/below the lowest address/],
	['one that wraps around', [pref_address => 0xfffffffffffff000], qr/below the lowest address/],
	['not relocatable, elsewhere', [relocatable => 0],
	 qr/is not relocatable, and has no free memory at the one address where it runs, 0x1000000 /],
	['not relocatable, wrapping around', [relocatable => 0, pref_address => 0xfffffffffffff000], qr/is not relocatable/],
);
refuses($_->[0], $_->[2], kernel(@{ $_->[1] })) for @fields;

make_kernel('coarse', kernel_alignment => 0x80000000);
fails_cleanly('an alignment that fits nowhere', qr/^kexec: --bake-addr=0x80001000: 0x[0-9a-f]+ bytes from there reach past 4 GiB/, '--bake=out.o',
	'--bake-addr=0x80001000', 'coarse');
make_kernel('fixed', relocatable => 0);
fails_cleanly('low memory for a kernel that is not relocatable', qr/^kexec: --bake-addr=0x1000: is in memory/, '--bake=out.o',
	'--bake-addr=0x1000', 'fixed');

# --- the command line -------------------------------------------------------------

fails_cleanly('a command line too long', qr/^kexec: good: the command line is 2016 bytes long \(at most 2015 were expected\)$/,
	'--bake=out.o', '--append=' . 'x' x 2016, 'good');

# --- initrds ------------------------------------------------------------------------

# Sparse, so that it costs nothing until somebody reads it.
open(my $huge, '>', 'huge') or die;
truncate $huge, 5 << 30 or die;
fails_cleanly('an initrd larger than 4 GiB', qr/^kexec: huge: is larger than 4 GiB$/, '--bake=out.o', '--initrd=huge', 'good');
unlink 'huge';

# A name that could write a line of its own.
fails_cleanly('a name with a line break', qr/^kexec: no\?such: cannot be opened/, '--bake=out.o', "no\nsuch");
fails_cleanly('a name with an escape', qr/^kexec: [^\e]+$/, '--bake=out.o', "no\e[2Jsuch");
fails_cleanly('a very long name', qr/^kexec: /, '--bake=out.o', 'x' x 4000);

done_testing();
