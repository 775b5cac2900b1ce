#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# vmcore-dmesg on dumps that QEMU wrote prints the same log that the serial console showed and
# that Debian's vmcore-dmesg prints. The same holds for /proc/vmcore.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Capture ();
use Images qw(initrd kernel modules primary_of);
use Test::More;
use VM;

my $build = $ENV{BUILD} // "$FindBin::Bin/../../build";
my $dir = tempdir('kexec-bake-vmcore-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chomp(my $peer = `sh '$FindBin::Bin/../lib/peer.sh'`);
-x "$peer/sbin/vmcore-dmesg" or die "Debian's vmcore-dmesg could not be had\n";

# It tells QEMU where VMCOREINFO is, and its log has little room.
my $primary = primary_of('-', 'CONFIG_FW_CFG_SYSFS=y', 'CONFIG_LOG_BUF_SHIFT=13');
my $roomy = 'panic=0 vmtest=sysrq-c log_buf_len=1M';

sub log_of {
	my ($program, $file) = @_;
	open(my $out, '-|', $program, $file) or die "$program: $!\n";
	local $/;
	my $text = <$out> // '';
	return close($out) ? $text : "$program failed: $text";
}

sub is_console {
	my ($run, $text) = @_;
	VM::write_file("$run->{out}/oops/dmesg.txt", $text);
	is(VM::oops_matches_serial($run->{out}), undef, 'the log is what the console showed');
}

sub is_end_of_console {
	my ($run, $text) = @_;
	my @log = split /\n/, $text;
	my @console = VM::primary_text($run->{serial});
	cmp_ok(@log, '<', @console, 'the oldest lines had to go');
	cmp_ok(@log, '>', 50, 'but not all');
	is_deeply(\@log, [@console[-@log .. -1]], 'the others are what the console showed');
}

# VMCOREINFO, which is in front of the memory.
sub info_of {
	my ($dump) = @_;
	open(my $in, '<:raw', $dump) or die "$dump: $!\n";
	read($in, my $start, 1 << 20);
	return $start =~ /(OSRELEASE=[^\0]*)/ ? $1 : '';
}

# The machine's memory, at the moment when its console shows `until`.
sub dumps {
	my ($name, %options) = @_;
	subtest $name => sub {
		my $dump = "$dir/dump";
		my $run = VM::boot(kernel => $primary, initrd => initrd(), append => $roomy, memory => '256M',
			until => qr/---\[ end Kernel panic.*\n/, timeout => 180, core => $dump, %options,
			qemu => '-device vmcoreinfo ' . ($options{qemu} // ''));
		is($run->{stopped} // '', 'until', 'its memory is dumped') or return diag($run->{summary});
		my $text = log_of("$build/sbin/vmcore-dmesg", $dump);
		($options{compare} // \&is_console)->($run, $text);
		like(info_of($dump), $options{info}, 'of a kernel as it should be') if $options{info};
		# It goes by virtual addresses in the headers.
		is(log_of("$peer/sbin/vmcore-dmesg", $dump), $text, "and what Debian's vmcore-dmesg prints") if $options{paging};
		unlink $dump;
		done_testing();
	};
}

dumps('a crash', paging => 1);
dumps('a log that has wrapped', append => 'panic=0 vmtest=sysrq-c', paging => 1, compare => \&is_end_of_console);
my $moved = qr/^KERNELOFFSET=[1-9a-f][0-9a-f]+$/m;
dumps('two CPUs, and a kernel anywhere', kaslr => 1, qemu => '-smp 2', info => $moved);
dumps('5-level paging, and a kernel anywhere', kaslr => 1, qemu => '-cpu max,+la57',
	info => qr/^NUMBER\(pgtable_l5_enabled\)=1\n(.*\n)*$moved/m);

# Debian's own kernel, whose module tells QEMU.
dumps("Debian's kernel", kernel => kernel('stock', 'cloud'), memory => '512M', qemu => '-smp 2',
	initrd => Capture::with_oops('oops', "[    0.000000] text\n", modules('cloud', 'firmware/qemu_fw_cfg.ko')),
	info => qr/^OSRELEASE=6\.1\.0-\S+-cloud-amd64$/m,
	words => 'console=ttyS0 ignore_loglevel saveoops.wait=1 saveoops.then=halt', until => qr/reboot: System halted/);

# --- /proc/vmcore ---------------------------------------------------------------

# A kernel is told that it is a capture kernel, of a crashed one of which a page is left.
my $base = 0x10000000;

sub program {
	my ($command) = @_;
	system($command) == 0 or die "$command: failed\n";
}

# The program and all it's linked with, and an init that runs it.
sub program_initrd {
	my $root = "$dir/root";
	my $tests = $FindBin::Bin;
	mkdir $root;
	program(($ENV{CC} // "gcc") . " -Wall -Wextra -Os -s -static -o '$root/init' '$tests/vmcore_init.c'");
	program("cp '$build/sbin/vmcore-dmesg' '$root/'");
	for my $library (`ldd '$root/vmcore-dmesg'` =~ m{(/\S+)}g) {
		program("mkdir -p '$root' && cd '$root' && cp -L --parents '$library' .");
	}
	program("cd '$root' && find . | cpio --quiet -R 0:0 -H newc -o >'$dir/program.cpio'");
	return "$dir/program.cpio";
}

sub left_behind {
	my ($ring) = @_;
	local $ENV{BUILD} = $build;
	program("perl '-I$FindBin::Bin/../cli' -MVmcore -e 'print left_behind(base => $base, ring => q($ring), "
		. "lines => [map { [\$_ * 1e6, qq(line \$_)] } 0 .. 9])' >'$dir/left'");
	return "$dir/left";
}

for my $ring (qw(lockless records)) {
	my $file = left_behind($ring);
	my $run = VM::boot(kernel => kernel('small'), initrd => program_initrd(), timeout => 90,
		qemu => "-device loader,file=$file,addr=$base,force-raw=on",
		words => sprintf('console=ttyS0 quiet memmap=1M$0x%x elfcorehdr=0x%x', $base, $base + 4096));
	is($run->{serial} =~ /BEGIN\r\n(.*?)END 0\r\n/s ? $1 : undef, join('', map { "[    0.00$_" . "000] line $_\r\n" } 0 .. 9),
		"/proc/vmcore, a ring of $ring") or diag(substr($run->{serial}, -2000));
}

done_testing();
