#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The arrows of doc/architecture.md point down, and no objects need one another in a circle.
use strict;
use warnings;

use Cwd qw(abs_path);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;

use Objects;

my $build = abs_path($ENV{BUILD} // "$FindBin::Bin/../../build");
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};
chdir $build or BAIL_OUT("$build: $!");
my @objects = grep { /\.o$/ } split /\s+/, `make -s list-objects`;
my ($arch) = map { m{^kexec/arch/(\w+)/} } @objects;
cmp_ok(scalar @objects, '>', 100, 'make list-objects lists the programs\' objects');

# PID 1 of the capture kernel is compiled apart, into init/.
my $arrows = Objects::arrows(grep { !m{^init/} } @objects);
my $init = Objects::arrows(grep { m{^init/} } @objects);
my @circles = (Objects::circles($arrows), Objects::circles($init));
is(join('; ', map { "@$_" } @circles), '', 'no objects need one another in a circle');

# The folders that a folder may need; symbols that begin with arch_, bake_arch_ or kexec_bake_arch_ are the
# interface that an architecture provides to all.  In vmcore-dmesg its folder and the one above use
# each other.
my %below = (
	'util_lib' => [],
	'kexec/image' => [qw(util_lib)],
	'kexec/machine' => [qw(util_lib)],
	'kexec/core' => [qw(kexec/machine util_lib)],
	'kexec/load' => [qw(kexec/core kexec/image kexec/machine util_lib)],
	"kexec/arch/$arch" => [qw(kexec/load kexec/core kexec/image kexec/machine util_lib)],
	'bake' => [qw(kexec/load kexec/image util_lib)],
	"bake/arch/$arch" => ["kexec/arch/$arch", qw(bake kexec/load kexec/image util_lib)],
	'kexec' => [qw(bake kexec/load kexec/core kexec/image kexec/machine util_lib)],
	'saveoops/record' => [qw(util_lib)],
	'saveoops/capture' => [qw(saveoops/record util_lib)],
	'saveoops/mkinitrd' => [qw(util_lib)],
	'saveoops' => [qw(saveoops/capture saveoops/mkinitrd saveoops/record util_lib)],
	'vmcore-dmesg' => [qw(vmcore-dmesg/arch/x86 saveoops/record util_lib)],
	'vmcore-dmesg/arch/x86' => [qw(vmcore-dmesg util_lib)],
);

# An architecture's folder may have folders of its own.
sub folder {
	my ($object, $root) = @_;
	return Objects::folder($object) =~ s/^\Q$root\E//r =~ s{^([\w-]+/arch/\w+)/.*}{$1}r;
}

sub arrows_up {
	my ($arrows, $root) = @_;
	my @up;
	for my $from (sort keys %$arrows) {
		my $folder = folder($from, $root);
		my %allowed = map { $_ => 1 } $folder, @{ $below{$folder} || [] };
		for my $to (sort keys %{ $arrows->{$from} }) {
			my @names = grep { !/^((kexec_)?bake_)?arch_/ } @{ $arrows->{$from}{$to} };
			push @up, "$from needs $names[0] of $to"
				if @names && !$allowed{ folder($to, $root) };
		}
	}
	return @up;
}

my @up = (arrows_up($arrows, ''), arrows_up($init, 'init/'));
is(join("\n", @up), '', 'arrows point down only');

my @bakes = grep { m{^kexec/[^/]+$} && grep { m{^bake/} } keys %{ $arrows->{$_} } } sort keys %$arrows;
is("@bakes", 'kexec/kexec.o kexec/values.o', 'kexec calls bake in one place; values.c knows its formats');

done_testing();
