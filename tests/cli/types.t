#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The file types other than bzImage: the arguments of kexec_load for each, and the files that are
# refused.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Compress::Zlib qw(memGzip);
use Test::More;
use CLI;
use Fake;
use Types;

my $MIB = 1 << 20;

# Bytes of memory as the next kernel finds it, or undef where there is no segment.
sub memory {
	my ($run, $address, $size) = @_;
	for (@{ $run->{segments} }) {
		next if $address < $_->{address} || $address >= $_->{address} + $_->{size};
		my $bytes = $_->{bytes} . "\0" x ($_->{size} - $_->{stored});
		return substr($bytes, $address - $_->{address}, $size // length $bytes);
	}
	return undef;
}

# Compares long strings without printing them.
sub same {
	my ($found, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	ok(defined $found && $found eq $expected, $name);
}

sub text_at { return unpack 'Z*', memory(@_) // '' }

# The purgatory's info, by include/purgatory_info.h.
sub orders {
	my ($run) = @_;
	my ($entry) = $run->{calls}[0] =~ /entry=(\S+)/;
	my $bytes = memory($run, hex($entry) - 0x400);
	my %orders;
	@orders{qw(self entry boot_params)} = unpack 'Q<3', $bytes;
	$orders{mode} = unpack 'x112 V', $bytes;
	@orders{qw(rax rbx rcx rdx rsi rdi rbp)} = unpack 'x384 Q<7', $bytes;
	return \%orders;
}

sub loads {
	my ($name, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = faked('-l', @words);
	is("$run->{status} $run->{err}", '0 ', $name);
	like($run->{calls}[0] // '', qr/^kexec_load /, "$name: by kexec_load");
	return $run;
}

machine('vm');

# --- ELF -----------------------------------------------------------------------------

my $code = join '', map { chr($_ * 5 & 255) } 1 .. 5000;
spew('elf', my $elf = elf64(parts => [[16 * $MIB, $code, 0x3000], [18 * $MIB, 'data', 0x10000]], entry => 16 * $MIB + 0x40));
spew('initrd', my $initrd = 'i' x 999);

my $run = loads('ELF, as a Linux kernel', '--args-linux', '--append=one two', '--initrd=initrd', 'elf');
my $orders = orders($run);
same(memory($run, 16 * $MIB, 5000), $code, 'its first part');
same(memory($run, 18 * $MIB, 6), "data\0\0", 'its second part');
is($orders->{entry}, 16 * $MIB + 0x40, 'its entry');
is($orders->{mode}, 0, 'in 64-bit mode');
my $params = memory($run, $orders->{boot_params}, 4096);
is(text_at($run, u32($params, 0x228)), 'one two', 'boot_params: the command line');
same(memory($run, u32($params, 0x218), u32($params, 0x21c)), $initrd, 'the initrd');
is(substr($params, 0x202, 4), 'HdrS', 'a setup header');
is(u16($params, 0x206), 0x20f, 'its version');
is(u16($params, 0x1f2), 1, 'a root that is mounted read-only, as by its bzImage');
is(ord substr($params, 0x210, 1), 0xd0, 'type_of_loader');
is((e820($run, $params))[3], '0x100000-0x3ffdffff 1', 'the memory map');

$run = loads('ELF, moved', '--args-linux', '--mem-min=0x4100000', 'elf');
is(orders($run)->{entry}, 0x4200040, 'a Linux kernel moves by multiples of 2 MiB');
same(memory($run, 0x4200000, 5000), $code, 'as a whole');
same(memory($run, 0x4400000, 4), 'data', 'with all its parts');
$run = faked('-p', '--args-linux', 'elf');
is($run->{status}, 0, '-p: into the region') or diag($run->{err});
is(orders($run)->{entry}, 0x2e200040, 'to the lowest multiple of 2 MiB that is free there') if !$run->{status};

$run = loads('ELF, with boot notes', '--append=one two', 'elf');
$orders = orders($run);
is($orders->{entry}, 16 * $MIB + 0x40, 'its entry');
is($orders->{boot_params}, 0, 'no boot_params');
is($orders->{rax}, 0x0e1fb007, 'the magic');
is($orders->{rdi}, $orders->{rbx}, 'the notes, for C and as coreboot has it');
my $notes = memory($run, $orders->{rbx});
my ($magic, $size, $sum, $records) = unpack 'VVvv', $notes;
is($magic, 0x0e1fb007, 'their magic');
is($records, 3, 'three of them');
$notes = substr($notes, 0, $size);
my $total = 0;
$total += $_ for unpack 'v*', $notes;
is($total % 0xffff, 0, 'their checksum');
my (%note, $at);
for ($at = 12; $at < $size; $at += 12 + (u32($notes, $at + 4) + 3 & ~3)) {
	$note{u32($notes, $at + 8)} = substr($notes, $at + 12, u32($notes, $at + 4));
}
is($at, $size, 'they are as long as they say');
is_deeply(\%note, { 2 => "kexec-bake\0", 3 => $note{3}, 4 => "one two\0" }, 'the loader, its version, the words');

$run = loads('ELF, with nothing', '--args-none', 'elf');
like($run->{calls}[0], qr/entry=0x1000040 segments=2 /, 'entered at once, without a purgatory');

refused('--reset-vga, then', qr/^kexec: elf: is entered without a purgatory, so the VGA cannot be reset/, 1, '-l', '--args-none', '--reset-vga', 'elf');
refused('an initrd without --args-linux', qr/^kexec: elf: takes no initrd unless it is a Linux kernel/, 1, '-l', '-c', '--initrd=initrd', 'elf');
refused('words with --args-none', qr/^kexec: elf: takes no command line with --args-none/, 1, '-l', '--args-none', '--append=x', 'elf');
refused('no memory at its address', qr/^kexec: elf: has a part for 0x1000000-0x1002fff, where no memory is free/, 1, '-l', '--mem-min=32M', 'elf');
refused('the same with -p', qr/^kexec: elf: has a part for 0x1000000-0x1002fff, where no memory is free/, 1, '-p', 'elf');
refused('with -s', qr/^kexec: elf: kexec_file_load takes no file of type elf-x86_64 /, 253, '-l', '-s', 'elf');
refused('a module', qr/^kexec: elf: is of type elf-x86_64, which does not take --module/, 1, '-l', '--module=initrd', 'elf');
refused('--type of another', qr/^kexec: elf: is an ELF file for another machine$/, 255, '-l', '--type=elf-x86', 'elf');

spew('elf32', elf32(parts => [[$MIB, $code, 0x3000]], entry => $MIB + 16));
$run = loads('ELF of 32 bits', '--append=words', 'elf32');
$orders = orders($run);
is("$orders->{mode} $orders->{entry}", '1 ' . ($MIB + 16), 'in 32-bit mode');
is($orders->{rdi}, $orders->{rbx}, 'with notes');
$run = loads('the same, with nothing', '--args-none', 'elf32');
$orders = orders($run);
is("$orders->{mode} $orders->{entry} $orders->{rax} $orders->{rbx}", '1 ' . ($MIB + 16) . ' 0 0', 'the purgatory changes the mode');
refused('one that is to come back', qr/^kexec: elf32: --load-preserve-context: is of type elf-x86, and cannot be told how to jump back/, 1,
	'-l', '--load-preserve-context', '--mem-max=64M', 'elf32');
is(faked('-l', '--load-preserve-context', '--mem-max=64M', $_, 'elf')->{status}, 0, "$_: one of 64 bits knows") for qw(--args-elf --args-none --args-linux);
is(faked('-l', '--load-preserve-context', '--mem-max=64M', '--args-linux', 'elf32')->{status}, 0, 'and Linux');
$run = faked('-l', '--load-preserve-context', '--mem-max=64M', '--args-none', '--entry=0x1000123', 'elf');
is("$run->{status} $run->{err}", '0 ', 'nor need one that is entered by nothing else be told');
like("@{ $run->{calls} }", qr/^kexec_load entry=0x1000123 .* flags=0x3e0002$/, 'where --entry says');
refused("$_ with --entry", qr/^kexec: elf: --load-preserve-context: cannot go with --entry/, 1,
	'-l', '--load-preserve-context', '--mem-max=64M', '--entry=0x1000123', $_, 'elf') for qw(--args-elf --args-linux);
$run = loads('the same, as a Linux kernel', '--args-linux', '--append=words', '--initrd=initrd', 'elf32');
$orders = orders($run);
is("$orders->{mode} $orders->{entry}", '1 ' . ($MIB + 16), 'by its 32-bit entry');
$params = memory($run, $orders->{boot_params}, 4096);
is(text_at($run, u32($params, 0x228)), 'words', 'boot_params: the command line');
same(memory($run, u32($params, 0x218), u32($params, 0x21c)), $initrd, 'the initrd');
refused('a 32-bit Linux kernel elsewhere', qr/^kexec: elf32: is not relocatable, and has no free memory at the one address where it runs/,
	1, '-l', '--args-linux', '--mem-min=4M', 'elf32');

for my $packer (qw(gzip xz lzma zstd)) {
	next if !command_there($packer);
	system($packer, '-k', 'elf') == 0 or die;
	my ($file) = grep { -e } map { "elf.$_" } qw(gz xz lzma zst);
	same(memory(loads("packed by $packer", '--args-none', $file), 16 * $MIB, 5000), $code, 'it is unpacked');
	unlink $file;
}

# --- multiboot ------------------------------------------------------------------------

spew('first', my $first = '1' x 5000);
spew('second', my $second = '2' x 77);
system('gzip -k second; head -c 40 second | gzip >second.gz; tail -c +41 second | gzip >>second.gz; gzip </dev/null >nothing.gz; (cat second.gz; echo more) >more.gz') == 0 or die;
my @modules = ('--module=first some words', '--module=second.gz');

# A memory map as text: "START SIZE TYPE" for each range.
sub map_words {
	my ($bytes, $template, $size) = @_;
	return join ', ', map { sprintf '%x %x %d', unpack $template, $_ } unpack "(a$size)*", $bytes;
}

my $map = '0 9fc00 1, 9fc00 400 2, f0000 10000 2, 100000 3fee0000 1, 3ffe0000 20000 2, fffc0000 40000 2';

spew('mb1', my $mb1 = multiboot(bytes => $code, bss => 2 * $MIB));
$run = loads('multiboot', '--append=one two', @modules, 'mb1');
$orders = orders($run);
is("$orders->{mode} $orders->{rax} $orders->{entry}", "1 @{[0x2badb002]} @{[$MIB + 32]}", 'in 32-bit mode, with its magic');
same(memory($run, $MIB, length $mb1), $mb1, 'the kernel');
same(memory($run, 2 * $MIB - 1, 1), "\0", 'and its zeros');
my $info = memory($run, $orders->{rbx});
is(u32($info, 0), 1 | 4 | 8 | 64 | 512, 'memory, command line, modules, map, the loader');
is(u32($info, 4), 0x9fc00 / 1024, 'mem_lower');
is(u32($info, 8), (0x3ffe0000 - $MIB) / 1024, 'mem_upper');
is(text_at($run, u32($info, 16)), 'mb1 one two', 'the name and the words');
is(text_at($run, u32($info, 64)), 'kexec-bake', 'the loader');
is(map_words(memory($run, u32($info, 48), u32($info, 44)), 'x4 Q<Q<V', 24), $map, 'the memory map');
is(u32($info, 20), 2, 'two modules');
my @found = map { [unpack 'V3', memory($run, u32($info, 24) + 16 * $_, 16)] } 0, 1;
is(text_at($run, $found[0][2]), 'first some words', 'the first one by its words');
same(memory($run, $found[0][0], $found[0][1] - $found[0][0]), $first, 'its content');
is(text_at($run, $found[1][2]), 'second.gz', 'the second one');
same(memory($run, $found[1][0], $found[1][1] - $found[1][0]), $second, 'is unpacked');
is($found[0][0] % 4096 + $found[1][0] % 4096, 0, 'both at the start of a page');
$info = memory($run = loads('multiboot alone', 'mb1'), orders($run)->{rbx});
is(u32($info, 20) . text_at($run, u32($info, 16)), '0mb1', 'no modules, no words');

spew('mb1elf', elf32(parts => [[$MIB, multiboot(flags => 3, bytes => $code)]], entry => $MIB + 99));
is(orders(loads('multiboot, ELF', 'mb1elf'))->{entry}, $MIB + 99, 'enters where ELF says');

spew('mb2', my $mb2 = multiboot2(bss => 2 * $MIB));
$run = loads('multiboot 2', '--append=one two', @modules, 'mb2');
$orders = orders($run);
is("$orders->{mode} $orders->{rax} $orders->{entry}", "1 @{[0x36d76289]} @{[$MIB + 64]}", 'in 32-bit mode, with its magic');
same(memory($run, $MIB, length $mb2), $mb2, 'the kernel');

# Tags by type, each type with the list of its tags.
sub tags {
	my ($run, $address) = @_;
	my $bytes = substr(memory($run, $address), 0, u32(memory($run, $address), 0));
	my %tags;
	my $at = 8;
	while ($at < length $bytes) {
		my ($type, $size) = unpack 'VV', substr($bytes, $at);
		push @{ $tags{$type} }, substr($bytes, $at + 8, $size - 8);
		$at += $size + 7 & ~7;
	}
	is($at, length $bytes, 'tags up to its end');
	return \%tags;
}
my $tags = tags($run, $orders->{rbx});
is(join(' ', sort { $a <=> $b } keys %$tags), '0 1 2 3 4 6 21', 'the tags');
is($tags->{1}[0], "mb2 one two\0", 'the name and the words');
is($tags->{2}[0], "kexec-bake\0", 'the loader');
@found = map { [unpack 'VVZ*', $_] } @{ $tags->{3} };
same(memory($run, $found[0][0], $found[0][1] - $found[0][0]), $first, 'the first module');
same(memory($run, $found[1][0], $found[1][1] - $found[1][0]), $second, 'the second one');
is("$found[0][2], $found[1][2]", 'first some words, second.gz', 'their words');
is(join(' ', unpack 'VV', $tags->{4}[0]), join(' ', 0x9fc00 / 1024, (0x3ffe0000 - $MIB) / 1024), 'lower and upper memory');
is(join(' ', unpack 'VV', $tags->{6}[0]), '24 0', 'the size of a range');
is(map_words(substr($tags->{6}[0], 8), 'Q<Q<V', 24), $map, 'the memory map');
is(unpack('V', $tags->{21}[0]), $MIB, 'where it lies');

# load_addr is -1: the file is loaded from its start on (Multiboot 2, 3.1.5).
spew('start', multiboot2(bss => 2 * $MIB) =~ s/\x02\0\0\0\x18\0\0\0.{4}\K.{4}/\xff\xff\xff\xff/sr);
same(memory(loads('multiboot 2, load_addr -1', 'start'), $MIB, 16), substr($mb2, 0, 16), 'begins where the file does');
spew('entered', elf32(parts => [[$MIB, 'head' . multiboot2(addresses => 0)]], entry => 0));
is(orders(loads('multiboot 2, ELF, with an entry in the header', 'entered'))->{entry}, $MIB + 64, 'enters there, wherever ELF would');

spew('moving', my $moving = multiboot2(bss => 2 * $MIB, entry => $MIB + 104, tags => tag2(10, pack 'V4', $MIB, 64 * $MIB, 0x200000, 1)));
$run = loads('multiboot 2, moved', '--mem-min=3M', 'moving');
$orders = orders($run);
is($orders->{entry}, 4 * $MIB + 104, 'to the lowest place that its header allows');
same(memory($run, 4 * $MIB, length $moving), $moving, 'as a whole');
is(unpack('V', tags($run, $orders->{rbx})->{21}[0]), 4 * $MIB, 'and is told');
is(orders(loads('multiboot 2, not moved', 'moving'))->{entry}, $MIB + 104, 'where it was linked for, if there is room');
refused('no room up to its last address', qr/^kexec: moving: has a part for 0x100000-0x1fffff, where no memory/, 1, '-l', '--mem-min=64M', 'moving');
for my $file (qw(mb1 mb2)) {
	refused("$file: no memory at its address", qr/^kexec: $file: has a part for 0x100000-0x1fffff, where no memory/, 1, '-l', '--mem-min=2M', $file);
	refused("$file: a module that is not there", qr/^kexec: missing: cannot be opened/, 1, '-l', '--module=missing x', $file);
	refused("$file: a module without a name", qr/^kexec: --module= x: names no file/, 1, '-l', '--module= x', $file);
	refused("$file: a packed module of nothing", qr/^kexec: nothing\.gz: its decompressed data is empty$/, 1, '-l', '--module=nothing.gz', $file);
	refused("$file: a packed module, and something else", qr/^kexec: more\.gz: cannot be decompressed as gzip: other data follows its compressed data$/, 1, '-l', '--module=more.gz', $file);
	refused("$file: an initrd", qr/^kexec: $file: is of type multiboot2?-x86, which does not take $_$/, 1, '-l', "$_=initrd", $file)
		for qw(--initrd --ramdisk);
	refused("$file: -s", qr/takes no file of type multiboot/, 253, '-l', '-s', $file);
}

machine_of('memmap 0x100000-0x10ffff System RAM', 'memmap 0x100000000-0x13fffffff System RAM');
spew('small', 'm' x 65536);
for my $version (1, 2) {
	spew('low', $version == 1 ? multiboot() . 'code' : multiboot2());
	is(loads("multiboot $version, little room below 4 GiB", 'low')->{status}, 0, 'enough without a module');
	refused('nothing goes above', qr/^kexec: modules: no space for 0x10000 bytes/, 1, '-l', '--module=small', 'low');
}
spew('low', elf32(parts => [[$MIB, 'code']]));
refused('nor for a 32-bit ELF file', qr/^kexec: boot notes: no space for/, 1, '-l', '--append=' . 'w' x 65536, 'low');
machine('vm');

# --- UKI --------------------------------------------------------------------------------

my $kernel = kernel();
spew('uki', uki(['.osrel', 'x'], ['.linux', $kernel], ['.cmdline', "of its\town\n"], ['.initrd', 'own1'], ['.initrd', 'own 2']));
my $name = 'kexec_file_load kernel=memfd:kernel';
$run = faked('-l', 'uki');
is_deeply($run->{calls}, ["$name (deleted) initrd=memfd:initrd (deleted) flags=0 command_line=of its own"], 'UKI: by kexec_file_load');
same($run->{kernel}, $kernel, 'its kernel');
same($run->{initrd}, 'own1own 2', 'its initrds');
$run = faked('-l', '--initrd=initrd', '--append=mine', 'uki');
like($run->{calls}[0], qr/ command_line=mine$/, 'words replace its own');
same($run->{initrd}, "own1own 2\0\0\0$initrd", 'an initrd follows its own');
$run = faked('-l', '--reuse-cmdline', 'uki');
like($run->{calls}[0], qr/ command_line=root=\/dev\/sda1 crashkernel=256M quiet$/, 'so do those of the running kernel');
fails_with('kexec_file_load', 22);
is(join(' ', map { /^(\w+)/ } @{ faked('-l', 'uki')->{calls} }), 'kexec_file_load kexec_load', 'and then by kexec_load');
fails_with('kexec_file_load', 0);
$run = loads('UKI with -c', '-c', 'uki');
$orders = orders($run);
is($orders->{entry}, 16 * $MIB + 0x200, 'its kernel is entered');
same(memory($run, 16 * $MIB, 5000), substr($kernel, $CLI::SETUP_SIZE, 5000), 'and lies there');
$params = memory($run, $orders->{boot_params}, 4096);
is(text_at($run, u32($params, 0x228)), 'of its own', 'its words');
same(memory($run, u32($params, 0x218), u32($params, 0x21c)), 'own1own 2', 'its initrds');
spew('packed', memGzip(slurp('uki')));
same(faked('-l', 'packed')->{kernel}, $kernel, 'a packed one is unpacked first');
spew('small', uki(['.linux', $kernel]));
$run = faked('-l', '--initrd=initrd', 'small');
like($run->{calls}[0], qr/ initrd=initrd flags=0 command_line=$/, 'with no initrd of its own another one is passed as it lies on the disk');
my $tree = pack('N2', 0xd00dfeed, 60) . "\0" x 52;
spew('withtree', uki(['.linux', $kernel], ['.dtb', $tree]));
spew('othertree', pack('N2', 0xd00dfeed, 48) . "\1" x 40);
spew('kernel', $kernel);
$run = loads('UKI with a device tree', 'withtree');
$orders = orders($run);
same(chain($run, memory($run, $orders->{boot_params}, 4096))->{2}, $tree, 'the kernel gets it');
for my $file (qw(withtree kernel)) {
	$run = loads("$file, --dtb", '--dtb=othertree', $file);
	same(chain($run, memory($run, orders($run)->{boot_params}, 4096))->{2}, slurp('othertree'), 'the kernel gets that one');
}
refused('a device tree with -s', qr/^kexec: withtree: kexec_file_load takes no device tree/, 255, '-l', '-s', 'withtree');
refused('--dtb of another file', qr/^kexec: uki: is not a device tree \(a flattened device tree was expected\)$/, 1, '-l', '--dtb=uki', 'kernel');
spew('cuttree', substr($tree, 0, 59));
refused('--dtb cut short', qr/^kexec: cuttree: is a device tree of 60 bytes by its header \(at most the file's 59 were expected\)$/, 1, '-l', '--dtb=cuttree', 'kernel');
spew('nolinux', uki(['.linux', 'no kernel']));
refused('UKI without a kernel', qr/^kexec: nolinux: is not a Linux\/x86 kernel/, 1, '-l', 'nolinux');

# --- files of no type, and types that are not supported -------------------------------------------------

spew('text', "not a kernel\n" x 1000);
refused('text', qr/^kexec: text: is not of a type that can be loaded \(multiboot2-x86: has no multiboot2 header in its first 32768 bytes; multiboot-x86: has no multiboot header .*; elf-x86_64: is not an ELF file; elf-x86: is not an ELF file; bzImage64: is not a Linux\/x86 kernel.*; uki: is not a PE file with a \.linux section\)$/,
	255, '-l', 'text');
spew('zboot', "MZ\0\0zimg" . "\0" x 600);
refused('EFI zboot', qr/^kexec: zboot: is an EFI zboot image/, 255, '-l', 'zboot');
spew('nbi', "\x36\x13\x03\x1b" . "\0" x 600);
refused('NBI', qr/^kexec: nbi: is a network boot image, which is no longer supported/, 255, '-l', 'nbi');
refused('NBI by its name', qr/^kexec: --type=nbi-x86: is a network boot image/, 255, '-l', '--type=nbi-x86', 'nbi');
spew('beoboot', 'BeoB' . "\0" x 600);
for ([lz4 => "\x04\x22\x4d\x18"], [lz4 => "\x02\x21\x4c\x18"], [bzip2 => 'BZh9'], [lzop => "\x89LZO"]) {
	my ($packer, $magic) = @$_;
	spew('packed', $magic . "\0" x 600);
	refused("packed by $packer", qr/^kexec: packed: is compressed with $packer \(gzip, xz, lzma or zstd was expected\)$/, 255, '-l', 'packed');
}
refused('beoboot', qr/^kexec: beoboot: is a beoboot image/, 255, '-l', 'beoboot');
like(faked('-l', '-d', 'uki')->{err}, qr/^kexec: uki: is loaded as uki: Unified kernel image/m, '-d names the type');
spew('cut', substr($elf, 0, -1));
refused('ELF, cut short', qr/^kexec: cut: is cut short: its part of 0x4 bytes at offset/, 255, '-l', 'cut');

# --- baking ------------------------------------------------------------------------------

my ($version) = 'Linux version 6.1-elf (x)';
spew('vmlinux', elf64(parts => [[16 * $MIB, $code, 0x3000], [18 * $MIB, "$version\n\0", 0x10000]], entry => 16 * $MIB + 0x40));
for my $more ([], ['--bake-relocatable']) {
	ok_bake("a vmlinux is baked @$more", '--bake=out', '--bake-format=image', @$more, 'vmlinux');
	my $baked = slurp('out');
	my ($offset, $size) = extent($baked, 'kernel');
	same(substr($baked, $offset, 5000), $code, 'it is in the image');
	same(substr($baked, $offset + 2 * $MIB, 5), 'Linux', 'with all its parts');
	my ($purgatory) = extent($baked, 'purgatory');
	is(u64($baked, $purgatory + 8), header($baked, 'load_addr') + $offset + 0x40, 'and entered where it says');
	is(header($baked, 'kernel_version'), '6.1-elf (x)', 'its version is known');
	is(header($baked, 'kernel_memory'), 2 * $MIB + 0x10000, 'and how much memory it takes');
	ok_bake('it verifies', '--bake-verify=out');
}
my $out = kexec('--bake=out', '--bake-format=image', 'uki')->{out};
like($out, qr/^kernel type   UKI, by its 64-bit entry\ncommand line  of its own$/m, 'a UKI is baked, with its own words');
my $baked = slurp('out');
my ($offset, $length) = extent($baked, 'initrd');
same(substr($baked, $offset, $length), 'own1own 2', 'and its own initrds');
ok_bake('it verifies', '--bake-verify=out');
like(kexec('--bake=out', '--append=mine', 'uki')->{out}, qr/^command line  mine$/m, 'words replace its own');
like(kexec('--bake=out', 'small')->{out}, qr/^command line  nr_cpus=1 nokaslr reset_devices panic=1$/m, 'without any, the default');
fails_cleanly('a UKI with a device tree', qr/^kexec: withtree: has a device tree \(none was expected/, '--bake=none', 'withtree');
fails_cleanly('an ELF file that is no Linux', qr/^kexec: elf: is an ELF file without the version of a Linux /, '--bake=none', 'elf');
fails_cleanly('a vmlinux below its address', qr/is below the lowest address where vmlinux runs/, '--bake=none', '--bake-addr=8M', 'vmlinux');
fails_cleanly('an ELF file of 32 bits', qr/^kexec: elf32: is not a Linux\/x86 kernel/, '--bake=none', 'elf32');

done_testing();
