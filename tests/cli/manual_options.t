#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The options in the table (kexec/option_table.c and an architecture's part), in --help and in
# doc/kexec.8 are the same, with the same letters and arguments.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

my $source = "$FindBin::Bin/../..";

# An option is "-LETTER --NAME", followed by "=" if it has an argument and "[=]" if the argument is
# optional.
sub option_words {
	my ($letter, $name, $argument) = @_;
	return ($letter ? "-$letter " : '') . "--$name$argument";
}

# --- the table -----------------------------------------------------------------------

my (%table, %is_mode);
for my $file ('kexec/option_table.c', glob "$source/kexec/arch/*/*_options.c") {
	my ($entries) = slurp($file =~ m{^/} ? $file : "$source/$file") =~ /struct option_entry \w+\[\] = \{(.*?)^\};/ms
		or BAIL_OUT("$file: has no table");
	for (split /(?=\{ \.name = )/, $entries) {
		my ($name) = /\.name = "([^"]+)"/ or next;
		my ($letter) = /\.letter = '(.)'/;
		my $argument = !/\.argument = / ? '' : /\.argument_optional = true/ ? '[=]' : '=';
		ok(!$table{$name}, "$name has one entry");
		$table{$name} = option_words($letter, $name, $argument);
		$is_mode{$name} = /\.kind = OPTION_MODE/;
	}
}
my $options = join "\n", sort values %table;
cmp_ok(scalar keys %table, '>', 50, 'the table was read');

# --- --help --------------------------------------------------------------------------

my @shown;
for (split /\n/, kexec('--help')->{out}) {
	my ($names) = /^  +(-.*?)  +\S/ or next;
	my $letter;
	for my $word (split /, /, $names) {
		if ($word =~ /^-(\w)$/) {
			$letter = $1;
		} elsif ($word =~ /^--([\w-]+)(\[?=)?/) {
			push @shown, option_words($letter, $1, !$2 ? '' : $2 eq '=' ? '=' : '[=]');
			undef $letter;
		} else {
			fail("--help: $word");
		}
	}
}
is(join("\n", sort @shown), $options, '--help has the options of the table');

# --- the manual ----------------------------------------------------------------------

my $manual = slurp("$source/doc/kexec.8");

# The options of mdoc text: pairs of a name or a letter, and "", "=" or "[=]".
sub manual_options {
	my ($text) = @_;
	return $text =~ /\bFl (-?[\w-]+)((?: Ns)?(?: Op)? =)?/g;
}

sub argument_kind {
	my ($macros) = @_;
	return !$macros ? '' : $macros =~ / Op/ ? '[=]' : '=';
}

my %documented;
for my $item ($manual =~ /^\.It (Fl .*)/mg) {
	my (@found) = manual_options($item);
	my $letter;
	while (@found) {
		my ($name, $macros) = splice @found, 0, 2;
		if ($name !~ s/^-//) {
			$letter = $name;
			next;
		}
		# An item with the argument and another one without: the argument is optional.
		my $words = option_words($letter, $name, argument_kind($macros));
		my $before = $documented{$name} // $words;
		$documented{$name} = $before eq $words ? $words : option_words($letter, $name, '[=]');
		undef $letter;
	}
}
is(join("\n", sort values %documented), $options, 'doc/kexec.8 describes the options of the table');

my ($synopsis) = $manual =~ /^\.Sh SYNOPSIS\n(.*?)^\.Sh /ms or BAIL_OUT('doc/kexec.8: has no SYNOPSIS');
my %by_letter = map { $table{$_} =~ /^-(\w) / ? ($1 => $_) : () } keys %table;
my %in_synopsis;
my @in_synopsis = manual_options($synopsis =~ s/^(\.(?:Op )?Fl \w) \| (\w)(?: \| (\w))?/"$1 Fl $2" . ($3 ? " Fl $3" : '')/mger);
while (@in_synopsis) {
	my ($name, $macros) = splice @in_synopsis, 0, 2;
	my $long = $name =~ s/^-// ? $name : $by_letter{$name} // "no option has the letter $name";
	$in_synopsis{$long} = 1;
	next if $name ne $long;
	is(argument_kind($macros), ($table{$long} // '') =~ /(\[?=\]?)$/ ? $1 : '', "the synopsis has --$long as the table does");
}
is(join(' ', grep { !$table{$_} } sort keys %in_synopsis), '', 'the synopsis has no other options');
is(join(' ', grep { $is_mode{$_} && !$in_synopsis{$_} } sort keys %table), '', 'the synopsis has all modes');

done_testing();
