#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# A relocatable image moves if its own address is taken, and captures from there, whether the
# purgatory or the kernel side applies its fix-ups.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(bake info initrd kernel primary_of);
use Test::More;
use VM;

my $dir = tempdir(CLEANUP => 1);
my $ovmf = '-bios /usr/share/ovmf/OVMF.fd';

# In memory of 320 MiB QEMU puts some of it into the region.
my $large = "$dir/large";
VM::write_file($large, VM::read_file(initrd()) . "\0" x (48 << 20));

# What the primary says of itself, when it's up.
sub status {
	my ($kernel, %options) = @_;
	my $run = VM::boot(kernel => $kernel, initrd => initrd(), append => "vmtest=show $options{more}", %options);
	is($run->{result}, 'up', 'it boots, without a crash') or diag($run->{summary});
	return { map { $_ => (VM::read_file("$run->{out}/sys/kernel/kexec_bake/$_") // '') =~ s/\n$//r }
		qw(state address baked_address source verified) };
}

sub captured {
	my ($kernel, $point, %options) = @_;
	my $run = VM::boot(kernel => $kernel, initrd => initrd(), append => "crashpoint=$point $options{more}", %options);
	is($run->{result}, 'captured', "captured in $point") or diag($run->{summary});
	is(VM::oops_matches_serial($run->{out}), undef, 'the text is what the console showed');
	like($run->{serial}, qr/^purgatory: digest ok/m, 'and the digest was checked');
	return $run;
}

# moves(NAME, KERNEL, WHY, %options of VM::boot): to somewhere.
sub moves {
	my ($name, $kernel, $why, %options) = @_;
	$options{more} //= '';
	subtest $name => sub {
		my $status = status($kernel, %options);
		is($status->{state}, 'armed', 'armed');
		isnt($status->{address}, $status->{baked_address}, "moved to $status->{address}");
		for my $point (qw(param late_initcall)) {
			my $run = captured($kernel, $point, %options);
			like($run->{serial}, qr/kexec_bake: moved: [^\n]*$why/, 'why it was moved');
			like($run->{serial}, qr/entering the capture kernel at \Q$status->{address}\E\b/, 'is there again');
		}
		done_testing();
	};
}

sub moves_from_all_places {
	my ($who, $object, @config) = @_;
	my $primary = primary_of($object, @config);
	moves("$who: no RAM", $primary, qr/\[mem 0x10000000-0x[0-9a-f]+\] is needed, and there is no RAM at/, memory => '200M');
	moves("$who: RAM ends inside", $primary, qr/there is no RAM at 0x10/, memory => '272M');
	moves("$who: the initrd", $primary, qr/\[mem 0x[0-9a-f]+-0x[0-9a-f]+\] holds the initrd/, memory => '320M',
		initrd => $large);
	moves("$who: crashkernel=", $primary, qr/\[mem 0x10000000-0x13ffffff\] is reserved by crashkernel=/,
		more => 'crashkernel=64M@256M');
	moves("$who: emulated persistent memory", $primary, qr/\[mem 0x11000000-0x12ffffff\] is emulated persistent memory/,
		more => 'memmap=1M!64M,32M!272M');
	moves("$who: 5-level paging", $primary, qr/there is no RAM at/, memory => '200M', qemu => '-cpu max,+la57');
	moves("$who: 2 CPUs of q35", $primary, qr/there is no RAM at/, memory => '200M', qemu => '-machine q35', cpus => 2);
	return $primary;
}

my $relocatable = bake(kernel('small'), '--bake-relocatable');
my $primary = moves_from_all_places('the purgatory moves it', $relocatable);
my $at_boot = moves_from_all_places('the kernel side moves it', $relocatable, 'CONFIG_KEXEC_BAKE_FIXUP_AT_BOOT=y');

for my $kernel ($primary, $at_boot) {
	my $who = $kernel eq $primary ? 'the purgatory moves it' : 'the kernel side moves it';
	subtest "$who: its place is free" => sub {
		my $status = status($kernel, more => '');
		is($status->{address}, $status->{baked_address}, 'it stays');
		is($status->{source}, 'linked', 'its source');
		is($status->{verified}, 'head', 'its head is verified');
		captured($kernel, 'late_initcall', more => '');
		done_testing();
	};
	my $info = info($kernel);
	for my $part ('page tables', 'boot_params', 'kernel') {
		my $words = sprintf('bakeflip=%#x:3', $info->{part}{$part}{offset} + ($part eq 'page tables' ? 0x2000 : 0x1f1));
		subtest "$who: a flipped bit in $part" => sub {
			my $run = VM::boot(kernel => $kernel, initrd => initrd(), append => "$words crashpoint=late_initcall",
				memory => '200M');
			like($run->{serial}, qr/kexec_bake: moved: .*crashpoints: .*flip/s, 'moved, and flipped');
			is($run->{result}, 'crashed', 'nothing is captured') or diag($run->{summary});
			like($run->{serial}, qr/(?:the purgatory is|the capture kernel is) damaged/, 'the console says why');
			is($run->{reason}, 'guest-reset', 'the machine resets');
			done_testing();
		};
	}
}

subtest 'no room at all' => sub {
	my $status = status($primary, memory => '64M', more => '');
	like($status->{state}, qr/^not armed: there is no free RAM of \d+ MiB for it below 4 GiB$/, 'the state says so');
	done_testing();
};

# 16 MiB is where the primary lies; OVMF has its data near the end of the RAM.
moves('this kernel', primary_of(bake(kernel('small'), '--bake-relocatable', '--bake-addr=16M')),
	qr/\[mem 0x0*1000000-0x[0-9a-f]+\] holds this kernel/);
moves('UEFI', primary_of(bake(kernel('small'), '--bake-relocatable', '--bake-addr=432M')),
	qr/\[mem 0x[0-9a-f]+-0x[0-9a-f]+\] is used by UEFI/, qemu => $ovmf);

done_testing();
