#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Paths and messages that the documents quote exist in the tree.
use strict;
use warnings;

use FindBin;
use Test::More;

my $top = "$FindBin::Bin/../..";

sub slurp {
	my ($name) = @_;
	open(my $file, '<', "$top/$name") or die "$name: $!\n";
	local $/;
	return scalar(<$file>);
}

# The text of one section, up to the next heading of its level or above.
sub section {
	my ($document, $heading) = @_;
	my ($level) = $heading =~ /^(#+)/;
	slurp($document) =~ /^\Q$heading\E\n(.*?)(?=^#{1,${\length($level)}} |\z)/ms
		or die "$document: has no $heading\n";
	return $1;
}

# Code spans outside of code blocks, each once.
sub code_spans {
	my ($text) = @_;
	my %seen;
	$text =~ s/^\s*```.*?^\s*```$//gms;
	return grep { !$seen{$_}++ } map { s/\s+/ /gr } $text =~ /`([^`]+)`/g;
}

# --- paths ------------------------------------------------------------------------

# Names with a capital letter are placeholders, and doc/*.8 a pattern.
sub named_paths {
	my ($text) = @_;
	my %seen;
	return grep { !$seen{$_}++ && !/[A-Z*]/ } map { s/[.,;:]+$//r }
		$text =~ m{(?<![\w./~-])((?:bake|doc|include|kexec|purgatory|saveoops|tests|util_lib|vmcore-dmesg)/[\w.*/-]*)}g;
}

for my $document (qw(README.md CONTRIBUTING.md doc/architecture.md doc/testing.md)) {
	my @paths = named_paths(slurp($document));
	my @gone = grep { !-e "$top/$_" } @paths;
	is("@gone", '', "$document: each of the " . @paths . ' paths exists');
}

# --- messages ---------------------------------------------------------------------

sub sources {
	my (@folders) = @_;
	return join('', map { s/\\"/"/gr } map { slurp($_) } split(/\n/, `cd '$top' && find @folders -name '*.c' -o -name '*.h'`));
}

# The parts of a quoted message that are the same on each machine; A, B, N, WHY, ... are placeholders.
sub literal_parts {
	my ($message) = @_;
	return grep { length } map { s/^[\s:,.]+|[\s:,.]+$//gr }
		split(/\[mem A-B\]|\(SOURCE\)|\b[A-Z]\b|\bWHY\b|\bREASON\b|\.\.\./, $message);
}

sub are_in {
	my ($name, $source, @messages) = @_;
	my @unknown = grep { grep { index($source, $_) < 0 } literal_parts($_) } @messages;
	is(join("\n", @unknown), '', "$name: each of the " . @messages . ' messages is in the source');
}

# In a list item the messages come first, up to the colon.
sub quoted_messages {
	my ($section) = @_;
	return code_spans(join("\n", $section =~ /^- (?:The same, then )?(`[^`]*`(?:,\s+(?:then\s+)?`[^`]*`)*):\s/gm));
}

my $kernel_side = sources('bake/linux', 'bake/validate.c');
my @reasons = grep { !/^kexec_bake=/ } quoted_messages(section('doc/integrate.md', '## "not armed"'));
cmp_ok(scalar @reasons, '>', 20, 'doc/integrate.md has the reasons for not being armed');
are_in('"not armed"', $kernel_side, @reasons);

my @efi = grep { !/^-/ } quoted_messages(section('doc/integrate.md', '### EFI'));
cmp_ok(scalar @efi, '>', 5, 'doc/integrate.md has the reasons for no EFI');
are_in('EFI', $kernel_side, @efi);

my @purgatory = grep { !/^-/ } quoted_messages(section('doc/integrate.md', '## What is captured'));
cmp_ok(scalar @purgatory, '>', 8, 'doc/integrate.md has the messages of the purgatory');
are_in('the purgatory', sources('purgatory'), @purgatory);

done_testing();
