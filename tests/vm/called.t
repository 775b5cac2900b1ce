#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Code that --load-preserve-context and --load-jump-back-helper load returns when it is called, in
# a virtual machine, as a kernel would call it. The virtual machine runs no such kernel but a
# program that has the segments where the kernel would put them; jump.t tests the kernel.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../cli";
use CLI;
use Fake;
use Loaded;
use Test::More;

my $here = $FindBin::Bin;
my $caller = 0x8000000;
my (@sections, $count);

sub run_tool {
	system(@_) == 0 or die "@_: failed\n";
}

# The entry of what was loaded; its segments become sections.
sub keep {
	my ($run) = @_;
	is("$run->{status} $run->{err}", '0 ', 'it loads');
	for (grep { $_->{stored} } @{ $run->{segments} }) {
		my $name = 'part' . $count++;
		spew($name, $_->{bytes});
		push @sections, [$name, $_->{address}];
	}
	my ($entry) = "@{ $run->{calls} }" =~ /entry=(\S+)/;
	return $entry;
}

# A program that returns at once.
spew('returns.S', ".globl _start\n_start:\n\tretq\n");
run_tool('gcc', '-nostdlib', '-static', '-Wl,--build-id=none', '-Wl,-z,noexecstack', '-Wl,-Ttext=0x4000000', '-o', 'returns', 'returns.S');
machine('vm');
my $there = keep(faked('-l', '--load-preserve-context', '--mem-min=0x2000000', '--mem-max=0x7ffffff', '--console-serial', 'returns'));

# Linked twice: the way back has to know where `back` is, and that's where it was.
sub link_caller {
	my ($back) = @_;
	my @parts = map { ('.section .' . $_->[0] . ',"a"', ".incbin \"$_->[0]\"") } @sections;
	spew('parts.S', join("\n", @parts, ''));
	run_tool('gcc', '-nostdlib', '-static', '-Wl,--build-id=none', '-Wl,-z,noexecstack', '-Wl,--nmagic', '-Wl,--no-warn-rwx-segments', "-DTHERE=$there", "-DBACK=$back", sprintf('-Wl,-Ttext=%#x', $caller),
		(map { sprintf '-Wl,--section-start=.%s=%#x', @$_ } @sections), '-o', 'caller', "$here/called.S", 'parts.S');
	return (CLI::run(['/usr/bin/nm', 'caller'])->{out} =~ /^([0-9a-f]+) T back$/m)[0];
}

my $at = link_caller(0);
my $back = keep(faked('--load-jump-back-helper', "--entry=0x$at", '--mem-min=0xa000000', '--console-serial'));
is(link_caller($back), $at, 'the caller is as before');

my $run = loaded("does load kexec -l -c --args-none /caller\ndoes exec kexec -e", files => { caller => 'caller' });
like($run->{serial}, qr/load: load: status 0/, 'it loads') or diag(substr($run->{serial}, -2000));
like($run->{serial}, qr/purgatory: digest ok.*called: it returned/s, 'what was called returns') or diag(substr($run->{serial}, -2000));
like($run->{serial}, qr/called: it returned.*purgatory: digest ok.*called: it jumped back/s, 'and what jumps back knows where it came from') or diag(substr($run->{serial}, -2000));

done_testing();
