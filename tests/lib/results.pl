#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# results.pl <LOG: writes doc/results.md for the tests in LOG, which is the output of
# prove --timer. The first sentence of the comment at the top of each test describes it.
use strict;
use warnings;

use Text::Wrap qw(wrap);

# Lines of at most 100 characters, without tabs.
$Text::Wrap::columns = 101;
$Text::Wrap::huge = 'overflow';
$Text::Wrap::unexpand = 0;

sub first_sentence {
	my ($path) = @_;
	open(my $in, '<', $path) or die "$path: $!\n";
	my @lines = <$in>;
	my $text = '';
	for (@lines[2 .. $#lines]) {
		/^# ?(.*)/ or last;
		$text .= "$1 ";
	}
	$text =~ /^(.*?\.)\s/ or die "$path: has no comment at its top (a sentence was expected)\n";
	return $1;
}

sub read_result {
	my ($path, $result) = @_;
	my ($status, $ms) = $result =~ /^(.*?)\s+(\d+) ms/;
	return {
		test => $path =~ s{.*/}{}r,
		about => first_sentence($path),
		status => $status // (length $result ? $result : 'FAILED'),
		seconds => defined $ms ? sprintf('%.0f', $ms / 1000) : '-',
	};
}

my @results;
while (<STDIN>) {
	push @results, read_result($1, $2) if m{^\[[\d:]+\] (\S*/tests/\S+\.t) \.+ ?(.*)};
}
die "the log has no test (the output of prove --timer was expected)\n" if !@results;
@results = sort { $a->{test} cmp $b->{test} } @results;

print <<'PAGE';
<!-- SPDX-License-Identifier: GPL-2.0-only -->
# Results of the last full run

These are the tests in a virtual machine (tests/vm). `TABLE=doc/results.md sh tests/run.sh --all`
runs them and writes this page. A run for a single change does less; the comment at the top of each
test describes the difference. The crashes of the grids are in [coverage.md](coverage.md).

| test | result | seconds |
|---|---|---|
PAGE
print "| $_->{test} | $_->{status} | $_->{seconds} |\n" for @results;
print "\nFor the grids (grid.t, stock_grid.t), the results of unchanged kernels are those of an earlier run\n",
	"(`RESULTS`).\n" if $ENV{RESULTS};

print "\n## What each test covers\n\n";
print wrap('- ', '  ', "`$_->{test}`: $_->{about}"), "\n" for @results;

my %version = map { /^(\S+) (\S+)$/ ? ($1 => $2) : () } `dpkg-query -W -f '\${Package} \${Version}\n'`;
print "\n## Versions of Debian's packages\n\n";
print "- $_ $version{$_}\n" for grep { $version{$_} }
	qw(qemu-system-x86 ovmf linux-source-6.1 linux-source-6.12 gcc-12 clang-14 kexec-tools makedumpfile crash);
