#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# vmcore-dmesg prints the log of each kind of file, and refuses other files.  The printk buffers are tested in tests/unit.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops ();
use Vmcore;

my @lines = ([0, 'Linux version 6.1.0-test'], [1234567000, "two\nlines"], [5000000000, ''], [12345678901000, 'the last one']);
my $text = <<'TEXT';
[    0.000000] Linux version 6.1.0-test
[    1.234567] two
[    1.234567] lines
[    5.000000] 
[12345.678901] the last one
TEXT

# --- command lines ---------------------------------------------------------------

my $help = vmcore_dmesg('--help');
like($help->{out}, qr/\AUsage: vmcore-dmesg FILE\n/, 'helps');
is("$help->{status}$help->{err}", '0', 'and is fine');
is(vmcore_dmesg('-h')->{out}, $help->{out}, '-h');
like(vmcore_dmesg($_)->{out}, qr/\Akexec-bake \d[^\n]*\n\z/, "$_ says its version") for qw(--version -v);
is(refuses('nothing', qr/no file is given \(a dump was expected/), '', 'prints nothing');
refuses('an empty name', qr/: cannot be opened: No such file/, '');
refuses('no option', qr/--burn: is not an option/, '--burn', 'core');
refuses('no short option', qr/-x: is not an option/, '-x');
refuses('too much for an option', qr/--help=1: is not an option, or takes no argument/, '--help=1');
refuses('an argument too many', qr/two: is an unexpected argument/, 'one', 'two');

# --- dumps ------------------------------------------------------------------------

for my $ring (qw(lockless records)) {
	spew('core', core(ring => $ring, lines => \@lines));
	prints("a ring of $ring", $text, 'core');
}
spew('core', core(ring => 'bytes', lines => \@lines));
prints('a ring of bytes', $text =~ s/\] lines/\]/r =~ s/^\[    1.234567\] *\n/lines\n/mr =~ s/^\[/<6>[/mgr, 'core');
spew('-core', core(lines => \@lines));
prints('a name like an option', $text, '--', '-core');
spew('core', core(lines => []));
prints('no line', '', 'core');

# A sparse dump of 8 GiB, of which little is read.
my $whole = core(lines => \@lines);
my $large = put($whole, 64 + 56 + 32, pack('Q<2', (8 << 30) - $DATA, (8 << 30) - $DATA));
spew('large', $large);
truncate('large', 8 << 30) or BAIL_OUT("truncate: $!");
prints('a large dump', $text, 'large');
unlink 'large';

SKIP: {
	my ($nobody, $why) = become_nobody(vmcore_dmesg_path());
	skip($why, 1) if !$nobody;
	spew('core', $whole);
	chmod 0600, 'core';
	my $run = vmcore_dmesg('core', { setup => $nobody });
	like($run->{err}, qr/\Avmcore-dmesg: core: cannot be opened: Permission denied\n\z/, 'a dump that only root may read');
}

# --- damage -------------------------------------------------------------------------

# The text length of the second of four records.
my $bad = put($whole, $DATA + $INFOS + 88 + 16, pack('v', 1000));
spew('bad', $bad);
is(refuses('a damaged record', qr/bad: record 1 is damaged: its text has 1000 bytes \(16 at most were expected\)\n\z/, 'bad'),
	$text =~ s/^.* (two|lines)\n//mgr, 'the others are printed');
# The same record in the state reserved: another CPU was writing it.
spew('begun', put($whole, $DATA + $DESCRIPTORS + 24 + 7, "\x3f"));
my $run = vmcore_dmesg('begun');
is($run->{status}, 0, 'a record that was being written is no failure');
like($run->{err}, qr/\Avmcore-dmesg: begun: record 1 was being written, and is left out\n\z/, 'but is said to be missing');
is($run->{out}, $text =~ s/^.* (two|lines)\n//mgr, 'the others are printed');
# 131072 descriptors that were never written: count_bits, the address of the descriptors, head_id and tail_id are changed.
my $huge = put($large, $DATA + 0x110, pack('Vx4 q<', 17, -0x80000000 + 0x100000));
$huge = put($huge, $DATA + 0x128, pack('Q<2', 0x1ffff, 0));
spew('huge', $huge);
truncate('huge', 16 << 20) or BAIL_OUT("truncate: $!");
is(refuses('too much damage', qr/huge: record 0 was being written, and is left out; and 65535 more are damaged or half-written, so the rest is left out\n/,
	'huge'), '', 'ends');
unlink 'huge';

# A dump without its end, where the page table is.
spew('cut', substr($whole, 0, $DATA + $TEXTS + 40));
is(refuses('a dump that is cut short', qr/cut: is cut short: it has 6696 bytes \(8 bytes at offset 8184 were expected\)\n/, 'cut'), '',
	'prints nothing');

# --- other files ----------------------------------------------------------------------

refuses('no such file', qr/none: cannot be opened: No such file/, 'none');
refuses('a newline in a name', qr/a\?b: cannot be opened: No such file/, "a\nb");
refuses('a directory', qr/\.: is a directory \(a file was expected\)/, '.');
refuses('a character device', qr{/dev/null: is neither a file nor a block device}, '/dev/null');
system('mkfifo', 'fifo') == 0 or BAIL_OUT('mkfifo');
refuses('a FIFO', qr/fifo: is neither a file nor a block device/, 'fifo');
spew('nothing', '');
refuses('an empty file', qr/nothing: is empty/, 'nothing');
spew('begun', "\x7fELF\2\1\1" . "\0" x 9 . pack('v v', 4, 62) . "\0" x 20);
refuses('the beginning of one', qr/begun: its ELF header cannot be read: it is cut short$/, 'begun');
spew('text', "hello\n");
refuses('a short text', qr/text: is neither a dump nor a record partition \(an ELF core file was expected\)/, 'text');
spew('zeros', "\0" x 100000);
refuses('zeros', qr/zeros: is neither a dump nor a record partition/, 'zeros');
spew('elf', "\177ELF");
refuses('the beginning of an ELF file', qr/elf: its ELF header cannot be read: /, 'elf');
refuses('a program', qr/\S+: is an ELF file, but not a core dump/, vmcore_dmesg_path());
spew('kdump', 'KDUMP   ' . "\6\0\0\0" . 'x' x 10000);
refuses('a compressed dump', qr/kdump: is a compressed kdump file \(.*makedumpfile --dump-dmesg FILE OUT/, 'kdump');
spew('diskdump', 'DISKDUMP' . 'x' x 10000);
refuses('a diskdump', qr/diskdump: is a diskdump file/, 'diskdump');
spew('flat', "makedumpfile\0\0\0\0" . "\0" x 10000);
refuses('a flattened dump', qr/flat: is a flattened dump \(.*makedumpfile -R/, 'flat');

# --- record partitions ------------------------------------------------------------------

my @records = map { Saveoops::record($_) } 1 .. 3;
my $image = Saveoops::image(records => \@records);
spew('image', $image);
prints('the newest record', $records[2]{text}, 'image');
spew('image', Saveoops::image(records => [Saveoops::record(1, text => "no end\nof this")]));
prints('a text without an end', "no end\nof this\n", 'image');
spew('image', Saveoops::image(records => [Saveoops::record(1, text => "\e[2J\tx\n")]));
prints('odd bytes', "\\x1b[2J\tx\n", 'image');
spew('image', Saveoops::image(records => [Saveoops::record(1, text => 'x' x 20000 . "\n")]));
prints('a long text', 'x' x 20000 . "\n", 'image');
spew('image', Saveoops::image());
refuses('no record', qr/image: holds no record\n/, 'image');
spew('image', put($image, 0, "\0" x 512));
prints('the second superblock', $records[2]{text}, 'image');
spew('image', flip($image, index($image, $records[2]{text})));
is(refuses('a damaged record', qr/image: record 3 is damaged: its digest is wrong/, 'image'), '', 'prints nothing of it');
spew('image', substr(Saveoops::image(size => 1 << 20), 0, 1 << 19));
refuses('a truncated image', qr/image: is smaller than it was/, 'image');
spew('image', put($image, 0, Saveoops::superblock(65536, version => 2)));
refuses('another version', qr/image: is formatted for another version/, 'image');

# --- output ----------------------------------------------------------------------------

SKIP: {
	skip('no /dev/full', 2) if !-c '/dev/full';
	for my $file (qw(-core bad)) {
		my $run = vmcore_dmesg('--', $file, { stdout => '/dev/full' });
		ok($run->{status} == 256 && $run->{err} =~ /\Avmcore-dmesg: standard output: cannot be written: No space left[^\n]*\n\z/,
			"a full device: $file") or diag($run->{err});
	}
}

done_testing();
