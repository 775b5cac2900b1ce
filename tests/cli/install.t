#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# make install, make uninstall, make dist; and that what they make works.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use Test::More;

my $build = $ENV{BUILD} // "$FindBin::Bin/../../build";
my $top = "$FindBin::Bin/../..";
my $dir = tempdir(CLEANUP => 1);

# Of the make that runs the tests, if one does.
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};

sub run {
	my (@command) = @_;
	my $pid = open(my $out, '-|') // die "fork: $!\n";
	if (!$pid) {
		open(STDERR, '>&', \*STDOUT);
		exec(@command) or die "$command[0]: $!\n";
	}
	local $/;
	my $text = <$out> // '';
	close($out);
	return ($? >> 8, $text);
}

sub succeeds {
	my ($name, @command) = @_;
	my ($status, $text) = run(@command);
	is($status, 0, $name) or diag($text);
	return $text;
}

sub files {
	my ($root) = @_;
	return join(' ', sort map { s/\n//r } `cd '$root' && find . -type f`);
}

my $root = "$dir/root";
succeeds('make install', 'make', '-s', '-C', $build, 'install', "DESTDIR=$root", 'prefix=/usr');
my $share = './usr/share/kexec-bake';
is(files($root), join(' ', sort './usr/sbin/kexec', './usr/sbin/saveoops', './usr/sbin/vmcore-dmesg',
	'./usr/share/man/man8/kexec.8', './usr/share/man/man8/saveoops.8', './usr/share/man/man8/vmcore-dmesg.8',
	'./usr/lib/systemd/system/saveoops-import.service', "$share/saveoops.init",
	'./usr/share/doc/kexec-bake/README.md', (map { "./usr/share/doc/kexec-bake/doc/$_.md" }
		qw(baked-image compatibility coverage figures integrate record-format results saveoops-capture)),
	"$share/include/kexec_bake.h", "$share/bake/validate.c", "$share/bake/validate.h", "$share/bake/fixups.c",
	"$share/bake/arch/x86/validate_arch.c",
	map { "$share/bake/linux/$_" } qw(Kconfig Makefile early.h internal.h place.c source.c memory.c room.c room.h handoff.c efi.c
		settle.c record.c core.c cpus.c crash.c status.c stop.c jump_64.S integrate capture.config)),
	'just these files');
like(succeeds('the installed program runs', "$root/usr/sbin/kexec", '--version'), qr/^kexec-bake \d/, 'and says its version');
like(succeeds('the installed integrate runs', "$root/$share/bake/linux/integrate", '--help'), qr/^Usage: /, 'and helps');

succeeds('make uninstall', 'make', '-s', '-C', $build, 'uninstall', "DESTDIR=$root", 'prefix=/usr');
is(files($root), '', 'leaves no file');

SKIP: {
	skip 'not in a git checkout, which make dist packs', 3 unless -e "$top/.git";
	skip 'git, by which make dist packs, is not there', 3 if (run('sh', '-c', 'command -v git'))[0];
	succeeds('make dist', 'make', '-s', '-C', $build, 'dist');
	my ($tarball) = glob("$build/kexec-bake-*.tar.gz");
	rename($tarball, "$dir/dist.tar.gz");
	succeeds('the tarball unpacks', 'tar', 'xzf', "$dir/dist.tar.gz", '-C', $dir);
	my ($tree) = glob("$dir/kexec-bake-*");
	succeeds('and builds, with no autoconf', 'sh', '-e', '-c',
		"mkdir '$dir/b' && cd '$dir/b' && AUTOCONF=false '$tree/configure' && make -s && ./sbin/kexec --version");
}

done_testing();
