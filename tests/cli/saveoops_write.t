#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# clear, mark-clean, import.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops;

my @on = ('--device=image');
my @records = map { record($_) } 1 .. 3;

sub numbers {
	my ($name) = @_;
	my $status = json($name, 'status', @on);
	return join ' ', @$status{qw(records new last clean imported)};
}

# --- mark-clean -----------------------------------------------------------------

make_image('image', records => \@records, imported => 1);
like(succeeds('mark-clean', 'mark-clean', @on), qr/^image: this boot is clean, after 3 captures$/, 'says after how many');
ok(slurp('image') eq image(records => \@records, imported => 1, clean => 3), 'just that is written');
is(json('again', 'mark-clean', @on)->{captures}, 0, 'none since');

# --- clear -------------------------------------------------------------------------

make_image('image', records => \@records);
my $run = saveoops('clear', @on);
ok($run->{status} && $run->{err} =~ /^Clear image: all records are lost/, 'asks') or diag($run->{err});
is(numbers('nothing'), '3 3 3 0 0', 'is lost');
like(succeeds('clear', 'clear', '--yes', @on), qr/^image: 3 records cleared$/, 'says how many');
is(numbers('none'), '0 0 3 3 3', 'is left, and they are numbered on');
succeeds('check', 'check', @on);
is(json('clear nothing', 'clear', '--yes', @on)->{cleared}, 0, 'says so');

# --- import ------------------------------------------------------------------------

sub imported {
	return map { m{([^/]*)$} } sort glob 'dir/*';
}
make_image('image', records => \@records, imported => 1);
my @import = ('import', '--dir=dir', @on);
my @lines = split /\n/, succeeds('import', @import);
my @names = map { sprintf '%s-%06d.txt', uuid_text(), $_ } 2, 3;
is(@lines, 2, 'a line for each new record');
is($lines[0], "record 2: Linux 6.1.2 crashed, stage early, Oops 2, time 2023-11-14T22:13:22Z: dir/$names[0]", 'what it says');
is(join(' ', imported()), "@names", 'their files');
is(slurp("dir/$names[1]"), "$records[2]{facts}\n$records[2]{text}", 'what is in them');
is(sprintf('%o %o', map { (stat)[2] & 07777 } 'dir', "dir/$names[0]"), '700 600', 'for their owner only');
ok(slurp('image') eq image(records => \@records, imported => 3, clean => 3), 'just the state is written');
is(succeeds('import again', @import), '', 'nothing is new');
is(json('import --json', @import)->@*, 0, 'nothing in JSON');

# An import that was interrupted before it wrote the state.
my $time = (stat "dir/$names[0]")[9] - 100;
utime $time, $time, "dir/$names[0]";
make_image('image', records => \@records, imported => 1);
is(json('after a cut', @import)->@*, 2, 'both count');
is((stat "dir/$names[0]")[9], $time, 'what is there stays');

make_image('image', records => \@records);
my $bytes = slurp('image');
spew('image', flip($bytes, data_start(65536) + 200));
$run = saveoops('import', '--dir=dir2', @on);
like($run->{out}, qr/^record 1: .*\(damaged: its digest is wrong\)$/m, 'a damaged one is imported, and said to be');
is(numbers('all'), '3 0 3 3 3', 'are imported');

spew('file', 'x');
make_image('image', records => \@records);
$run = saveoops('import', '--dir=file', @on);
is($run->{err}, "saveoops: file: is not a directory\n", 'a file in its place');
is(numbers('nothing'), '3 3 3 3 0', 'is imported, and yet the boot is clean');
$run = saveoops('import', '--dir=none/dir', @on);
like($run->{err}, qr{^saveoops: none/dir: cannot be created: No such file}, 'no place for it');

# The first superblock is where a new file system would begin.
make_image('image', records => \@records);
spew('image', flip(slurp('image'), 0));
$bytes = slurp('image');
for my $words (['mark-clean'], ['clear', '--yes'], ['import', '--dir=dir4']) {
	$run = saveoops(@$words, @on);
	is($run->{err}, 'saveoops: image: its first superblock is damaged, so something else may have taken its place and'
		. " nothing is written (a valid one was expected)\n", "$words->[0] by the second superblock alone");
	ok(slurp('image') eq $bytes, 'nothing is written');
}
is(numbers('it'), '3 3 3 0 0', 'can be read');

# The lines sent to the system log, caught by a preloaded library.
SKIP: {
	spew('log.c', <<'C');
#include <stdarg.h>
#include <stdio.h>
static void note(int level, const char *format, va_list args)
{
	FILE *out = fopen("syslog", "a");
	fprintf(out, "%d ", level);
	vfprintf(out, format, args);
	fputc('\n', out);
	fclose(out);
}
void syslog(int level, const char *format, ...) { va_list a; va_start(a, format); note(level, format, a); va_end(a); }
void __syslog_chk(int level, int flag, const char *format, ...) { va_list a; va_start(a, format); note(level, format, a); va_end(a); }
C
	skip('no compiler', 2) if system('cc -w -shared -fPIC -o log.so log.c 2>/dev/null');
	make_image('image', records => \@records, imported => 2);
	$run = saveoops('import', '--dir=dir3', @on, { setup => sub { $ENV{LD_PRELOAD} = "$CLI::dir/log.so" } });
	skip('the preloaded library does not go with this build', 2) if $run->{status};
	is(slurp('syslog'), "3 $run->{out}", 'the log gets the same line, as an error');
	like($run->{out}, qr/^record 3: .*\n\z/, 'one line');
}

# --- devices that cannot be written ---------------------------------------------------

SKIP: {
	my ($nobody, $why) = become_nobody(saveoops_path());
	skip($why, 3) if !$nobody;
	chmod 0444, 'image';
	for my $verb ('mark-clean', 'import', 'clear') {
		$run = saveoops($verb, @on, $verb eq 'clear' ? '--yes' : (), { setup => $nobody });
		ok($run->{status} && $run->{err} =~ /\Asaveoops: image: cannot be opened: Permission denied\n\z/, "$verb without permission") or diag($run->{err});
	}
}
done_testing();
