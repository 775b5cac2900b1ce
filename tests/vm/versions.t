#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The same kernel side in another version of Linux, with a capture kernel of the same version or of
# the other one. The test needs a second kernel, so it runs only with ALL=1.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(bake initrd kernel);
use Test::More;
use VM;

plan(skip_all => 'Linux 6.12 has to be built for it (sh tests/run.sh --all)') if !$ENV{ALL};

my $panic = 'Kernel panic - not syncing: crashpoint: ';
my %rung = map { $_->{name} => $_ } VM::ladder();

# primary(ITS VERSION, THE CAPTURE KERNEL'S, CONFIG...)
sub primary {
	my ($linux, $capture, @config) = @_;
	my $object = bake(kernel("--linux=$capture", 'small'), '--bake-relocatable');
	return { linux => $linux, capture => $capture, path => kernel("--linux=$linux", 'primary', $object, @config) };
}

# captures(PRIMARY, NAME, WORDS, TEXT, %options): VM::boot's, and moved: whether the image was.
sub captures {
	my ($primary, $name, $words, $text, %options) = @_;
	my $moved = delete($options{moved}) // 0;
	subtest "$primary->{linux} by $primary->{capture}: $name" => sub {
		my $run = VM::boot(kernel => $primary->{path}, initrd => initrd(), append => $words, %options);
		is($run->{result}, 'captured', "captured ($words)") or diag($run->{summary});
		is_deeply([$run->{serial} =~ /Linux version (\d+\.\d+)\./g], [@$primary{qw(linux capture)}], 'the two kernels');
		like(VM::oops_text($run->{out}) // '', qr/\Q$text\E/, 'the text of the crash');
		is(VM::oops_matches_serial($run->{out}), undef, 'all of it is what the console showed');
		like($run->{serial}, qr/^purgatory: digest ok/m, 'the digest was checked');
		is($run->{serial} =~ /kexec_bake: moved: / ? 1 : 0, $moved, $moved ? 'it was moved' : 'it was in its place');
		done_testing();
	};
}

sub crashes_at {
	my ($primary, $point, $name, %options) = @_;
	captures($primary, join(', ', $point, $name // ()), "crashpoint=$point", "$panic$point", %options);
}

sub climbs {
	my ($primary, $name) = @_;
	captures($primary, $name, @{ $rung{$name} }{qw(words text)}, cpus => $rung{$name}{cpus});
}

my $new = primary('6.12', '6.12');
crashes_at($new, $_) for qw(param mm_init late_initcall);
climbs($new, $_) for qw(pci-driver sysrq-c-smp);
crashes_at($new, 'mm_init', '5-level paging', qemu => '-cpu max,+la57');
crashes_at($new, 'late_initcall', 'UEFI', qemu => '-bios /usr/share/ovmf/OVMF.fd');
crashes_at($new, 'late_initcall', 'no RAM', memory => '200M', moved => 1);

my $old = primary('6.1', '6.12');
crashes_at($old, $_) for qw(param late_initcall);

my $at_boot = primary('6.12', '6.1', 'CONFIG_KEXEC_BAKE_FIXUP_AT_BOOT=y');
crashes_at($at_boot, 'late_initcall');
crashes_at($at_boot, 'late_initcall', 'no RAM, moved at boot', memory => '200M', moved => 1);

done_testing();
