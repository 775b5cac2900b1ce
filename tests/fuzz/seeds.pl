#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# seeds.pl KEXEC DIRECTORY: good files for each target to start from.
use strict;
use warnings;
no warnings 'portable';

use Compress::Zlib qw(memGzip);
use Cwd qw(abs_path);
use File::Path qw(make_path);
use FindBin;
my ($kexec, $out);
BEGIN {
	@ARGV == 2 or die "usage: seeds.pl KEXEC DIRECTORY\n";
	($kexec, $out) = @ARGV;
	make_path($out);
	($kexec, $out) = (abs_path($kexec), abs_path($out));
	$ENV{BUILD} = $kexec =~ s!/sbin/kexec$!!r;
}
use lib "$FindBin::Bin/../cli";
use CLI;
use Vmcore;
use Fake;
use Types;

sub seed {
	my ($target, $name, $bytes) = @_;
	make_path("$out/$target");
	spew("$out/$target/$name", $bytes);
}

# As verify.c expands it again.
sub shrink {
	my ($bytes) = @_;
	$bytes =~ s{((?:\0{4096})+)}{"\xf1\xf2" . pack('v', length($1) / 4096)}ge;
	return $bytes;
}

# The same image with the least space for an oops archive, as fuzzing a megabyte of zeros is slow.
sub without_space {
	my ($image) = @_;
	my ($oops, $size) = extent($image, 'oops');
	my ($code) = extent($image, 'purgatory');
	my $gone = $size - 8192;
	substr($image, $oops + 8192, $gone) = '';
	for my $offset (40, 208, 216, 560, $code + 8, $code + 96, $code + 168) {
		$image = put($image, $offset, pack('Q<', u64($image, $offset) - $gone));
	}
	return reseal($image);
}

sub packed_by {
	my ($packer, $file) = @_;
	return command_there($packer) ? scalar `$packer -c $file` : undef;
}

my $kernel = kernel(payload => 'payload' x 20, init_size => 0x10000, kernel_alignment => 0x1000);
spew('kernel', $kernel);
spew('initrd', '070701' . '0' x 48 . '00000008' . '0' x 32 . '00000002' . '0' x 8 . "x\0content!");
seed('initrd', 'cpio', slurp('initrd'));
seed('initrd', 'packed', "\0\0\0\0" . memGzip(slurp('initrd')));
seed('bzimage', 'kernel', $kernel);
seed('bzimage', 'fixed', kernel(payload => 'x', relocatable => 0, pref_address => 0x20000000));
seed('elf', '64', elf64(parts => [[0x1000000, 'Linux version 6.1', 0x1000], [0x1001000, 'data', 0x4000]]));
seed('elf', '32', elf32(parts => [[0x100000, 'code', 0x20], [0x100800, 'data', 0x4000]]));
seed('multiboot', '1', multiboot(bytes => 'code', bss => 0x110000));
seed('multiboot', '2', multiboot2(bss => 0x110000, tags => tag2(10, pack 'V4', 0x100000, 0x4000000, 0x200000, 1)));
seed('multiboot', 'elf', elf32(parts => [[0x100000, multiboot(flags => 3, bytes => 'code')]]));
seed('uki', 'all', uki(['.linux', 'kernel'], ['.cmdline', "its words\n"], ['.initrd', 'one'], ['.initrd', 'two'], ['.ucode', 'm']));
seed('uki', 'profiles', uki(['.linux', 'kernel'], ['.profile', 'a'], ['.initrd', 'one'], ['.profile', 'b'], ['.initrd', 'two']));
seed('numbers', $_, $_) for qw(0 1 256M 0x10000000 4G 010 18446744073709551615 0x3ffffffffG);
seed('crash_notes', $_ =~ tr/ /-/r, $_) for '3ee1c010', '0x0000000002b45000 1000', 'fffffffffffff000 fff';
seed('kallsyms', 'text', "0000000000000000 A fixed_percpu_data\nffffffff81000000 T _text\nffffffffc0000000 t x\t[m]\n");
seed('iomem', 'vm', "00001000-0009fbff : System RAM\n00100000-3ffdffff : System RAM\n  2e000000-3dffffff : Crash kernel\n" .
	"100000000-13fffffff : System RAM (kmem)\n");
seed('kcore', 'vm', Fake::kcore([0xffffffff81000000, 0x1000000, 0x2400000], [0xffff888000001000, 0x1000, 0x9e000],
	[0xffffea0000000000, ~0, 0x3000]));

for my $name (qw(vm laptop)) {
	machine($name);
	set_file('/sys/kernel/boot_params/data', put(put("\0" x 4096, 0x1c0, pack('a4 V6 V', 'EL64', 0x7affe018, 48, 1, 0x11111111, 4800, 0, 0)),
		0x1e9, "\2\3")) if $name eq 'laptop';
	seed('machine', $name, Fake::as_text());
}

for my $options ([], ['--initrd=initrd'], ['--initrd=initrd', '--bake-relocatable']) {
	my $name = ('alone', 'initrd', 'relocatable')[scalar @$options];
	ok_bake('image', '--bake=image', '--bake-format=image', '--append=words', @$options, 'kernel');
	ok_bake('elf', '--bake=elf', '--append=words', @$options, 'kernel');
	spew('image', without_space(slurp('image')));
	system('objcopy', '--update-section', '.init.rodata=image', 'elf') == 0 or die 'objcopy';
	seed('validate', $name, substr(slurp('image'), 0, 4096));
	seed('fixups', $name, substr(slurp('image'), 0, 0xb000));
	seed('verify', "image-$name", shrink(slurp('image')));
	seed('verify', "elf-$name", shrink(slurp('elf')));
}
ok_bake('archive', '--bake=cpio', '--bake-format=cpio', '--append=words', 'kernel');
# Around the image that was made smaller.
my $head = substr(slurp('cpio'), 0, 136);
my $image = slurp('image');
seed('verify', 'cpio', shrink(slurp('initrd') . put($head, 54, sprintf '%08x', length $image) . $image));
seed('cpio', 'two', slurp('initrd') . put($head, 54, sprintf '%08x', 5) . "bytes\0\0\0" . slurp('initrd'));
seed('verify', 'bzimage', kernel(payload => memGzip(slurp('elf'))));
seed('verify', 'packed', memGzip(slurp('elf')));

my @lines = ([0, 'Linux version 6.1'], [1234567890, "two\nlines"], [5000000000, ''], [12345678901234, "odd\x01"]);
for my $ring (qw(lockless records bytes)) {
	seed('vmcore', $ring, core(ring => $ring, lines => \@lines));
	seed('vmcore', "$ring-empty", core(ring => $ring, lines => []));
}

spew('plain', 'some plain text ' x 20);
for my $packer (qw(gzip xz lzma zstd)) {
	my $bytes = packed_by($packer, 'plain');
	seed('decompress', $packer, $bytes) if defined $bytes;
}
Test::More::done_testing();
