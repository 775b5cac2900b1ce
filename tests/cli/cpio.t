#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# --bake-format=cpio: the archive that a boot loader passes in front of an
# initrd; and the image found in it again, whatever comes before and behind.
use strict;
use warnings;

use Compress::Zlib qw(memGzip);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;

my $NAME = 'kernel/kexec_bake/image';

make_kernel('kernel');
spew('initrd', 'i' x 5001);
my @bake = ('--initrd=initrd', '--append=words', 'kernel');
ok_bake('an image', '--bake=image', '--bake-format=image', @bake);
my $run = kexec('--bake=out.cpio', '--bake-format=cpio', @bake);
is($run->{status}, 0, 'an archive') or diag($run->{err});
like($run->{out}, qr/^format        cpio$/m, 'it says so');
my ($image, $archive) = (slurp('image'), slurp('out.cpio'));

# --- its bytes --------------------------------------------------------------------

# buffer-format.rst: a member, with all numbers but its own 0.
sub member {
	my ($name, $content, $mode) = @_;
	my $bytes = '070701' . sprintf('%08x' x 13, 0, $mode, 0, 0, 1, 0, length $content, 0, 0, 0, 0, 1 + length $name, 0)
		. "$name\0";
	$bytes .= "\0" x (-length($bytes) % 4) . $content;
	return $bytes . "\0" x (-length($bytes) % 4);
}

my $trailer = member('TRAILER!!!', '', 0);
ok($archive eq member($NAME, $image, 0100400) . $trailer, 'one member, and no directory');
is(length($archive) % 4, 0, 'another archive can follow');

SKIP: {
	skip('no cpio', 2) if !command_there('cpio');
	is(run(['sh', '-c', 'cpio -t --quiet <out.cpio'])->{out}, "$NAME\n", 'cpio lists it');
	is(run(['sh', '-c', "mkdir -p tree/kernel/kexec_bake && cd tree && cpio -i --quiet <../out.cpio && cmp $NAME ../image"])->{status},
		0, 'cpio unpacks it');
}

ok_bake('a relocatable one', '--bake=moving.cpio', '--bake-format=cpio', '--bake-relocatable', @bake);
ok_bake('is sound', '--bake-verify=moving.cpio');

# --- found again ------------------------------------------------------------------

sub shows {
	my ($name, $bytes) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	spew('there', $bytes);
	my $info = json_info('there');
	is($info && "$info->{container}, $info->{digest}", "cpio archive, @{[header($image, 'digest')]}", $name);
	ok_bake('and verified', '--bake-verify=there');
}

my $microcode = member('kernel', '', 040755) . member('kernel/x86/microcode/GenuineIntel.bin', 'code' x 1001, 0100644);
my $initrd = member('init', "#!/bin/sh\n", 0100755) . $trailer;
shows('alone', $archive);
shows('in front of an initrd', $archive . $initrd);
shows('in front of a packed one', $archive . memGzip($initrd));
shows('in front of anything', $archive . 'anything' x 99);
shows('behind microcode', $microcode . $trailer . $archive . memGzip($initrd));
shows('behind microcode, in one archive', $microcode . $archive);
shows("after $_ zeros", $microcode . $trailer . "\0" x $_ . $archive . "\0" x 512 . $initrd) for 4, 508, 100_000;
shows('behind one of a longer name', member("${NAME}s", 'x', 0100400) . $archive);
shows('behind one of a shorter name', member(substr($NAME, 0, -1), 'x', 0100400) . $archive);
shows('behind a directory of this name', member($NAME, '', 040755) . $archive);
shows('with a magic number of its own', '070702' . substr($archive, 6));
shows('without a trailer', substr($archive, 0, -length $trailer));

# --- not found ---------------------------------------------------------------------

sub refuses {
	my ($name, $what, $bytes) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	spew('bad', $bytes);
	fails_cleanly("$_: $name", $what, "$_=bad") for qw(--bake-info --bake-verify);
}

my $none = qr/^kexec: bad: holds no baked image \(a member $NAME was expected, before compressed archives\)$/;
my $short = qr/^kexec: bad: holds no valid baked image: it is cut short$/;
my $start = index $archive, $image;
refuses('another archive', $none, $initrd);
refuses('one that is packed', $none, $initrd . memGzip($archive));
refuses('one behind a packed one', $none, $initrd . memGzip($initrd) . $archive);
# The kernel doesn't find it there either.
refuses('one that is misaligned', $none, $microcode . $trailer . "\0" x 5 . $archive);
refuses('no number for the size', $none, $initrd . put($archive, 54, 'xxxxxxxx'));
refuses('a negative one', $none, $initrd . put($archive, 54, '-0000001'));
refuses('a member before it that never ends', $none, put($microcode . $archive, 54, 'ffffffff'));
refuses('a size too small', $short, put($archive, 54, sprintf '%08x', length($image) - 1));
refuses('an empty member', $short, member($NAME, '', 0100400) . $trailer);
refuses("$_ bytes of it", $short, substr($archive, 0, $_)) for $start, $start + 100, $start + 4096, $start + length($image) - 1;
refuses("$_ bytes of it", qr/^kexec: bad: /, substr($archive, 0, $_)) for 1, 5, 6, 109, 110, 120, $start - 1;
refuses('something else', qr/^kexec: bad: holds no valid baked image: it has no magic number$/, member($NAME, 'x' x 9999, 0100400));
spew('bad', flip($archive, $start + (extent($image, 'kernel'))[0]));
fails_cleanly('a flipped bit', qr/^kexec: bad: its kernel or initrd is damaged/, '--bake-verify=bad');

done_testing();
