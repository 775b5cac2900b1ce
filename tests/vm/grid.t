#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The crash grid: many kinds of crashes, each on several kinds of machines. Grid.pm chooses the
# cells to try. The disk of the machine decides about each cell: success (there is a record, if
# there must be one), accuracy (it is of that crash), completeness (it is what the console
# showed), harm (no byte changed elsewhere).
#   COVERAGE=FILE  replaces the tables in FILE
#   RESULTS=FILE   keeps the result of each cell; a cell that is there, of the same kernel and
#                  the same row, is not tried again
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use FindBin;
use lib $FindBin::Bin;
use Capture;
use Disk;
use Grid;
use Images qw(bake_initrd kernel saveoops_initrd);
use Test::More;
use VM;

# The primary kernel of each version of Linux.
my %primary;

sub primary {
	my ($linux) = @_;
	return $primary{$linux} //= kernel("--linux=$linux", 'primary',
		bake_initrd(saveoops_initrd(), kernel('capture'), '--bake-relocatable', "--command-line=$Images::CAPTURE_WORDS"));
}

# --- one cell ---------------------------------------------------------------------

sub try_cell {
	my ($row, $column) = @_;
	my $disk = Disk->new;
	my $run = crash("$column->{qemu} " . $disk->qemu($column->{bus}), kernel => primary($column->{linux}), append => $row->{words},
		kaslr => $column->{kaslr}, cpus => $column->{cpus}, timeout => 120, from_outside($row));
	return ($run, $disk);
}

sub console_text {
	my ($run) = @_;
	return join('', map { "$_\n" } VM::primary_text($run->{serial}));
}

# The console shows the record, and more after it.
sub more_matches {
	my ($run, $text) = @_;
	my $console = console_text($run);
	return 'the console shows no more than the record' if $console eq $text;
	return $console =~ /^\Q$text\E/ ? undef : 'the console shows something else';
}

# Another CPU may be stopped in the middle of writing to the console. The console may then show
# nothing of the crash, but it is not silent.
sub incomplete {
	my ($row, $column, $run, $text) = @_;
	return more_matches($run, $text) if $row->{result} eq 'more';
	VM::write_file("$run->{out}/oops/dmesg.txt", $text);
	my $continues = VM::oops_continues_serial($run->{out});
	return $continues if $row->{result} eq 'unseen';
	return undef if $column->{cpus} > 1 && !$continues && console_text($run) =~ /Linux version /;
	return VM::oops_matches_serial($run->{out});
}

sub wrong_with_record {
	my ($row, $column, $run, $disk) = @_;
	my $text = eval { $disk->text(1) } // return ("success: $run->{summary}");
	my $incomplete = incomplete($row, $column, $run, $text);
	return (has_text($row, $text) ? () : "accuracy: '$row->{text}' is not in it",
		$incomplete ? "completeness: $incomplete" : (),
		($run->{reason} // '') eq 'guest-reset' ? () : "success: the machine is not reset");
}

my %ends = (up => qr/^up$/, lost => qr/^crashed$/);

sub wrong_without_record {
	my ($row, $run, $disk) = @_;
	return ($run->{result} =~ $ends{$row->{result}} ? () : "success: $run->{summary}",
		has_text($row, $run->{serial}) ? () : "accuracy: '$row->{text}' is not on the console",
		$disk->changed ? 'harm: the record partition is not what it was' : ());
}

sub wrong_with {
	my ($row, $column, $run, $disk) = @_;
	my $harm = $disk->changed_outside;
	return ($harm ? "harm: the disk changed $harm" : (),
		$ends{$row->{result}} ? wrong_without_record($row, $run, $disk) : wrong_with_record($row, $column, $run, $disk));
}

# --- all of them --------------------------------------------------------------------

# Two runs with the same key have the same result.
sub key {
	my ($row, $column) = @_;
	return substr(sha256_hex(join("\0", primary($column->{linux}), @$row{qw(words monitor result text)}, $column->{name})), 0, 16);
}

sub result_of {
	my ($row, $column, $known) = @_;
	my $key = key($row, $column);
	return $known->{$key} if defined $known->{$key};
	my ($run, $disk) = try_cell($row, $column);
	my $wrong = join('; ', wrong_with($row, $column, $run, $disk));
	diag("$run->{summary}\n", substr($run->{serial}, -3000)) if $wrong;
	remember($key, $row->{name}, $column->{name}, $wrong);
	return $wrong;
}

sub count {
	my ($seen) = @_;
	return scalar(map { keys %$_ } values %$seen);
}

sub write_coverage {
	my ($seen, $failed) = @_;
	my $sum = count($seen) . ' cells, ' . (@$failed ? @$failed . " of them failed:\n\n" : "none failed.\n");
	put_table('The grid', table($seen) . "\n### Sum\n\n$sum" . join('', map { "- $_\n" } @$failed));
}

my $known = known_results();
my (%seen, @failed);
for my $cell (cells()) {
	my ($row, $column) = @$cell;
	my $wrong = result_of($row, $column, $known);
	is($wrong, '', "$row->{name}: $column->{name}");
	$seen{$row->{name}}{$column->{name}} = $wrong =~ s/:.*//r;
	push @failed, "$row->{name} ($column->{name}): $wrong" if $wrong;
}
die "no cell has such a name\n" unless %seen;
note(count(\%seen), ' cells, ', scalar(@failed), ' of them failed');
diag("failed: $_") for @failed;
write_coverage(\%seen, \@failed) if $ENV{COVERAGE};
done_testing();
