#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# make install, make uninstall, make dist; and that what they make works.
use strict;
use warnings;

use File::Basename qw(dirname);
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

sub slurp {
	my ($name) = @_;
	open(my $file, '<', $name) or die "$name: $!\n";
	local $/;
	return scalar(<$file>);
}

sub files {
	my ($root) = @_;
	return join(' ', sort map { s/\n//r } `cd '$root' && find . -type f`);
}

my $root = "$dir/root";
succeeds('make install', 'make', '-s', '-C', $build, 'install', "DESTDIR=$root", 'prefix=/usr');
my ($share, $doc) = ('./usr/share/kexec-bake', './usr/share/doc/kexec-bake');
is(files($root), join(' ', sort './usr/sbin/kexec', './usr/sbin/saveoops', './usr/sbin/vmcore-dmesg',
	'./usr/share/man/man8/kexec.8', './usr/share/man/man8/saveoops.8', './usr/share/man/man8/vmcore-dmesg.8',
	'./usr/lib/systemd/system/saveoops-import.service', "$share/saveoops.init",
	(map { "$doc/$_" } qw(CONTRIBUTING.md COPYING README.md)), (map { "$doc/doc/$_.md" } qw(architecture install testing),
		qw(baked-image compatibility coverage figures integrate record-format results saveoops-capture)),
	"$share/include/kexec_bake.h", "$share/include/kexec_bake_oops.h", "$share/bake/validate.c", "$share/bake/validate.h", "$share/bake/apply_fixups.c",
	"$share/bake/arch/x86/validate_arch.c",
	(map { "$share/bake/linux/$_" } qw(Kconfig Makefile integrate capture.config arch_hooks.h internal.h place_image.c image_state.c image_source.c
		memory_ranges.c free_place.c free_place.h verify_image.c relocate_image.c oops_archive.c vmcore_elfcorehdr.c panic.c
		sysfs_state.c)),
	(map { "$share/bake/linux/arch/x86/$_" } qw(Makefile arch_inline.h x86_internal.h start_kernel.c boot_conditions.c early_memory.c
		setup_data_list.c reserved_ranges.c fill_handoff.c efi_handoff.c cmos_stop_mark.c early_exception.c early_exception.h
		region_page_tables.c nmi_shootdown.c leave_kernel.c jump_64.S))),
	'just these files');
my $relative = ".install-$$";
succeeds('make install with a relative DESTDIR', 'make', '-s', '-C', $build, 'install', "DESTDIR=$relative", 'prefix=/usr');
is(files("$build/$relative"), files($root), 'installs the same files');
system('rm', '-rf', "$build/$relative");
like(succeeds('the installed program runs', "$root/usr/sbin/kexec", '--version'), qr/^kexec-bake \d/, 'and says its version');
like(succeeds('the installed integrate runs', "$root/$share/bake/linux/integrate", '--help'), qr/^Usage: /, 'and helps');

# --- links of the installed documents --------------------------------------------

# A heading's anchor: lower case, without punctuation, with hyphens for spaces.
sub anchors {
	my ($file) = @_;
	my $text = slurp($file) =~ s/^\s*```.*?^\s*```$//gmsr;
	return map { lc =~ s/[^\w\s-]//gr =~ s/\s/-/gr } $text =~ /^#+ (.*)$/gm;
}

# Relative links of an installed document that lead to no installed file or heading.
sub broken_links {
	my ($file) = @_;
	my $text = slurp($file) =~ s/^\s*```.*?^\s*```$//gmsr;
	my @broken;
	for my $link (grep { !/^\w+:/ } $text =~ /\]\(([^()\s]+)\)/g) {
		my ($path, $anchor) = $link =~ /^([^#]*)#?(.*)$/;
		my $target = $path eq '' ? $file : dirname($file) . "/$path";
		push @broken, $link if !-f $target || ($anchor ne '' && !grep { $_ eq $anchor } anchors($target));
	}
	return @broken;
}

for my $document ('README.md', 'CONTRIBUTING.md', map { s{.*/(?=doc/)}{}r } glob("$root/$doc/doc/*.md")) {
	is(join(' ', broken_links("$root/$doc/$document")), '', "$document: each relative link leads to an installed document");
}

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
