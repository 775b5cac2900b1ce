#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# What Debian's own means capture of the crash grid: its stock kernel with kdump-tools,
# and with ramoops. The machine has a Debian on its disk, which GRUB boots with the words
# that crash it, and the next time without. Judged by its disk afterwards: kdump-tools
# writes to /var/crash, systemd-pstore to /var/lib/systemd/pstore what ramoops kept.
#   COVERAGE=FILE  puts the table into it, in place of the one that is there
#   RESULTS=FILE   what came of each cell; those that are there aren't tried again
# ROWS=REGEX leaves of the rows those with such names, PRODUCT=REGEX of the two that (what
# RESULTS has of others is in the table);
# INIT=/sbin/init tries them under systemd, and not under stock_init.
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

# What the kernel is told, besides what crashes it; GRUB would take a bare "$" for its own.
# Ramoops: as in its documentation, with room for a large record, and told to fill it.
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

# The kernel and the initramfs are those that the Debian has itself.
sub base {
	my ($root) = @_;
	output_of('tar', '-xf', $root, '-C', $dir, '--strip-components=2', '--wildcards', './boot/vmlinuz-*', './boot/initrd.img-*');
	my ($release) = map { m{/vmlinuz-(.*)} } glob("$dir/vmlinuz-*");
	# It may have to install what builds them.
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

# --- what came of it --------------------------------------------------------------------

# What the console shows of the boot that is to crash.
sub crashing {
	my ($serial) = @_;
	return $serial =~ s/GRUB: booting normal.*//sr;
}

# Why there's nothing, by what the console showed.
sub why_not {
	my ($product, $row, $run) = @_;
	my $serial = crashing($run->{serial});
	return 'nothing is to be captured' if $row->{result} eq 'up' && !is_crash($serial);
	my $stopped = ($run->{stopped} // 'until') eq 'until' ? '' : $run->{stopped};
	return 'before it is loaded' . ($stopped ? "; $stopped" : '') if !is_loaded($product, $serial);
	return "the kernel hangs: $stopped" if $stopped;
	my $kernels = () = $serial =~ /\] Linux version /g;
	return 'its kernel comes up, and saves nothing' if $kernels > 1;
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

# What is on the disk of a crash, as (captured, its text).
sub captured {
	my ($product, $machine) = @_;
	my $files = $machine->files($product->{files});
	my @names = grep { length $files->{$_} } sort keys %$files;
	return (scalar(grep { /$product->{captured}/ } @names), join("\n", map { $files->{$_} } grep { /$product->{text}/ } @names));
}

# A word or two for the table, behind what the row must be to be of use: if the crash
# never came, or nobody was there to capture it, that says nothing of the product.
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

# With ramoops the machine boots once more, and powers off; not if it wasn't there.
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

# The grid's rows, each as it's tried here or with the reason why not.
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

sub stock_table {
	my ($seen, @rows) = @_;
	my ($context, $text) = ('', line('crash', 'how', map { $_->{name} } @PRODUCTS) . '|---' x (2 + @PRODUCTS) . "|\n");
	for my $row (grep { !$_->{never} } @rows) {
		$text .= line("**$row->{context}**", ('') x (1 + @PRODUCTS)) if $row->{context} ne $context;
		$context = $row->{context};
		$text .= line($row->{name}, how($row), map { $seen->{ $row->{name} }{ $_->{name} } // '-' } @PRODUCTS);
	}
	return $text;
}

# A line for each reason, in the order of the rows.
sub left_out {
	my @rows = grep { $_->{never} } @_;
	my (%names, @reasons);
	for my $row (@rows) {
		push @reasons, $row->{never} unless $names{ $row->{never} };
		push @{ $names{ $row->{never} } }, $row->{name};
	}
	return join('', map { '- ' . join(', ', @{ $names{$_} }) . ": $_\n" } @reasons);
}

sub sum {
	my ($seen, $product) = @_;
	my @results = grep { defined && !/nothing is to be captured/ } map { $_->{ $product->{name} } } values %$seen;
	my $captured = grep { $_ eq 'captured' } @results;
	return "- $product->{name}: of " . @results . " tried $captured captured\n";
}

sub write_coverage {
	my ($seen, @rows) = @_;
	put_table('A stock kernel', stock_table($seen, @rows) . "\n" . join('', map { sum($seen, $_) } @PRODUCTS)
		. "\nOf the grid's other rows none is tried:\n\n" . left_out(@rows));
}

my $known = known_results();
my @rows = stock_rows();
my %wanted = (rows => $ENV{ROWS} // '', product => $ENV{PRODUCT} // '');
my %seen;
for my $row (grep { !$_->{never} } @rows) {
	$seen{ $row->{name} } = { map { my $result = $known->{ key($_, $row) }; defined $result ? ($_->{name} => $result) : () } @PRODUCTS };
}
# Those of the ladder are last, and take least.
for my $row (reverse grep { !$_->{never} && $_->{name} =~ /$wanted{rows}/ } @rows) {
	for my $product (grep { $_->{name} =~ /$wanted{product}/ } @PRODUCTS) {
		my $result = result_of($product, $row, $known);
		unlike($result, qr/^error/, "$row->{name}, $product->{name}: $result");
		$seen{ $row->{name} }{ $product->{name} } = $result;
		write_coverage(\%seen, @rows) if $ENV{COVERAGE};
	}
}
# Or else it's the test that fails, and no product.
is($seen{'sysrq-c'}{$_}, 'captured', "$_ captures what any must") for sort keys %{ $seen{'sysrq-c'} };
is($seen{none}{$_}, 'not captured: nothing is to be captured', "$_ captures nothing where there's nothing") for sort keys %{ $seen{none} };
done_testing();
