#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Debian's own callers of kexec, with our kexec and vmcore-dmesg in place of Debian's:
# kdump-config, the services of kdump-tools and their dump, systemctl kexec, and the init scripts
# of kexec-tools. tests/cli/callers.t has all other callers of kexec and their options.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(output_of);
use Test::More;
use VM;

plan(skip_all => 'boots Debian seven times (sh tests/run.sh --all)') if !$ENV{ALL};

my $MIB = 1 << 20;
my $dir = tempdir('kexec-bake-callers-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $words = 'console=ttyS0 ignore_loglevel printk.devkmsg=on panic=-1 root=/dev/vda rw systemd.show_status=no';

# A Debian on a disk, with the kernel and the initramfs that it has itself.
sub debian {
	my ($kind) = @_;
	chomp(my $root = output_of('sh', "$FindBin::Bin/../lib/root.sh", $kind));
	my $self = { disk => "$dir/$kind", boot => "$dir/$kind.boot" };
	mkdir($self->{boot}) or die "$self->{boot}: $!\n";
	output_of('tar', '-xf', $root, '-C', $self->{boot}, '--strip-components=2', '--wildcards', './boot/vmlinuz-*', './boot/initrd.img-*');
	output_of('fakeroot', 'sh', "$FindBin::Bin/mkroot.sh", $kind, $root, Images::build(), $self->{disk}, 0, 1536 * $MIB);
	return $self;
}

sub power_on {
	my ($debian, $stage) = @_;
	return VM::boot(kernel => glob("$debian->{boot}/vmlinuz-*"), initrd => glob("$debian->{boot}/initrd.img-*"),
		words => "$words crashkernel=256M callers=$stage", memory => '1G', timeout => 1500, out => "$debian->{disk}.$stage",
		qemu => "-drive file=$debian->{disk},format=raw,if=virtio,cache=unsafe");
}

# What it said, by what it was about.
sub said {
	my ($run, $about) = @_;
	return join('', map { "$_\n" } $run->{serial} =~ /\] callers: \Q$about\E: ([^\r\n]*)/g);
}

# How many were entered, the first by the firmware: a reset would end it.
sub kernels {
	my ($run) = @_;
	return scalar(() = $run->{serial} =~ /\] Linux version /g);
}

# The lines of a log, without times, that the console didn't show.
sub lacks {
	my ($log, $serial) = @_;
	my %shown = map { s/^\[ *\d+\.\d+\] *//r => 1 } split /\r?\n/, $serial;
	return grep { !$shown{$_} } map { s/^\[ *\d+\.\d+\] *//r =~ s/^ +//r } split /\n/, $log;
}

# The files below /var/crash, by their names without the time.
sub crash_files {
	my ($disk) = @_;
	output_of('rm', '-rf', map { "$dir/$_" } qw(crash dump log));
	# What the journal has is done first.
	system("/sbin/e2fsck -p '$disk' >/dev/null") < 4 << 8 or die "$disk: is no file system any more\n";
	output_of('sh', '-c', '/sbin/debugfs -R "rdump /var/crash $1" "$2" 2>&1', 'sh', $dir, $disk);
	return { map { m{/([^/]+?)(?:\.\d+)?$} ? ($1 => $_) : () } glob("$dir/crash/*/*"), glob("$dir/crash/*.txt") };
}

# makedumpfile's own formats are neither read by kexec-tools' vmcore-dmesg nor by ours, which says so.
sub is_no_core {
	my ($dump, $why) = @_;
	my $said = output_of('sh', '-c', '"$1" "$2" 2>&1; echo "status $?"', 'sh', Images::build() . '/sbin/vmcore-dmesg', $dump);
	like($said, qr/\Avmcore-dmesg: \Q$dump\E: $why.*\nstatus 1\n\z/, 'vmcore-dmesg says what the dump is');
}

sub is_dumped {
	my ($run, $disk) = @_;
	my $files = crash_files($disk);
	is(join(' ', sort keys %$files), 'dmesg dump vmcore-dmesg.txt', 'in /var/crash there are a dump and two logs')
		or diag(output_of('find', "$dir/crash"));
	for my $name ('dmesg', 'vmcore-dmesg.txt') {
		my $log = VM::read_file($files->{$name} // '') // '';
		like($log, qr/sysrq: Trigger a crash\n.*Kernel panic - not syncing: sysrq triggered crash/s, "$name: has the panic");
		is_deeply([lacks($log, $run->{serial})], [], "$name: and no line that the console didn't show");
	}
	return if !$files->{dump};
	is(system("makedumpfile -R $dir/dump <'$files->{dump}' >/dev/null 2>&1"), 0, 'the dump is what makedumpfile -F wrote');
	is(system("makedumpfile --dump-dmesg $dir/dump $dir/log >$dir/out 2>&1"), 0, 'and it can be read') or diag(VM::read_file("$dir/out"));
	is(VM::read_file("$dir/log"), VM::read_file($files->{dmesg}), 'with the same log in it');
	is_no_core($files->{dump}, qr/is a flattened dump \(an ELF core file was expected; makedumpfile -R /);
	is_no_core("$dir/dump", qr/is a compressed kdump file \(an ELF core file was expected; makedumpfile --dump-dmesg /);
}

subtest 'kdump-tools' => sub {
	my $debian = debian('kdump');
	my $run = power_on($debian, 'kdump');
	is(said($run, 'boot'), "current state   : ready to kdump\nstatus 0\nloaded 1 1\n", 'its service has loaded a kernel');
	my %expected = (
		unload => qr/^unloaded kdump kernel\.\nstatus 0\nloaded 0 0\n/,
		load => qr/^loaded kdump kernel\.\nstatus 0\nloaded 1 1\n.*when kdump is loaded.*\nstatus 1\nloaded 1 1\n\z/m,
		'try-reload' => qr/^unloaded kdump kernel\.\n.*loaded kdump kernel\.\nstatus 0\nloaded 1 1\n\z/s,
		test => qr{^/sbin/kexec -p --command-line=".*" --initrd=\S+ \S+\nstatus 0\nloaded 0 0\n\z}m,
		show => qr{^/sbin/kexec -p --command-line=".*" --initrd=\S+ \S+\n}m,
		status => qr/ Not ready to kdump\n.*: ready to kdump\n.*: ready to kdump\n.* Not ready to kdump\nstatus 0\nloaded 0 0\n\z/s,
	);
	for my $step (sort keys %expected) {
		my ($theirs, $ours) = map { said($run, "$_: $step") } qw(debian ours);
		like($ours, $expected{$step}, "kdump-config $step");
		is($ours, $theirs, 'is as with kexec-tools');
	}
	is(said($run, 'crash'), "current state   : ready to kdump\nstatus 0\n", 'its service restarts');
	is(kernels($run), 2, 'a crash enters the kernel that it loaded');
	is($run->{reason}, 'guest-reset', 'which resets the machine in the end') or diag($run->{summary}, substr($run->{serial}, -3000));
	is_dumped($run, $debian->{disk});

	$run = power_on($debian, 'kexec');
	like(said($run, 'systemctl'), qr{^Running /sbin/kexec --load "/boot/vmlinuz-\S+" --append ".*" --initrd "/boot/initrd.img-\S+"$}m,
		'systemctl kexec loads what the boot loader would');
	like($run->{serial}, qr/\] callers: by systemctl.*\] callers: stopped.*kexec_core: Starting new kernel.*\] Linux version /s,
		'services stop, and it enters another kernel');
	like(said($run, 'second'), qr/^words .* callers=second by-entry\nunloaded kdump kernel\.\nstatus 0\n.*loaded kdump kernel\.\nstatus 0\n\z/s,
		'which has the words of the boot loader\'s entry, and loads a crash kernel by kexec_load');
	is(kernels($run), 3, 'that a crash enters');
	is($run->{reason}, 'guest-reset', 'and that resets the machine') or diag($run->{summary}, substr($run->{serial}, -3000));
	is_dumped($run, $debian->{disk});
	done_testing();
};

subtest 'the init scripts of kexec-tools' => sub {
	my $run = power_on(debian('kexec'), 'reboot');
	like($run->{serial}, qr/\] callers: LOAD_KEXEC=true/, 'they are turned on');
	like($run->{serial}, qr/\] callers: by reboot.*Loading new kernel image into memory.*done.*kexec_core: Starting new kernel.*\] Linux version /s,
		'they load a kernel and enter it');
	is(kernels($run), 2, 'once');
	like(said($run, 'second'), qr/^words .* callers=second by-script\n/, 'with the words that they are configured for');
	is($run->{reason}, 'guest-shutdown', 'and it comes up') or diag($run->{summary}, substr($run->{serial}, -3000));
	done_testing();
};

done_testing();
