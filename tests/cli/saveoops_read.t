#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# list, show, export, status, check: on images, which stay unchanged.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Test::More;
use CLI;
use Saveoops;

my @records = map { record($_) } 1 .. 3;
make_image('image', records => \@records, imported => 1, clean => 2);
chmod 0444, 'image';
my $before = slurp('image');
my @on = ('--device=image');

# --- list ---------------------------------------------------------------------

my @lines = split /\n/, succeeds('list', 'list', @on);
is(@lines, 4, 'a line for each record, and a head');
like($lines[1], qr/^ +1 imported +2023-11-14T22:13:21Z +6\.1\.1 +early +\d+ Oops 1$/, 'what it says');
like($lines[3], qr/^ +3 new /, 'a new one');
my $list = json('list --json', 'list', @on);
is(join(' ', map { $_->{sequence} } @$list), '1 2 3', 'numbers');
is(join(' ', map { $_->{imported} ? 'y' : 'n' } @$list), 'y n n', 'imported');
is_deeply($list->[1]{facts}, { release => '6.1.2', stage => 'early', reason => 'Oops 2', time => '1700000002' }, 'facts');
is($list->[2]{text_size}, length $records[2]{text}, 'size');

# --- show ---------------------------------------------------------------------

is(succeeds('show', 'show', @on), "$records[2]{facts}\n$records[2]{text}", 'the newest');
is(succeeds('show 1', 'show', 1, @on), "$records[0]{facts}\n$records[0]{text}", 'the first');
is(succeeds('show --text', 'show', '--text', 2, @on), $records[1]{text}, 'only the text');
my $shown = json('show --json', 'show', 2, @on);
is($shown->{text}, $records[1]{text}, 'the text in JSON');
is($shown->{facts}{reason}, 'Oops 2', 'facts in JSON');
refuses('no such record', qr/image: holds no record 4 \(/, 'show', 4, @on);

my $bytes = join '', map { chr } 0 .. 255;
make_image('odd', records => [record(1, text => $bytes x 700, facts => "reason=\e[2J\"\\\x80\nno fact\n=\n")], size => 1 << 20);
is(succeeds('show odd bytes', 'show', '--text', '--device=odd'), $bytes x 700, 'all of them');
my $odd = json('odd bytes in JSON', 'show', '--device=odd');
is($odd->{text}, $bytes x 700, 'all of them');
is($odd->{facts}{reason}, "\e[2J\"\\\x80", 'odd facts');
unlike(succeeds('list odd facts', 'list', '--device=odd'), qr/\e/, 'nothing that drives a terminal');

make_image('empty');
refuses('no record at all', qr/empty: holds no record$/, 'show', '--device=empty');
is(json('list nothing', 'list', '--device=empty')->@*, 0, 'an empty list');
make_image('nil', records => [{ facts => '', text => '' }]);
is(succeeds('a record of 0 bytes', 'show', '--device=nil'), "\n", 'shown');
make_image('large', size => 2 << 20, records => [record(1, text => 'x' x (1 << 20))]);
is(length succeeds('a record of 1 MiB', 'show', '--text', '--device=large'), 1 << 20, 'shown');

# --- export -------------------------------------------------------------------

succeeds('export', 'export', 2, 'out', @on);
is(slurp('out'), "$records[1]{facts}\n$records[1]{text}", 'what show prints');
is(json('export --json', 'export', 1, 'out', @on)->{file}, 'out', 'says the file');
is(slurp('out'), "$records[0]{facts}\n$records[0]{text}", 'replaced');
refuses('export to a directory', qr/\.: is a directory/, 'export', 1, '.', @on);
refuses('export to where it is', qr/image: holds the records \(another file was expected\)/, 'export', 1, 'image', @on);
refuses('export to nowhere', qr{none/out: cannot be created: No such file}, 'export', 1, 'none/out', @on);
refuses('export of nothing', qr/image: holds no record 9/, 'export', 9, 'out', @on);
SKIP: {
	skip('no /dev/full', 1) if !-c '/dev/full';
	my $run = saveoops('show', @on, { stdout => '/dev/full' });
	ok($run->{status} >> 8 && $run->{err} =~ /\Asaveoops: standard output: cannot be written: No space left[^\n]*\n\z/, 'a full device')
		or diag($run->{err});
}

# --- status and check -----------------------------------------------------------

my $status = json('status --json', 'status', @on);
is($status->{uuid}, uuid_text(), 'UUID');
is(join(' ', @$status{qw(records entries new last clean imported since_clean)}), '3 4 2 3 2 1 1', 'numbers');
ok(!$status->{damage_seen}, 'not damaged');
like(succeeds('status', 'status', @on), qr/^records +3 of 4, 2 of them new$/m, 'in words');
like(succeeds('check', 'check', @on), qr/^image: no damage found in 3 records$/, 'finds nothing');
is(json('check --json', 'check', @on)->@*, 0, 'nothing in JSON');

my @damages = (
	[0, qr/the first copy of the superblock is damaged/, 'superblock 0'],
	[61440 + 20, qr/the second copy of the superblock is damaged/, 'superblock 1'],
	[4096 + 500, qr/the state is damaged/, 'state 0'],
	[8192 + 4096 + 40, qr/entry 1 is damaged/, 'entry 1'],
	[8192 + 4096 * 3, qr/entry 3 is damaged/, 'entry 3'],
	[data_start(65536), qr/the data of record 1 is damaged/, 'data 1'],
);
for my $damage (@damages) {
	my ($offset, $words, $kind) = @$damage;
	spew('bad', flip($before, $offset, 3));
	my $out = refuses("check finds: $kind", qr/bad: damage found: 1 /, 'check', '--device=bad');
	like($out, qr/\Abad: $words\n\z/, 'and names it');
	my $faults = json('in JSON', 'check', '--device=bad');
	is(join(', ', map { "$_->{kind} $_->{which}" } @$faults), $kind, 'the same');
	next if $kind =~ /data/;
	ok(json('status', 'status', '--device=bad')->{damage_seen}, 'says so, too');
	my $is = $kind =~ /entry/ ? 2 : 3;
	is(json('list', 'list', '--device=bad')->@*, $is, "lists $is");
}
spew('bad', put($before, 8192 + 4096 * 2, entry(2, data_start(65536), @{ $records[1] }{qw(facts text)})));
like(refuses('check finds an overlap', qr/bad: damage found: 2 /, 'check', '--device=bad'), qr/^bad: records 1 and 2 share data$/m, 'named');
spew('bad', put($before, 8192, entry(5, data_start(65536), '', '')));
like(refuses('check finds a wrong number', qr/bad: damage found: 1 /, 'check', '--device=bad'), qr/^bad: entry 0 cannot hold record 5$/m, 'named');
spew('bad', flip($before, data_start(65536)));
refuses('show a damaged record', qr/bad: record 1 is damaged: its digest is wrong \(--force/, 'show', 1, '--device=bad');
refuses('export a damaged record', qr/bad: record 1 is damaged/, 'export', 1, 'new', '--device=bad');
like(succeeds('show --force', 'show', '--force', 1, '--device=bad'), qr/record 1, line 100/, 'shows it');
spew('bad', flip($before, 8192 + 4096));
like(succeeds('list beside damage', 'list', '--device=bad'), qr/^1 more cannot be read \(see saveoops check\)$/m, 'says that there is more');

is(slurp('image'), $before, 'the image is what it was');
done_testing();
