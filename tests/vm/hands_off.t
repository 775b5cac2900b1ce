#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Other handlers of a panic still get control before the image does: a crash kernel that
# userspace loaded, pstore, and a debugger.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(bake initrd kernel small_primary);
use Loaded;
use Test::More;
use VM;

my $primary = small_primary();
my $dir = tempdir('kexec-bake-hands-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $panic = 'Kernel panic - not syncing: sysrq triggered crash';

sub failed { return diag($_[0]{summary}, "\n", substr($_[0]{serial}, -3000)) }

# --- kdump ---------------------------------------------------------------------------

my $load = "does load kexec -p --console-serial /kernel --initrd=/initrd --append='$Loaded::WORDS nr_cpus=1 second'";
my $unload = 'does unload kexec -p -u';
my $crash = 'echo c >/proc/sysrq-trigger';

# kdump(NAME, WHOSE KERNEL COMES, PLAN, WORDS): theirs or ours.
sub kdump {
	my ($name, $whose, $plan, $words) = @_;
	subtest $name => sub {
		my $run = loaded($plan, first => $primary, kernel => kernel('small'), words => "crashkernel=96M $words");
		my $said = said($run);
		like($run->{serial}, qr/kexec_bake: armed/, 'an image is there, too');
		unlike($said, qr/status [^0]/, 'all is done that was asked') or failed($run);
		if ($whose eq 'ours') {
			is($run->{result}, 'captured', 'the image is entered') or failed($run);
			like(VM::oops_text($run->{out}) // '', qr/\Q$panic\E/, 'the text of the crash');
		} else {
			unlike($run->{serial}, qr/entering the capture kernel/, 'the image is not entered');
			like($said, qr/^second: words .* elfcorehdr=/m, "userspace's crash kernel is") or failed($run);
		}
		done_testing();
	};
}

kdump('a crash kernel is loaded', 'theirs', "$load\n$crash", '');
kdump('a crash kernel was loaded', 'ours', "$load\n$unload\n$crash", '');
kdump('loaded, and crash_kexec_post_notifiers', 'theirs', "$load\n$crash", 'crash_kexec_post_notifiers');
kdump('not loaded, and crash_kexec_post_notifiers', 'ours', $crash, 'crash_kexec_post_notifiers');

# --- pstore --------------------------------------------------------------------------

sub keeps {
	my ($kernel) = @_;
	my ($at, $size, $memory) = (0x8000000, 1 << 20, "$dir/memory");
	my $run = VM::boot(kernel => $kernel, initrd => initrd(), append => "memmap=1M\$$at ramoops.mem_address=$at " .
		"ramoops.mem_size=$size ramoops.record_size=0x20000 vmtest=sysrq-c",
		until => qr/^purgatory: digest ok/m, dump => { val => $at, size => $size, filename => $memory });
	is($run->{stopped}, 'until', 'the image is entered') or failed($run);
	my $kept = VM::read_file($memory) // '';
	like($kept, qr/^Panic#1 Part1$/m, 'ramoops has a record of the panic');
	like($kept, qr/\Q$panic\E/, 'with its text');
	is(() = $kept =~ /^Panic#/mg, 1, 'once');
	done_testing();
}

subtest 'ramoops' => sub { keeps($primary) };
# Which tells it why in another way.
subtest "ramoops, 6.12" => sub { keeps(kernel('--linux=6.12', 'primary', bake(kernel('small')))) } if $ENV{ALL};

# --- a debugger ------------------------------------------------------------------------

# It doesn't where a panic is to reset the machine.
subtest 'kdb' => sub {
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => 'panic=0 kgdboc=ttyS0 vmtest=sysrq-c',
		monitor => { when => qr/kdb> /, commands => ["type go\r"] });
	like($run->{serial}, qr/Entering kdb .*due to/, 'it breaks in') or failed($run);
	is($run->{result}, 'captured', 'and when it has gone on, the image is entered') or failed($run);
	like(VM::oops_text($run->{out}) // '', qr/\Q$panic\E/, 'the text of the crash');
	done_testing();
};

done_testing();
