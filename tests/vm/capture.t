#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Each crash of the ladder is captured, and so is each crash that no command line can cause: the
# record contains the text of the crash and is what the console showed.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(info initrd small_primary);
use Test::More;
use VM;

my $primary = small_primary();
my $digest = info($primary)->{digest};

sub facts {
	my ($run) = @_;
	my $text = VM::read_file("$run->{out}/oops/facts") // '';
	return { map { split /=/, $_, 2 } split /\n/, $text };
}

sub check_capture {
	my ($run, $stage, $text, $unseen) = @_;
	my $oops = VM::oops_text($run->{out}) // '';
	my $facts = facts($run);
	like($oops, qr/\Q$text\E/, 'the text of the crash');
	is(VM::oops_matches_serial($run->{out}), undef, 'all of it is what the console showed') if !$unseen;
	is($facts->{dmesg_bytes}, length($oops), 'facts: the length');
	is($facts->{dmesg_bytes_dropped}, 0, 'facts: nothing was dropped');
	is($facts->{image_digest}, $digest, 'facts: the image');
	like($facts->{reason}, qr/./, 'facts: a reason');
	is($facts->{stage}, $stage, 'facts: the stage') if $stage;
}

sub crash {
	my ($name, $words, %options) = @_;
	my $want = delete($options{result}) // 'captured';
	my ($text, $stage, $unseen) = delete @options{qw(text stage unseen)};
	subtest $name => sub {
		my $run = VM::boot(kernel => $primary, initrd => initrd(), append => $words, %options);
		is($run->{result}, $want, "$want ($words)") or diag($run->{summary});
		like($run->{serial}, qr/\Q$text\E/, 'the text is on the console') if !$unseen;
		check_capture($run, $stage, $text, $unseen) if $run->{result} eq 'captured';
		done_testing();
	};
}

for my $rung (VM::ladder()) {
	crash($rung->{name}, $rung->{words}, map { $_ => $rung->{$_} } qw(cpus result text));
}

my $panic = 'Kernel panic - not syncing: crashpoint: ';
crash("panic in $_", "crashpoint=$_", text => "$panic$_", stage => 'booting')
	for qw(param paging setup_arch_end mm_init init_irq timer);
crash("panic in $_", "crashpoint=$_", text => "$panic$_", stage => 'scheduling')
	for qw(early_initcall device_initcall late_initcall);

# Before trap_init() an exception halts the kernel without a panic.  First of
# all there's no console either.
my %exception = (bug => 'early exception 0x06', null => 'early exception 0x0e', gp => 'early exception 0x0d');
crash('panic first of all', 'crashpoint=first', text => "${panic}first", stage => 'booting', unseen => 1);
crash("$_ first of all", "crashpoint=first:$_", text => $exception{$_}, unseen => 1) for sort keys %exception;
# What is there can't be shown, and that must not become the address of the fault.
crash('call of nothing', 'crashpoint=param:call', text => ', cr2 0x0');
crash("$_ in param", "crashpoint=param:$_", text => $exception{$_}) for sort keys %exception;
crash("$_ in setup_arch_end", "crashpoint=setup_arch_end:$_", text => $exception{$_}) for qw(bug gp);
crash('5-level paging, gp first of all', 'crashpoint=first:gp', text => $exception{gp}, unseen => 1,
	qemu => '-cpu max,+la57');
crash('UEFI, null first of all', 'crashpoint=first:null', text => $exception{null}, unseen => 1,
	qemu => '-bios /usr/share/ovmf/OVMF.fd');

crash('BUG in device_initcall', 'crashpoint=device_initcall:bug', text => 'kernel BUG at');
crash('NULL in device_initcall', 'crashpoint=device_initcall:null',
	text => 'BUG: kernel NULL pointer dereference');
crash('NULL in device_initcall, oops=panic', 'oops=panic crashpoint=device_initcall:null',
	text => 'Kernel panic - not syncing: Fatal exception');
crash('NULL in mm_init', 'crashpoint=mm_init:null', text => 'BUG: kernel NULL pointer dereference');
crash('5-level paging', 'crashpoint=mm_init', text => "${panic}mm_init", qemu => '-cpu max,+la57');
crash('4-level paging on a new CPU', 'crashpoint=late_initcall no5lvl', text => "${panic}late_initcall",
	qemu => '-cpu max,+la57');
crash("UEFI, $_", "crashpoint=$_", text => "$panic$_", qemu => '-bios /usr/share/ovmf/OVMF.fd')
	for qw(mm_init late_initcall);
crash('q35', 'crashpoint=late_initcall', text => "${panic}late_initcall", qemu => '-machine q35');

# Nothing here writes to a disk, before the crash or after it.
subtest 'a disk' => sub {
	my $disk = "$FindBin::Bin/VM.pm";
	my $copy = tempdir(CLEANUP => 1) . '/disk';
	my $content = VM::read_file($disk) . "\0" x (1 << 20);
	VM::write_file($copy, $content);
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => 'vmtest=sysrq-c',
		qemu => "-drive file=$copy,format=raw,if=virtio");
	is($run->{result}, 'captured', 'captured') or diag($run->{summary});
	like($run->{serial}, qr/\[vda\]/, 'the kernels saw it');
	ok(VM::read_file($copy) eq $content, 'it is the same, byte for byte');
	done_testing();
};

done_testing();
