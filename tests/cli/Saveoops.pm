# SPDX-License-Identifier: GPL-2.0-only
# Runs $BUILD/sbin/saveoops on record partitions that this module makes according to
# doc/record-format.md, without any code of the program.
#
#   make_image('image', records => [...], ...)   see below
#   my $run = saveoops('list', '--device=image');   status, out, err
#   succeeds('name', 'list', ...)   status 0 and an empty stderr; returns stdout
#   refuses('name', qr/why/, 'list', ...)   one line on stderr, no file changed
package Saveoops;

use strict;
use warnings;

use CLI;
use Cwd qw(abs_path);
use Digest::SHA qw(sha256);
use Exporter 'import';
use JSON::PP;
use Test::More;

our @EXPORT = qw(saveoops saveoops_path succeeds refuses json image make_image record superblock state entry
	entry_count data_start uuid_text $UUID privileged);

our $UUID = pack('H*', '0123456789ab4def8123456789abcdef');
my $build = abs_path($ENV{BUILD});
my @wrapper = split ' ', $ENV{SAVEOOPS_WRAPPER} // '';

sub saveoops_path { return "$build/sbin/saveoops" }

sub saveoops {
	my %how = ref $_[-1] eq 'HASH' ? %{ pop @_ } : ();
	return run([@wrapper, saveoops_path(), @_], %how);
}

sub succeeds {
	my ($name, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = saveoops(@words);
	ok($run->{status} == 0 && $run->{err} eq '', $name) or diag("status $run->{status}: $run->{err}");
	return $run->{out};
}

sub refuses {
	my ($name, $what, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $before = listing('.');
	my $run = saveoops(@words);
	my @wrong;
	push @wrong, "exit status is $run->{status}" if $run->{status} & 127 || !($run->{status} >> 8);
	push @wrong, 'stderr is not one line' if $run->{err} !~ /\A[^\n]+\n\z/;
	push @wrong, "saveoops: $what was expected" if $run->{err} !~ /\Asaveoops: $what/;
	push @wrong, 'the files are not the same as before' if listing('.') ne $before;
	ok(!@wrong, $name) or diag(map { "$_\n" } @wrong, "stderr: $run->{err}");
	return $run->{out};
}

sub json {
	my ($name, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = saveoops(@words, '--json');
	my $value = eval { JSON::PP->new->utf8->decode($run->{out}) };
	ok($value, $name) or diag("$@, $run->{err}, $run->{out}");
	return $value;
}

# Is this root, and does a command succeed that the test needs?
sub privileged {
	my (@command) = @_;
	return !$> && system(join(' ', @command) . ' >/dev/null 2>&1') == 0;
}

# --- the format -------------------------------------------------------------

sub uuid_text { return join '-', unpack 'H8 H4 H4 H4 H12', $_[0] // $UUID }

sub with_checksum {
	my ($bytes) = @_;
	$bytes .= "\0" x (480 - length $bytes);
	return $bytes . sha256($bytes);
}

sub entry_count {
	my ($size) = @_;
	my $n = int($size / 262144);
	return $n < 4 ? 4 : $n > 1024 ? 1024 : $n;
}

sub data_start { return 8192 + 4096 * entry_count($_[0]) }

sub superblock {
	my ($size, %other) = @_;
	return with_checksum(pack('a8 V V a16 Q<5', 'SAVEOOPS', $other{version} // 1, $other{sector_size} // 512, $other{uuid} // $UUID,
		$size, 8192, entry_count($size), data_start($size), $size - 4096 - data_start($size)));
}

sub state {
	my ($clean, $imported) = @_;
	return with_checksum(pack('a8 V x4 a16 Q<2', 'OOPSSTAT', 1, $UUID, $clean, $imported));
}

sub entry {
	my ($sequence, $offset, $facts, $text) = @_;
	return with_checksum(pack('a8 V x4 a16 Q<4 a32', 'OOPSRECD', 1, $UUID, $sequence, $offset, length $facts, length $text,
		sha256($facts . $text)));
}

sub record {
	my ($n, %other) = @_;
	return {
		facts => $other{facts} // "release=6.1.$n\nstage=early\nreason=Oops $n\ntime=" . (1700000000 + $n) . "\n",
		text => $other{text} // join('', map { "[    0.$_] record $n, line $_\n" } 100 .. 110 + 90 * $n),
	};
}

# A partition with size (64 KiB), records, first (the first sequence number), clean, imported.
sub image {
	my (%given) = @_;
	my $size = $given{size} // 65536;
	my $image = "\0" x $size;
	my ($at, $sequence) = (data_start($size), $given{first} // 1);
	substr($image, $_, 512) = superblock($size) for 0, $size - 4096;
	substr($image, 4096, 512) = state($given{clean} // 0, $given{imported} // 0);
	for my $record (@{ $given{records} // [] }) {
		my $bytes = $record->{facts} . $record->{text};
		substr($image, 8192 + 4096 * ($sequence % entry_count($size)), 512) = entry($sequence, $at, @$record{qw(facts text)});
		substr($image, $at, length $bytes) = $bytes;
		$at += int((4095 + length $bytes) / 4096) * 4096;
		$sequence++;
	}
	return $image;
}

sub make_image {
	my ($name, %given) = @_;
	spew($name, image(%given));
	return $name;
}

1;
