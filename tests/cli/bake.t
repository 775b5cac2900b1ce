#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The layout that --bake makes, its messages, its options.
use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

make_kernel('kernel');
my @bake = ('--bake=out', '--bake-format=image');

# --- the parts ----------------------------------------------------------------

spew('initrd', 'I' x 12345);
my $run = kexec(@bake, '--initrd=initrd', '--append=one two', '--bake-addr=0x20000000', 'kernel');
is($run->{status}, 0, 'it bakes') or diag($run->{err});
my $image = slurp('out');

is(header($image, 'magic'), 'KEXECBAK', 'magic');
is(header($image, 'version'), 1, 'version');
is(header($image, 'load_addr'), 0x20000000, 'load_addr');
is(header($image, 'image_size'), length $image, 'image_size');
is(header($image, 'kernel_version'), '6.1.0-test (me@here) #1', 'kernel_version');

sub part {
	my ($name) = @_;
	my ($offset, $size) = extent($image, $name);
	return substr($image, $offset, $size);
}

my $spare = "\0" x 32;
is(part('command_line'), "one two\0$spare", 'the command line, and room for words');
is(part('initrd'), 'I' x 12345, 'the initrd');
is(part('kernel'), substr(slurp('kernel'), $CLI::SETUP_SIZE), 'the kernel');
like(part($_), qr/\A\0+\z/, "$_ is empty") for qw(scratch handoff oops);

my $at = header($image, 'load_addr');
my $zero_page = part('boot_params');
is(substr($zero_page, 0x202, 4), 'HdrS', "the zero page holds the kernel's header");
is(u32($zero_page, 0x228), $at + (extent($image, 'command_line'))[0], 'it points to the command line');
is(u32($zero_page, 0x218), $at + (extent($image, 'initrd'))[0], 'and to the initrd');
is(u32($zero_page, 0x21c), 12345, 'of this size');
is(((extent($image, 'kernel'))[0] + $at) % 0x200000, 0, 'the kernel is aligned as it asks');

my ($initrd, $initrd_size) = extent($image, 'initrd');
my ($core, $core_size) = extent($image, 'elfcorehdr');
is("$core_size, $core", "@{[256 << 10]}, @{[header($image, 'region_size') - $core_size]}", "the elfcorehdr has the region's end");
is((extent($image, 'oops'))[0], $initrd + 4 * 4096, 'the oops archive has the pages behind the initrd');
my ($oops, $oops_size) = extent($image, 'oops');
is($oops + $oops_size, (extent($image, 'kernel'))[0], 'up to the kernel');
cmp_ok($oops_size, '>=', 1 << 20, 'which are enough for a log');

# The digests, computed again as doc/baked-image.md describes.
my $sealed = join '', map { substr($image, u64($image, 528 + 16 * $_), u64($image, 536 + 16 * $_)) } 0 .. 1;
is(sha256_hex($sealed), header($image, 'head_digest'), 'the digest of the head');
is(sha256_hex($sealed . part('initrd') . part('kernel')), header($image, 'digest'), 'the digest of all');

# --- what it prints -------------------------------------------------------------

is($run->{err}, <<'END', 'what is doubtful');
kexec: out: warning: no nr_cpus=1: after a crash on another CPU than the first, starting the first CPU resets the machine
kexec: out: warning: no nokaslr: the kernel may move itself, and the image has no free memory for that
END
is(kexec(@bake, '--initrd=initrd', '--append=nokaslr a="nr_cpus=1 " nr_cpus=1 --', 'kernel')->{err}, '', 'with both: nothing');
like(kexec(@bake, '--initrd=initrd', '--append=nokaslr a="b nr_cpus=1 " -- nr_cpus=1', 'kernel')->{err}, qr/: no nr_cpus=1: /, "in quotes, or for init, it doesn't count");
like(kexec(@bake, '--initrd=initrd', '--append=nokaslr nr_cpus=12', 'kernel')->{err}, qr/\A[^\n]*: no nr_cpus=1: [^\n]*\n\z/, 'nor do more');
is(kexec(@bake, 'kernel')->{err}, "kexec: out: warning: no initrd: the kernel must have a built-in one\n", 'nothing to do the work');
like($run->{out}, qr/^out: Linux 6\.1\.0-test \(me\@here\) #1 at 0x20000000$/m, 'it says what and where');
like($run->{out}, qr/^command line  one two$/m, 'with which command line');
like($run->{out}, qr/^region .*\(0x[0-9a-f]+\) at 0x20000000$/m, 'in which region');
like($run->{out}, qr/^image +@{[length $image]} bytes$/m, 'how large');
like($run->{out}, qr/^digest +@{[header($image, 'digest')]}$/m, 'and its digest');

# --- defaults and choices -------------------------------------------------------

ok_bake('without any choice', '--bake=default', '--bake-format=image', 'kernel');
$image = slurp('default');
is(header($image, 'load_addr'), 256 << 20, 'the default address is 256 MiB');
is(part('command_line'), "nr_cpus=1 nokaslr reset_devices panic=1\0$spare", 'the default command line, and room for words');
is(join(' ', extent($image, 'initrd')), '0 0', 'no initrd');
is(u32(part('boot_params'), 0x21c), 0, 'and none in the zero page');
my $needed = (extent($image, 'kernel'))[0] + header($image, 'kernel_memory');
cmp_ok(header($image, 'region_size'), '>=', $needed, "the region holds the kernel's init_size");

# Unpacked files may take half of the free memory, so the other half is as large.
my @size_with;
for my $mib (0, 4, 64) {
	open(my $file, '>', 'zeros') or die $!;
	truncate($file, ($mib << 20) + 1);
	close $file;
	ok_bake("an initrd of $mib MiB", '--bake=large.o', '--initrd=zeros', 'kernel');
	push @size_with, json_info('large.o')->{region_size} - json_info('large.o')->{image_size} >> 20;
}
cmp_ok($size_with[1] - $size_with[0], '<=', 8, 'a small one needs as much as it is large');
cmp_ok($size_with[2] - $size_with[0], '>=', 2 * 64 - 16, 'a large one twice as much');

ok_bake('a size', @bake, '--bake-size=0x8000000', 'kernel');
is(header(slurp('out'), 'region_size'), 128 << 20, 'is taken');
ok_bake('an address with a unit', @bake, '--bake-addr=512M', 'kernel');
is(header(slurp('out'), 'load_addr'), 512 << 20, 'is taken');
ok_bake('the highest place', @bake, '--bake-addr=0xfe000000', '--bake-size=32M', 'kernel');
ok_bake('the lowest place', @bake, '--bake-addr=16M', 'kernel');
ok_bake('an empty command line', @bake, '--command-line=', 'kernel');
$image = slurp('out');
is(part('command_line'), "\0$spare", 'is one zero byte, and room');
ok_bake('the longest command line', @bake, '--append=' . 'x' x (2047 - 32), 'kernel');

# The smallest size is the one in the message about a smaller one.
$run = kexec(@bake, '--bake-size=4K', 'kernel');
my ($least) = $run->{err} =~ /at least (0x[0-9a-f]+) was expected/;
ok(defined $least, 'a size too small is answered with the least') or diag($run->{err});
ok_bake('which is enough', @bake, "--bake-size=$least", 'kernel');
fails_cleanly('one page less is not', qr/too small \(at least $least/, @bake,
	sprintf('--bake-size=0x%x', hex($least) - 4096), 'kernel');

# --- saveoops.* on the command line -----------------------------------------------

for ('wait=3601 saveoops.wait=3601 seconds, at most 3600', 'captures=x saveoops.captures=x a number, at most 20',
	'then=sleep saveoops.then=sleep reboot, poweroff, halt or shell',
	'vmcores=/dev/sda1 saveoops.vmcores=/dev/sda1 saveoops.dev=, .wait=, .captures=, .vmcore= or .then=',
	'dev=sda9 saveoops.dev=sda9 PARTUUID=, PARTLABEL=, UUID= or /dev/...',
	'vmcore=UUID=1 saveoops.vmcore=UUID=1 PARTUUID=, PARTLABEL= or /dev/...') {
	my ($word, $named, $expected) = split ' ', $_, 3;
	fails_cleanly("saveoops.$word", qr/^kexec: \Q$named: is not understood ($expected was expected)\E$/, '--bake=none',
		"--command-line=console=ttyS0 saveoops.$word panic=1", 'kernel');
}
ok_bake('all of them, as saveoops takes them', '--bake=parameters', 'kernel', '--command-line=saveoops.dev="PARTLABEL=the oopses"'
	. ' saveoops.wait=0 saveoops.captures=20 saveoops.vmcore=/dev/sda2:/var/crash saveoops.then=halt');

# --- several initrds ------------------------------------------------------------

my @sizes = (5, 8, 1, 4095, 2);
my $joined = '';
for my $i (0 .. $#sizes) {
	spew("initrd$i", chr(ord('a') + $i) x $sizes[$i]);
	$joined .= "\0" x (-length($joined) % 4) . slurp("initrd$i");
}
ok_bake('five initrds', @bake, (map { "--initrd=initrd$_" } 0 .. $#sizes), 'kernel');
$image = slurp('out');
is(part('initrd'), $joined, 'are joined in order, each aligned to 4 bytes');
ok_bake('--ramdisk is the same', '--bake=two', '--bake-format=image', (map { "--ramdisk=initrd$_" } 0 .. $#sizes), 'kernel');
is(slurp('two'), $image, 'as --initrd');
ok_bake('it verifies', '--bake-verify=out');

# --- kernels ----------------------------------------------------------------------

make_kernel('fixed', relocatable => 0, pref_address => 0x11000000);
ok_bake('a kernel that is not relocatable', @bake, 'fixed');
$image = slurp('out');
is((extent($image, 'kernel'))[0] + header($image, 'load_addr'), 0x11000000, 'lies where it must');

make_kernel('level4', xloadflags => 0x1f);
ok_bake('a kernel without 5-level paging', @bake, 'level4');
is(header(slurp('out'), 'top_5level'), 0, 'gets no 5-level page table');

make_kernel('long', text => 'v' x 300);
ok_bake('a very long version', @bake, 'long');
is(header(slurp('out'), 'kernel_version'), 'v' x 252 . '...', 'is cut, and says so');

make_kernel('ramdisk');
spew('ramdisk', put(slurp('ramdisk'), 0x218, pack('VV', 0xdead0000, 0xbeef)));
ok_bake('a kernel file with a ramdisk in its header', @bake, 'ramdisk');
ok_bake('does not confuse it', '--bake-verify=out');

# --- options ------------------------------------------------------------------------

ok_bake('a unique abbreviation, as getopt has it', '--bake=out', '--bake-f=image', 'kernel');
ok_bake('options behind the kernel', 'kernel', @bake);
ok_bake('words in two arguments', '--bake', 'out', '--bake-addr', '512M', 'kernel');
ok_bake('a serial port', @bake, '--serial=0x2f8', '--serial-baud=9600', '--console-serial', 'kernel');
ok_bake('--reset-vga', @bake, '--reset-vga', 'kernel');
$image = slurp('out');
is(unpack('v', substr(part('purgatory'), 0x72, 2)), 2, 'is in the info');
ok_bake('and sound', '--bake-verify=out');
ok_bake('with --bake-efi', @bake, '--reset-vga', '--bake-efi', 'kernel');
ok_bake('too', '--bake-verify=out');
like(kexec('--help')->{out}, qr/^Usage: kexec .*\bkexec --bake=OUT/s, '--help');
like(kexec('--version')->{out}, qr/^kexec-bake \d/, '--version');

# OUT is replaced, whatever its old bytes, and has the mode that the umask leaves.
spew('old', 'old');
umask 027;
ok_bake('over an old file', '--bake=old', '--bake-format=image', 'kernel');
umask 022;
is(slurp('old'), slurp('default'), 'which is replaced');
is(sprintf('%o', (stat 'old')[2] & 07777), '640', 'with the mode of a new file');
my $longest = 'n' x 255;
ok_bake('the longest name that a file may have', "--bake=$longest", 'kernel');

done_testing();
