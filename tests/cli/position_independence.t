#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The linked purgatory runs at any address without relocation.
use strict;
use warnings;

use Cwd qw(abs_path);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
my ($build, $source);
BEGIN { ($build, $source) = (abs_path($ENV{BUILD}), abs_path("$FindBin::Bin/../..")) }
use CLI;

for my $needed (qw(readelf ld)) {
	plan(skip_all => "no $needed") if !command_there($needed);
}

sub tool {
	my ($name, @words) = @_;
	return CLI::run([(grep { -x } map { "$_/$name" } split /:/, $ENV{PATH})[0], @words]);
}

my $elf = "$build/purgatory/purgatory.elf";
my $sections = tool('readelf', '-SW', $elf)->{out};
like($sections, qr/\] \.text /, 'there are sections to look at');
unlike($sections, qr/ RELA? /, 'no relocation section');
unlike($sections, qr/\] \.(data|got|plt|dynamic|interp|init_array|ctors|tdata)/, 'no .data, no GOT, nothing dynamic');
my @writable = $sections =~ /\] (\.\S+) .* W?A?W[A-Z]* +\d/g;
is("@writable", '.bss', 'only .bss is writable');

my $symbols = tool('readelf', '-sW', $elf)->{out};
my ($null) = $symbols =~ /^ *0: .* UND *$/m;
is(() = $symbols =~ / UND \S/g, 0, 'no undefined symbol');
like($symbols, qr/ purgatory_start$/m, 'there are symbols to look at');

my $segments = tool('readelf', '-lW', $elf)->{out};
is(join(' ', $segments =~ /^  ([A-Z]\S+) +0x/mg), 'LOAD LOAD', 'two segments');
like($segments, qr/^  LOAD .* R E 0x1000$/m, 'code that is not writable');
like($segments, qr/^  LOAD +\S+ \S+ \S+ 0x0+ \S+ RW +0x1000$/m, 'variables that are not stored');

# Linked for another address it has the same bytes; all resolved relocations are relative.
my @objects = map { "$build/$_" } split ' ', `make -s -C '$build' --eval='print-parts: ; \@echo \$(PURGATORY_PARTS)' print-parts`;
cmp_ok(scalar @objects, '>=', 5, 'the objects are there');
my @link = ('-m', 'elf_x86_64', '-static', '--no-undefined', '--gc-sections', '--build-id=none', '-z', 'max-page-size=4096',
	'-z', 'noexecstack', '--emit-relocs', '-T', "$source/purgatory/purgatory.ld");
my $run = tool('ld', @link, '--defsym=PURGATORY_BASE=0x7654000', '-o', 'relocs.elf', @objects);
is("$run->{status} $run->{err}", '0 ', 'it links once more, with its relocations kept');
my @types = tool('readelf', '-rW', 'relocs.elf')->{out} =~ /^[0-9a-f]+ +[0-9a-f]+ (R_X86_64_\S+)/mg;
cmp_ok(scalar @types, '>', 20, 'there are relocations to look at');
is(join(' ', grep { !/^R_X86_64_(PC32|PC16|PC8|PLT32)$/ } @types), '', 'all of them are relative');

# kexec bakes the same bytes, except for the info.
make_kernel('kernel');
ok_bake('an image', '--bake=out', '--bake-format=image', 'kernel');
my $image = slurp('out');
my ($offset, $size) = extent($image, 'purgatory');
my ($file_offset) = $segments =~ /^  LOAD +0x([0-9a-f]+) .* R E /m;
my $code = substr(slurp($elf), hex($file_offset), $size);
is(substr($code, 0, 0x400), "\0" x 0x400, 'its info is empty in the build');
ok(substr($image, $offset + 0x400, $size - 0x400) eq substr($code, 0x400), 'the baked code is the linked code');

done_testing();
