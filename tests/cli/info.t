#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# --bake-info and --bake-verify on every type of file that may hold an image.
use strict;
use warnings;

use Compress::Zlib qw(memGzip);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

make_kernel('kernel');
spew('initrd', 'i' x 5001);
my @bake = ('--initrd=initrd', '--append=console=ttyS0 "quoted" back\\slash', 'kernel');
ok_bake('an image', '--bake=image', '--bake-format=image', @bake);
ok_bake('an object', '--bake=object.o', @bake);
my $image = slurp('image');
my ($digest, $head_digest) = map { header($image, $_) } qw(digest head_digest);

# --- the table and the drawing ------------------------------------------------------

my $run = kexec('--bake-info=image');
is($run->{status}, 0, 'it is shown') or diag($run->{err});
is($run->{err}, '', 'nothing on stderr');
like($run->{out}, qr/^$_$/m, $_) for 'format +image, version 1, x86_64', 'kernel +Linux 6\.1\.0-test \(me@here\) #1',
	'command line +console=ttyS0 "quoted" back\\\\slash', 'region +0x10000000-0x[0-9a-f]{8}, .*',
	"digest +$digest", '5-level CPUs +yes', 'relocatable +no', 'fix-ups +0';
my @drawn = $run->{out} =~ /^  0x([0-9a-f]+) [#:.] (.*?)  /mg;
my @addresses = map { hex $drawn[2 * $_] } 0 .. $#drawn / 2;
my @names = map { $drawn[2 * $_ + 1] } 0 .. $#drawn / 2;
is(join(', ', @names), 'header, page tables, boot_params, command line, purgatory, scratch, hand-off, initrd, oops archive, kernel, '
	. 'to unpack, to run in, elfcorehdr', 'the map has all parts');
is("@addresses", join(' ', sort { $a <=> $b } @addresses), 'in the order in which they lie');
is($addresses[9], 0x10000000 + (extent($image, 'kernel'))[0], 'where they lie');

# --- JSON -----------------------------------------------------------------------------

my $json = json_info('image');
ok($json, 'it is JSON') or BAIL_OUT('without it the rest says little');
is($json->{$_}, header($image, $_), $_) for qw(version load_addr region_size image_size entry kernel_memory kernel_version digest head_digest);
is($json->{command_line}, 'console=ttyS0 "quoted" back\\slash', 'command_line');
is($json->{arch}, 'x86_64', 'arch');
ok($json->{five_level}, 'five_level');
my %parts = map { $_->{name} => $_ } @{ $json->{parts} };
for my $name (qw(page_tables boot_params command_line purgatory scratch initrd oops kernel elfcorehdr)) {
	my $part = $parts{ $name eq 'oops' ? 'oops archive' : $name =~ /tables|line/ ? $name =~ s/_/ /r : $name };
	is("@$part{qw(offset size)}", join(' ', extent($image, $name)), "$name in JSON");
}
is(join(' ', map { $_->{name} } grep { !$_->{sealed} } @{ $json->{parts} }), 'scratch hand-off oops archive elfcorehdr', 'what is not sealed');

make_kernel('odd', text => "6.1\t\"quoted\"\\\x01");
ok_bake('an odd version', '--bake=odd.o', "--append=\t\x1f/", 'odd');
is(json_info('odd.o')->{kernel_version}, "6.1\t\"quoted\"\\\x01", 'is escaped');
is(json_info('odd.o')->{command_line}, "\t\x1f/", 'and so is an odd command line');

# --- containers --------------------------------------------------------------------------

sub shows {
	my ($name, $file, $container) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $info = json_info($file);
	is($info && "$info->{container}, $info->{digest}", "$container, $digest", "$name is shown");
	ok_bake("$name is verified", "--bake-verify=$file");
}

shows('an image', 'image', 'image');
shows('an object', 'object.o', 'ELF object');

sub tool {
	my @command = @_;
	my $run = CLI::run([ map { $_ eq $command[0] ? (grep { -x } map { "$_/$command[0]" } split /:/, $ENV{PATH})[0] : $_ } @command ]);
	$run->{status} and diag("@command: $run->{err}");
	return !$run->{status};
}

spew('start.s', ".globl _start\n_start: ret\n.section .data\n.quad kexec_bake_image_start\n.section .note.GNU-stack,\"\",\@progbits\n");

SKIP: {
	skip('no as or no ld', 24) if !command_there('as') || !command_there('ld');
	ok(tool('as', '-o', 'start.o', 'start.s') && tool('ld', '-r', '-o', 'joined.o', 'start.o', 'object.o')
		&& tool('ld', '-o', 'vmlinux', 'joined.o'), 'a vmlinux is linked');
	shows('what ld -r made', 'joined.o', 'ELF object');
	shows('a vmlinux', 'vmlinux', 'ELF executable');
	spew('decoy.s', ".section .rodata\n.balign 4096\n.ascii \"KEXECBAK\"\n.section .note.GNU-stack,\"\",\@progbits\n");
	ok(tool('as', '-o', 'decoy.o', 'decoy.s') && tool('ld', '-o', 'decoy', 'decoy.o', 'joined.o'), 'one with another such page');
	cmp_ok(index(slurp('decoy'), 'KEXECBAK'), '<', index(slurp('decoy'), $image), 'in front of the image');
	shows('what the symbol points to', 'decoy', 'ELF executable');
	ok(tool('strip', '-o', 'stripped', 'vmlinux'), 'its symbols are stripped');
	shows('a stripped vmlinux', 'stripped', 'ELF executable');

	spew('vmlinux.gz', memGzip(slurp('vmlinux')));
	shows('a packed vmlinux', 'vmlinux.gz', 'packed ELF file');
	for my $packer (qw(gzip xz lzma zstd)) {
		SKIP: {
			skip("no $packer", 3) if !command_there($packer);
			my $packed = CLI::run([(grep { -x } map { "$_/$packer" } split /:/, $ENV{PATH})[0], '-c', 'stripped']);
			is($packed->{status}, 0, "$packer packs it");
			# Linux puts the unpacked size behind what it packs.
			make_kernel("bzImage.$packer", payload => $packed->{out} . pack('V', -s 'stripped'));
			skip("this kexec was built without $packer", 2)
				if kexec("--bake-info=bzImage.$packer")->{err} =~ /was built without/;
			shows("a bzImage packed by $packer", "bzImage.$packer", 'bzImage');
		}
	}

	my $bytes = slurp('vmlinux');
	spew('damaged', flip($bytes, index($bytes, $image) + (extent($image, 'kernel'))[0]));
	fails_cleanly('a vmlinux with a damaged image', qr/^kexec: damaged: its kernel or initrd is damaged/, '--bake-verify=damaged');
	make_kernel('cut', payload => substr(memGzip($bytes), 0, 2000));
	fails_cleanly('a bzImage with half a payload', qr/^kexec: cut: cannot be decompressed as gzip/, '--bake-info=cut');
	make_kernel('text', payload => memGzip('no vmlinux'));
	fails_cleanly('a bzImage with another payload', qr/^kexec: text: its payload is not an ELF file$/, '--bake-info=text');
	make_kernel('nothing', payload_length => 0);
	fails_cleanly('a bzImage without payload', qr/^kexec: nothing: its header names no payload$/, '--bake-info=nothing');
}

done_testing();
