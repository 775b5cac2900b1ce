#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# format: the bytes that it writes, and the contents that it does not overwrite.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops;

sub uuid_of {
	my ($file) = @_;
	return pack('H*', json('status', 'status', "--device=$file")->{uuid} =~ s/-//gr);
}

for my $size (65536, 65536 + 4095, 1 << 20, 3333333, 300 << 20) {
	my $whole = $size - $size % 4096;
	spew('image', '');
	truncate('image', $size);
	like(succeeds("format $size bytes", 'format', '--yes', 'image'), qr/^image: formatted for @{[entry_count($whole)]} records, .*UUID=[-0-9a-f]{36}$/, 'says what it made');
	local $UUID = $Saveoops::UUID;
	$Saveoops::UUID = uuid_of('image');
	ok(slurp('image') eq image(size => $whole) . "\0" x ($size - $whole), 'as the document has it');
	succeeds('check', 'check', '--device=image');
}
spew('image', "\0" x 65536);
my $made = json('format --json', 'format', '--yes', 'image');
is(join(' ', @$made{qw(device size data_size entries)}), 'image 65536 36864 4', 'what it made');
for my $sector (512, 4096) {
	succeeds("format for sectors of $sector bytes", 'format', '--yes', "--sector-size=$sector", 'image');
	local $Saveoops::UUID = uuid_of('image');
	my $expected = image();
	substr($expected, $_, 512) = superblock(65536, sector_size => $sector) for 0, 65536 - 4096;
	ok(slurp('image') eq $expected, 'as the document has it');
	succeeds('check', 'check', '--device=image');
}
my $first = uuid_of('image');
succeeds('format once more', 'format', '--yes', 'image');
isnt(uuid_of('image'), $first, 'has another UUID');
like(unpack('H*', uuid_of('image')), qr/^.{12}4...[89ab]/, 'a random one by RFC 4122');

# --- the question -----------------------------------------------------------------

sub answer {
	my ($name, $answer, @words) = @_;
	spew('answer', $answer);
	my $run = saveoops(@words, { setup => sub { open(STDIN, '<', 'answer') } });
	unlink 'answer';
	return $run;
}
my $before = image(records => [record(1), record(2)]);
spew('image', $before);
for my $no ('', "\n", "no\n", "y\n", 'yes', 'yes' x 1000) {
	my $run = answer('no', $no, 'format', 'image');
	ok($run->{status} && $run->{err} =~ /^Format image: 2 records, and all other contents, are lost. Type yes to go on: (\n)?saveoops: image: is unchanged \(the answer yes/
		&& slurp('image') eq $before, 'the answer ' . substr($no =~ s/\n/\\n/r, 0, 6)) or diag($run->{err});
}
is(answer('yes', "yes\n", 'format', 'image')->{status}, 0, 'the answer yes');
is(json('it is formatted', 'list', '--device=image')->@*, 0, 'and empty');

# With standard error closed, the question must not be written to the device.
for my $verb (['clear', '--device=image'], ['format', 'image']) {
	my $bytes = slurp('image');
	my $run = run(['sh', '-c', 'echo no | "$@" 2>&-', 'sh', saveoops_path(), @$verb]);
	ok($run->{status} && slurp('image') eq $bytes, "$verb->[0] with no standard error: left as it is");
}

# --- existing contents ---------------------------------------------------------------

refuses('too small', qr/small: is too small \(at least 64 KiB/, 'format', '--yes', 'small') if !spew('small', "\0" x 65535) || 1;
spew('sparse', '');
SKIP: {
	skip('no file of 1 TiB here', 1) if !truncate('sparse', (1 << 40) + 4096);
	refuses('too large', qr/sparse: is too large \(at most 1 TiB/, 'format', '--yes', 'sparse');
}
unlink 'sparse';

# An MBR with one partition, a swap header, and an ISO 9660 volume descriptor.
my $mbr = put(put("\0" x (1 << 20), 446, pack('C8 V2', 0, 0, 2, 0, 0x83, 0, 3, 0, 64, 1024)), 510, "\x55\xaa");
my $swap = put(put("\0" x (1 << 20), 4096 - 10, 'SWAPSPACE2'), 1024, pack('V2', 1, 255));
# ISO 9660's magic is at 32 KiB, where formatting alone writes nothing.
my $iso = put("\0" x (1 << 20), 32768, "\1CD001\1\0" . ' ' x 72);
my %found = (dos => $mbr, swap => $swap, iso9660 => $iso);
for my $tool (['ext4', 'mke2fs', '-q', '-t', 'ext4', '-F'], ['vfat', 'mkfs.fat'], ['xfs', 'mkfs.xfs', '-q', '-f'], ['btrfs', 'mkfs.btrfs', '-q', '-f']) {
	my ($type, $command, @options) = @$tool;
	my ($path) = grep { -x } map { "$_/$command" } split(/:/, $ENV{PATH}), '/sbin', '/usr/sbin';
	SKIP: {
		skip("no $command", 6) if !$path;
		spew('fs', '');
		truncate('fs', $type =~ /xfs|btrfs/ ? 400 << 20 : 4 << 20);
		skip("$command failed", 6) if system("$path @options fs >/dev/null 2>&1");
		holds($type, 'fs');
	}
}

sub holds {
	my ($type, $file) = @_;
	refuses("holds $type", qr/$file: holds $type according to libblkid \(an empty device, or --force/, 'format', '--yes', $file);
	succeeds('--force', 'format', '--yes', '--force', $file);
	succeeds('nothing of it is left', 'format', '--yes', $file);
	succeeds('check', 'check', "--device=$file");
}
spew($_, $found{$_}), holds($_, $_) for sort keys %found;

# --- block devices --------------------------------------------------------------------

sub loop {
	my ($file, @options) = @_;
	my $loop = `losetup -f --show @options $file 2>/dev/null`;
	chomp $loop;
	return $loop;
}

SKIP: {
	spew('disk', '');
	truncate('disk', 8 << 20);
	my $loop = $> ? '' : loop('disk');
	skip('no loop devices here', 11) if !$loop || !-b $loop;
	succeeds('format a block device', 'format', '--yes', $loop);
	is(json('status', 'status', "--device=$loop")->{sector_size}, 512, 'its sectors');
	refuses('other sectors than it has', qr/$loop: its sectors have 512 bytes \(--sector-size=512, or no --sector-size,/, 'format', '--yes',
		'--sector-size=4096', $loop);
	succeeds('those that it has', 'format', '--yes', '--sector-size=512', $loop);
	system('losetup', '-d', $loop);
	succeeds('its image', 'check', '--device=disk');

	SKIP: {
		$loop = loop('disk', '-b', 4096);
		skip('no sectors of 4096 bytes', 3) if !$loop;
		succeeds('format one with large sectors', 'format', '--yes', $loop);
		is(json('status', 'status', "--device=$loop")->{sector_size}, 4096, 'its sectors');
		system('losetup', '-d', $loop);
		succeeds('its image', 'check', '--device=disk');
	}
	SKIP: {
		skip('no mke2fs', 2) if system('mke2fs -q -F disk 2>/dev/null');
		$loop = loop('disk');
		mkdir 'mnt';
		if (system("mount $loop mnt 2>/dev/null")) {
			system('losetup', '-d', $loop);
			skip('nothing may be mounted here', 2);
		}
		refuses('mounted', qr/$loop: is in use: mounted/, 'format', '--yes', @$_, $loop) for [], ['--force'];
		system("umount mnt; losetup -d $loop");
	}
}
done_testing();
