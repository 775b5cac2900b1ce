#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Our kexec in a virtual machine: -l and -e, -p and a panic, by both system calls.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Loaded;
use Test::More;

for my $way (qw(-c -s)) {
	my $run = loaded("does load kexec $way -l /kernel --initrd=/initrd --console-serial --command-line='$Loaded::WORDS second by$way'
does status kexec -S -l
does exec kexec -e");
	my $said = said($run);
	like($said, qr/^load: status 0$/m, "$way: it loads") or diag(substr($run->{serial}, -3000));
	like($said, qr/^status: status 1$/m, "$way: --status says so");
	like($said, qr/^second: words .* second by$way$/m, "$way: the second kernel runs, with its words");
	is($run->{result}, 'up', "$way: and its userspace") or diag($run->{summary});
}

for my $way (qw(-c -s)) {
	my $run = loaded("does load kexec $way -p /kernel --initrd=/initrd --console-serial --command-line='$Loaded::WORDS nr_cpus=1 second by$way'
does status kexec -S
echo c >/proc/sysrq-trigger", words => 'crashkernel=256M');
	my $said = said($run);
	like($said, qr/^load: status 0$/m, "-p $way: it loads") or diag(substr($run->{serial}, -3000));
	like($said, qr/^status: status 1$/m, "-p $way: --status says so");
	like($run->{serial}, qr/sysrq: Trigger a crash/, "-p $way: the first kernel crashes");
	like($said, qr/^second: words .* second by$way/m, "-p $way: the crash kernel runs, with its words");
	like($run->{serial}, qr/primary: done, rebooting/, "-p $way: and its userspace") or diag($run->{summary});
	diag($said);
}

done_testing();
