#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Boot loaders bring the image, as doc/integrate.md says: the primary has none.
# With ALL=1 by systemd-boot, too, and each with two crashes and with none.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(archive info initrd primary_of);
use Machine;
use Test::More;
use VM;

my $bare = primary_of('-');

# boot_by(LOADER, FIRMWARE, WORDS, ARCHIVE, %options of the entry)
sub boot_by {
	my ($loader, $firmware, $words, $archive, %entry) = @_;
	my $machine = Machine->new(
		loader => $loader,
		files => { primary => $bare, 'image.cpio' => $archive, 'initrd.gz' => initrd() },
		entries => [{ name => 'primary', kernel => 'primary', words => "$VM::PRIMARY_WORDS $VM::NO_KASLR $words",
			initrd => ['image.cpio', 'initrd.gz'], %entry }]);
	return VM::boot(machine => $machine, firmware => $firmware, resets => 0, timeout => 300);
}

sub is_up {
	my ($run, $info) = @_;
	is($run->{result}, 'up', 'userspace is up') or diag($run->{summary});
	my %status = map { $_ => (VM::read_file("$run->{out}/sys/kernel/kexec_bake/$_") // '') =~ s/\n$//r }
		qw(state source digest address);
	is($status{state}, 'armed', 'armed');
	is($status{source}, 'initrd', 'its source');
	is($status{digest}, $info->{digest}, 'its digest');
	return \%status;
}

sub is_captured {
	my ($run, $info, $point) = @_;
	is($run->{result}, 'captured', "captured in $point") or diag($run->{summary});
	is(VM::oops_matches_serial($run->{out}), undef, 'the text is what the console showed');
	like(VM::read_file("$run->{out}/oops/facts") // '', qr/^image_digest=$info->{digest}$/m, 'by that image');
}

sub works {
	my ($name, $loader, $firmware) = @_;
	my $archive = archive('--bake-relocatable');
	my $info = info($archive);
	subtest $name => sub {
		for my $point ('param', $ENV{ALL} ? 'late_initcall' : ()) {
			is_captured(boot_by($loader, $firmware, "crashpoint=$point", $archive), $info, $point);
		}
		is_up(boot_by($loader, $firmware, 'vmtest=show', $archive), $info) if $ENV{ALL};
		done_testing();
	};
}

works('GRUB, BIOS', 'grub', 'bios');
works('GRUB, UEFI', 'grub', 'uefi');
works('a unified kernel image', 'uki', 'uefi');
works('systemd-boot', 'systemd-boot', 'uefi') if $ENV{ALL};

done_testing();
