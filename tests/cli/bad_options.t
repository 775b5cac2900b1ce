#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Command lines that are refused: bad values, unknown options, options that exclude each other.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

make_kernel('kernel');
spew('text', 'text');

# --- addresses and sizes -----------------------------------------------------------

my @numbers = (
	['--bake-addr=0x10000800', qr/is misaligned \(a multiple of 0x1000 was expected\)/],
	['--bake-addr=1', qr/is misaligned/],
	['--bake-addr=0', qr/--bake-addr=0x0: is in memory that the firmware uses \(at least 1 MiB was expected\)/],
	['--bake-addr=0x1000', qr/--bake-addr=0x1000: is in memory/],
	['--bake-addr=0xff000', qr/--bake-addr=0xff000: is in memory/],
	['--bake-addr=1M', qr/is below the lowest address where kernel runs \(at least 0x1000000 was expected\)/],
	['--bake-addr=0xfff000', qr/is below the lowest address where kernel runs/],
	['--bake-addr=4G', qr/lies past 4 GiB, where the image's page tables end/],
	['--bake-addr=0xfffff000', qr/^kexec: --bake-addr=0xfffff000: 0x[0-9a-f]+ bytes from there reach past 4 GiB, where the image's page tables end$/],
	['--bake-addr=0xff000000', qr/^kexec: --bake-addr=0xff000000: 0x[0-9a-f]+ bytes from there reach past 4 GiB/],
	['--bake-addr=0xfffffffffffff000', qr/lies past 4 GiB/],
	['--bake-addr=0x10000000000000000', qr/is not a number of 64 bits/],
	['--bake-addr=17179869184G', qr/is not a number of 64 bits/],
	['--bake-addr=-1', qr/is not a number of 64 bits/],
	['--bake-addr=', qr/^kexec: --bake-addr=: an argument was expected$/],
	['--bake-addr=256MiB', qr/is not a number of 64 bits/],
	['--bake-addr=here', qr/is not a number of 64 bits/],
	['--bake-size=0', qr/--bake-size=0: is too small \(at least 0x1000 was expected\)/],
	['--bake-size=0x2000800', qr/is misaligned/],
	['--bake-size=4K', qr/is too small \(at least 0x[0-9a-f]+ was expected, 0x[0-9a-f]+ with memory to run in\)/],
	['--bake-size=4G', qr/reaches past 4 GiB from 0x10000000 \(at most 0xf0000000 was expected\)/],
	['--bake-size=0xf0001000', qr/reaches past 4 GiB/],
	['--bake-size=0xfffffffffffff000', qr/reaches past 4 GiB/],
	['--bake-size=-4096', qr/is not a number of 64 bits/],
	['--bake-size=64MB', qr/is not a number of 64 bits/],
);
fails_cleanly($_->[0], $_->[1], '--bake=out.o', $_->[0], 'kernel') for @numbers;

# --- other arguments -----------------------------------------------------------------------

my @words = (
	['nothing', [], qr/^kexec: nothing to do/],
	['no kernel', ['--bake=out.o'], qr/^kexec: --bake=out\.o: no kernel was named/],
	['two kernels', ['--bake=out.o', 'kernel', 'second'], qr/^kexec: second: is an unexpected argument \(one kernel was expected\)$/],
	['a parameter that the image adds itself', ['--bake=out.o', '--command-line=one elfcorehdr=1M', 'kernel'], qr/^kexec: the command line: has elfcorehdr= /],
	['an unknown option', ['--bake=out.o', '--bake-nothing', 'kernel'], qr/^kexec: --bake-nothing: is not an option/],
	['an unknown letter', ['--bake=out.o', '-Q', 'kernel'], qr/^kexec: -Q: is not an option/],
	['an unknown letter behind a known one', ['-lQ'], qr/^kexec: -Q: is not an option/],
	['an unknown letter before a known one', ['--json', '-Ql'], qr/^kexec: -Q: is not an option/],
	['an ambiguous abbreviation', ['--bake-=out.o', 'kernel'], qr/^kexec: --bake-=out\.o: may be --bake-format or --bake-addr \(/],
	['another one', ['--mem=1M', '-l', 'kernel'], qr/^kexec: --mem=1M: may be --mem-min or --mem-max \(/],
	['an argument for an option without', ['--bake=out.o', '--console-vga=yes', 'kernel'],
	 qr/^kexec: --console-vga=yes: takes no argument/],
	['the same where it has a letter', ['--load=yes', 'kernel'], qr/^kexec: --load=yes: takes no argument/],
	['the same where it begins the name of another option', ['--kexec-syscall=yes', 'kernel'], qr/^kexec: --kexec-syscall=yes: takes no argument/],
	['the same, abbreviated', ['--console-v=yes', 'kernel'], qr/^kexec: --console-v=yes: takes no argument/],
	['another one', ['--bake=out.o', '--bake-relocatable=yes', 'kernel'], qr/^kexec: --bake-relocatable=yes: takes no argument/],
	['a missing argument', ['kernel', '--bake'], qr/^kexec: --bake: an argument was expected$/],
	['another missing argument', ['--bake=out.o', 'kernel', '--initrd'], qr/^kexec: --initrd: an argument was expected$/],
	['an unknown format', ['--bake=out.o', '--bake-format=coff', 'kernel'], qr/^kexec: --bake-format=coff: is not known \(elf, image or cpio was expected\)$/],
	['a bad serial port', ['--bake=out.o', '--serial=ttyS9', 'kernel'], qr/^kexec: --serial=ttyS9: is not a serial port/],
	['a serial port too high', ['--bake=out.o', '--serial=0xffff', 'kernel'], qr/^kexec: --serial=0xffff: is not a serial port/],
	['a bad speed', ['--bake=out.o', '--serial-baud=10000', 'kernel'], qr/^kexec: --serial-baud=10000: is not a speed/],
	['speed 0', ['--bake=out.o', '--serial-baud=0', 'kernel'], qr/^kexec: --serial-baud=0: is not a speed/],
	['--json alone', ['--json'], qr/^kexec: nothing to do/],
	['--json with --bake', ['--bake=out.o', '--json', 'kernel'], qr/^kexec: --json: goes only with --dry-run or --bake-info$/],
	['--json with --bake-verify', ['--bake-verify=kernel', '--json'], qr/^kexec: --json: goes only with --dry-run or --bake-info$/],
	['a file behind --bake-info', ['--bake-info=kernel', 'more'], qr/^kexec: more: is an unexpected argument \(one file was expected\)$/],
	['a file behind --bake-verify', ['--bake-verify=kernel', 'more'], qr/^kexec: more: is an unexpected argument \(no file was expected\)$/],
	['no name for OUT', ['--bake=', 'kernel'], qr/^kexec: --bake=: an argument was expected$/],
	['an empty argument of its own', ['--bake=out.o', 'kernel', '--initrd', ''], qr/^kexec: --initrd=: an argument was expected$/],
);
fails_cleanly($_->[0], $_->[2], @{ $_->[1] }) for @words;

# --- options that set one value ------------------------------------------------------------

for ([qw(--kexec-syscall --kexec-file-syscall)], [qw(--kexec-syscall-auto --kexec-syscall)], [qw(--args-linux --args-none)], [qw(--args-elf --args-linux)]) {
	my ($one, $other) = @$_;
	fails_cleanly("$one and $other", qr/^kexec: $other: cannot go with $one \(one of them was expected\)$/, '-l', $one, $other, 'kernel');
	fails_cleanly("$other and $one", qr/^kexec: $one: cannot go with $other \(one of them was expected\)$/, '-l', $other, $one, 'kernel');
	unlike(kexec('-l', '--dry-run', $one, $one, 'none')->{err}, qr/cannot go with/, "$one twice");
}

# --- one mode at a time ---------------------------------------------------------------

for my $other (qw(-l -p -e -u -f -S --load --load-panic --exec --unload --force --status --bake-info=x --bake-verify=x --version)) {
	fails_cleanly("--bake and $other", qr/cannot go with --bake /, '--bake=out.o', $other, 'kernel');
	fails_cleanly("$other and --bake", qr/^kexec: --bake: cannot go with /, $other, '--bake=out.o', 'kernel');
}

# --- options that go only with --bake ----------------------------------------------------------

for my $option (qw(--bake-addr=512M --bake-size=64M --bake-format=elf --bake-relocatable --bake-efi)) {
	my ($name) = $option =~ /([^=]+)/;
	fails_cleanly("$option without --bake", qr/^kexec: $name: goes only with --bake$/, $option, '--bake-info=kernel');
	fails_cleanly("$option and --load", qr/^kexec: $name: goes only with --bake$/, $option, '--load', 'kernel');
}
for my $option (qw(--serial=ttyS0 --serial-baud=9600 --initrd=kernel --append=x --reset-vga --console-vga --console-serial)) {
	my ($name) = $option =~ /([^=]+)/;
	fails_cleanly("$option without a kernel", qr/^kexec: $name: goes only with loading a kernel or --bake$/, $option, '--bake-info=kernel');
}
fails_cleanly('one in two words', qr/^kexec: --bake-addr: goes only with --bake$/, '--bake-info=kernel', '--bake-addr', '512M');

# --- files without a baked image -------------------------------------------------------------------

for my $option (qw(--bake-info --bake-verify)) {
	fails_cleanly("$option of text", qr/^kexec: text: cannot hold a baked image/, "$option=text");
	fails_cleanly("$option of a kernel without an image", qr/^kexec: kernel: /, "$option=kernel");
	fails_cleanly("$option of a program", qr/holds no baked image$/, $option . '=' . kexec_path());
}

ok_bake('something to show', '--bake=out.o', 'kernel');
fails_cleanly("$_ on a full disk", qr/^kexec: standard output: cannot be written: No space left on device$/, "$_=out.o",
	{ stdout => '/dev/full' }) for qw(--bake-info --bake-verify);
fails_cleanly('--help on a full disk', qr/^kexec: standard output: cannot be written/, '--help', { stdout => '/dev/full' });

done_testing();
