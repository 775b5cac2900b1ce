#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Boot loaders pass the image, as doc/integrate.md describes, to a primary without a linked-in
# image. With ALL=1 systemd-boot, too, and each loader with two crashes and with none.
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

my $archive = archive('--bake-relocatable');
my $info = info($archive);

sub works {
	my ($name, $loader, $firmware) = @_;
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

# The memory map that GRUB hands over has holes then.
my @holes = (0x10000, 0x20000, $info->{load_addr} + 0x100000, $info->{load_addr} + 0x200000);
subtest 'holes in memory: below 640 KiB, and in the region' => sub {
	my $cut = sprintf('cutmem %#x %#x; cutmem %#x %#x', @holes);
	for my $point (qw(param late_initcall)) {
		my $run = boot_by('grub', 'bios', "crashpoint=$point", $archive, before => $cut);
		my @said = VM::primary_text($run->{serial});
		for my $end (map { sprintf('%#018x', $_) } @holes[1, 3]) {
			ok((grep { /BIOS-e820: \[mem $end-/ } @said), "there is a hole below $end");
		}
		ok((grep { /kexec_bake: moved: .*there is no RAM at/ } @said), 'the image is moved');
		is_captured($run, $info, $point);
	}
	my $run = boot_by('grub', 'bios', 'vmtest=show', $archive, before => $cut);
	isnt(hex(is_up($run, $info)->{address}), $info->{load_addr}, 'elsewhere');
	done_testing();
} if $ENV{ALL};

done_testing();
