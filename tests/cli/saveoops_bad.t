#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The command lines and devices that saveoops refuses.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops;

my $whole = image(records => [record(1), record(2)]);
spew('image', $whole);

# --- command lines ---------------------------------------------------------------

like(succeeds('--help', '--help'), qr/^Usage: saveoops /, 'helps');
cmp_ok(succeeds('list --help', 'list', '--help') =~ tr/\n//, '<', 40, 'in few lines');
like(succeeds('--version', '--version'), qr/^kexec-bake \d/, 'says its version');
refuses('nothing', qr/no verb is given \(one like/);
refuses('no verb', qr/burn: is not a verb/, 'burn');
refuses('no option', qr/--burn: is not a known option/, 'list', '--burn');
refuses('no short option', qr/-x: is not a known option/, 'list', '-x');
refuses('too much for an option', qr/--json: takes no argument/, 'list', '--json=1');
refuses('an option without its argument', qr/--device: an argument was expected/, 'list', '--device');
refuses('an empty argument', qr/--device=: an argument was expected/, 'list', '--device=');
refuses('an argument too many', qr/3: is an unexpected argument of show/, 'show', 1, 3, '--device=image');
refuses('an argument too few', qr/export: an argument is missing/, 'export', 1, '--device=image');
refuses('an option of another verb', qr/--dir: does not go with list/, 'list', '--dir=x');
refuses('--device for format', qr/--device: does not go with format/, 'format', 'image', '--device=image');
refuses('--sector-size for list', qr/--sector-size: does not go with list/, 'list', '--sector-size=512', '--device=image');
refuses('an odd sector size', qr/--sector-size=\Q$_\E: is not a sector size \(512 or 4096 was expected\)/, 'format', '--yes',
	"--sector-size=$_", 'image') for '0', 'x', '520', '1024', '4096x', '8192';
refuses('an odd number', qr/\Q$_\E: is not a record number/, 'show', '--device=image', '--', $_)
	for '0', 'x', '1x', '-1', ' 1', '+1', '99999999999999999999', '9223372036854775808';
refuses('a name with a newline', qr/a\?b: cannot be opened: No such file/, 'list', "--device=a\nb");

# --- devices ------------------------------------------------------------------------

refuses('no such file', qr/none: cannot be opened: No such file or directory/, 'list', '--device=none');
refuses('a directory', qr/\.: is a directory \(a block device/, $_, '--device=.') for qw(list check clear import);
refuses('a directory to be formatted', qr/\.: is a directory/, 'format', '.', '--yes');
refuses('a character device', qr{/dev/null: is neither a block device nor a file}, 'list', '--device=/dev/null');
system('mkfifo', 'fifo') == 0 or BAIL_OUT('mkfifo');
refuses('a FIFO', qr/fifo: is neither a block device nor a file/, 'list', '--device=fifo');
unlink 'fifo';
spew('nothing', '');
refuses('an empty file', qr/nothing: is too small \(at least 64 KiB/, 'list', '--device=nothing');
spew('zeros', "\0" x 65536);
refuses('not formatted', qr/zeros: holds no records \(a partition made by saveoops format/, $_, '--device=zeros')
	for qw(list show check status clear import mark-clean);
spew('cut', substr($whole, 0, 65535));
refuses('too small', qr/cut: is too small/, 'list', '--device=cut');
make_image('large', size => 1 << 20);
spew('cut', substr(slurp('large'), 0, 1 << 19));
refuses('truncated', qr/cut: is smaller than it was when it was formatted/, $_, '--device=cut') for qw(list check);
spew('bad', flip($whole, 30));
is(json('one superblock damaged', 'list', '--device=bad')->@*, 2, 'all are listed');
spew('bad', flip(slurp('bad'), 61440 + 511));
refuses('both damaged', qr/bad: holds no records/, 'list', '--device=bad');
spew('bad', put($whole, 0, superblock(65536, version => 2)));
refuses('another version', qr/bad: is formatted for another version of saveoops \(version 1 was/, 'list', '--device=bad');
spew('bad', "$whole" . "\0" x 4096);
like(refuses('a larger device', qr/bad: damage found: 1 /, 'check', '--device=bad'), qr/^bad: the device has 69632 bytes \(65536 were expected\)$/, 'is said');
is(json('and yet', 'list', '--device=bad')->@*, 2, 'all are listed');
SKIP: {
	skip('root may read all', 1) if !$>;
	chmod 0, 'image';
	refuses('unreadable', qr/image: cannot be opened: Permission denied/, 'list', '--device=image');
	chmod 0644, 'image';
}
SKIP: {
	my ($nobody, $why) = become_nobody(saveoops_path());
	skip($why, 1) if !$nobody;
	chmod 0600, 'image';
	my $run = saveoops('list', '--device=image', { setup => $nobody });
	ok($run->{status} >> 8 && $run->{err} =~ /\Asaveoops: image: cannot be opened: Permission denied\n\z/, 'another user') or diag($run->{err});
}
refuses('no UUID', qr/--device=UUID=xyz: is not a UUID/, 'list', '--device=UUID=xyz');
refuses("no such $_", qr/--device=$_=01234567-00: no such partition was found/, 'list', "--device=$_=01234567-00") for qw(PARTUUID PARTLABEL);

# --- random damage of a small image: a list, or one line on stderr --------------------

my $wrong = 0;
for my $round (1 .. 150) {
	my $bytes = $whole;
	srand $round;
	substr($bytes, 4096 * int rand 8, 512) =~ s/./rand 8 < 1 ? chr rand 256 : $&/gse for 1 .. 1 + rand 3;
	spew('random', $bytes);
	my $run = saveoops((qw(list check show))[$round % 3], '--device=random');
	$wrong++ if $run->{status} & 127 || ($run->{status} && $run->{err} !~ /\Asaveoops: [^\n]+\n\z/);
}
is($wrong, 0, 'random damage');
is(slurp('image'), $whole, 'the image is what it was');
done_testing();
