#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# -l and -p of a bzImage on a machine of the test's own: the arguments of kexec_load and
# kexec_file_load.
use strict;
use warnings;

use Digest::SHA qw(sha256);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Fake;

my $kernel = kernel();
spew('kernel', $kernel);
spew('initrd', my $initrd = join '', map { chr($_ * 7 & 255) } 1 .. 10001);
spew('more', my $more = 'M' x 77);

sub segment {
	my ($run, $address) = @_;
	my ($found) = grep { $_->{address} == $address } @{ $run->{segments} };
	return $found;
}

# --- kexec_load ---------------------------------------------------------------------

machine('vm');
my @words = ('--initrd=initrd', '--command-line=one two', 'kernel');
my $run = faked('-l', '-c', @words);
is($run->{status}, 0, 'it loads') or diag($run->{err});
is("$run->{out}$run->{err}", '', 'and says nothing');
is(scalar @{ $run->{calls} }, 1, 'by one call');
my ($entry, $count, $flags) = $run->{calls}[0] =~ /^kexec_load entry=(\S+) segments=(\d+) flags=(\S+)$/;
is($flags, '0x3e0000', 'for x86_64');
is(faked('-l', '-c', @words)->{calls}[0], $run->{calls}[0], 'the same each time');

my $dry = dry('-l', '-c', @words);
my %part = %{ $dry->{part} };
is(join(' ', sort keys %part), 'boot_params command line initrd kernel purgatory setup_data', 'the segments');
is($dry->{entry}, hex $entry, 'the same entry with --dry-run');
is($dry->{command_line}, 'one two', 'and the command line');
is($dry->{segments}[$_]{address} < $dry->{segments}[$_ + 1]{address}, 1, "sorted: $_") for 0 .. $#{ $dry->{segments} } - 1;

my %segment = map { $_ => segment($run, $part{$_}{address}) } keys %part;
is($segment{kernel}{bytes}, substr($kernel, $CLI::SETUP_SIZE), 'the kernel');
is($segment{kernel}{address}, 0x1000000, 'where it prefers to be');
is($segment{kernel}{size}, (u32($kernel, 0x260) + 0xfff) & ~0xfff, 'with the room that it asks for');
is($segment{initrd}{bytes}, $initrd, 'the initrd');
is($segment{'command line'}{bytes}, "one two\0", 'the command line');
for my $one (values %segment) {
	ok($one->{address} % 4096 == 0 && $one->{size} % 4096 == 0, 'whole pages');
	ok($one->{address} >= 0x100000 && $one->{address} + $one->{size} <= 0x3ffe0000, 'in RAM');
}

my $params = $segment{boot_params}{bytes};
is(u32($params, 0x228), $part{'command line'}{address}, 'boot_params: the command line');
is(u32($params, 0x218), $part{initrd}{address}, 'the initrd');
is(u32($params, 0x21c), length $initrd, 'its size');
is(ord substr($params, 0x210, 1), 0xd0, 'type_of_loader');
is(ord substr($params, 0x1ef, 1), 0, 'the sentinel');
is_deeply([e820($run, $params)], ['0x0-0x9fbff 1', '0x9fc00-0x9ffff 2', '0xf0000-0xfffff 2', '0x100000-0x3ffdffff 1',
	'0x3ffe0000-0x3fffffff 2', '0xfffc0000-0xffffffff 2'], 'the memory map');
is(chain($run, $params)->{9}, "\xa5" x 32, 'a seed');

# The purgatory's info, by include/purgatory_info.h: 0x400 bytes below the entry.
sub orders {
	my ($run) = @_;
	my ($entry) = $run->{calls}[0] =~ /entry=(\S+)/;
	my $bytes = segment($run, hex($entry) - 0x400)->{bytes};
	my %orders;
	@orders{qw(self entry boot_params top_4level top_5level digest handoff)} = unpack 'Q<7', $bytes;
	@orders{qw(consoles port divisor mode flags sealed_count)} = unpack 'x104 V v v v v V', $bytes;
	$orders{sealed} = [map { [unpack 'Q<2', substr($bytes, 120 + 16 * $_, 16)] } 0 .. $orders{sealed_count} - 1];
	$orders{own_digest} = substr($bytes, 440, 32);
	$orders{jump_back} = u64($bytes, 472);
	return \%orders;
}

my $orders = orders($run);
is($orders->{self}, $part{purgatory}{address}, 'the purgatory knows where it lies');
is($orders->{self} + 0x400, hex $entry, 'and is entered');
is($orders->{entry}, $part{kernel}{address} + 0x200, 'it enters the kernel');
is($orders->{boot_params}, $part{boot_params}{address}, 'with its zero page');
is($orders->{consoles}, 0, 'in silence');
is($orders->{mode}, 0, 'in 64-bit mode');
is($orders->{flags}, 0, 'without more to do');
is($orders->{jump_back}, 0, 'nor a way back');
is($orders->{digest}, $orders->{self} + 440, 'it checks a digest of its own');
is($orders->{sealed_count}, $count - 1, 'of all other segments');
is($orders->{own_digest}, sha256(map { segment($run, $_->[0])->{bytes} } @{ $orders->{sealed} }), 'which is theirs');
is(orders(faked('-l', '-c', '-i', 'kernel'))->{digest}, 0, '-i: none');
$orders = orders(faked('-l', '-c', '--console-serial', '--serial=ttyS1', '--serial-baud=9600', 'kernel'));
is("$orders->{consoles} $orders->{port} $orders->{divisor}", '1 760 12', 'consoles');
$run = faked('-l', '-c', '--reset-vga', 'kernel');
is(orders($run)->{flags}, 2, '--reset-vga: the purgatory does it');
is(unpack('H*', substr(segment($run, orders($run)->{boot_params})->{bytes}, 0, 64)),
	'00' x 7 . '50' . '00' x 6 . '1922' . '1000' . '00' x 46, 'and the kernel is told of text mode');

# --- kexec_file_load --------------------------------------------------------------------

my $name = 'kexec_file_load kernel=kernel';
for my $way ([], ['-a'], ['-s']) {
	$run = faked('-l', @$way, @words);
	is_deeply($run->{calls}, ["$name initrd=initrd flags=0 command_line=one two"], "@$way: by kexec_file_load, as they lie on the disk");
}
is_deeply(faked('-l', 'kernel')->{calls}, ["$name initrd=none flags=0x4 command_line="], 'neither an initrd nor a command line');
is_deeply(faked('-p', 'kernel')->{calls}, ["$name initrd=none flags=0x6 command_line="], '-p');
is_deeply(faked('-l', '--no-cma', '--force-dtb', 'kernel')->{calls}, ["$name initrd=none flags=0x34 command_line="], 'more flags');
is_deeply(faked('-l', '-i', 'kernel')->{calls}, ["$name initrd=none flags=0x4 command_line="], '-i: the kernel has no need for it');
$run = faked('-l', '--initrd=initrd', '--initrd=more', 'kernel');
is($run->{initrd}, $initrd . "\0" x (-length($initrd) % 4) . $more, 'two initrds are one');
like($run->{calls}[0], qr/initrd=memfd:initrd/, 'in memory');
system('gzip -k kernel') == 0 or die;
$run = faked('-l', 'kernel.gz');
is($run->{kernel}, $kernel, 'a packed kernel is unpacked');
like($run->{calls}[0], qr/kernel=memfd:/, 'in memory, too');

# --- from kexec_file_load to kexec_load ----------------------------------------------------------------

for my $number (38, 22, 8, 95) {	# ENOSYS EINVAL ENOEXEC ENOTSUP
	fails_with('kexec_file_load', $number);
	$run = faked('-l', @words);
	is("$run->{status} " . join(' ', map { /^(\w+)/ } @{ $run->{calls} }), '0 kexec_file_load kexec_load', "errno $number: by the other call");
	is(scalar @{ $run->{segments} }, $count, 'as with -c');
	is(faked('-l', '-s', @words)->{status}, 253, '-s: it fails');
}
for my $number (1, 129, 126, 74, 61, 13, 16, 12, 99) {	# EPERM EKEYREJECTED ENOKEY EBADMSG ENODATA EACCES EBUSY ENOMEM EADDRNOTAVAIL
	fails_with('kexec_file_load', $number);
	$run = faked('-l', @words);
	is("$run->{status} @{[scalar @{ $run->{calls} }]}", '255 1', "errno $number: kexec_load is not tried");
	like($run->{err}, qr/\Akexec: kernel: kexec_file_load: [^:\n]+: [^\n]+\n\z/, 'with an explanation') or diag($run->{err});
}
like(faked($_->[0], 'kernel')->{err}, $_->[1], "EADDRNOTAVAIL with $_->[0]")
	for ['-l', qr/: a part of it lies where there is no memory$/], ['-p', qr/: it does not fit into the memory that is reserved/];
fails_with('kexec_file_load', 1);
like(faked('-l', 'kernel')->{err}, qr/: CAP_SYS_BOOT is missing \(root was expected\)$/, 'EPERM: no root');
set_file('/sys/kernel/security/lockdown', 'none [integrity] confidentiality');
like(faked('-l', 'kernel')->{err}, qr/the running kernel is locked down/, 'EPERM: lockdown');
set_file('/proc/sys/kernel/kexec_load_disabled', 1);
like(faked('-l', 'kernel')->{err}, qr/: it is disabled until the next boot \(/, 'EPERM: kexec_load_disabled');
set_file('/proc/sys/kernel/kexec_load_disabled', 0);
set_file('/proc/sys/kernel/kexec_load_limit_reboot', 0);
set_file('/proc/sys/kernel/kexec_load_limit_panic', -1);
like(faked('-l', 'kernel')->{err}, qr/its limit until the next boot is reached \(.*limit_reboot\)/, 'EPERM: kexec_load_limit_reboot');
unlike(faked('-u', '-p')->{err}, qr/limit_reboot/, '-u -p is not about that');
set_file('/proc/sys/kernel/kexec_load_limit_panic', 0);
like(faked('-u', '-p')->{err}, qr/its limit until the next boot is reached \(.*limit_panic\)/, 'EPERM: kexec_load_limit_panic');
set_file('/proc/sys/kernel/kexec_load_limit_panic', -1);
set_file('/proc/sys/kernel/kexec_load_limit_reboot', -1);
unlike(faked('-l', 'kernel')->{err}, qr/its limit/, 'there may be no limit');
fails_with('kexec_file_load', 22);
fails_with('kexec_load', 16);
$run = faked('-l', 'kernel');
is($run->{status}, 255, 'both fail');
like($run->{err}, qr/\Akexec: kernel: kexec_load: Device or resource busy: another kexec call is in progress\n\z/, 'the last failure is reported');

# An option that kexec_file_load has no means for leads to kexec_load, and with -s is an error.
machine('vm');
for my $option (qw(--entry=0x100000 --mem-min=512M --mem-max=512M --reuse-video-type --noefi --reset-vga --console-vga --console-serial)) {
	$run = faked('-l', $option, 'kernel');
	like("@{ $run->{calls} }", qr/^kexec_load /, "$option: by kexec_load");
	my ($word) = $option =~ /([^=]+)/;
	refused("$option with -s", qr/^kexec: kernel: kexec_file_load takes no $word \(/, 255, '-l', '-s', $option, 'kernel');
}
is(faked('-l', '-s', '--entry=0', '--mem-min=0', '--mem-max=0xffffffffffffffff', 'kernel')->{status}, 0, 'initial values need no kexec_load');
refused('--force-dtb with -c', qr/kexec_load takes no --force-dtb/, 255, '-l', '-c', '--force-dtb', 'kernel');

# --- --dry-run --------------------------------------------------------------------------------

$run = faked('-l', '-c', '--dry-run', '--initrd=initrd', '--append=one two', 'kernel');
is(join(' ', $run->{status}, @{ $run->{calls} }), '0', '--dry-run: nothing is called');
like($run->{out}, qr/\Akernel        kernel\nsystem call   kexec_load\nkernel type   bzImage64\nentry         0x\w{8}\n(segment       0x\w{8}-0x\w{8} [\w ]+, [\w ]+\n){6}command line  one two\n\z/, 'but told');
is(faked('-l', '--dry-run', '--append=one', 'kernel')->{out}, "kernel        kernel\nsystem call   kexec_file_load\nflags         0x4\ncommand line  one\n", 'of kexec_file_load, too');
is(faked('-l', '--dry-run', '--append=one', '--initrd=initrd', 'kernel')->{out}, "kernel        kernel\nsystem call   kexec_file_load\nflags         0x0\ninitrd        10001 bytes\ncommand line  one\n", 'with an initrd');
is(dry('-l', '--initrd=initrd', 'kernel')->{initrd}, -s 'initrd', 'in bytes as JSON');
$dry = dry('-p', '-s', "--append=a \"b\"", 'kernel');
is("$dry->{system_call} $dry->{flags} $dry->{panic} $dry->{command_line}", 'kexec_file_load 6 1 a "b"', 'as JSON');
for my $mode (qw(-f -p)) {
	is(join(' ', @{ faked($mode, '--dry-run', 'kernel')->{calls} }), '', "$mode: nothing is done");
}
is(join(' ', @{ faked('--dry-run', 'kernel')->{calls} }), '', 'nor without a mode');
refused("--dry-run with $_", qr/^kexec: --dry-run: goes only with loading a kernel$/, 1, '--dry-run', $_) for qw(-e -u -S);
refused('--json without it', qr/^kexec: --json: goes only with --dry-run or --bake-info$/, 1, '-l', '--json', 'kernel');

# --- -d, and Xen's dom0 ------------------------------------------------------

$run = faked('-l', '-c', '-d', '--append=x', 'kernel');
is($run->{status}, 0, '-d: it loads');
like($run->{err}, qr{^kexec: kernel: is loaded as bzImage64: .*\nkexec: memory map, from /sys/firmware/memmap:\n(kexec:   0x\w+-0x\w+ type \d\n){6}kexec: segments:\n(kexec:   .*\n){5}kexec: command line: x\n\z}, 'and tells how');
is(faked('-l', '-d', 'kernel')->{calls}[0], "$name initrd=none flags=0xc command_line=", 'the kernel is to tell, too');
fails_with('kexec_file_load', 22);
is(join(' ', map { /flags=(\S+)/ } @{ faked('-l', '-s', '-d', 'kernel')->{calls} }), '0xc 0x4', 'an older one doesn\'t know how');
fails_with('kexec_file_load', 0);
set_file('/proc/xen/capabilities', 'control_d');
refused('Xen\'s dom0', qr/^kexec: loading in Xen's dom0 is not supported$/, 1, '-l', 'kernel');
refused('the same, the way back', qr/^kexec: loading in Xen's dom0 is not supported$/, 1, '--load-jump-back-helper', '--entry=1M');
machine('vm');

like(faked('-l', '-c', '-d', "--append=a\e[2J\nb", 'kernel')->{err}, qr/^kexec: command line: a\?\[2J\?b$/m,
	'a command line with control characters does not reach the terminal as it is');

# --- bounds on the memory, and the entry -------------------------------------------------------------------------------

$dry = dry('-l', '-c', '--mem-min=512M', '--mem-max=0x2fffffff', 'kernel');
ok(!(grep { $_->{address} < 0x20000000 || $_->{address} + $_->{size} > 0x30000000 } @{ $dry->{segments} }), '--mem-min and --mem-max')
	&& is(scalar @{ $dry->{segments} }, 5, 'of all segments');
refused('no room', qr/^kexec: kernel: kernel: no space for 0x[0-9a-f]+ bytes/, 1, '-l', '-c', '--mem-max=16M', 'kernel');
refused('none at all', qr/^kexec: kernel: no memory lies between --mem-min=0x0 and --mem-max=0x400$/, 1, '-l', '-c', '--mem-max=1K', 'kernel');
refused('none where it is aligned', qr/^kexec: kernel: kernel: no space for 0x[0-9a-f]+ bytes: there is no memory that may be used from 0x1000000 on$/, 1, '-l', '-c', '--mem-max=8M', 'kernel');
refused('bounds the wrong way round', qr/^kexec: --mem-min: is above --mem-max$/, 1, '-l', '-c', '--mem-min=2G', '--mem-max=1G', 'kernel');
my ($image) = grep { $_->{name} eq 'kernel' } @{ dry('-l', '-c', 'kernel')->{segments} };
my $within = $image->{address} + 0x230;
is(dry('-l', '-c', "--entry=$within", 'kernel')->{entry}, $within, '--entry');
my $nowhere = qr/^kexec: --entry=0x\w+: lies in none of the segments, which --dry-run without it shows$/;
refused("an entry of $_", $nowhere, 1, '-l', '-c', "--entry=$_", 'kernel') for 5, $image->{address} - 1, $image->{address} + $image->{size}, '0xffffffffffffffff';
refused("--entry and $_", qr/^kexec: kernel: is entered without a purgatory, /, 1, '-l', '-c', "--entry=$within", $_, 'kernel')
	for qw(--reset-vga --console-serial --console-vga);
refused("--entry and $_", qr/^kexec: kernel: --entry: leaves out the purgatory, which would change the CPU's mode/, 1, '-l', '-c', "--entry=$within", $_, 'kernel')
	for qw(--entry-32bit --real-mode -tbzImage);
is(dry('-l', '-c', '--entry=0', 'kernel')->{entry}, dry('-l', '-c', 'kernel')->{entry}, '--entry=0 is none');

# --- by the 32-bit entry -----------------------------------------------------------------

machine('laptop');
make_kernel('thirty-two', xloadflags => 0);
for (['--entry-32bit', 'kernel'], ['--type=bzImage', 'kernel'], ['thirty-two']) {
	$run = faked('-l', '-c', '--initrd=initrd', @$_);
	is($run->{status}, 0, "@$_: it loads") or diag($run->{err});
	$orders = orders($run);
	is($orders->{mode}, 1, 'in 32-bit mode');
	is($orders->{entry}, 0x1000000, 'at its start');
	ok(!(grep { $_->{address} + $_->{size} > 1 << 32 } @{ $run->{segments} }), 'all of it below 4 GiB');
}
is(dry('-l', '-c', 'thirty-two')->{kernel_type}, 'bzImage', 'a 32-bit kernel is of that type');
is(dry('-l', '-c', 'kernel')->{kernel_type}, 'bzImage64', 'a 64-bit one isn\'t');
refused('a 32-bit kernel as another type', qr/^kexec: thirty-two: has no 64-bit entry/, 255, '-l', '--type=bzImage64', 'thirty-two');
refused('no room below 4 GiB', qr/^kexec: kernel: kernel: no space/, 1, '-l', '-c', '--entry-32bit', '--mem-min=4G', 'kernel');
refused('nor for the initrd', qr/^kexec: initrd: no space/, 1, '-l', '-c', '--entry-32bit', '--initrd=initrd', '--mem-min=1G', 'kernel');
machine('vm');

# --- by the 16-bit entry --------------------------------------------------------------------

# boot.rst, "Running the Kernel"
for (['kernel'], ['--type=bzImage', 'kernel'], ['thirty-two']) {
	$run = faked('-l', '--real-mode', '--initrd=initrd', '--append=some words', @$_);
	is($run->{status}, 0, "--real-mode @$_: it loads") or diag($run->{err});
	$orders = orders($run);
	is($orders->{mode}, 2, 'in real mode');
	is($orders->{boot_params}, 0, 'without a zero page');
	my $setup = segment($run, $orders->{entry});
	ok($setup && $setup->{address} >= 0x10000 && $setup->{address} + 0x10000 <= 0xa0000, 'its setup code lies below 640 KiB');
	is($setup->{size}, 0x10000, 'in 64 KiB');
	my ($file, $bytes) = (slurp($_->[-1]), $setup->{bytes});
	is(substr($bytes, 0, 0x1f1), substr($file, 0, 0x1f1), 'as it is');
	is(substr($bytes, 0x268, $CLI::SETUP_SIZE - 0x268), substr($file, 0x268, $CLI::SETUP_SIZE - 0x268), 'to its end');
	is(u32($bytes, 0x228), $orders->{entry} + 0xe000, 'it is told of the command line');
	is(substr($bytes, 0xe000), "some words\0", 'which is there');
	is(unpack('v', substr($bytes, 0x224, 2)), 0xe000 - 0x200, 'of its heap\'s end');
	is(unpack('H*', substr($bytes, 0x210, 2)), 'd081', 'of the loader and that there is a heap');
	is(segment($run, u32($bytes, 0x214))->{bytes}, substr($file, $CLI::SETUP_SIZE), 'of the kernel');
	is(segment($run, u32($bytes, 0x218))->{bytes}, $initrd, 'of the initrd');
	is(u32($bytes, 0x21c), length $initrd, 'and its size');
	is(chain($run, $bytes)->{9}, "\xa5" x 32, 'and of a seed');
	ok(!(grep { $_->{address} + $_->{size} > 1 << 32 } @{ $run->{segments} }), 'all of it below 4 GiB');
}
refused('--real-mode with -s', qr/^kexec: kernel: kexec_file_load takes no --real-mode /, 255, '-l', '-s', '--real-mode', 'kernel');
refused('--real-mode with -p', qr/^kexec: --real-mode: cannot go with --load-panic/, 1, '-p', '--real-mode', 'kernel');
refused('--real-mode with --entry-32bit', qr/^kexec: --real-mode: cannot go with --entry-32bit/, 1, '-l', '--real-mode', '--entry-32bit', 'kernel');
refused('no room below 640 KiB', qr/^kexec: setup code: no space for 0x10000 bytes/, 1, '-l', '--real-mode', '--mem-min=1M', 'kernel');
make_kernel('long', cmdline_size => 65535);
refused('a command line that is too long for it', qr/^kexec: long: the command line is 7936 bytes long \(less than 7936 were expected with --real-mode\)$/, 1,
	'-l', '--real-mode', '--append=' . 'x' x 7936, 'long');
is(faked('-l', '--real-mode', '--append=' . 'x' x 7935, 'long')->{status}, 0, 'one byte less is not');
set_file('/sys/firmware/efi/fw_platform_size', 64);
refused('--real-mode with EFI', qr{^kexec: kernel: --real-mode needs a BIOS, and this machine was started by EFI \(/sys/firmware/efi exists\)$}, 1, '-l', '--real-mode', 'kernel');
machine('vm');

# --- a crash kernel ----------------------------------------------------------------------------

$run = faked('-p', '-c', @words);
is($run->{status}, 0, '-p: it loads') or diag($run->{err});
like($run->{calls}[0], qr/flags=0x3e0001$/, 'as a crash kernel');
ok(!(grep { $_->{address} < 0x2e000000 || $_->{address} + $_->{size} > 0x3e000000 } @{ $run->{segments} }), 'into the memory for it');
machine_of('iomem 00000000-00000000 : System RAM', 'iomem 00000000-00000000 : Crash kernel');
refused('addresses that are hidden', qr{^kexec: /proc/iomem: shows no addresses}, 1, '-p', 'kernel');
machine_of('memmap 0x0-0x3fffffff System RAM', 'iomem 00001000-3fffffff : System RAM');
refused("$_: no memory for a crash kernel", qr/^kexec: Memory for crashkernel is not reserved/, 1, '-p', $_, 'kernel') for qw(-a -s -c);

done_testing();
