#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The record reaches the disk: the primary crashes, saveoops in the capture kernel writes it, and
# the machine resets. Each case compares the whole image before and after, outside the partition.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Capture;
use Disk;
use Images qw(kernel modules saveoops_initrd saveoops_primary);
use Test::More;

# --- how the disk is attached, and when the crash comes -----------------------------

my $disk = Disk->new;
saves('virtio-blk', $disk, $disk->qemu('virtio-blk'));
for my $bus ('virtio-scsi', 'ahci', 'nvme', 'usb, xhci', 'usb, ehci', 'sd') {
	my $disk = Disk->new;
	saves($bus, $disk, $disk->qemu($bus));
}
for my $words ('crashpoint=param', 'crashpoint=late_initcall', 'vmtest=sysrq-c') {
	my $disk = Disk->new;
	saves($words, $disk, $disk->qemu('virtio-blk'), append => $words);
}
for my $sysrq ('vmtest=sysrq-c:1') {
	my $disk = Disk->new;
	saves("$sysrq of two CPUs", $disk, $disk->qemu('virtio-blk'), append => $sysrq, cpus => 2);
}

# As doc/saveoops-capture.md has it.
my $stock = saveoops_primary(kernel => kernel('stock', 'cloud'), words => 'panic=1',
	modules => [modules('cloud', map({ "virtio/$_.ko" } qw(virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci)),
		'block/virtio_blk.ko')]);
my $stock_disk = Disk->new;
saves("Debian's stock kernel, virtio-blk as a module", $stock_disk, $stock_disk->qemu('virtio-blk'), kernel => $stock, timeout => 120,
	also => sub { like($_[0]{serial}, qr/Linux version 6\.1\.0-\S*cloud/, 'by that kernel') });

# --- sectors of 4096 bytes ---------------------------------------------------------------

my @large = map { Disk->new(sector_size => 4096, formatted_for => $_) } 4096, 512;
for my $bus ('virtio-blk', 'nvme') {
	for my $disk (@large) {
		$disk->restore;
		saves("$bus, sectors of 4096 bytes, formatted for $disk->{formatted_for}", $disk, $disk->qemu($bus));
	}
}

# --- where the partition is ------------------------------------------------------------

my $mbr = Disk->new(label => 'dos');
saves('MBR', $mbr, $mbr->qemu('virtio-blk'));

my ($first, $second) = (Disk->new(formatted => 0), Disk->new);
subtest 'the second disk' => sub {
	my $run = crash($first->qemu('virtio-blk') . $second->qemu('virtio-blk', id => 'd1'));
	ended($run, $second);
	ok(!$first->changed, 'the first disk is what it was');
	is_saved($run, $second, 1);
	done_testing();
};

my $none = Disk->new(formatted => 0);
saves_nothing('no record partition', qr/^any device: no record partition in 15 s, nothing is written /m, $none,
	$none->qemu('virtio-blk'));
ok(!$none->changed, 'nothing at all is written');
saves_nothing('no disk', qr/^any device: no record partition in 15 s/m, $none, '');

my $late = Disk->new;
saves('a disk that is plugged in while it waits', $late, $late->qemu('usb, xhci', plugged => 0),
	plug => { when => qr/saveoops: waiting up to 15 s/,
		device => { driver => 'usb-storage', drive => 'd0', bus => 'd0-bus.0' } });

# --- a ring that is full -----------------------------------------------------------------

my $small = Disk->new(record_size => 64 << 10);
subtest 'a full ring wraps' => sub {
	for my $n (1 .. 6) {
		my $run = crash($small->qemu('virtio-blk'));
		ended($run, $small);
		is_saved($run, $small, $n);
		$small->mark_clean;
	}
	my @left = $small->records;
	ok(@left >= 2 && @left < 6, 'old ones went') or diag("@left");
	is($left[-1], 6, 'the newest is there');
	done_testing();
};

# --- damage ------------------------------------------------------------------------------

for my $copy (0, 1) {
	my $disk = Disk->new;
	$disk->damage($copy ? $disk->{record_size} - 4096 + 100 : 100, 'x');
	subtest "superblock copy $copy is damaged" => sub {
		my $run = crash($disk->qemu('virtio-blk'));
		ended($run, $disk);
		like(said($run), qr/^record 1 /m, 'it is saved all the same');
		like($disk->check, qr/superblock/, 'check says what is damaged');
		done_testing();
	};
}

my $reused = Disk->new;
$reused->damage(0, Disk::random_bytes(4096));
saves_nothing('something else in its place', qr/something else has taken the record partition's place/, $reused,
	$reused->qemu('virtio-blk'));
ok(!$reused->changed, 'nothing at all is written');

# --- a device that fails, and a power cut ----------------------------------------------------

# Each record that's there is whole; all but the newest are what they were, and
# at most so many of those are gone.
sub older_are_whole {
	my ($disk, $newest, $gone) = @_;
	my %left = map { $_ => 1 } $disk->records;
	my @wrong = grep { $disk->text($_) ne ($disk->{texts}{$_} // '') } grep { $_ != $newest } keys %left;
	is("@wrong", '', 'older records are what they were');
	cmp_ok(scalar(grep { !$left{$_} } keys %{ $disk->{texts} }), '<=', $gone, "at most $gone of them went");
	is($disk->check, '', 'nothing is damaged');
	return $left{$newest};
}

# Two blocks of data and the entry.
my $used = used_disk(2);
for my $n (1 .. 3) {
	saves_nothing("write $n and all after it fail", qr{^/dev/vda2: cannot be read or written: (?:I/O|Input/output) error$}m, $used,
		$used->qemu('virtio-blk', rules => Disk::failing($n, 5, 0), werror => 'report'));
	ok(!older_are_whole($used, 3, 0), 'the new record is not there');
	$used->restore;
}

# At each write, until a run gets to its end.
sub cuts {
	my ($name, $disk, $newest, $gone) = @_;
	for (my ($n, $end) = (1, 0); !$end && $n < 20; $n++) {
		subtest "$name, power cut at write $n" => sub {
			my $run = crash($disk->qemu('virtio-blk', rules => Disk::failing($n, 5, 1), werror => 'stop'));
			$end = ($run->{stopped} // '') ne 'its disk stopped';
			is($disk->changed_outside, undef, 'the rest of the disk is what it was');
			my $there = older_are_whole($disk, $newest, $gone);
			is(!!$there, !!$end, $end ? 'the new record is there' : 'the new record is not there');
			is_saved($run, $disk, $newest) if $end;
			done_testing();
		};
		cmp_ok($n, '>', 3, "$name: there were cuts") if $end;
		$disk->restore;
	}
}

cuts('room is left', $used, 3, 0);
cuts('the ring is full', used_disk(5, record_size => 64 << 10), 6, 2);

# --- without a crash: logs and command lines of our own ------------------------------------------

my $line = "[    0.000000] a line\n";
for my $lines (0, int((1 << 20) / length($line))) {
	my $disk = Disk->new(record_size => 2 << 20);
	my $text = $line x $lines;
	subtest 'a log of ' . length($text) . ' bytes' => sub {
		my $run = boot_capture(with_oops("lines-$lines", $text), '', $disk->qemu('virtio-blk'));
		ended($run, $disk);
		like(said($run), qr/^record 1 \(@{[length $text]} bytes\)/m, 'is saved');
		ok($disk->text(1) eq $text, 'and read back');
		is($disk->check, '', 'nothing is damaged');
		done_testing();
	};
}

my $saved = qr{^record \d+ \(22 bytes\) is on /dev/vda2$}m;
my @oops = (initrd => with_oops('line', $line));
tells($disk, "saveoops.dev=PARTUUID=\U$disk->{uuid}", $saved, 'guest-reset', @oops);
tells($large[0], "saveoops.dev=PARTUUID=$large[0]{uuid}", $saved, 'guest-reset', @oops);
tells($mbr, "saveoops.dev=PARTUUID=$mbr->{uuid}", $saved, 'guest-reset', @oops);
tells($disk, 'saveoops.dev="PARTLABEL=the oopses"', $saved, 'guest-reset', @oops);
tells($disk, "saveoops.dev=UUID=$disk->{record_uuid}", $saved, 'guest-reset', @oops);
tells($disk, "saveoops.dev=UUID=$mbr->{record_uuid} saveoops.wait=0", qr/no record partition/, 'guest-reset', @oops, unchanged => 1);
tells($disk, 'saveoops.dev=/dev/vda2 saveoops.then=poweroff', $saved, 'guest-shutdown', @oops);
tells($disk, 'saveoops.dev=/dev/vda1 saveoops.wait=0', qr{^/dev/vda1: no record partition in 0 s}m, 'guest-reset', @oops,
	unchanged => 1);
tells($disk, 'saveoops.dev=vda2', qr/^saveoops.dev=vda2: is not understood/m, 'guest-reset', @oops, unchanged => 1);
tells($disk, 'saveoops.wait=x saveoops.then=shell', qr{^saveoops.wait=x: is not understood.*^/bin/sh: cannot be run}ms, 'guest-reset',
	@oops);
tells($disk, '', qr{^/dev/vda2: is the first of 2 record partitions}m, 'guest-reset', @oops,
	qemu => $disk->qemu('virtio-blk') . $mbr->qemu('virtio-blk', id => 'd1'));
tells($disk, '', qr{^/oops/dmesg.txt: cannot be read}m, 'guest-reset', initrd => saveoops_initrd(), unchanged => 1);
# The capture kernel itself breaks.
tells($disk, 'crashpoint=late_initcall', undef, 'guest-reset', @oops, unchanged => 1);
tells($disk, 'rdinit=/dev/console', undef, 'guest-reset', @oops, unchanged => 1,
	also => sub { like($_[0]{serial}, qr/Kernel panic - not syncing: No working init found/, 'it has no init') });

done_testing();
