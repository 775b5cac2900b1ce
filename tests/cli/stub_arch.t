#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# A second architecture is a folder of its own: with tests/stub in place of x86's folders the program
# compiles and links, and says that it bakes nothing.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $source = abs_path("$FindBin::Bin/../..");
my $build = abs_path($ENV{BUILD} // "$source/build");
my $dir = tempdir(CLEANUP => 1);

# Of the make that runs the tests, if one does.
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};

sub run {
	my ($command) = @_;
	my $text = `$command 2>&1`;
	return ($? >> 8, $text);
}

my ($status, $text) = run("cp -p '$build/config.h' '$build/Makefile' '$dir' && cd '$dir' && make -s -o Makefile "
	. "-j2 srcdir='$source' VPATH='$source' ARCH=stub ARCH_MAKEFILE='$source/tests/stub/arch.mk' sbin/kexec");
is($status, 0, 'the program is built for an architecture that does nothing') or diag($text);

my @x86 = grep { m{/arch/x86/} } split /\n/, `cd '$dir' && find . -name '*.o'`;
is("@x86", '', 'without an object of x86');

open(my $kernel, '>', "$dir/kernel") or die "$dir/kernel: $!\n";
print $kernel "no kernel\n";
close($kernel);
($status, $text) = run("cd '$dir' && sbin/kexec --bake=out kernel");
is("$status $text", "1 kexec: out: nothing can be baked for this architecture\n", '--bake says that it bakes nothing');
ok(!-e "$dir/out", 'and writes nothing');
($status, $text) = run("cd '$dir' && sbin/kexec -l --dry-run kernel");
is("$status $text", "1 kexec: kernel: this architecture has no loader\n", '-l says that it loads nothing');

done_testing();
