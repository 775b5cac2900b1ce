#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# results.pl <LOG: doc/results.md, of the tests that prove --timer says it ran, each with the
# first sentence of the comment at its top.
use strict;
use warnings;

sub about {
	my ($path) = @_;
	open(my $in, '<', $path) or die "$path: $!\n";
	my @lines = <$in>;
	my $text = '';
	for (@lines[2 .. $#lines]) {
		/^# ?(.*)/ or last;
		$text .= "$1 ";
	}
	$text =~ /^(.*?)\.\s/ or die "$path: says nothing of itself\n";
	return $1 =~ s/\|/\\|/gr;
}

my @rows;
while (<STDIN>) {
	my ($path, $result) = m{^\[[\d:]+\] (\S*/tests/\S+\.t) \.+ ?(.*)} or next;
	my ($status, $ms) = $result =~ /^(.*?)\s+(\d+) ms/;
	push @rows, [$path =~ s{.*/(tests/)}{$1}r, about($path), $status // (length $result ? $result : 'FAILED'), defined $ms ? sprintf('%.0f', $ms / 1000) : '-'];
}
die "no test is in it (the output of prove --timer was expected)\n" if !@rows;
print "<!-- SPDX-License-Identifier: GPL-2.0-only -->\n# What was run\n\n",
	"Each test in a virtual machine, by `TABLE=doc/results.md sh tests/run.sh --all`, which writes this table; what of it is run for\n",
	"every change is said in each test. The crashes are in [coverage.md](coverage.md).\n\n";
print "| test | what it tries | result | seconds |\n|---|---|---|---|\n";
print '| ', join(' | ', @$_), " |\n" for sort { $a->[0] cmp $b->[0] } @rows;
print "\nOf the grids (grid.t, stock_grid.t) only those cells were tried that RESULTS, of an earlier run, didn't have of the same kernels.\n" if $ENV{RESULTS};
# The versions that it was run with are of Debian's packages.
my %version = map { /^(\S+) (\S+)$/ ? ($1 => $2) : () } `dpkg-query -W -f '\${Package} \${Version}\n'`;
my @with = map { "$_ $version{$_}" } grep { $version{$_} }
	qw(qemu-system-x86 ovmf linux-source-6.1 linux-source-6.12 gcc-12 clang-14 kexec-tools makedumpfile crash);
print "\nWith: ", join(', ', @with), ".\n";
