#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Finding the record partition: by scanning, by UUID, by the partition table.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops;

plan skip_all => 'only root has a mount namespace of its own' if !privileged('unshare', '-m', 'mount', '--bind', '/proc/version', '/proc/partitions');

# A fake /proc/partitions, whose names lead to the test's directory.
sub scanned {
	my ($names, @words) = @_;
	spew('partitions', "major minor  #blocks  name\n\n" . join '', map { "   8        1      64 ..$CLI::dir/$_\n" } @$names);
	return run(['/usr/bin/unshare', '-m', 'sh', '-c', 'mount --bind partitions /proc/partitions && exec "$@"', '-', saveoops_path(), @words]);
}
sub says {
	my ($name, $what, @args) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = scanned(@args);
	like($run->{out} . $run->{err}, $what, $name);
}

make_image('one', records => [record(1)]);
$Saveoops::UUID = pack('H*', 'fedcba98765443218765432187654321');
make_image('two', records => [record(1), record(2)]);
spew('other', 'x' x 65536);
spew('small', 'x');
says('the only one', qr{^device +/dev/\.\.\S+/one$}m, [qw(other small one none)], 'status');
says('none', qr{^saveoops: /proc/partitions: lists no record partition \(}, [qw(other small none)], 'status');
says('no partition at all', qr{^saveoops: /proc/partitions: lists no record partition}, [], 'list');
says('two', qr{^saveoops: /dev/\S+/one: holds records, and so does /dev/\S+/two \(--device=DEVICE was expected\)$}m, [qw(one two)], 'list');
says('one of two by UUID', qr{^device +/dev/\.\.\S+/two$}m, [qw(one two)], 'status', '--device=UUID=fedcba98-7654-4321-8765-432187654321');
says('in capitals', qr{^device +/dev/\.\.\S+/two$}m, [qw(one two)], 'status', '--device=UUID=FEDCBA98-7654-4321-8765-432187654321');
says('none by UUID', qr{lists no record partition}, [qw(one two)], 'status', '--device=UUID=fedcba98-7654-4321-8765-432187654322');
says('it is written to', qr/^record 1: Linux/, [qw(other one)], 'import', '--dir=dir');

SKIP: {
	my ($drop, $why) = become_nobody(saveoops_path());
	skip($why, 1) if !$drop;
	spew('closed', slurp('one'));
	chmod 0600, 'closed';
	spew('partitions', "major minor  #blocks  name\n\n   8  1  64 ..$CLI::dir/other\n   8  1  64 ..$CLI::dir/closed\n");
	my $run = run(['/usr/bin/unshare', '-m', 'sh', '-c', 'mount --bind partitions /proc/partitions && exec setpriv --reuid=nobody --clear-groups "$@"', '-',
		saveoops_path(), 'list']);
	like($run->{err}, qr{^saveoops: /proc/partitions: lists no readable record partition, and /dev/\S+/closed cannot be read \(root was expected\)$},
		'one that is not to be seen');
}

# A whole disk that ends with a record partition is not taken for one.
spew('whole', "\0" x (1 << 20) . slurp('one'));
says('not the disk around it', qr{lists no record partition}, [qw(whole)], 'status');

SKIP: {
	skip('no sfdisk', 3) if !-x '/sbin/sfdisk';
	spew('disk', '');
	truncate('disk', 8 << 20);
	my $table = "label: gpt\nstart=2048, size=4096, uuid=01234567-89AB-CDEF-0123-456789ABCDEF, name=oops-records\n";
	spew('table', $table);
	skip('sfdisk failed', 3) if system('/sbin/sfdisk -q disk <table >/dev/null 2>&1');
	my $loop = `losetup -P -f --show disk 2>/dev/null`;
	chomp $loop;
	# Neither udev nor losetup creates the partition's device everywhere.
	system("partx -a $loop 2>/dev/null") if $loop && !-b "${loop}p1";
	my ($numbers) = map { slurp($_) } glob "/sys/block/*/@{[$loop =~ s!.*/!!r]}p1/dev";
	my $made = $loop && $numbers && !-e "${loop}p1" && !system("mknod ${loop}p1 b @{[$numbers =~ tr/:/ /r]}");
	if (!$loop || !-b "${loop}p1") {
		system("losetup -d $loop 2>/dev/null") if $loop;
		skip('no loop devices with partitions here', 3);
	}
	succeeds('format a partition', 'format', '--yes', "${loop}p1");
	is(json('by PARTUUID', 'status', '--device=PARTUUID=01234567-89ab-cdef-0123-456789abcdef')->{device}, "${loop}p1", 'found');
	is(json('by PARTLABEL', 'status', '--device=PARTLABEL=oops-records')->{device}, "${loop}p1", 'found');
	unlink "${loop}p1" if $made;
	system("partx -d $loop 2>/dev/null; losetup -d $loop");
}
done_testing();
