#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# With saveoops.vmcore=, makedumpfile saves the memory of the crashed kernel in a file system
# after the record is written; a failure there costs no record.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Capture qw(ended is_saved said);
use Core;
use Disk;
use Images qw(archive_of initrd kernel saveoops_initrd);
use Test::More;
use VM;

my $MIB = 1 << 20;
my $dir = tempdir('kexec-bake-vmcore-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $small = kernel('small');
my $saving = saveoops_initrd('--vmcore');

# The boot loader brings the image, so that other words need no other primary.
sub joined {
	my ($initrd, $words) = @_;
	my $image = VM::read_file(archive_of($initrd, '--bake-addr=64M', '--bake-relocatable',
		"--command-line=$Images::CAPTURE_WORDS saveoops.wait=1 $words"));
	VM::write_file("$dir/joined", $image . "\0" x (-length($image) % 4) . VM::read_file(initrd()));
	return "$dir/joined";
}

sub file_system {
	my ($size, @directories) = @_;
	my $path = "$dir/files";
	unlink($path);
	system('rm', '-rf', "$dir/tree");
	VM::write_file("$dir/tree/$_/keep", "kept\n") for @directories;
	system("/sbin/mke2fs -q -t ext4 -d '$dir/tree' '$path' ${size}M") == 0 or die "$path: mke2fs failed\n";
	return $path;
}

sub listed {
	my ($path, $directory) = @_;
	return grep { !/^(\.|\.\.|keep|lost\+found)$/ } map { m{^/\d+/\d+/\d+/\d+/([^/]+)/} ? $1 : () }
		split /\n/, `/sbin/debugfs -R 'ls -p $directory' '$path' 2>/dev/null`;
}

# crash(NAME, WORDS, FILE SYSTEM, %options): initrd; append; also (code).
sub crash {
	my ($name, $words, $path, %options) = @_;
	subtest $name => sub {
		my $disk = Disk->new;
		my $run = VM::boot(kernel => $small, initrd => joined($options{initrd} // $saving, $words), memory => '192M', timeout => 120,
			append => $options{append} // 'vmtest=sysrq-c',
			qemu => $disk->qemu('virtio-blk') . ($path ? " -drive file=$path,format=raw,if=none,id=files -device virtio-blk-pci,drive=files" : ''));
		ended($run, $disk);
		is_saved($run, $disk, 1);
		is(system("/sbin/e2fsck -fn '$path' >$dir/said 2>&1"), 0, 'the file system is clean') or diag(VM::read_file("$dir/said")) if $path;
		$options{also}->($run, $disk);
		diag(said($run)) if !Test::More->builder->is_passing;
		done_testing();
	};
}

sub has_vmcore {
	my ($run, $disk, $path, $directory, $said) = @_;
	my @files = listed($path, $directory);
	is(scalar @files, 1, 'one file is there') or return diag("@files");
	like($files[0], qr/^vmcore-\d{8}-\d{6}$/, 'named after the time');
	like(said($run), qr/^vmcore \(\d+ bytes\) is on \Q$said\E\/\Q$files[0]\E$/m, 'the console says so');
	like(said($run), qr/^record 1 .*^vmcore /ms, 'the record came first');
	system("/sbin/debugfs -R 'dump $directory/$files[0] $dir/vmcore' '$path' >/dev/null 2>&1");
	unlink("$dir/log");
	is(system("makedumpfile --dump-dmesg $dir/vmcore $dir/log >$dir/said 2>&1"), 0, 'makedumpfile reads it') or diag(VM::read_file("$dir/said"));
	is_deeply(log_lines(VM::read_file("$dir/log") // ''), log_lines($disk->text(1)), 'its log is the record');
}

sub has_none {
	my ($why, $path) = @_;
	return sub {
		my ($run) = @_;
		like(said($run), $why, 'one line says why');
		unlike(said($run), qr/^vmcore \(/m, 'nothing is said to be saved');
		is(join(' ', listed($path, '/crash')), '', 'nothing is left behind') if $path;
	};
}

my $files = file_system(64, 'crash');
crash('late', 'saveoops.vmcore=/dev/vdb:/crash', $files, also => sub { has_vmcore(@_, $files, '/crash', '/dev/vdb: crash') });
$files = file_system(256, 'crash');
crash('early', 'saveoops.vmcore=/dev/vdb:/crash', $files, append => 'crashpoint=mm_init', also => sub { has_vmcore(@_, $files, '/crash', '/dev/vdb: crash') });

crash('not asked for', '', file_system(64, 'crash'), also => sub { unlike(said($_[0]), qr/vmcore/, 'there is no word of it'); is(join(' ', listed("$dir/files", '/crash')), '', 'and no file') });
$files = file_system(2, 'crash');
crash('no room', 'saveoops.vmcore=/dev/vdb:/crash', $files, also => has_none(qr{^/proc/vmcore: makedumpfile fails, no vmcore is saved$}m, $files));
crash('no such directory', 'saveoops.vmcore=/dev/vdb:/other', file_system(64, 'crash'), also => has_none(qr{^/dev/vdb: /other cannot be entered, no vmcore is saved: No such file or directory$}m, $files));
crash('no file system', 'saveoops.vmcore=/dev/vda', undef, also => has_none(qr{^/dev/vda: cannot be mounted, no vmcore is saved}m));
crash('no such device', 'saveoops.vmcore=/dev/vdz', undef, also => has_none(qr{^/dev/vdz: no such device in 1 s, no vmcore is saved$}m));
crash('without makedumpfile', 'saveoops.vmcore=/dev/vdb', undef, initrd => saveoops_initrd(), also => has_none(qr{^/bin/makedumpfile: cannot be run, no vmcore is saved \(saveoops mkinitrd --vmcore puts one there\)}m));

done_testing();
