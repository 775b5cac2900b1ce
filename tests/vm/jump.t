#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# kexec -l with --load-preserve-context: into another kernel, back with --load-jump-back-helper,
# and the same once more; and into a program that returns. The return needs a later Linux than
# 6.1, which is left without a GDT.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(kernel);
use Loaded;
use Test::More;
use VM;

plan(skip_all => 'only with ALL=1') if !$ENV{ALL};

my $kernel = kernel(qw(--linux=6.12 small));
my $dir = tempdir('kexec-bake-jump-XXXXXX', TMPDIR => 1, CLEANUP => 1);

# What the first kernel has in its memory and is to find again.
my $mark = 'busybox mkdir /marks
busybox mount -t tmpfs none /marks
busybox head -c 20000000 /dev/urandom >/marks/random
sum=$(busybox sha256sum /marks/random)
busybox sleep 100000 &
process=$!
look() {
	[ "$(busybox sha256sum /marks/random)" = "$sum" ] && kill -0 $process && say "$1: all is as it was, version $(busybox uname -r)"
}';

sub failed { return diag($_[0]{summary}, "\n", substr($_[0]{serial}, -3000)) }

# --- a kernel ----------------------------------------------------------------------------

my $back = 'entry=$(busybox sed "s/.*kexec_jump_back_entry=//; s/ .*//" /proc/cmdline)
does "second: way back" kexec --load-jump-back-helper --entry=$entry --console-serial
does "second: exec" kexec -e -x';
my $run = loaded("$mark
does load kexec -l --load-preserve-context --mem-max=0x17ffffff --console-serial /kernel --initrd=/initrd --append='$Loaded::WORDS nr_cpus=1 second'
does exec kexec -e -x
look 'back'
does again kexec -e -x
look 'back again'",
	first => $kernel, kernel => $kernel, files => { initrd => second_initrd("$back\nsay 'second: here again'\n$back") });
my $said = said($run);
like($said, qr/^load: status 0$/m, 'it loads') or failed($run);
like($said, qr/^second: words .*kexec_jump_back_entry=0x[0-9a-f]*[1-9a-f][0-9a-f]*$/m, 'the second kernel runs, and knows the way back') or failed($run);
like($said, qr/^second: memmap 0x100000 0x17ffffff System RAM/m, 'in memory of its own');
unlike($said, qr/^second: memmap 0x18000000 \S+ System RAM/m, 'and no other');
like($said, qr/^second: way back: status 0$/m, 'it loads the way back') or failed($run);
like($said, qr/^exec: status 0\nback: all is as it was/m, 'the first kernel goes on') or failed($run);
like($said, qr/^second: exec: status 0\nsecond: here again$/m, 'entered again, the second one goes on') or failed($run);
like($said, qr/^again: status 0\nback again: all is as it was/m, 'and comes back again') or failed($run);
is($run->{result}, 'up', 'to the end') or failed($run);

# --- a program ------------------------------------------------------------------------------

sub program {
	my ($name, $text) = @_;
	VM::write_file("$dir/$name.S", ".globl _start\n_start:\n$text\n");
	system('gcc', '-nostdlib', '-static', '-Wl,--build-id=none', '-Wl,-z,noexecstack', '-Wl,-Ttext=0x4000000', '-o', "$dir/$name", "$dir/$name.S") == 0 or die;
	return "$dir/$name";
}

# The one says how often it was entered, and returns. The other calls whoever called it, and so tells
# Linux where to go on; and mustn't be entered where its header says.
my $says = 'incb digit(%rip)
	leaq text(%rip), %rsi
	movl $end - text, %ecx
1:	movw $0x3fd, %dx
2:	inb %dx, %al
	testb $0x20, %al
	jz 2b
	movw $0x3f8, %dx
	lodsb
	outb %al, %dx
	loop 1b
	retq
	.data
text:	.ascii "entered "
digit:	.ascii "0\n"
end:';
my %files = (returns => program('returns', $says), calls => program('calls', "ud2\n.balign 16\npopq %rax\n1: call *%rax\npopq %rax\njmp 1b"));

sub programs {
	my ($program, $arguments, $anew) = @_;
	my $load = "kexec -l --load-preserve-context --mem-max=0x7ffffff $arguments /$program";
	my @rounds = map { ($anew ? "does 'load $_' $load" : (), "does 'exec $_' kexec -e -x", "look 'back $_'") } 1 .. 3;
	my $run = loaded(join("\n", $mark, "does load $load", @rounds), first => $kernel, kernel => $kernel, files => \%files);
	my $said = said($run);
	like($said, qr/^exec $_: status 0\nback $_: all is as it was/m, "$arguments: $program, $_") or failed($run) for 1 .. 3;
	is($run->{result}, 'up', 'to the end') or failed($run);
	is(join(' ', $run->{serial} =~ /entered (\d)/g), $anew ? '1 1 1' : '1 2 3', 'with its memory as it left it, or anew') or failed($run)
		if $program eq 'returns';
}

programs('returns', '--args-elf --console-serial');
programs('returns', '--args-none', 'anew');
programs('calls', '--args-none --entry=0x4000010');

done_testing();
