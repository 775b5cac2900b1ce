#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The whole cycle on one machine that stays powered on: GRUB boots the primary, which crashes;
# saveoops writes the record; the machine resets; GRUB boots the primary again, and its userspace
# imports the record.
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use FindBin;
use lib $FindBin::Bin;
use Images qw(saveoops saveoops_primary);
use Machine;
use Test::More;
use VM;

# A Debian takes a while to come up on an emulated machine that others use, too.
my $timeout = 900;
my $crash = 'initcall_blacklist=pci_driver_init';
my $primary = saveoops_primary();

# Powers on; @changed: what of the disk had, at each reset.
sub power_on {
	my ($machine, $firmware) = @_;
	my @changed;
	my $run = VM::boot(machine => $machine, firmware => $firmware, timeout => $timeout,
		on_reset => sub { push @changed, join(' ', $machine->changed) });
	is($run->{reason}, 'guest-shutdown', 'userspace powers off') or diag($run->{summary});
	return ($run, @changed);
}

# What userspace showed: {command => lines}.
sub shown {
	my ($run) = @_;
	my (%shown, $command);
	for ($run->{serial} =~ /^shown: ([^\r\n]*)/mg) {
		if (/^# (.*)/) {
			$command = $1;
		} elsif (defined $command) {
			$shown{$command} .= "$_\n";
		}
	}
	return \%shown;
}

sub is_imported {
	my ($shown, $record) = @_;
	is($shown->{'cat /sys/kernel/kexec_bake/state'}, "armed\n", 'the primary is up, and armed again');
	like($shown->{'saveoops list'}, qr/^ *1 imported /m, 'the record is imported');
	like($shown->{'saveoops status'}, qr/^records +1 of \d+, 0 of them new$/m, 'there is no other');
	like($shown->{'saveoops status'}, qr/^captures +1 in all, 0 since the last clean boot$/m, 'the boot is clean');
	my ($sum, @more) = split /\n/, $shown->{'sha256sum /var/lib/saveoops/*'};
	is($sum =~ s/ .*//r, sha256_hex($record), 'its file is the record');
	is("@more", '', 'and there is one file');
}

# systemd's unit says so in its journal, sysvinit's script on the console.
sub says {
	my ($run, $shown, $init) = @_;
	return $shown->{'journalctl -b -t saveoops'} // '' if $init eq 'systemd';
	return join('', $run->{serial} =~ /^(record [^\r\n]*)/mg);
}

sub comes_up_again {
	my ($name, $init, $firmware) = @_;
	subtest $name => sub {
		my $machine = Machine->debian($primary, root => $init, crash => $crash);
		my ($run, @changed) = power_on($machine, $firmware);
		is_deeply([$run->{serial} =~ /GRUB: booting (\w+)/g], ['crash', 'normal'], 'GRUB boots the one, then the other');
		# SeaBIOS itself resets once more.
		ok(@changed >= 1, 'the machine resets');
		is($_, 'environment record', 'nothing else of the disk changed before') for @changed;
		is(VM::oops_matches_serial($run->{out}), undef, 'the record is what the console showed');
		is($machine->check, '', 'nothing is damaged');
		my $record = saveoops('show', 1, '--device=' . $machine->record_partition);
		is_imported(shown($run), $record);
		my $said = qr/record 1: Linux \S+ crashed, stage scheduling, Attempted to kill init! /;
		like(says($run, shown($run), $init), $said, 'and its log says so');
		is_deeply([grep { $_ !~ /^(?:root|record)$/ } map { split } ($machine->changed)], ['environment'],
			'nothing outside the file systems changed');

		$machine->remember;
		($run) = power_on($machine, $firmware);
		is_imported(shown($run), $record);
		unlike(says($run, shown($run), $init), qr/record 1: /, 'not a second time');
		is_deeply([$machine->changed], ['root'], 'and the record partition is as it was');
		done_testing();
	};
}

comes_up_again('BIOS, systemd', 'systemd', 'bios');
comes_up_again('UEFI, systemd', 'systemd', 'uefi');
comes_up_again('BIOS, sysvinit', 'sysvinit', 'bios');

done_testing();
