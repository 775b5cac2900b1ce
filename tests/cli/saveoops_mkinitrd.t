#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# mkinitrd: the initramfs as cpio reads it, and the inputs that are refused.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops;

# Name => mode, and size or device number, of each member.
sub unpack_initrd {
	my ($name) = @_;
	run(['sh', '-c', "rm -rf tree && mkdir tree && cd tree && gzip -dc ../$name | cpio -idm --quiet"])->{status} == 0 or return {};
	my %members = map { /^(\S+)\s.*?\s((?:\d+, *\d+|\d+)) \w+ +\d+ +\S+ (.*)$/ ? ($3 => [$1, $2]) : () }
		split /\n/, run(['sh', '-c', "gzip -dc $name | cpio -tv --quiet"])->{out};
	return \%members;
}

sub listed {
	return join(' ', sort keys %{ unpack_initrd(@_) });
}

# A relocatable object by the ELF gABI: header, section table, and a signature behind it.
my $header = pack('a4 C3 x9 v v V Q< Q< Q< V v v v v v v', "\x7fELF", 2, 1, 1, 1, 62, 1, 0, 0, 64, 0, 64, 0, 0, 64, 1, 0);
my $module = $header . "\0" x 64 . 'a module' x 100;
spew('half.ko', substr($module, 0, 100));
spew('program', put($module, 16, "\2"));
spew('thirty-two.ko', put($module, 18, "\3"));
spew('one.ko', $module);
spew('two.ko', "${module}2");
spew('three.ko', "${module}3");
spew('text', "words\n");
spew('run', "#!/bin/sh\n");
chmod 0755, 'run';
chmod 0640, 'text';
system('xz -k two.ko && gzip -k three.ko') == 0 or BAIL_OUT('xz and gzip are needed');

is(succeeds('the least', 'mkinitrd', 'least'), '', 'says nothing');
my $least = unpack_initrd('least');
is(join(' ', sort keys %$least), 'dev dev/console init proc sys', 'what is in it');
is($least->{init}[0], '-rwxr-xr-x', 'init can be run');
like("@{$least->{'dev/console'}}", qr/^crw------- 5, +1$/, 'the console is one');
cmp_ok(-s 'least', '<', 100 << 10, 'less than 100 KiB') if run(['sh', '-c', 'command -v musl-gcc'])->{status} == 0;
like(run(['tree/init'])->{err}, qr/^saveoops: this program runs only as PID 1/, 'init runs, and only as PID 1');

succeeds('with modules', 'mkinitrd', 'modules', '--module=three.ko.gz', '--module', 'one.ko', '--module=two.ko.xz');
is(listed('modules'), 'dev dev/console init lib lib/modules lib/modules-load.list lib/modules/one.ko'
	. ' lib/modules/three.ko lib/modules/two.ko proc sys', 'modules have their place');
is(slurp('tree/lib/modules-load.list'), "/lib/modules/three.ko\n/lib/modules/one.ko\n/lib/modules/two.ko\n",
	'and the order that was given');
is(slurp('tree/lib/modules/two.ko'), "${module}2", 'unpacked from xz');
is(slurp('tree/lib/modules/three.ko'), "${module}3", 'unpacked from gzip');

succeeds('with files', 'mkinitrd', 'files', '--add=text:/etc/deep/words', '--add=run:bin/sh', '--add', 'text');
my $files = unpack_initrd('files');
is($files->{'bin/sh'}[0], '-rwxr-xr-x', 'what can be run still can');
is($files->{'etc/deep/words'}[0], '-rw-r--r--', 'other permissions are not kept');
is($files->{'etc/deep'}[0], 'drwxr-xr-x', 'directories are there');
is(slurp('tree/text'), "words\n", 'without a path it is the file\'s own');

# A fake makedumpfile: any program that is linked with a library.
mkdir('path');
my ($linked) = grep { -x } map { "$_/cpio" } split /:/, $ENV{PATH};
spew('path/makedumpfile', slurp($linked));
chmod 0755, 'path/makedumpfile';
{
	local $ENV{PATH} = "./path:$ENV{PATH}";
	succeeds('with makedumpfile', 'mkinitrd', 'vmcore', '--vmcore');
	like(listed('vmcore'), qr{ bin/makedumpfile .* lib64/ld-linux-x86-64\.so\.2 }, 'it is there, and its loader');
	my @libraries = map { m{=> (/\S+)} ? $1 : () } split /\n/, run(['/usr/bin/ldd', $linked])->{out};
	cmp_ok(scalar @libraries, '>', 0, 'it has libraries');
	ok(-e "tree$_" || -e "tree/usr$_", "$_ is there") for @libraries;
	spew('path/makedumpfile', "#!/bin/sh\n");
	refuses('a script for makedumpfile', qr{\./path/makedumpfile: is not a program \(an ELF file was expected\)}, 'mkinitrd', 'bad', '--vmcore');
	ok(!-e 'bad', 'and leaves nothing');
}

my @same = ('--module=one.ko', '--add=text:/x/y');
succeeds('once', 'mkinitrd', 'first', @same);
utime(1, 1, 'one.ko', 'text');
my $umask = umask(077);
succeeds('twice', 'mkinitrd', 'second', @same);
umask($umask);
is(slurp('first'), slurp('second'), 'gives the same bytes');

# --- refusals --------------------------------------------------------------------

spew('empty', '');
spew('cut.ko.xz', substr(slurp('two.ko.xz'), 0, 60));
for ([qr/none: cannot be opened: No such file/, '--add=none:x'],
	[qr/none: cannot be opened: No such file/, '--module=none'],
	[qr/empty: is empty/, '--add=empty:x'],
	[qr/text: is not a kernel module/, '--module=text'],
	map({ [qr/\Q$_\E: is not a kernel module \(a complete ELF object for x86_64 was expected\)/, "--module=$_"] } qw(half.ko program thirty-two.ko)),
	[qr/cut\.ko\.xz: cannot be decompressed/, '--module=cut.ko.xz'],
	[qr{/lib/modules/one\.ko: cannot be added: it is there already}, '--module=one.ko', '--module=one.ko'],
	[qr{/init: cannot be added: it is there already}, '--add=text:/init'],
	[qr{/init/x: cannot be added: /init is not a directory}, '--add=text:init/x'],
	[qr{/dev/console/x: cannot be added: /dev/console is not a directory}, '--add=text:dev/console/x'],
	[qr{/: is not a path for an initramfs}, '--add=text:'],
	[qr{/\.\./x: is not a path for an initramfs}, '--add=text:/../x'],
	[qr{/a/\./x: is not a path for an initramfs}, '--add=text:a/./x'],
	[qr{/a//x: is not a path for an initramfs}, '--add=text:a//x'],
	[qr{/a/: is not a path for an initramfs}, '--add=text:a/'],
	[qr/\S+: is too long a name/, '--add=text:' . 'a/' x 2500 . 'x']) {
	my ($why, @words) = @$_;
	refuses(substr("@words", 0, 60), $why, 'mkinitrd', 'out', @words);
}
refuses("$_->[0] for OUT", qr/\Q$_->[0]\E: is also an input \(another file was expected\)/, 'mkinitrd', @$_)
	for ['one.ko', '--module=one.ko'], ['text', '--add=text'], ['text', '--add=./text:/etc/x'];
refuses('a directory that is not there', qr{none/out: }, 'mkinitrd', 'none/out');
refuses('no OUT', qr/mkinitrd: an argument is missing/, 'mkinitrd');
refuses('two', qr/b: is an unexpected argument of mkinitrd/, 'mkinitrd', 'a', 'b');
refuses('--json', qr/--json: does not go with mkinitrd/, 'mkinitrd', 'out', '--json');

done_testing();
