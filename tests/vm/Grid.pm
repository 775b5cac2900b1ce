# SPDX-License-Identifier: GPL-2.0-only
# The crash grid: its rows (crashes, ladder) and columns, the choice of the cells to try, and the
# tables of the results.
#
#   for my $cell (cells()) { my ($row, $column) = @$cell; ... }
#   table({ $row->{name} => { $column->{name} => what is wrong, or '' } })
#   put_table(HEADING, TABLE)   writes TABLE below that heading of COVERAGE=FILE
#   known_results(), remember(KEY, ..., RESULT)   read and write RESULTS=FILE
#
# Without ALL=1 the rows marked "ci" are tried, each on one column, in turn. With ALL=1 each row
# is tried on each kind of machine, with one CPU and with several, with and without KASLR, on
# both versions of Linux. ROWS=REGEX and COLUMNS=REGEX select rows and columns by name; COLUMNS
# without ALL=1 selects all cells of those columns.
package Grid;

use strict;
use warnings;

use Exporter 'import';
use File::Basename qw(dirname);
use Text::Wrap qw(wrap);
use VM;

our @EXPORT = qw(cause cells from_outside grid_table has_text known_results list_item put_table remember rows table);

my @MACHINES = (
	{ machine => 'pc, virtio-blk', short => 'pc', bus => 'virtio-blk', qemu => '' },
	{ machine => 'q35, AHCI', short => 'q35', bus => 'ahci', qemu => '' },
	{ machine => 'q35, NVMe, UEFI', short => 'UEFI', bus => 'nvme', qemu => '-machine q35 -bios /usr/share/ovmf/OVMF.fd' },
);

# Pairs of CPUs and KASLR. Any two neighbours in this order differ in their CPUs.
my @WAYS = ([1, 0], [4, 1], [1, 1], [4, 0]);

sub column {
	my ($linux, $machine, $way) = @_;
	my ($cpus, $kaslr) = @$way;
	my $mark = $cpus . ($kaslr ? 'k' : '');
	return { %$machine, linux => $linux, cpus => $cpus, kaslr => $kaslr, mark => $mark, name => "$linux, $machine->{machine}, $mark" };
}

# Each line of the table becomes a hash. A line that begins with "# ---" sets the context.
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

# The rungs of the ladder, except those that crashes has a line for.
sub ladder_rows {
	my %own = map { $_->{name} => 1 } @_;
	return map { { %$_, needs => $_->{cpus}, monitor => '', context => 'By parameters that every kernel knows (tests/vm/ladder)' } }
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
		# The number chooses the columns, so that ROWS and COLUMNS do not change them.
		$row->{number} = $ENV{ALL} || !$row->{ci} ? $n++ : $ci++;
	}
	return grep { $_->{name} =~ /(?:$wanted)/ } @rows;
}

sub fits {
	my ($row, $column) = @_;
	return 0 if $row->{needs} =~ /ahci/ && $column->{bus} ne 'ahci';
	return 0 if $row->{needs} =~ /only-(\S+)/ && $column->{linux} ne $1;
	return $column->{cpus} >= $row->{least};
}

# Each machine and each way appears, but not each combination.
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

# UEFI takes longest, so it comes up once in five rows instead of once in three.
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
	return grep { $_->{name} =~ /(?:$wanted)/ } $ENV{ALL} && @some ? @some : @all;
}

sub cells {
	my @cells;
	for my $row (rows()) {
		next if $row->{result} eq 'never' || !$ENV{ALL} && !$ENV{ROWS} && !$ENV{COLUMNS} && !$row->{ci};
		push @cells, map { [$row, $_] } columns_for($row);
	}
	return @cells;
}

# --- the contents of a row ----------------------------------------------------------------

# Return: options for VM::boot().
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

# --- results --------------------------------------------------------------

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

# --- the tables --------------------------------------------------------------------

# The marks of the columns that were tried, each followed by the scores that failed.
sub entry {
	my ($seen, @columns) = @_;
	return join(' ', map { $_->{mark} . ($seen->{$_->{name}} ? " **$seen->{$_->{name}}**" : '') }
		grep { defined $seen->{$_->{name}} } @columns) || '-';
}

sub table_line {
	return '| ' . join(' | ', @_) . " |\n";
}

# An item of a list, wrapped at 100 characters. One kernel parameter may be longer, and is not
# broken.
sub list_item {
	my ($names, $text) = @_;
	local ($Text::Wrap::columns, $Text::Wrap::huge, $Text::Wrap::unexpand) = (101, 'overflow', 0);
	return wrap('- ', '  ', join(', ', map { "`$_`" } ref $names ? @$names : $names) . ": $text") . "\n";
}

sub monitor_text {
	my ($row) = @_;
	my ($commands, $when) = split / at /, $row->{monitor};
	return "`$commands` in QEMU's monitor" . ($when ? " once the console shows `$when`" : '');
}

sub cause {
	my ($row) = @_;
	return join(', ', (length $row->{words} ? "`$row->{words}`" : ()), ($row->{monitor} ? monitor_text($row) : ()));
}

# A list of @rows by their contexts, each with its cause.
sub list_causes {
	my (@rows) = @_;
	my ($context, $list) = ('', '');
	for my $row (@rows) {
		$list .= ($list ? "\n" : '') . "**$row->{context}**\n\n" if $row->{context} ne $context;
		$context = $row->{context};
		$list .= list_item($row->{name}, cause($row));
	}
	return $list;
}

# A table of @rows by their contexts, with the head @$heads; $cells gives the cells of a row.
sub grid_table {
	my ($heads, $cells, @rows) = @_;
	my ($context, $text) = ('', table_line(@$heads) . '|---' x @$heads . "|\n");
	for my $row (@rows) {
		$text .= table_line("**$row->{context}**", ('') x $#$heads) if $row->{context} ne $context;
		$context = $row->{context};
		$text .= table_line($row->{name}, $cells->($row));
	}
	return $text;
}

# The tables of the grid, for doc/coverage.md.
sub table {
	my ($seen) = @_;
	my @kinds = map { my $linux = $_; map { [$linux, $_] } @MACHINES } '6.1', '6.12';
	my @rows = grep { $_->{result} ne 'never' } rows();
	my @never = grep { $_->{result} eq 'never' } rows();
	my $cells = sub {
		my ($row) = @_;
		return ($row->{result}, map { my ($linux, $machine) = @$_;
			entry($seen->{$row->{name}} // {}, map { column($linux, $machine, $_) } @WAYS) } @kinds);
	};
	return grid_table(['crash', 'expected', map { "$_->[0] $_->[1]{short}" } @kinds], $cells, @rows)
		. "\n### Crashes that are not tried\n\n" . join('', map { list_item($_->{name}, $_->{text}) } @never)
		. "\n### Cause of each crash\n\nThese are parameters of the primary kernel, and commands to QEMU's monitor.\n\n"
		. list_causes(@rows);
}

# The table ends at the next heading of its level. The text above the table is kept.
sub put_table {
	my ($heading, $table) = @_;
	my $text = VM::read_file($ENV{COVERAGE}) // '';
	$text .= "\n## $heading\n\n" if $text !~ /^## \Q$heading\E$/m;
	$text =~ s/^(## \Q$heading\E\n(?:(?!## |\| crash ).*\n)*+)(?:(?!## ).*\n)*/$1$table\n/m;
	VM::write_file($ENV{COVERAGE}, $text =~ s/\n+\z/\n/r);
}

1;
