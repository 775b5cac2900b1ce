# SPDX-License-Identifier: GPL-2.0-only
# The crash grid's rows (crashes, ladder) and columns, which of its cells are to be
# tried, and the table of what came of them.
#
#   for my $cell (cells()) { my ($row, $column) = @$cell; ... }
#   table({ $row->{name} => { $column->{name} => what is wrong, '' if nothing } })
#   put_table(HEADING, TABLE)   under that heading of COVERAGE=FILE
#   known_results(), remember(KEY, ..., WHAT CAME OF IT)   in RESULTS=FILE
#
# Without ALL=1 it's the rows that say "ci", each on one column, in turn. With it each
# row meets each kind of machine, and with and without KASLR one CPU and several, on both
# versions of Linux. ROWS=REGEX and COLUMNS=REGEX leave of these the rows and columns with
# such names; COLUMNS without ALL=1 is all cells that are in them.
package Grid;

use strict;
use warnings;

use Exporter 'import';
use File::Basename qw(dirname);
use VM;

our @EXPORT = qw(cells from_outside has_text how known_results line put_table remember rows table);

my @MACHINES = (
	{ machine => 'pc, virtio-blk', bus => 'virtio-blk', qemu => '' },
	{ machine => 'q35, AHCI', bus => 'ahci', qemu => '' },
	{ machine => 'q35, NVMe, UEFI', bus => 'nvme', qemu => '-machine q35 -bios /usr/share/ovmf/OVMF.fd' },
);

# CPUs, KASLR: in this order any two that are neighbours differ in CPUs.
my @WAYS = ([1, 0], [4, 1], [1, 1], [4, 0]);

sub column {
	my ($linux, $machine, $way) = @_;
	my ($cpus, $kaslr) = @$way;
	my $mark = $cpus . ($kaslr ? 'k' : '');
	return { %$machine, linux => $linux, cpus => $cpus, kaslr => $kaslr, mark => $mark, name => "$linux, $machine->{machine}, $mark" };
}

# The table's lines as hashes, and of those that begin with "# ---" the context.
sub read_rows {
	my $name = dirname(__FILE__) . '/crashes';
	my ($context, @rows);
	for (split /\n/, VM::read_file($name) // die "$name: $!\n") {
		$context = $1 if /^# --- (.*)/;
		next if /^\s*(#|$)/;
		my %row = (context => $context);
		@row{qw(name needs words monitor result text)} = VM::fields($name, $_, 6);
		push @rows, \%row;
	}
	return @rows;
}

# But those that crashes has an own line for.
sub ladder_rows {
	my %own = map { $_->{name} => 1 } @_;
	return map { { %$_, needs => $_->{cpus}, monitor => '', context => 'By words that any kernel knows (tests/vm/ladder)' } }
		grep { !$own{$_->{name}} } VM::ladder();
}

sub rows {
	my $wanted = $ENV{ROWS} // '';
	my @own = read_rows();
	my @rows = (@own, ladder_rows(@own));
	my ($n, $ci) = (0, 0);
	for my $row (@rows) {
		$row->{least} = $row->{needs} =~ /(\d+)/ ? $1 : 1;
		$row->{ci} = $row->{needs} =~ /\bci\b/;
		# What it's tried on goes by this, and not by what else is tried.
		$row->{number} = $ENV{ALL} || !$row->{ci} ? $n++ : $ci++;
	}
	return grep { $_->{name} =~ /$wanted/ } @rows;
}

sub fits {
	my ($row, $column) = @_;
	return 0 if $row->{needs} =~ /ahci/ && $column->{bus} ne 'ahci';
	return 0 if $row->{needs} =~ /only-(\S+)/ && $column->{linux} ne $1;
	return $column->{cpus} >= $row->{least};
}

# Each machine and each way that's in question, but not each with each.
sub some_columns {
	my ($linux, $row) = @_;
	my @ways = grep { $_->[0] >= $row->{least} } @WAYS;
	my $most = @ways < @MACHINES ? @MACHINES : @ways;
	return map { column($linux, $MACHINES[($row->{number} + $_) % @MACHINES], $ways[$_ % @ways]) } 0 .. $most - 1;
}

sub all_columns {
	my ($linux) = @_;
	return map { my $machine = $_; map { column($linux, $machine, $_) } @WAYS } @MACHINES;
}

# UEFI takes longest: it has its turn, and not each third one.
sub one_column {
	my ($row) = @_;
	my $n = $row->{number};
	my @machines = $row->{needs} =~ /ahci/ ? $MACHINES[1] : @MACHINES[0, 1, 0, 1, 2];
	my @ways = grep { $_->[0] >= $row->{least} } @WAYS;
	return column('6.1', $machines[$n % @machines], $ways[$n % @ways]);
}

sub columns_for {
	my ($row) = @_;
	my $wanted = $ENV{COLUMNS} // '';
	return one_column($row) if !$ENV{ALL} && !length($wanted);
	my @all = grep { fits($row, $_) } map { all_columns($_) } '6.1', '6.12';
	my @some = grep { fits($row, $_) } map { some_columns($_, $row) } '6.1', '6.12';
	return grep { $_->{name} =~ /$wanted/ } $ENV{ALL} && @some ? @some : @all;
}

sub cells {
	my @cells;
	for my $row (rows()) {
		next if $row->{result} eq 'never' || !$ENV{ALL} && !$ENV{ROWS} && !$ENV{COLUMNS} && !$row->{ci};
		push @cells, map { [$row, $_] } columns_for($row);
	}
	return @cells;
}

# --- what a row says ----------------------------------------------------------------

# Options of VM::boot.
sub from_outside {
	my ($row) = @_;
	return () unless $row->{monitor};
	my ($commands, $when) = split / at /, $row->{monitor};
	return (monitor => { when => $when ? qr/\Q$when/ : qr/primary: userspace is up/, commands => [split /; */, $commands] });
}

sub has_text {
	my ($row, $where) = @_;
	return grep { index($where, $_) >= 0 } split / or /, $row->{text};
}

# --- what came of them --------------------------------------------------------------

sub known_results {
	my $text = VM::read_file($ENV{RESULTS} // '') // '';
	return { map { my ($key, undef, undef, $result) = split /\t/, $_, -1; $key => $result } split /\n/, $text };
}

sub remember {
	return unless $ENV{RESULTS};
	open(my $out, '>>', $ENV{RESULTS}) or die "$ENV{RESULTS}: $!\n";
	print $out join("\t", @_) . "\n";
	close($out) or die "$ENV{RESULTS}: $!\n";
}

# --- the table --------------------------------------------------------------------

# The marks of the columns that were tried, and behind each what's wrong there.
sub entry {
	my ($seen, @columns) = @_;
	return join(' ', map { $_->{mark} . ($seen->{$_->{name}} ? " **$seen->{$_->{name}}**" : '') }
		grep { defined $seen->{$_->{name}} } @columns) || '-';
}

sub line {
	return '| ' . join(' | ', @_) . " |\n";
}

sub how {
	my ($row) = @_;
	my @how = map { "`$_`" } grep { length } $row->{words};
	push @how, "QEMU's monitor: `$row->{monitor}`" if $row->{monitor};
	return join(', ', @how);
}

# As doc/coverage.md has it.
sub table {
	my ($seen) = @_;
	my @kinds = map { my $linux = $_; map { [$linux, $_] } @MACHINES } '6.1', '6.12';
	my ($context, $text) = ('', line('crash', 'how', 'must be', map { "$_->[0], $_->[1]{machine}" } @kinds) . '|---' x (3 + @kinds) . "|\n");
	for my $row (rows()) {
		$text .= line("**$row->{context}**", ('') x (2 + @kinds)) if $row->{context} ne $context;
		$context = $row->{context};
		$text .= $row->{result} eq 'never' ? line($row->{name}, $row->{text}, 'not tried', ('') x @kinds)
			: line($row->{name}, how($row), $row->{result}, map { my ($linux, $machine) = @$_;
				entry($seen->{$row->{name}} // {}, map { column($linux, $machine, $_) } @WAYS) } @kinds);
	}
	return $text;
}

# The table goes as far as the next heading. What stands between its own and it is kept.
sub put_table {
	my ($heading, $table) = @_;
	my $text = VM::read_file($ENV{COVERAGE}) // '';
	$text .= "\n## $heading\n\n" if $text !~ /^## \Q$heading\E$/m;
	$text =~ s/^(## \Q$heading\E\n(?:(?!## |\| crash ).*\n)*+)(?:(?!## ).*\n)*/$1$table\n/m;
	VM::write_file($ENV{COVERAGE}, $text =~ s/\n+\z/\n/r);
}

1;
