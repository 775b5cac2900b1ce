#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# --bake-info of a running machine, from a directory like /sys/kernel/kexec_bake.
use strict;
use warnings;

use FindBin;
use JSON::PP ();
use lib $FindBin::Bin;
use Test::More;
use CLI;

my ($true, $false) = (JSON::PP::true(), JSON::PP::false());
my $here = '/sys/kernel/kexec_bake';
my $digest = '9' x 64;
my %armed = (state => 'armed', address => '0x18000000', baked_address => '0x10000000', source => 'initrd', verified => 'head',
	size => 75497472, kernel => '6.1.0-test (me@here) #1', digest => $digest, stop => 0);

# directory(NAME, %files): each file has one line, as in sysfs.
sub directory {
	my ($name, %files) = @_;
	mkdir $name or die "$name: $!";
	spew("$name/$_", "$files{$_}\n") for keys %files;
	return $name;
}

sub without {
	my ($files, @names) = @_;
	my %left = %$files;
	delete @left{@names};
	return %left;
}

sub table {
	my ($name, $directory, @lines) = @_;
	my $run = kexec("--bake-info=$directory");
	is($run->{err}, '', "$name: nothing on stderr");
	is($run->{out}, join('', map { "$_\n" } @lines), "$name: the table");
}

# --- the table ------------------------------------------------------------------------

my @image = ('kernel        Linux 6.1.0-test (me@here) #1');
my @rest = ('source        initrd', 'verified      at boot: head', "digest        $digest");

directory('moved', %armed);
table('moved', 'moved', 'state         armed', @image, 'region        0x18000000-0x1c7fffff, 72 MiB',
	'baked for     0x10000000, and moved', @rest, 'stop mark     no');
directory('stays', %armed, address => '0x10000000', stop => 1);
table('in its place', 'stays', 'state         armed', @image, 'region        0x10000000-0x147fffff, 72 MiB',
	'baked for     0x10000000', @rest, 'stop mark     the next boot is not captured');
directory('refused', without(\%armed, qw(address verified)), state => 'not armed: [mem 0x1-0x2] is used by UEFI');
table('not armed', 'refused', 'state         not armed: [mem 0x1-0x2] is used by UEFI', @image, 'region        72 MiB',
	'baked for     0x10000000', @rest[0, 2], 'stop mark     no');
directory('off', state => 'not armed: kexec_bake=off', stop => 0);
table('off', 'off', 'state         not armed: kexec_bake=off', 'stop mark     no');
directory('hostile', state => "not armed: \e[2J");
table('what it says can\'t talk to the terminal', 'hostile', 'state         not armed: ?[2J',
	'stop mark     unknown (root can read it)');

# --- JSON -----------------------------------------------------------------------------

is_deeply(json_info('moved'), { container => 'running kernel', armed => $true, why_not => undef,
	kernel_version => $armed{kernel}, address => 0x18000000, load_addr => 0x10000000, moved => $true,
	region_size => 75497472, source => 'initrd', verified => 'head', digest => $digest, stop => $false }, 'moved, as JSON');
my $json = json_info('refused');
is($json->{why_not}, '[mem 0x1-0x2] is used by UEFI', 'why not');
ok(!$json->{$_}, "no $_") for qw(armed address moved verified);
ok(json_info('stays')->{stop}, 'the stop mark');
$json = json_info('off');
is(join(' ', sort grep { defined $json->{$_} } keys %$json), 'armed container moved stop why_not', 'no more of it than there is');
is(json_info('hostile')->{stop}, undef, 'no stop mark to be seen');

# --- spellings of the option ------------------------------------------------------------------------

is(kexec('--bake-info', 'moved')->{out}, kexec('--bake-info=moved')->{out}, 'in a word of its own');
is(kexec('--bake-info', '--json', 'moved')->{out}, kexec('--bake-info=moved', '--json')->{out}, 'behind another option');
make_kernel('kernel');
ok_bake('an image', '--bake=image', '--bake-format=image', 'kernel');
is(kexec('--bake-info', 'image')->{out}, kexec('--bake-info=image')->{out}, 'a file in a word of its own');
SKIP: {
	skip('this machine has a kernel side', 3) if -d $here;
	my $absent = qr{^kexec: \Q$here\E: is not there: the running kernel has no kernel side$};
	fails_cleanly('no kernel side', $absent, '--bake-info');
	fails_cleanly('the same, as JSON', $absent, '--bake-info', '--json');
	fails_cleanly('the same, by its name', $absent, "--bake-info=$here");
}
fails_cleanly('two files', qr/^kexec: stays: is an unexpected argument \(one file was expected\)$/, '--bake-info', 'moved', 'stays');

# --- directories that are not like it ----------------------------------------------------------

mkdir 'empty';
fails_cleanly('no state', qr/^kexec: empty: is a directory without a file state/, '--bake-info=empty');
for my $name (qw(address baked_address size)) {
	directory("bad-$name", %armed, $name => 'high');
	fails_cleanly("$name is no number", qr{^kexec: bad-$name/$name: is not a number$}, "--bake-info=bad-$name");
}
directory('odd', without(\%armed, 'state'));
mkdir 'odd/state';
fails_cleanly('a directory where a file is', qr{^kexec: odd/state: cannot be read: Is a directory$}, '--bake-info=odd');

done_testing();
