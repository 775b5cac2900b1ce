# SPDX-License-Identifier: GPL-2.0-only
# Runs the program on a machine of the test's own: tests/cli/kexec, which is
# the same program over fake_system.c.
#
#   machine('laptop', %changes)   it's that machine from here on; see %usual
#   my $run = faked('-l', '-c', 'kernel');   status, out, err, calls, segments
#   refused('name', qr/.../, STATUS, WORDS)  one line on stderr, and no call
#
# $run->{calls} are the lines of fake_system.c's log, but for the segments; a segment
# is { address, size, stored, bytes }.  part($run, NAME) is one of them as it is in
# --dry-run --json.
package Fake;

use strict;
use warnings;
no warnings 'portable';

use CLI;
use Exporter 'import';
use File::Basename qw(dirname);
use File::Find qw(find);
use File::Path qw(make_path remove_tree);
use JSON::PP ();
use Test::More;

our @EXPORT = qw(kcore machine machine_of faked refused set_file remove_file fails_with chain e820 dry);

my $here = dirname(__FILE__);
my $program = CLI::kexec_path() =~ s{sbin/kexec$}{tests/cli/kexec}r;
my $root = "$CLI::dir/.root";
my $log = "$CLI::dir/.log";

# set_file(PATH, CONTENT): as /sys has it, with a newline behind it if it has none.
sub set_file {
	my ($path, $content) = @_;
	make_path(dirname("$root$path"));
	spew("$root$path", $content =~ /\n\z/ || $content =~ /[^\n\t -~]/ ? $content : "$content\n");
}

sub remove_file {
	my ($path) = @_;
	remove_tree("$root$path");
}

# The call will fail with that number; 0: it won't.
sub fails_with {
	my ($call, $number) = @_;
	set_file("/errno/$call", $number);
}

# A machine in words: "memmap START-LAST TYPE", "iomem ...", "cmdline ...", "flags ...",
# "efi-runtime TYPE PHYS VIRT PAGES ATTRIBUTE", "cpu N NOTES-ADDRESS", "kcore VIRT PHYS SIZE",
# "file PATH CONTENT".  # begins a comment.
sub machine_of {
	my (@lines) = @_;
	remove_tree($root);
	my ($ranges, $runtime, $iomem, @kcore) = (0, 0, '');
	set_file('/proc/cmdline', 'BOOT_IMAGE=/vmlinuz root=/dev/sda1');
	set_file("/sys/kernel/$_", 0) for qw(kexec_loaded kexec_crash_loaded);
	for (@lines) {
		if (/^memmap (\w+)-(\w+) (.*)/) {
			my $at = '/sys/firmware/memmap/' . $ranges++;
			set_file("$at/start", $1);
			set_file("$at/end", $2);
			set_file("$at/type", $3);
		} elsif (/^iomem (.*)/) {
			$iomem .= "$1\n";
		} elsif (/^cmdline (.*)/) {
			set_file('/proc/cmdline', $1);
		} elsif (/^flags (.*)/) {
			set_file('/proc/cpuinfo', "processor\t: 0\nflags\t\t: $1\nbugs\t\t:\n");
		} elsif (/^efi-runtime (.*)/) {
			my @values = split ' ', $1;
			set_file("/sys/firmware/efi/runtime-map/$runtime/$_", shift @values)
				for qw(type phys_addr virt_addr num_pages attribute);
			$runtime++;
		} elsif (/^cpu (\d+) (\S+)/) {
			set_file("/sys/devices/system/cpu/cpu$1/crash_notes", $2);
			set_file("/sys/devices/system/cpu/cpu$1/crash_notes_size", 352);
		} elsif (/^kcore (\S+) (\S+) (\S+)/) {
			push @kcore, [map { hex } $1, $2, $3];
		} elsif (/^file (\S+) (.*)/) {
			my ($path, $content) = ($1, $2);
			set_file($path, $content =~ s/\\n/\n/gr);
		} elsif (!/^(#|$)/) {
			die "not understood: $_";
		}
	}
	set_file('/proc/iomem', $iomem) if $iomem ne '';
	set_file('/proc/kcore', kcore(@kcore)) if @kcore;
}

# ELF gABI: a core file's head and its program headers, each PT_LOAD.
sub kcore {
	my (@loads) = @_;
	my $head = pack 'a16 v2 V Q<3 V v6', "\177ELF\2\1\1", 4, 62, 1, 0, 64, 0, 0, 64, 56, scalar @loads, 0, 0, 0;
	return $head . join '', map { pack 'V2 Q<6', 1, 7, 0x10000, @$_[0, 1, 2, 2], 4096 } @loads;
}

# All files of it in one text: each behind a line "== PATH".
sub as_text {
	my $text = '';
	find({ no_chdir => 1, wanted => sub { $text .= '== ' . s/^\Q$root\E//r . "\n" . slurp($_) if -f } }, $root);
	return $text;
}

# machine(NAME, LINE...): of machines/NAME, with more lines.
sub machine {
	my ($name, @more) = @_;
	machine_of(split(/\n/, slurp("$here/machines/$name")), @more);
}

sub read_log {
	my ($run) = @_;
	$run->{calls} = [];
	$run->{segments} = [];
	for (split /\n/, -e $log ? slurp($log) : '') {
		if (/^segment address=(\S+) size=(\S+) stored=(\S+)/) {
			push @{ $run->{segments} }, { address => hex $1, size => hex $2, stored => hex $3, bytes => slurp("$log.$1") };
		} else {
			push @{ $run->{calls} }, $_;
		}
	}
	$run->{kernel} = slurp("$log.kernel") if -e "$log.kernel";
	$run->{initrd} = slurp("$log.initrd") if -e "$log.initrd";
}

sub faked {
	my %how = ref $_[-1] eq 'HASH' ? %{ pop @_ } : ();
	unlink glob "$log $log.*";
	local $ENV{KEXEC_FAKE_ROOT} = $root;
	local $ENV{KEXEC_FAKE_LOG} = $log;
	my $run = CLI::run([$program, @_], %how);
	$run->{status} = $run->{status} & 127 ? "signal $run->{status}" : $run->{status} >> 8;
	read_log($run);
	return $run;
}

# The contract for whatever is refused before anything is done.
sub refused {
	my ($name, $what, $status, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked(@words);
	my @wrong;
	push @wrong, "exit status is $run->{status}" if $run->{status} ne $status;
	push @wrong, "stdout is \"$run->{out}\"" if $run->{out} ne '';
	push @wrong, 'stderr is not one line' if $run->{err} !~ /\Akexec: [^\n]+\n\z/;
	push @wrong, "$what was expected" if $run->{err} !~ $what;
	push @wrong, "it called: @{ $run->{calls} }" if @{ $run->{calls} };
	ok(!@wrong, $name) or diag(map { "$_\n" } @wrong, "stderr: $run->{err}");
}

# What --dry-run says, with the segments by their names.
sub dry {
	my (@words) = @_;
	my $run = faked(@words, '--dry-run', '--json');
	my $said = eval { JSON::PP->new->utf8->decode($run->{out}) } // { err => $run->{err} };
	$said->{part} = { map { $_->{name} => $_ } @{ $said->{segments} // [] } };
	return $said;
}

# The segment of a run in which an address lies, from there on.
sub at {
	my ($run, $address) = @_;
	for (@{ $run->{segments} }) {
		return substr($_->{bytes}, $address - $_->{address})
			if $address >= $_->{address} && $address < $_->{address} + $_->{stored};
	}
	return undef;
}

# chain(RUN, BOOT_PARAMS): setup_data by type.
sub chain {
	my ($run, $params) = @_;
	my ($next, %found) = (u64($params, 0x250));
	while ($next) {
		my $item = at($run, $next) // die "setup_data lies nowhere\n";
		my ($type, $size) = (u32($item, 8), u32($item, 12));
		$found{$type} = substr($item, 16, $size);
		$next = u64($item, 0);
	}
	return \%found;
}

# e820(RUN, BOOT_PARAMS): the map, as "START-LAST TYPE".
sub e820 {
	my ($run, $params) = @_;
	my $table = substr($params, 0x2d0, 20 * ord substr($params, 0x1e8, 1)) . (chain($run, $params)->{1} // '');
	return map {
		my ($start, $size, $type) = unpack 'Q<Q<V', $_;
		sprintf '0x%x-0x%x %d', $start, $start + $size - 1, $type;
	} unpack '(a20)*', $table;
}

1;
