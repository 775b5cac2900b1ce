#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# What different machines look like to the next kernel: their memory, ACPI, EFI,
# screens and disks.
use strict;
use warnings;
no warnings 'portable';

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Fake;

make_kernel('kernel');
spew('initrd', 'I' x 5_000_000);

# boot_params of a run, found by its setup header.
sub params {
	my ($run) = @_;
	my ($found) = grep { $_->{stored} == 4096 && substr($_->{bytes}, 0x202, 4) eq 'HdrS' } @{ $run->{segments} };
	return $found->{bytes};
}

sub loads {
	my ($name, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked('-c', @words, 'kernel');
	is($run->{status}, 0, "$name: it loads") or diag($run->{err});
	return ($run, params($run) // '');
}

# Of --dry-run: "START-LAST NAME" each.
sub placed {
	my (@words) = @_;
	# The purgatory's size is the compiler's.
	return map { $_->{name} eq 'purgatory' ? sprintf('0x%x purgatory', $_->{address}) :
		sprintf('0x%x-0x%x %s', $_->{address}, $_->{address} + $_->{size} - 1, $_->{name}) } @{ dry('-c', @words, 'kernel')->{segments} };
}

# --- a table: what goes where ----------------------------------------------------------

# A server of 1.5 TiB in two nodes, whose firmware left its tables all over low memory: 300
# ranges, 128 CPUs, and a crash kernel's memory in two places.
sub server {
	my @ranges = ([0, 0x3f000, 'System RAM'], [0x3f000, 0x1000, 'ACPI Non-volatile Storage'], [0x40000, 0x60000, 'System RAM'],
		[0x100000, 0x5ff00000, 'System RAM']);
	my $at = 0x60000000;
	for my $n (0 .. 292) {
		my $kind = ('Reserved', 'System RAM', 'ACPI Non-volatile Storage', 'System RAM', 'ACPI Tables', 'System RAM')[$n % 6];
		my $size = 4096 * (1 + $n * 37 % 61);
		push @ranges, [$at, $size, $kind];
		$at += $size;
	}
	push @ranges, [0x80000000, 0x10000000, 'Reserved'], [0x100000000, 0xbf80000000, 'System RAM'], [0xc080000000, 0xc000000000, 'System RAM'];
	my %inside = (0x100000 => ['37000000-46ffffff : Crash kernel'],
		0x100000000 => ['bd38000000-bd39e01ef1 : Kernel code', 'bd3ac00000-bd3b3fffff : Kernel bss'],
		0xc080000000 => ['17fbf000000-17fdeffffff : Crash kernel']);
	my @lines = map { sprintf('memmap 0x%x-0x%x %s', $_->[0], $_->[0] + $_->[1] - 1, $_->[2]) } @ranges;
	is(scalar @lines, 300, 'a server\'s map');
	push @lines, map { my ($start, $size, $kind) = @$_; (sprintf('iomem %08x-%08x : %s', $start, $start + $size - 1, $kind),
		map { "iomem   $_" } @{ $inside{$start} // [] }) } @ranges;
	push @lines, 'flags fpu vme lm', 'cmdline root=UUID=1 crashkernel=512M,high', 'file /sys/kernel/vmcoreinfo 0x0000000100145000 1000',
		'kcore 0xffffffff9a000000 0xbd38000000 0x3400000';
	push @lines, map { sprintf 'kcore 0x%x 0x%x 0x%x', 0xffff942b40000000 + $_->[0], @$_[0, 1] } grep { $_->[2] eq 'System RAM' } @ranges;
	push @lines, map { sprintf 'cpu %d %x', $_, ($_ < 64 ? 0xbfff000000 : 0x17fff000000) + $_ * 0x40000 + 0x1c010 } 0 .. 127;
	machine_of(@lines);
}

for my $name (qw(vm laptop xen efi5 server)) {
	for my $mode (qw(-l -p)) {
		$name eq 'server' ? server() : machine($name);
		my $expected = slurp("$FindBin::Bin/machines/$name$mode.expect");
		is(join("\n", placed($mode, '--initrd=initrd', '--append=x'), ''), $expected, "$name, $mode: the segments");
	}
}

# --- a laptop with EFI ---------------------------------------------------------------------

# What its boot loader told the running kernel.
my $old = "\0" x 4096;
sub put_old {
	my ($offset, $bytes) = @_;
	substr($old, $offset, length $bytes) = $bytes;
}
put_old(0x0f, chr 0x70);
put_old(0x12, pack 'v v v', 1920, 1080, 32);
put_old(0x18, pack 'V V', 0xe0000000, 1920 * 1080 * 4);
put_old(0x140, 'E' x 128);
put_old(0x1c0, pack 'a4 V6 V', 'EL64', 0x7affe018, 48, 1, 0x11111111, 4800, 0, 0);
put_old(0x1e9, "\2\3");
put_old(0x1ec, "\2");
put_old(0x290, 'S' x 64);
put_old(0xd00, 'D' x 0x1ec);
put_old(0x23c, pack 'V Q<', 4, 0x1234);

sub laptop {
	machine('laptop', @_);
	set_file('/sys/kernel/boot_params/data', $old);
}

laptop();
my ($run, $params) = loads('laptop', '-l');
is(u64($params, 0x70), 0x7acfe014, 'ACPI: the root pointer, the newer of two');
is(substr($params, 0x00, 64), substr($old, 0, 64), 'the screen as it was');
is(substr($params, $_->[0], $_->[1]), substr($old, $_->[0], $_->[1]), $_->[2])
	for [0x140, 128, 'EDID'], [0x1e9, 2, 'EDD: counts'], [0x290, 64, 'EDD: signatures'], [0xd00, 0x1ec, 'EDD'],
	[0x1ec, 1, 'Secure Boot'], [0x23c, 12, 'the subarchitecture'];
my ($signature, $systab, $size, $version, $map, $map_size, $systab_hi, $map_hi) = unpack 'a4 V7', substr($params, 0x1c0, 32);
is("$signature $size $version $map_size $systab_hi", 'EL64 40 1 80 0', 'EFI: the kernel\'s own kind of map');
is($systab, 0x7affe018, 'the system table');
my ($segment) = grep { $_->{address} == $map + ($map_hi << 32) } @{ $run->{segments} };
is_deeply([map { [unpack 'V x4 Q<4', $_] } unpack '(a40)*', $segment->{bytes}],
	[[6, 0x79c00000, 0xfffffffeff600000, 0x200, 0x800000000000000f], [5, 0x7a000000, 0xfffffffeff800000, 0x800, 0x800000000000000f]],
	'the runtime ranges, from the lowest on');
my $chain = chain($run, $params);
is(join(' ', sort keys %$chain), '4 9', 'setup_data: EFI and a seed');
is(length $chain->{4}, 96, 'EFI\'s size');
is(join(' ', map { sprintf '%#x', $_ } unpack 'Q<4', $chain->{4}), '0x79b40018 0 0x79b4a018 0x7a2e0000', 'the firmware\'s own addresses');

($run, $params) = loads('--noefi', '-l', '--noefi');
is(u32($params, 0x1c0), 0, 'has no EFI');
is(u64($params, 0x70), 0x7acfe014, 'but ACPI');
is(join(' ', sort keys %{ chain($run, $params) }), '9', 'and just a seed');

($run, $params) = loads('laptop', '-p');
is(substr($params, 0x1c0, 4), 'EL64', '-p: EFI, too');
my @map = e820($run, $params);
is_deeply([grep { / 1$/ } @map], ['0x0-0x57fff 1', '0x59000-0x9efff 1', '0x3c000000-0x4bffffff 1', '0x250001000-0x25fffffff 1'], '-p: its own RAM');
is(scalar(grep { / [2-9]$/ } @map), 10, 'and all that is no RAM');
ok(!(grep { $_->{address} < 0x250000000 || $_->{address} + $_->{size} > 0x260000000 } @{ $run->{segments} }), 'in the upper region');
like(dry('-p', '-c', '--append=one', 'kernel')->{command_line}, qr/^one acpi_rsdp=0x7acfe014 elfcorehdr=/, 'the root pointer in words, too');
my $words = dry('-p', '-c', '--pass-memmap-cmdline', 'kernel')->{command_line};
like($words, qr/^memmap=exactmap memmap=352K\@0K memmap=4K\$352K memmap=280K\@356K memmap=4K\$636K memmap=262144K\@983040K /, '--pass-memmap-cmdline');
like($words, qr/ memmap=4K#1754044K .* memmap=262140K\@9699332K acpi_rsdp=/, 'ACPI\'s, and the upper region');

# Each of what the next kernel can't do without.
for my $lack (qw(fw_vendor config_table runtime-map runtime-map/1/virt_addr)) {
	laptop();
	remove_file("/sys/firmware/efi/$lack");
	($run, $params) = loads("without $lack", '-l');
	is(u32($params, 0x1c0), 0, 'no EFI');
}
make_kernel('kernel', xloadflags => 0x2f);
laptop();
($run, $params) = loads('a kernel that can\'t take EFI over', '-l');
is(u32($params, 0x1c0), 0, 'no EFI');
make_kernel('kernel');

# --- screens ------------------------------------------------------------------------------------

# struct fb_fix_screeninfo and fb_var_screeninfo: uapi/linux/fb.h.
sub frame_buffer {
	my ($id, $base, $visual) = @_;
	set_file('/dev/fb0.fixed', pack 'a16 Q< V V V V v3 x2 V x4 Q< V V v x6', $id, $base, 0x800000, 0, 0, $visual // 2, 1, 1, 0, 8192, 0, 0, 0, 0);
	set_file('/dev/fb0.variable', pack 'V8 V12 x80', 2000, 1000, 2000, 1000, 0, 0, 32, 0, 16, 8, 0, 8, 8, 0, 0, 8, 0, 24, 8, 0);
}

sub screen {
	my ($name, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	(undef, $params) = loads($name, '-l', @words);
	my %screen;
	@screen{qw(type points width height depth base size)} = unpack 'C v v v v V V', substr($params, 0x0f, 17);
	($screen{line}, @{ $screen{colours} }) = unpack 'v C8', substr($params, 0x24, 10);
	@screen{qw(capabilities high)} = unpack 'V V', substr($params, 0x36, 8);
	return \%screen;
}

for (['EFI VGA', 0x70, 0x800000], ['VESA VGA', 0x23, 0x80], ['simpledrmdrmfb', 0x70, 0x800000], ['i915drmfb', 0x70, 0x800000]) {
	my ($id, $type, $size) = @$_;
	laptop();
	frame_buffer($id, 0x4000000000);
	my $screen = screen($id);
	is_deeply([@$screen{qw(type width height depth base high size line capabilities)}],
		[$type, 2000, 1000, 32, 0, 0x40, $size, 8192, 2], 'as it is now') or diag(explain($screen));
	is("@{ $screen->{colours} }", '8 16 8 8 8 0 8 24', 'its colours');
}
is(screen('--reuse-video-type', '--reuse-video-type')->{type}, 0x70, 'as it was');
frame_buffer('i915drmfb', 0);
is(screen('an address that is hidden')->{base}, 0xe0000000, 'as it was');
frame_buffer('palette', 0xd0000000, 3);
is(screen('a palette')->{base}, 0xe0000000, 'as it was');
machine('vm');
frame_buffer('qxldrmfb', 0xfd000000);
is(screen('a DRM driver without EFI')->{type}, 0x23, 'as VESA\'s');
machine('vm');
my $text = screen('nothing known');
is("$text->{type} $text->{points} $text->{width}", '34 16 0', 'text mode');

# --- how many ranges there may be -----------------------------------------------------------------

# Of 1 MiB, RAM and reserved in turn, far above.
sub many {
	my ($count) = @_;
	my @lines = ('memmap 0x0-0x3fffffff System RAM');
	push @lines, sprintf 'memmap 0x%x-0x%x %s', 0x100000000 + ($_ << 20), 0x1000fffff + ($_ << 20), $_ & 1 ? 'System RAM' : 'Reserved'
		for 1 .. $count - 1;
	return @lines;
}

for my $count (127, 128, 129, 300, 3000) {
	machine_of(many($count));
	($run, $params) = loads("$count ranges", '-l');
	@map = e820($run, $params);
	is(scalar @map, $count, 'all of them');
	is($map[-1], sprintf('0x%x-0x%x %d', 0x100000000 + ($count - 1 << 20), 0x1000fffff + ($count - 1 << 20), $count & 1 ? 2 : 1), 'and the last');
	is(exists chain($run, $params)->{1} ? 'more' : 'all', $count > 128 ? 'more' : 'all', 'those that boot_params has no room for');
}

# --- where the map is from ----------------------------------------------------------------------------

sub first_of {
	my (@words) = @_;
	($run, $params) = loads("@words", '-l');
	return (e820($run, $params))[-1];
}
my @both = ('memmap 0x0-0x3fffffff System RAM', 'iomem 00000000-1fffffff : System RAM');
machine_of(@both);
is(first_of('both'), '0x0-0x3fffffff 1', 'the firmware\'s');
machine_of(@both, 'cmdline quiet add_efi_memmap root=/dev/sda1');
is(first_of('add_efi_memmap'), '0x0-0x1fffffff 1', '/proc/iomem, then');
machine_of(@both, 'cmdline quiet ' . 'x' x 600 . ' add_efi_memmap');
is(first_of('add_efi_memmap far behind'), '0x0-0x1fffffff 1', 'is seen, too');
machine_of(@both, 'cmdline add_efi_memmapped');
is(first_of('another word'), '0x0-0x3fffffff 1', 'isn\'t');
machine_of($both[1]);
is(first_of('no firmware map'), '0x0-0x1fffffff 1', '/proc/iomem');
machine_of('memmap 0x0-0x3fffffff System RAM', 'memmap 0xfffffffffff00000-0xffffffffffffffff Reserved');
is(first_of('the end of 64 bits'), '0xfffffffffff00000-0xfffffffffffffffe 2', 'is no smaller than it is');
machine_of('memmap 0x0-0x3fffffff System RAM', 'memmap 0x10000000-0x1fffffff Reserved');
($run, $params) = loads('ranges that overlap', '-l');
is_deeply([e820($run, $params)], ['0x0-0xfffffff 1', '0x10000000-0x1fffffff 2', '0x20000000-0x3fffffff 1'], 'RAM gives way');
machine_of('iomem 00000000-3fffffff : System RAM', 'iomem 100000000-13fffffff : System RAM (kmem)');
is(first_of('RAM that a driver brought'), '0x0-0x3fffffff 1', 'is not the next kernel\'s');
refused('no map at all', qr{^kexec: /proc/iomem: cannot be read}, 1, '-l', '-c', 'kernel') if machine_of('cmdline x') || 1;
machine_of('memmap 0x0-0x3fffffff Reserved');
refused('no RAM', qr{^kexec: /sys/firmware/memmap: shows no RAM$}, 1, '-l', '-c', 'kernel');

# --- pages in holes ---------------------------------------------------------------------------------------

# RAM in two neighbours is one room.
machine_of('memmap 0x0-0xffffff System RAM', 'memmap 0x1000000-0x11fffff System RAM', 'memmap 0x1200000-0x1ffffff System RAM');
is(dry('-l', '-c', 'kernel')->{part}{kernel}{address}, 0x1000000, 'neighbours are one');
machine_of('memmap 0x0-0x17ffffff System RAM');
make_kernel('other', pref_address => 0x2000000, init_size => 0x16000000);
is(dry('-l', '-c', 'other')->{part}{kernel}{address}, 0x2000000, 'pref_address and init_size are heeded');
is(dry('-l', '-c', '--mem-max=0x17ffffff', 'other')->{part}{kernel}{address}, 0x2000000, '--mem-max is the last byte that may be used');
refused('one less', qr/^kexec: other: kernel: no space/, 1, '-l', '-c', '--mem-max=0x17fffffe', 'other');
make_kernel('other', pref_address => 0x2000000, init_size => 0x16000001);
refused('a byte too much', qr/^kexec: other: kernel: no space/, 1, '-l', '-c', 'other');

# --- above 4 GiB -----------------------------------------------------------------------------------------------

machine_of('memmap 0x0-0xfffff System RAM', 'memmap 0x100000000-0x1ffffffff System RAM');
make_kernel('low', xloadflags => 0x3d);
refused('a kernel that must not lie there', qr/^kexec: low: kernel: no space/, 1, '-l', '-c', 'low');
($run, $params) = loads('one that may', '-l', '--initrd=initrd');
my $placed = dry('-l', '-c', '--initrd=initrd', 'kernel')->{part};
is(u32($params, 0x228) | u32($params, 0xc8) << 32, $placed->{'command line'}{address}, 'its command line\'s address');
is(u32($params, 0x218) | u32($params, 0xc0) << 32, $placed->{initrd}{address}, 'its initrd\'s');
ok(!(grep { $_->{address} < 1 << 32 } values %$placed), 'all of it above');

make_kernel('low', xloadflags => 0x3d, initrd_addr_max => 0x37ffffff);
machine('vm');
refused('an initrd above where it may be', qr/^kexec: initrd: no space for 0x\w+ bytes: there is no memory/, 1, '-l', '-c', '--mem-min=0x38000000', '--initrd=initrd', 'low');

# --- page tables of five levels -------------------------------------------------------------------------------

make_kernel('four', xloadflags => 0x1f);
make_kernel('knows', xloadflags => 0x3f);
machine('vm', 'flags fpu la57 lm');
refused('a kernel that knows of four levels only', qr/^kexec: four: cannot be entered on this machine, whose page tables have five levels/, 1, '-l', '-c', 'four');
loads('one that knows of five', '-l');
machine('vm', 'flags fpu la57x lm');
is(faked('-l', '-c', 'four')->{status}, 0, 'another flag');
machine_of('memmap 0x0-0xfffff System RAM', 'memmap 0x400000000000-0x4000ffffffff System RAM', 'flags la57');
refused('one that goes back to four', qr/^kexec: knows: kernel: no space/, 1, '-l', '-c', 'knows');
make_kernel('stays', xloadflags => 0x7f);
is(faked('-l', '-c', 'stays')->{status}, 0, 'one that stays at five');

done_testing();
