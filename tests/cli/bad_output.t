#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Places where OUT can't be written.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use POSIX qw(mkfifo);
use Test::More;
use Time::HiRes qw(sleep);
use CLI;

make_kernel('kernel');
mkdir 'directory';
mkfifo('fifo', 0600) or die "fifo: $!";
my @formats = qw(elf image cpio);

sub refuses {
	my ($name, $what, $out, %how) = @_;
	fails_cleanly("$name, $_", $what, "--bake=$out", "--bake-format=$_", 'kernel', \%how) for @formats;
}

refuses('a missing directory', qr/^kexec: nowhere\/out: cannot be created: No such file or directory$/, 'nowhere/out');
refuses('a file for a directory', qr/^kexec: kernel\/out: cannot be created: Not a directory$/, 'kernel/out');
refuses('a directory', qr/^kexec: directory: is a directory \(the name of a file was expected\)$/, 'directory');
refuses('a directory with a slash', qr/^kexec: directory\/: is a directory/, 'directory/');
refuses('/dev/full', qr/^kexec: \/dev\/full: exists and is not a regular file$/, '/dev/full');
is(join(' ', glob '/dev/.kexec-*'), '', 'no file in /dev');
refuses('a FIFO', qr/^kexec: fifo: exists and is not a regular file$/, 'fifo', timeout => 30);
refuses('a name too long', qr/^kexec: n+: cannot be (created|written): File name too long$/, 'n' x 256);
refuses('where no file can be', qr/^kexec: \/proc\/self\/fdinfo\/out: cannot be created: /, '/proc/self/fdinfo/out');

# --- not allowed to write -------------------------------------------------------

SKIP: {
	my ($drop, $why) = become_nobody(kexec_path());
	skip($why, 5) if !$drop;
	chmod 0555, 'directory';
	refuses('a directory that may not be written', qr/^kexec: directory\/out: cannot be created: Permission denied$/,
		'directory/out', in => 'directory', setup => $drop);
	chmod 0, 'kernel';
	fails_cleanly('a kernel that may not be read', qr/^kexec: kernel: cannot be opened: Permission denied$/, '--bake=out',
		'kernel', { setup => $drop });
	fails_cleanly('an image that may not be read', qr/^kexec: kernel: cannot be opened: Permission denied$/,
		'--bake-info=kernel', { setup => $drop });
	chmod 0644, 'kernel';
	chmod 0755, 'directory';
}

# --- standard streams that were closed ------------------------------------------

for my $format (@formats) {
	my $before = listing($CLI::dir);
	my $run = CLI::run(['sh', '-c', 'exec "$@" >&-', 'sh', kexec_path(), '--bake=out', "--bake-format=$format", 'kernel']);
	is($run->{status} >> 8, 1, "no standard output, $format: it fails");
	like($run->{err}, qr/\Akexec: standard output: cannot be written: [^\n]*\n\z/, 'and says why');
	is(listing($CLI::dir), $before, 'there is no file');
	$run = CLI::run(['sh', '-c', 'exec "$@" 2>&-', 'sh', kexec_path(), '--bake=out', "--bake-format=$format", 'kernel']);
	is($run->{status}, 0, "no standard error, $format: a warning is lost");
	ok_bake('but nothing else', '--bake-verify=out');
	unlink 'out';
}

# --- no room ----------------------------------------------------------------------

# The kernel's alignment makes an image of 2 MiB.
SKIP: {
	my $unshare = command_there('unshare') && !CLI::run(['unshare', '-m', 'mount', '-t', 'tmpfs', 'tmpfs', 'directory'])->{status};
	skip('a small file system cannot be mounted here', 6) if !$unshare;
	for my $format (@formats) {
		# As the file system goes with the namespace, it's listed in there.
		my $script = 'mount -t tmpfs -o size=1m tmpfs directory && echo old > directory/out && "$@"; ' .
			'echo $?; ls -A directory; cat directory/out';
		my $run = CLI::run(['unshare', '-m', 'sh', '-c', $script, 'sh', kexec_path(), '--bake=directory/out',
			"--bake-format=$format", 'kernel']);
		like($run->{err}, qr/\Akexec: directory\/out: cannot be written: No space left on device\n\z/, "a full disk, $format: one line");
		is($run->{out}, "1\nout\nold\n", "a full disk, $format: the old file, and no other");
	}
}

for my $format (@formats) {
	my $before = listing($CLI::dir);
	my $run = CLI::run(['sh', '-c', 'ulimit -f 100; exec "$@"', 'sh', kexec_path(), '--bake=out', "--bake-format=$format", 'kernel']);
	is($run->{status}, 1 << 8, "a limit of the file size, $format: exit status");
	like($run->{err}, qr/\Akexec: out: cannot be written[^\n]*\n\z/, "a limit of the file size, $format: one line");
	is(listing($CLI::dir), $before, "a limit of the file size, $format: no file");
}

# --- an old file stays ----------------------------------------------------------------

spew('old', "old\n");
spew('broken', 'broken');
for my $words (['broken'], ['missing'], ['--bake-size=4K', 'kernel'], ['--initrd=missing', 'kernel'], ['--append=' . 'x' x 9999, 'kernel']) {
	fails_cleanly("an old file and @{[substr qq(@$words), 0, 30]}", qr/^kexec: /, '--bake=old', @$words);
	is(slurp('old'), "old\n", 'stays');
}
fails_cleanly('what was baked but could not be told', qr/^kexec: standard output: cannot be written/, '--bake=old',
	'kernel', { stdout => '/dev/full' });
is(slurp('old'), "old\n", 'stays');

# --- a slip of the pen ------------------------------------------------------------------

spew('initrd', 'initrd');
symlink('kernel', 'link');
for my $case (['kernel', 'kernel'], ['link', 'kernel'], ['./kernel', 'kernel'], ['initrd', 'initrd']) {
	my ($out, $what) = @$case;
	my $bytes = slurp($what);
	fails_cleanly("OUT is the $what, as $out", qr/^kexec: \Q$out\E: is the $what that is to be baked /, "--bake=$out",
		'--initrd=initrd', 'kernel');
	ok(slurp($what) eq $bytes, 'stays');
}

# --- a signal -----------------------------------------------------------------------------

# Long enough to be met in the middle: its temporary file is there, OUT isn't.
open(my $large, '>', 'large') or die "large: $!";
truncate $large, 200 << 20 or die "large: $!";
mkdir 'signal';

sub temporary { return grep { !/^\.\.?$/ } map { substr $_, 7 } glob 'signal/* signal/.*' }

for my $signal (qw(TERM INT HUP QUIT PIPE)) {
	my $met = 0;
	for (1 .. 20) {
		my $pid = fork // die "fork: $!";
		if (!$pid) {
			$SIG{$_} = 'DEFAULT' for qw(TERM INT HUP QUIT PIPE);
			open(STDOUT, '>', '/dev/null');
			open(STDERR, '>', '/dev/null');
			exec kexec_path(), '--bake=signal/out', '--initrd=large', 'kernel' or die;
		}
		sleep 0.001 until temporary() || waitpid($pid, POSIX::WNOHANG()) > 0;
		kill $signal, $pid;
		waitpid $pid, 0;
		$met = ($? & 127) == POSIX->can("SIG$signal")->();
		last if $met;
		unlink 'signal/out';
	}
	ok($met, "SIG$signal ends it while it writes");
	is(join(' ', temporary()), '', 'and leaves no file');
}

done_testing();
