#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# house.pl: measures how easily the product's code is found and read; not a test.
# $BUILD, if set, names a build directory whose objects are searched for circles.
use strict;
use warnings;

use Cwd qw(abs_path);
use FindBin;
use lib "$FindBin::Bin/lib";

use Objects;

my $verbose = grep { $_ eq '-v' } @ARGV;
chdir "$FindBin::Bin/.." or die "$FindBin::Bin/..: $!\n";
my @folders = qw(bake include kexec purgatory saveoops util_lib vmcore-dmesg);
my @files = grep { /\.[chS]$/ } split /\n/, `git ls-files @folders`;
my %text = map { $_ => slurp($_) } @files;

sub slurp {
	my ($name) = @_;
	open(my $in, '<', $name) or die "$name: $!\n";
	local $/;
	return scalar <$in>;
}

sub report {
	my ($what, $value, @details) = @_;
	printf "%-58s %s\n", $what, $value;
	print map { "    $_\n" } @details if $verbose;
}

sub percent { return sprintf('%.1f %% (%d of %d)', $_[1] ? 100 * $_[0] / $_[1] : 0, @_) }

my @climbs = map { my $f = $_; map { "$f: $_" } $text{$f} =~ m{^\s*#\s*include\s*("\.\./.*)$}mg } @files;
report('includes by ../', scalar @climbs, @climbs);

my %in_folder;
$in_folder{ s{/[^/]*$}{}r }++ for @files;
my @largest = sort { $in_folder{$b} <=> $in_folder{$a} || $a cmp $b } keys %in_folder;
report('files in the largest flat folder', "$in_folder{ $largest[0] } ($largest[0])",
	map { "$_: $in_folder{$_}" } @largest);

if (defined $ENV{BUILD}) {
	my $here = abs_path('.');
	chdir $ENV{BUILD} or die "$ENV{BUILD}: $!\n";
	delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS)};
	my @objects = grep { /\.o$/ } split /\s+/, `make -s list-objects`;
	my @circles = map { my $init = $_; Objects::circles(Objects::arrows(grep { m{^init/} xor !$init } @objects)) } 0, 1;
	report("circles among the programs' objects", scalar @circles, map { "@$_" } @circles);
	chdir $here or die "$here: $!\n";
}

my (%static, %functions);
for my $file (grep { /\.c$/ } @files) {
	$static{"$file: $1"} = $1 while $text{$file} =~ /^static\b[^;={]*?\b(\w+)\([^;]*?\)\s*\{/mgs;
	$functions{$1}{$file} = 1 while $text{$file} =~ /^[a-z][^;={()]*?\b(\w+)\([^;]*?\)\s*\{/mgs;
}
my @short = sort grep { $static{$_} !~ /_/ } keys %static;
report('one-word static functions', percent(scalar @short, scalar keys %static), @short);
my @shared = sort grep { keys %{ $functions{$_} } > 1 && $_ ne 'main' } keys %functions;
report('functions that share their name with another file\'s', percent(scalar @shared, scalar keys %functions),
	map { "$_: " . join(' ', sort keys %{ $functions{$_} }) } @shared);

my (@comments, @riddles);
for my $file (@files) {
	my $code = $text{$file} =~ s{"(?:\\.|[^"\\\n])*"}{""}gr;
	push @comments, map { "$file: $_" } $code =~ m{/\*+\s*(?:\*\s*)?(.*?)\s*(?:\*/|\n)}g;
}
@comments = grep { !/SPDX-License/ } @comments;
@riddles = grep { /: (What|It|Its|Of|One|Ones|Those|Such|So|Nor|Neither|They|Them|Their)\b/ } @comments;
report('comments that begin with a pronoun or a bare relative', percent(scalar @riddles, scalar @comments), @riddles);

my %base;
push @{ $base{ s{.*/}{}r } }, $_ for grep { !m{/arch/} } @files;
my @twice = sort grep { @{ $base{$_} } > 1 } keys %base;
report('files that share their name, outside arch/', scalar @twice, map { "@{ $base{$_} }" } @twice);

report('README.md, words', scalar(() = slurp('README.md') =~ /\S+/g));
