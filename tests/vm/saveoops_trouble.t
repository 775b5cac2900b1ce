#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The record partition is damaged before the crash, its device appears late or never, or the
# capture kernel itself crashes.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Capture;
use Disk;
use Images qw(saveoops_primary);
use Test::More;

# --- damage ------------------------------------------------------------------------------

# Three records, and room for a fourth one behind them.
my $disk = used_disk(3);
my %entry = map { $_ => $disk->entry($_) } 0 .. 3;
my $end = ($entry{3}{data} + $entry{3}{size} + 4095) >> 12;

# What a record takes, in blocks, from one on.
sub blocks {
	my ($disk, $number, $first) = @_;
	$disk->remember;
	return $first .. $first + (($disk->entry($number)->{size} + 4095) >> 12) - 1;
}

sub with_damage {
	my ($name, $damage, $number, $then, $check) = @_;
	$disk->restore;
	my @before = ($disk->{before}, $disk->{texts});
	$damage->();
	subtest $name => sub {
		my $run = crash($disk->qemu('virtio-blk'));
		ended($run, $disk);
		is_saved($run, $disk, $number, $check);
		my @changed = $disk->changed_blocks;
		is("@changed", join(' ', $entry{$number % 4}{at} >> 12, blocks($disk, $number, $then)), 'only its own blocks are written');
		done_testing();
	};
	@$disk{qw(before texts)} = @before;
}

with_damage('an entry and the data of another record', sub {
	$disk->damage($entry{2}{at} + 48, 'x');
	$disk->damage($entry{1}{data} + $entry{1}{size} - 100, "\0");
}, 4, $end, "entry 2 is damaged\nthe data of record 1 is damaged");
# Its number and its blocks are given out again: nothing tells of them.
with_damage("the newest record's entry", sub {
	$disk->damage($entry{3}{at} + 48, 'x');
	# Or else the same text would be written over itself.
	$disk->damage($entry{3}{data}, "\0" x $entry{3}{size});
}, 3, $entry{3}{data} >> 12, '');

$disk->restore;
saves_nothing('an entry that cannot be read',
	qr{\A/dev/vda2: an entry of its table cannot be read, so a record might be overwritten\z}, $disk,
	$disk->qemu('virtio-blk', rules => $disk->unreadable($entry{2}{at})));
ok(!$disk->changed, 'nothing at all is written');

# --- a device that comes late, or never ------------------------------------------------------

# The capture kernel's clock at a line of saveoops; no number if it isn't there.
sub at {
	my ($run, $words) = @_;
	return $run->{serial} =~ /\[ *([\d.]+)\] saveoops: $words/ ? $1 : 'nan';
}

my $late = Disk->new;
saves('a disk that comes 5 s late', $late, $late->qemu('virtio-scsi', plugged => 0),
	plug => { when => qr/saveoops: waiting up to 15 s/, after => 5,
		device => { driver => 'scsi-hd', drive => 'd0', bus => 'd0-bus.0' } },
	also => sub { cmp_ok(at($_[0], 'record 1') - at($_[0], 'waiting up to'), '>', 4, 'it was waited for') });

my $none = Disk->new(formatted => 0);
tells($none, 'saveoops.wait=2', qr/\Awaiting up to 2 s .*\nany device: no record partition in 2 s, nothing is written [^\n]*\z/,
	'guest-reset', initrd => with_oops('line', "[    0.000000] a line\n"), unchanged => 1, also => sub {
		my $seconds = at($_[0], 'any device: no record partition') - at($_[0], 'waiting up to');
		# Its first look counts, too.
		ok($seconds > 1 && $seconds < 10, 'it was waited for so long') or diag($seconds);
	});

# --- the capture kernel crashes -----------------------------------------------------------------

# Where nothing can be read, so that it's the kernel that gives up.
my $fresh = Disk->new;
saves_nothing('the capture kernel finds no init', qr/\A\z/, $fresh, $fresh->qemu('virtio-blk'),
	kernel => saveoops_primary(words => 'rdinit=/nonexistent'),
	also => sub { like($_[0]{serial}, qr/Linux version .*Kernel panic - not syncing: VFS: Unable to mount root/s, 'and crashes') });
ok(!$fresh->changed, 'nothing at all is written');

done_testing();
