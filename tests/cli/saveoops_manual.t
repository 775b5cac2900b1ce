#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# doc/saveoops.8 names the verbs and options that the program has, each option with its verbs.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops;

my $manual = slurp("$FindBin::Bin/../../doc/saveoops.8");
my ($synopsis) = $manual =~ /^\.Sh SYNOPSIS\n(.*?)^\.Sh /ms or BAIL_OUT('no SYNOPSIS');
my ($options) = $manual =~ /^\.Sh OPTIONS\n(.*?)^\.Sh /ms or BAIL_OUT('no OPTIONS');

# --- the manual ------------------------------------------------------------------

# Verb => its options in the synopsis; '' => the options without a verb.
my %documented;
for my $form (split /^\.Nm\n/m, $synopsis) {
	my ($verbs) = $form =~ /^\.Cm (.*)$/m;
	my @names = $form =~ /Fl -([a-z-]+)/g;
	push @{ $documented{$_} }, @names for $verbs ? split(/ \| /, $verbs) : '';
}
my ($alone) = grep { !/^\.Cm / && /^\.Fl / } split /^\.Nm\n/m, $synopsis;
my @letters = ($alone // '') =~ /\b([a-z])\b/g;

# --- the program -------------------------------------------------------------------

my $help = succeeds('--help', '--help');
my ($verb_lines, $option_lines) = $help =~ /\n\n(.*?)\n\n(.*)/s;
my @verbs = $verb_lines =~ /^  ([a-z-]+)/mg;
my @options = $option_lines =~ /^  (?:-[a-z], )?--([a-z-]+)/mg;
my %argument = map { ($_ => 'x') } $option_lines =~ /^  --([a-z-]+)=/mg;
$argument{'sector-size'} = 512;

is(join(' ', sort grep { $_ } keys %documented), join(' ', sort @verbs), 'the synopsis has all verbs');
is(join(' ', sort map { /^\.It Fl (?:[a-z] , Fl )?-([a-z-]+)/mg } $options), join(' ', sort @options), 'OPTIONS describes all options');
is(join(' ', sort $option_lines =~ /^  -([a-z]), /mg), join(' ', sort @letters), 'the synopsis has all letters');

# The options that go with a verb, by trying each of them on a device that does not exist.
my %arguments = (format => ['none'], show => [1], export => [1, 'out'], mkinitrd => ['none/out']);
for my $verb (@verbs) {
	my @taken;
	for my $name (grep { $_ ne 'help' && $_ ne 'version' } @options) {
		my $option = defined $argument{$name} ? "--$name=$argument{$name}" : "--$name";
		my @device = $arguments{$verb} && $arguments{$verb}[0] =~ /none/ ? () : '--device=none';
		my $run = saveoops($verb, @{ $arguments{$verb} // [] }, @device, $option, $name eq 'device' ? '--device=none' : ());
		push @taken, $name if $run->{err} !~ /\Asaveoops: --$name: does not go with $verb /;
	}
	is(join(' ', sort @{ $documented{$verb} // [] }), join(' ', sort @taken), "the options of $verb");
}
done_testing();
