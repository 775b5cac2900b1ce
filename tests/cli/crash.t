#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# -p by kexec_load: the elfcorehdr, and what the crash kernel is told of it.
use strict;
use warnings;
no warnings 'portable';

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Fake;

make_kernel('kernel');

my ($NOTE, $LOAD) = (4, 1);
my $CPUS = '/sys/devices/system/cpu';

# The segment at an address.
sub segment {
	my ($run, $address) = @_;
	my ($found) = grep { $_->{address} == $address } @{ $run->{segments} };
	return $found;
}

# The elfcorehdr that the command line names.
sub core_header {
	my ($run) = @_;
	my ($line) = map { $_->{bytes} =~ /\A([ -~]+)\0\z/ ? $1 : () } @{ $run->{segments} };
	my ($address) = ($line // '') =~ /(?:^| )elfcorehdr=(0x[0-9a-f]+)(?: |$)/;
	return $address ? segment($run, hex $address) : undef;
}

# "TYPE PHYSICAL VIRTUAL SIZE" each; with offsets that are the physical addresses.
sub phdrs {
	my ($header) = @_;
	my $bytes = $header ? $header->{bytes} : '';
	my ($count) = unpack 'x56 v', $bytes;
	my @phdrs = map { [unpack 'V x4 Q<5', $_] } unpack '(a56)*', substr $bytes, 64;
	return map {
		my ($type, $offset, $virtual, $physical, $file, $size) = @$_;
		sprintf '%s 0x%x 0x%x 0x%x%s', $type == $NOTE ? 'note' : $type == $LOAD ? 'load' : "type $type",
			$physical, $virtual, $size, $offset == $physical && $file == $size && $count == @phdrs ? '' : ' is odd';
	} @phdrs;
}

sub loads {
	my ($name, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked('-p', '-c', @words, 'kernel');
	is("$run->{status} $run->{out}$run->{err}", '0 ', "$name: it loads, and says nothing");
	return $run;
}

sub shows {
	my ($name, @expected) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my @found = phdrs(core_header(loads($name)));
	is_deeply(\@found, \@expected, "$name: the elfcorehdr") or diag(join "\n", @found);
}

# --- what it shows ---------------------------------------------------------------------

my @vm = ('note 0x3ee1c010 0x0 0x160', 'note 0x2b45000 0x0 0x1000', 'load 0x1000000 0xffffffff81000000 0x2400000',
	'load 0x100000 0xffff888000100000 0x2df00000', 'load 0x3e000000 0xffff88803e000000 0x1fe0000');
machine('vm');
shows('four levels, no KASLR', @vm);

machine('laptop');
my @laptop = ('note 0x27ec1c010 0x0 0x160', 'note 0x27ec5c010 0x0 0x160', 'note 0x27ec9c010 0x0 0x160', 'note 0x27ecdc010 0x0 0x160',
	'note 0x101645000 0x0 0x2000', 'load 0x1a0000000 0xffffffffa6c00000 0x3400000',
	'load 0x100000 0xff2b57c000100000 0x3bf00000', 'load 0x4c000000 0xff2b57c04c000000 0x1f0ef000',
	'load 0x6b11a000 0xff2b57c06b11a000 0xea31000',
	'load 0x100000000 0xff2b57c100000000 0x150000000', 'load 0x260000000 0xff2b57c260000000 0x1f000000');
shows('five levels and KASLR, two regions, CPUs that are absent or offline', @laptop);

machine('vm', 'iomem 100000000-1ffffffff : Persistent Memory', 'iomem   110000000-1ffffffff : dax0.0',
	'iomem     110000000-1ffffffff : System RAM (kmem)', 'iomem 200000000-27fffffff : virtio0', 'iomem   240000000-247ffffff : System RAM (virtio_mem)');
shows('RAM that drivers brought', @vm, 'load 0x110000000 0xffff888110000000 0xf0000000', 'load 0x240000000 0xffff888240000000 0x8000000');

# --- what isn't known -------------------------------------------------------------------

my @unmapped = (@vm[0, 1], 'load 0x100000 0x0 0x2df00000', 'load 0x3e000000 0x0 0x1fe0000');
machine('vm');
remove_file('/proc/kcore');
shows('neither kcore nor kallsyms', @unmapped);
set_file('/proc/kallsyms', "0000000000000000 A fixed_percpu_data\n0000000000000000 T _text");
shows('kallsyms that hides its addresses', @unmapped);
set_file('/proc/kallsyms', "0000000000000000 A fixed_percpu_data\nffffffff9a000000 T startup_64\nffffffff9a000000 T _text");
my $text = 'load 0x1000000 0xffffffff9a000000 0x2400000';
shows('no kcore', @unmapped[0, 1], $text, @unmapped[2, 3]);
set_file('/proc/kcore', kcore([0xffff888000001000, 0x1000, 0x9e000]));
shows('kcore without the text', @vm[0, 1], $text, @vm[3, 4]);
set_file('/proc/kcore', kcore([0xffff880000001000, 0, 0x9e000], [0xffffffff9a000000, 0, 0x2400000], [0xffff880000100000, 0, 0x1fe0000]));
shows('kcore without physical addresses', @unmapped[0, 1], $text, @unmapped[2, 3]);
like(faked('-d', '-p', '-c', 'kernel')->{err}, qr/direct map at 0x0, kernel at 0xffffffff9a000000-0xffffffff9c400000, physical 0x1000000 \(0: not known\)$/m,
	'-d says what is known');
machine('vm');
set_file('/proc/iomem', "00100000-3ffdffff : System RAM\n  2e000000-3dffffff : Crash kernel\n");
shows('iomem without the kernel', @vm[0, 1, 3, 4]);

set_file('/proc/iomem', "00100000-3ffdffff : System RAM\n  2e000000-2e0fffff : Crash kernel\n");
refused('no room', qr/^kexec: kernel: kernel: no space for 0x\w+ bytes.*, in the crash kernel region$/, 1, '-p', '-c', 'kernel');

# --- what can't be done without ------------------------------------------------------------

sub refuses {
	my ($name, $what) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	refused($name, $what, 1, '-p', '-c', 'kernel');
	machine('vm');
}
machine('vm');
set_file('/proc/kcore', "\0" x 400);
refuses('no core file', qr{^kexec: /proc/kcore: is not a 64-bit ELF core file$});
set_file('/proc/kcore', substr kcore([0, 0, 1], [0, 0, 1]), 0, 150);
refuses('one that is cut short', qr{^kexec: /proc/kcore: .* cannot be read$});
remove_file('/sys/kernel/vmcoreinfo');
refuses('no vmcoreinfo', qr{^kexec: /sys/kernel/vmcoreinfo: cannot be read: No such file});
set_file('/sys/kernel/vmcoreinfo', '0x0000000000000000 1000');
refuses('vmcoreinfo nowhere', qr{^kexec: /sys/kernel/vmcoreinfo: "0x0000000000000000 1000" is not an address and a size$});
remove_file($CPUS);
refuses('no CPUs', qr{^kexec: $CPUS: cannot be read: No such file});
remove_file("$CPUS/cpu0/crash_notes");
refuses('none with crash_notes', qr{^kexec: $CPUS: no CPU has crash_notes \(those of at least one were expected\)$});
remove_file("$CPUS/cpu0/crash_notes_size");
refuses('no size', qr{^kexec: $CPUS/cpu0/crash_notes_size: cannot be read: No such file});
set_file("$CPUS/cpu0/crash_notes", 'zero');
refuses('no address', qr{^kexec: $CPUS/cpu0/crash_notes: "zero" is not the address of 352 bytes$});
set_file("$CPUS/cpu0/crash_notes_size", 0);
refuses('no bytes', qr{^kexec: $CPUS/cpu0/crash_notes: "3ee1c010" is not the address of 0 bytes$});

# --- how much there may be ------------------------------------------------------------------

# RAM of a page in each second one, far above.
sub many {
	my ($count) = @_;
	return map { sprintf 'iomem %x-%x : System RAM', ($_ << 13) + (1 << 32), ($_ << 13) + (1 << 32) + 4095 } 1 .. $count;
}

machine('vm', many(50_000), map { sprintf 'cpu %d %x', $_, 0x30000000 + ($_ << 9) } 1 .. 2000);
my $run = loads('50000 ranges and 2001 CPUs');
my @found = phdrs(core_header($run));
is(scalar @found, 52_005, 'all are there');
is($found[2000], 'note 0x300fa000 0x0 0x160', 'the last CPU');
is($found[-1], 'load 0x1186a0000 0xffff8881186a0000 0x1000', 'the last range');
machine('vm', many(65_530));
refuses('more than /proc/vmcore reads', qr/^kexec: the elfcorehdr: 65532 ranges of RAM and the notes of 1 CPUs make 65535 program headers \(a crash kernel reads up to 65534\)$/);

# --- where it lies ----------------------------------------------------------------------------

sub told {
	my ($run) = @_;
	my ($params) = grep { $_->{stored} == 4096 && substr($_->{bytes}, 0x202, 4) eq 'HdrS' } @{ $run->{segments} };
	return e820($run, $params->{bytes});
}

sub memory {
	return grep { / 1$/ } told(@_);
}

# What the purgatory checks: include/purgatory_info.h.
sub sealed {
	my ($run) = @_;
	my ($entry) = $run->{calls}[0] =~ /entry=(\S+)/;
	my $orders = segment($run, hex($entry) - 0x400)->{bytes};
	return map { u64($orders, 120 + 16 * $_) } 0 .. u32($orders, 116) - 1;
}

machine('laptop');
$run = loads('two regions');
my $header = core_header($run);
is($header->{address}, 0x250000000, 'it lies in the upper one');
is(join(' ', memory($run)), '0x0-0x57fff 1 0x59000-0x9efff 1 0x3c000000-0x4bffffff 1 0x250001000-0x25fffffff 1',
	'the crash kernel is told of both, but not of it');
ok((grep { $_ == $header->{address} } sealed($run)), 'the purgatory checks it');
like($run->{calls}[0], qr/flags=0x3e0001$/, 'and the running kernel leaves it alone');
like(dry('-p', '-c', '--append=one', 'kernel')->{command_line}, qr/^one acpi_rsdp=0x7acfe014 elfcorehdr=0x250000000$/, 'its words come last');
like(dry('-p', '-c', '--append=one -- two', 'kernel')->{command_line}, qr/^one acpi_rsdp=0x7acfe014 elfcorehdr=0x250000000 -- two$/, 'but for what is for init');
like(dry('-p', '-c', '--append=-- two', 'kernel')->{command_line}, qr/^acpi_rsdp=0x7acfe014 elfcorehdr=0x250000000 -- two$/, 'and that alone');
unlike(dry('-p', '-c', '--pass-memmap-cmdline', 'kernel')->{command_line}, qr/\@9699328K/, 'memmap= leaves it out, too');

my $by_iomem = 'cmdline add_efi_memmap';
machine('vm', $by_iomem);
my @told = told(loads('without drivers\' RAM'));
machine('vm', $by_iomem, 'iomem 110000000-1ffffffff : System RAM (kmem)');
is_deeply([told(loads('with it'))], \@told, 'the crash kernel isn\'t told of RAM that drivers brought');
machine('laptop');

# As many digits as it takes.
for my $room (4096, 12_345_678) {
	set_file('/sys/kernel/crash_elfcorehdr_size', $room);
	$run = loads("--hotplug, room of $room", '--hotplug');
	$header = core_header($run);
	is($header->{size}, $room + -$room % 4096, 'it has that room');
	is_deeply([phdrs($header)], \@laptop, 'and is the same');
	is((memory($run))[3], sprintf('0x%x-0x25fffffff 1', 0x250000000 + $header->{size}), 'none of it is the crash kernel\'s');
	ok(!(grep { $_ == $header->{address} } sealed($run)), 'the purgatory doesn\'t check it');
	like($run->{calls}[0], qr/flags=0x3e0005$/, 'and the running kernel may change it');
}
set_file('/sys/kernel/crash_elfcorehdr_size', 1);
is(core_header(loads('--hotplug, too little room', '--hotplug'))->{size}, 4096, 'all of it is there');
for my $size (undef, 'many') {
	defined $size ? set_file('/sys/kernel/crash_elfcorehdr_size', $size) : remove_file('/sys/kernel/crash_elfcorehdr_size');
	refused('--hotplug on a kernel without', qr{^kexec: --hotplug: the running kernel does not update the elfcorehdr: /sys/kernel/crash_elfcorehdr_size: }, 1,
		'-p', @$_, '--hotplug', 'kernel') for [], ['-s'], ['-c'], ['--dry-run'];
}

# --- the command line's end -----------------------------------------------------------------------

machine('vm');
my $added = ' elfcorehdr=0x2e000000';
my $line = 'x' x (2047 - length $added);
is(dry('-p', '-c', "--append=$line", 'kernel')->{command_line}, "$line$added", 'a command line that just fits');
refused('one more byte', qr/^kexec: kernel: the command line is 2048 bytes long \(at most 2047 were expected\)$/, 1, '-p', '-c', "--append=x$line", 'kernel');

done_testing();
