#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The crash grid on Debian's stock kernel, captured by kdump-tools and by ramoops. The machine has
# a Debian on its disk. GRUB boots it with the parameters that crash it, and the next time without
# them. The disk then decides: kdump-tools writes to /var/crash, and systemd-pstore writes what
# ramoops kept to /var/lib/systemd/pstore.
#   COVERAGE=FILE  replaces the tables in FILE
#   RESULTS=FILE   keeps the result of each cell; a cell that is there is not tried again
#   ROWS=REGEX     selects rows by name
#   PRODUCT=REGEX  selects kdump-tools or ramoops; the tables show what RESULTS has of the other
#   INIT=/sbin/init  tries the rows under systemd instead of stock_init
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Grid;
use Images qw(output_of);
use Machine;
use Test::More;
use VM;

plan(skip_all => 'boots Debian a hundred times (sh tests/run.sh --all)') if !$ENV{ALL};

my $MIB = 1 << 20;
my $here = $FindBin::Bin;
my $dir = tempdir('kexec-bake-stock-XXXXXX', TMPDIR => 1, CLEANUP => 1);

# The parameters of each product. GRUB would expand a bare "$". Those of ramoops are as in its
# documentation, with space for a large record, and pstore fills it.
my @PRODUCTS = (
	{
		name => 'kdump-tools', words => 'crashkernel=256M', files => '/var/crash', text => qr{(^|/)dmesg\.\d+$},
		captured => qr{(^|/)(dmesg|dump)\.\d+$}, ready => qr/stock: kdump 1\b/,
	},
	{
		name => 'ramoops', files => '/var/lib/systemd/pstore', text => qr{dmesg}, captured => qr{dmesg}, ready => qr/stock: pstore ramoops/,
		words => 'memmap=1M\\$0x30000000 ramoops.mem_address=0x30000000 ramoops.mem_size=0x100000 ramoops.record_size=0x20000 pstore.kmsg_bytes=0x20000',
	},
);
my $INIT = $ENV{INIT} // '/usr/sbin/stock_init';
my $WORDS = "$VM::PRIMARY_WORDS root=$Machine::ROOT rw init=$INIT";

# --- the machine ----------------------------------------------------------------------

# The Debian on the disk has its own kernel and initramfs.
sub base {
	my ($root) = @_;
	output_of('tar', '-xf', $root, '-C', $dir, '--strip-components=2', '--wildcards', './boot/vmlinuz-*', './boot/initrd.img-*');
	my ($release) = map { m{/vmlinuz-(.*)} } glob("$dir/vmlinuz-*");
	# The script may have to install the packages that build the modules.
	output_of('sh', "$here/../lib/crash_modules.sh", $release);
	return Machine->new(root => 'stock', root_size => 1024 * $MIB, dir => "$dir/base",
		files => { kernel => "$dir/vmlinuz-$release", initrd => "$dir/initrd.img-$release" });
}

chomp(my $root = output_of('sh', "$here/../lib/root.sh", 'stock'));
my $base;

sub machine {
	my ($product, $row) = @_;
	$base //= base($root);
	my $words = "$WORDS $product->{words}";
	return $base->like(once => 'crash', entries => [
		{ name => 'normal', kernel => 'kernel', initrd => ['initrd'], words => "$words vmtest=poweroff" },
		{ name => 'crash', kernel => 'kernel', initrd => ['initrd'], words => "$words $row->{words}" },
	]);
}

# --- the result --------------------------------------------------------------------

# The console of the boot that is to crash.
sub crashing {
	my ($serial) = @_;
	return $serial =~ s/GRUB: booting normal.*//sr;
}

# The console shows why nothing is captured.
sub why_not {
	my ($product, $row, $run) = @_;
	my $serial = crashing($run->{serial});
	return 'nothing is to be captured' if $row->{result} eq 'up' && !is_crash($serial);
	my $stopped = ($run->{stopped} // 'until') eq 'until' ? '' : $run->{stopped};
	return 'the crash comes before it is loaded' . ($stopped ? "; $stopped" : '') if !is_loaded($product, $serial);
	return "the kernel hangs: $stopped" if $stopped;
	my $kernels = () = $serial =~ /\] Linux version /g;
	return 'its kernel boots but saves nothing' if $kernels > 1;
	return $serial =~ /Kernel panic/ ? 'panic() resets the machine' : 'the machine is reset, without panic()';
}

sub is_crash {
	return $_[0] =~ /Kernel panic|PANIC:|BUG:|kernel BUG|Oops:/;
}

sub is_loaded {
	my ($product, $serial) = @_;
	return $serial =~ /ramoops: using/ if $product->{name} eq 'ramoops';
	return $serial =~ /loaded kdump kernel/ || $serial =~ $product->{ready};
}

# Return: whether the disk has a captured crash, and its text.
sub captured {
	my ($product, $machine) = @_;
	my $files = $machine->files($product->{files});
	my @names = grep { length $files->{$_} } sort keys %$files;
	return (scalar(grep { /$product->{captured}/ } @names), join("\n", map { $files->{$_} } grep { /$product->{text}/ } @names));
}

# The result for the table. If the crash never came, or the product was not ready to capture it,
# the result is an error of the test and says nothing about the product.
sub result {
	my ($product, $row, $run, $machine) = @_;
	my $serial = crashing($run->{serial});
	return "error: $run->{summary}" if $run->{result} eq 'error';
	return 'error: no one is ready' if $serial =~ /primary: userspace is up/ && $serial !~ $product->{ready};
	return 'error: what is to crash it is not there' if $serial =~ /stock: no (?:lkdtm|crashat)|crashat=\S*: (?:not known|can't be probed)/;
	my ($captured, $text) = captured($product, $machine);
	return has_text($row, $text) ? 'captured' : 'captured, **without its text**' if $captured;
	return 'error: no crash is on the console' if $row->{result} ne 'up' && !is_crash($serial);
	return "error: '$row->{text}' is not on the console" if $row->{result} ne 'unseen' && !has_text($row, $serial);
	return 'not captured: ' . why_not($product, $row, $run);
}

# With ramoops the machine boots once more and powers off, unless ramoops was not loaded.
my %ENDS = ('kdump-tools' => [resets => 0], ramoops => [resets => 1, until => qr/GRUB: booting crash(?:(?!ramoops: using).)*GRUB: booting normal/s]);

sub try_cell {
	my ($product, $row) = @_;
	my $machine = machine($product, $row);
	my $run = VM::boot(machine => $machine, memory => '1G', cpus => $row->{least}, timeout => 900, @{ $ENDS{ $product->{name} } },
		from_outside($row));
	my $result = result($product, $row, $run, $machine);
	diag("$row->{name}, $product->{name}: $result\n", substr($run->{serial}, -3000)) if $result =~ /^error/ || $ENV{VERBOSE};
	unlink($machine->{path});
	return $result;
}

# --- all of them --------------------------------------------------------------------------

# The rows of the grid, each with its parameters here or with the reason why it is not tried.
sub stock_rows {
	my $name = "$here/stock_crashes";
	my %here;
	for (split /\n/, VM::read_file($name) // die "$name: $!\n") {
		next if /^\s*(#|$)/;
		my ($first, $second, $third) = VM::fields($name, $_, 3);
		if ($first eq 'never') {
			$here{$_} = { never => $third } for split ' ', $second;
		} else {
			$here{$first} = { $second ? (words => $second) : (), $third ? (text => $third) : () };
		}
	}
	local $ENV{ROWS} = '';
	my @rows = map { my $own = delete $here{ $_->{name} } // die "$name: nothing about $_->{name}\n"; +{ %$_, %$own } } rows();
	die "$name: @{[sort keys %here]}: no such row\n" if %here;
	return @rows;
}

sub key {
	my ($product, $row) = @_;
	return substr(sha256_hex(join("\0", $root, $product->{name}, $product->{words}, $INIT, @$row{qw(name words monitor least text)})), 0, 16);
}

sub result_of {
	my ($product, $row, $known) = @_;
	my $key = key($product, $row);
	return $known->{$key} if defined $known->{$key};
	my $result = try_cell($product, $row);
	remember($key, $row->{name}, $product->{name}, $result) if $result !~ /^error/;
	return $result;
}

# The table shows one word for a result; the reasons for "no" follow below it.
sub stock_cell {
	my ($result) = @_;
	return '-' unless defined $result;
	return $result =~ /^not captured/ ? 'no' : $result;
}

sub stock_table {
	my ($seen, @rows) = @_;
	my @names = map { $_->{name} } @PRODUCTS;
	return grid_table(['crash', @names], sub { my ($row) = @_; map { stock_cell($seen->{ $row->{name} }{$_}) } @names }, @rows);
}

# One item for each key, in the order of their first appearance.
sub group_items {
	my (@pairs) = @_;
	my (%names, @keys);
	for my $pair (@pairs) {
		my ($name, $key) = @$pair;
		push @keys, $key unless $names{$key};
		push @{ $names{$key} }, $name;
	}
	return join('', map { list_item($names{$_}, $_) } @keys);
}

sub not_captured {
	my ($seen, $product, @rows) = @_;
	my @missed = grep { $_->[1] =~ s/^not captured: // } map { [$_->{name}, $seen->{ $_->{name} }{$product} // ''] } @rows;
	return "*$product*\n\n" . group_items(@missed) . "\n";
}

sub count_captured {
	my ($seen, $product) = @_;
	my @results = grep { defined && !/nothing is to be captured/ } map { $_->{ $product->{name} } } values %$seen;
	my $captured = grep { $_ eq 'captured' } @results;
	return "- $product->{name}: $captured of " . @results . " crashes captured\n";
}

# The rows whose parameters differ from those of the grid.
sub own_words {
	my %grid = map { $_->{name} => $_->{words} } rows();
	return grep { $_->{words} ne $grid{ $_->{name} } } @_;
}

sub write_coverage {
	my ($seen, @all) = @_;
	my @rows = grep { !$_->{never} } @all;
	local $ENV{ROWS} = '';
	put_table('A stock kernel', stock_table($seen, @rows)
		. "\n### Crashes that are not captured\n\n" . join('', map { not_captured($seen, $_->{name}, @rows) } @PRODUCTS)
		. "### Crashes of the grid that are not tried\n\n" . group_items(map { [$_->{name}, $_->{never}] } grep { $_->{never} } @all)
		. "\n### Cause of each crash\n\nThe parameters and commands are those of the grid, except for these:\n\n"
		. join('', map { list_item($_->{name}, cause($_)) } own_words(@rows))
		. "\n### Sum\n\n" . join('', map { count_captured($seen, $_) } @PRODUCTS));
}

my $known = known_results();
my @rows = stock_rows();
my %wanted = (rows => $ENV{ROWS} // '', product => $ENV{PRODUCT} // '');
my %seen;
for my $row (grep { !$_->{never} } @rows) {
	$seen{ $row->{name} } = { map { my $result = $known->{ key($_, $row) }; defined $result ? ($_->{name} => $result) : () } @PRODUCTS };
}
# The rows of the ladder are last in the list and take the least time, so they come first.
for my $row (reverse grep { !$_->{never} && $_->{name} =~ /(?:$wanted{rows})/ } @rows) {
	for my $product (grep { $_->{name} =~ /(?:$wanted{product})/ } @PRODUCTS) {
		my $result = result_of($product, $row, $known);
		unlike($result, qr/^error/, "$row->{name}, $product->{name}: $result");
		$seen{ $row->{name} }{ $product->{name} } = $result;
		write_coverage(\%seen, @rows) if $ENV{COVERAGE};
	}
}
# If these fail, the test is at fault and not the product.
is($seen{'sysrq-c'}{$_}, 'captured', "$_ captures what any must") for sort keys %{ $seen{'sysrq-c'} };
is($seen{none}{$_}, 'not captured: nothing is to be captured', "$_ captures nothing where there is nothing") for sort keys %{ $seen{none} };
done_testing();
