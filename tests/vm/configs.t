#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Primary kernels built in other ways: with the kernel's own checkers, with clang, and with
# PREEMPT_RT. Each is armed, is unharmed without a crash, prints nothing more than without the
# kernel side, and captures. Each row needs a kernel of its own, so the test runs only with ALL=1.
# ROWS=REGEX selects rows by name.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Images qw(bake initrd kernel);
use Test::More;
use VM;

plan(skip_all => 'a kernel for each row has to be built (sh tests/run.sh --all)') if !$ENV{ALL};

# Name (of its build directory, too), options of kernels.sh, and configuration, of which
# some are in one kernel that have nothing to do with each other; what the console shows
# and what symbols there are if it's really that; what else is tried of it; and whether its
# consoles are written to by a thread, which a panic doesn't wait for.
my @rows = (
	{ name => 'kasan', config => [qw(KASAN KASAN_VMALLOC KASAN_STACK)], shows => [qr/kasan: KernelAddressSanitizer initialized/] },
	{ name => 'cfi-memory', options => ['--llvm=16'],
		config => [qw(CFI_CLANG AMD_MEM_ENCRYPT MEMORY_HOTPLUG ACPI_HOTPLUG_MEMORY MEMORY_HOTPLUG_DEFAULT_ONLINE)],
		shows => [qr/Linux version .*clang version 16/], has => [qw(__cfi_start_kernel sme_early_init)], also => \&plugs_memory },
	{ name => 'rt-lockdep', options => ['--linux=6.12'], config => [qw(EXPERT SHMEM PREEMPT_RT PROVE_LOCKING PROVE_RCU DEBUG_ATOMIC_SLEEP)],
		shows => [qr/ SMP PREEMPT_RT /, qr/Lock dependency validator:/], by_thread => 1 },
);

# What a checker says, and never of a sound kernel; and where a crash begins that is meant.
my $COMPLAINT = qr/^\[[^\]]*\] ((?:\[ )?(?:BUG: |WARNING: |CFI failure|UBSAN: |INFO: possible|INFO: trying to register|rcu: INFO: ).*)$/m;
my $CRASH = qr/^\[[^\]]*\] (?:Kernel panic|sysrq: Trigger a crash|BUG: kernel NULL|RIP: 0010:\S*crash)/m;

sub primary {
	my ($row) = @_;
	my $object = bake(kernel('small'), '--bake-relocatable');
	return kernel(@{ $row->{options} // [] }, "--apart=$row->{name}", 'primary', $object, map { "CONFIG_$_=y" } @{ $row->{config} });
}

sub boot {
	my ($kernel, $words, %options) = @_;
	return VM::boot(kernel => $kernel, initrd => initrd(), append => $words, memory => '1G', timeout => 240, cpus => 2, %options);
}

sub complaints {
	my ($text) = @_;
	return join("\n", $text =~ /$COMPLAINT/g);
}

# Before the crash, and on the way from it into the capture kernel.
sub complaints_but_one {
	my ($text) = @_;
	my ($before, $behind) = $text =~ /\A(.*?)$CRASH(.*?)kexec_bake: entering the capture kernel/s or return 'there is no crash';
	return complaints($before) . complaints($behind);
}

sub unharmed {
	my ($row, $kernel) = @_;
	for my $what (qw(poweroff reboot)) {
		my $run = boot($kernel, "vmtest=$what");
		is($run->{result}, 'up', "without a crash: boots, runs, and can $what") or diag($run->{summary});
		like($run->{serial}, qr/kexec_bake: armed/, 'is armed');
		like($run->{serial}, $_, 'is what it is to be') for @{ $row->{shows} };
		is(complaints($run->{serial}), '', 'and complains of nothing');
	}
}

# captures(KERNEL, WORDS, TEXT, %options): VM::boot's, by_thread, and also: what else to look at.
sub captures {
	my ($kernel, $words, $text, %options) = @_;
	my $by_thread = delete $options{by_thread};
	my $run = boot($kernel, $words, %options);
	is($run->{result}, 'captured', "$words: captured") or diag($run->{summary}, "\n", substr($run->{serial}, -3000));
	like(VM::oops_text($run->{out}) // '', qr/\Q$text\E/, 'the text of the crash');
	is($by_thread ? VM::oops_continues_serial($run->{out}) : VM::oops_matches_serial($run->{out}), undef, 'all of it is what the console showed');
	is(complaints_but_one(VM::oops_text($run->{out}) // ''), '', 'nothing else was complained of');
	$options{also}->($run) if $options{also};
}

# What's plugged in while it runs, and in use then, is in nobody's way.
sub plugs_memory {
	my ($kernel) = @_;
	captures($kernel, 'vmtest=wait', 'sysrq triggered crash', memory => '1G,slots=2,maxmem=4G',
		qemu => '-object memory-backend-ram,id=more,size=512M',
		plug => { when => qr/primary: userspace is up/, device => { driver => 'pc-dimm', id => 'dimm', memdev => 'more' } },
		monitor => { when => qr/userspace is up.*Built 1 zonelists/s, commands => ['chardev-send-break console', 'type c'] },
		also => sub {
			like(VM::oops_text($_[0]{out}), qr/userspace is up.*Built 1 zonelists/s, 'with the memory that was plugged in');
		});
}

my $wanted = $ENV{ROWS} // '';
for my $row (grep { $_->{name} =~ /$wanted/ } @rows) {
	subtest $row->{name} => sub {
		my $kernel = primary($row);
		my $map = VM::read_file($kernel =~ s{/bzImage$}{/System.map}r);
		like($map, qr/ $_$/m, "has $_()") for @{ $row->{has} // [] };
		unharmed($row, $kernel);
		my @way = (by_thread => $row->{by_thread});
		captures($kernel, "crashpoint=$_", "Kernel panic - not syncing: crashpoint: $_", @way) for qw(param mm_init late_initcall);
		captures($kernel, 'crashpoint=setup_arch_end:gp', 'early exception 0x0d', @way);
		captures($kernel, 'crashpoint=device_initcall:null', 'BUG: kernel NULL pointer dereference', @way);
		captures($kernel, 'vmtest=sysrq-c:1', 'Kernel panic - not syncing: sysrq triggered crash', @way);
		$row->{also}->($kernel) if $row->{also};
		done_testing();
	};
}

done_testing();
