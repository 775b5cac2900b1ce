#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Devices keep writing to the memory of the crashed kernel and raising interrupts: disks that are
# being read, and a network card under a flood, with and without an IOMMU. The capture kernel uses
# none of that memory, and its disk works.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Capture;
use Disk;
use IO::Socket::INET;
use Images qw(saveoops_primary);
use Test::More;
use VM;

my %primary;

# By what its capture kernel is told.
sub primary {
	my ($words) = @_;
	return $primary{$words} //= saveoops_primary(words => $words);
}

# What both kernels say then.
my %remaps = (intel => 'DMAR-IR: Enabled IRQ remapping', amd => 'AMD-Vi: Interrupt remapping enabled');

sub udp {
	return IO::Socket::INET->new(Proto => 'udp', LocalAddr => '127.0.0.1', @_) // die "a port: $!\n";
}

# QEMU's words for a card that gets what is sent to a port of this host, and that port.
sub card {
	my $port = udp()->sockport;
	return ("-netdev socket,id=flood,udp=127.0.0.1:1,localaddr=127.0.0.1:$port -device e1000,netdev=flood", $port);
}

my $flood;

# Frames for everyone, until it's ended.
sub flood {
	my ($port) = @_;
	$flood = fork() // die "fork: $!\n";
	return if $flood;
	my $socket = udp(PeerAddr => "127.0.0.1:$port");
	my $frame = "\xff" x 6 . "\2kexec" . "\x88\xb5" . 'flood' x 200;
	for (;;) {
		# Nobody may listen yet.
		$socket->send($frame);
		select(undef, undef, undef, 0.0005);
	}
}

sub end_flood {
	return unless $flood;
	kill('KILL', $flood);
	waitpid($flood, 0);
	undef $flood;
}

END {
	my $status = $?;
	end_flood();
	$? = $status;
}

# crashes(NAME, BUS, QEMU'S WORDS, CPUS, WORDS, THE CAPTURE KERNEL'S WORDS)
sub crashes {
	my ($name, $bus, $qemu, $cpus, $words, $capture) = @_;
	subtest $name => sub {
		my $disk = Disk->new;
		my ($card, $port) = card();
		flood($port);
		my $run = crash("$qemu " . $disk->qemu($bus) . " $card", kernel => primary($capture // ''), append => "vmtest=busy $words", cpus => $cpus,
			memory => '1G');
		end_flood();
		my @busy = $run->{serial} =~ /primary: busy: (\w+)\r?$/mg;
		is(scalar @busy, 5, 'four readers and the card are at work') or diag("@busy");
		like($run->{serial}, qr/^purgatory: digest ok/m, 'nothing has written to the image');
		my $remaps = $qemu =~ /(\w+)-iommu/ && $remaps{$1};
		like($run->{serial}, qr/$remaps.*^purgatory: .*$remaps/ms, 'interrupts are remapped before and after') if $remaps;
		is($disk->changed_outside, undef, 'all else on the disk is as it was');
		my $text = eval { $disk->text(1) };
		like($text // '', qr/Kernel panic - not syncing: sysrq triggered crash/, 'the record is there') or diag(said($run));
		VM::write_file("$run->{out}/oops/dmesg.txt", $text // '');
		is(VM::oops_matches_serial($run->{out}), undef, 'all of it');
		done_testing();
	};
}

my $intel = '-machine q35,kernel-irqchip=split -device intel-iommu,intremap=on';
my @rows = (
	['virtio-blk', 'virtio-blk', '', 1, ''],
	['AHCI, 4 CPUs', 'ahci', '', 4, ''],
	['NVMe, Intel\'s IOMMU', 'nvme', $intel, 1, 'intel_iommu=on'],
	['NVMe, AMD\'s IOMMU', 'nvme', '-machine q35 -device amd-iommu,intremap=on', 1, ''],
	['AHCI, Intel\'s IOMMU, 4 CPUs', 'ahci', $intel, 4, 'intel_iommu=on,sm_off'],
	['NVMe, Intel\'s IOMMU, passed through', 'nvme', $intel, 1, 'intel_iommu=on iommu=pt', 'iommu=pt'],
	['NVMe, Intel\'s IOMMU, off', 'nvme', $intel, 1, 'intel_iommu=off'],
);

crashes(@$_) for $ENV{ALL} ? @rows : @rows[1, 2];

done_testing();
