#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# A crash loop ends: after several captures without a clean boot the primary is told to stop
# capturing and obeys; if it cannot be told, the machine halts.
use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Disk;
use Images qw(initrd kernel saveoops_primary small_primary);
use Test::More;
use VM;

my $told = qr/not armed: told to stop, after repeated captures and no clean boot/;
my $crash = 'crashpoint=mm_init';

# Resets don't end it: it's one machine, that crashes at each boot.
sub crash_loop {
	my ($primary, $until, %options) = @_;
	return VM::boot(kernel => $primary, initrd => initrd(), append => $crash, resets => 1, until => $until,
		timeout => 240, %options);
}

# The console, cut where a primary begins.
sub primaries {
	my ($run) = @_;
	# The kernel side speaks before the banner.
	my $serial = $run->{serial} =~ s/^((?:\[[^]]*\] kexec_bake: [^\n]*\n)*\[[^]]*\] Linux version \S+-bake )/\f$1/mgr;
	my (undef, @boots) = split /\f/, $serial;
	return @boots;
}

sub said {
	my ($text) = @_;
	return join("\n", $text =~ /saveoops: ([^\r\n]*)/g);
}

my $disk = Disk->new;
my $primary = saveoops_primary();

subtest 'a machine that crashes at each boot' => sub {
	my $run = crash_loop($primary, qr/$told.*Kernel panic/s, qemu => $disk->qemu('virtio-blk'));
	is($run->{stopped}, 'until', 'in the end it crashes, and is not captured') or diag($run->{summary});
	my @boots = primaries($run);
	is(scalar @boots, 5, 'that is its fifth boot');
	is(join(' ', $disk->records), '1 2 3 4', 'four records are on the disk');
	for my $n (1 .. 4) {
		VM::write_file("$run->{out}/oops/dmesg.txt", $disk->text($n));
		VM::write_file("$run->{out}/serial.log", $boots[$n - 1]);
		is(VM::oops_matches_serial($run->{out}), undef, "record $n is what the console showed");
		my $tells = said($boots[$n - 1]) =~ /^4 captures and no clean boot \(saveoops.captures=3\): /m;
		is(!!$tells, $n == 4, $n == 4 ? 'and the next boot is told to stop' : 'and that is all');
	}
	is($disk->changed_outside, undef, 'the rest of the disk is what it was');
	is($disk->check, '', 'nothing is damaged');
	done_testing();
};

# The clock's battery is gone, the disk isn't.
subtest 'a machine that forgot' => sub {
	my $run = crash_loop($primary, qr/reboot: System halted/, qemu => $disk->qemu('virtio-blk'));
	is($run->{stopped}, 'until', 'it halts') or diag($run->{summary});
	like(said($run->{serial}), qr/^record 5 .*^5 captures and no clean boot .*^this boot was not to be captured either: the machine is halted$/ms,
		'and says why');
	is(scalar primaries($run), 1, 'after one boot');
	done_testing();
};

subtest 'after a clean boot' => sub {
	$disk->mark_clean;
	my $run = crash_loop($primary, qr/saveoops: record 6 .*Linux version/s, qemu => $disk->qemu('virtio-blk'));
	is($run->{stopped}, 'until', 'it is recorded, and resets') or diag($run->{summary});
	unlike(said($run->{serial}), qr/no clean boot/, 'and not told to stop');
	done_testing();
};

# Debian's cloud kernel has no /dev/port.
subtest 'no record partition, by another kernel' => sub {
	my $hasty = saveoops_primary(kernel => kernel('stock', 'cloud'), words => 'saveoops.wait=0 saveoops.captures=1');
	my $run = crash_loop($hasty, qr/$told.*Kernel panic/s);
	is($run->{stopped}, 'until', 'that ends, too') or diag($run->{summary});
	is(scalar primaries($run), 3, 'after two captures');
	done_testing();
};

subtest 'the mark, in the primary' => sub {
	my $run = VM::boot(kernel => small_primary(), initrd => initrd(), append => 'vmtest=stop-mark', resets => 1,
		until => qr/$told.*kexec_bake: armed: .*userspace is up/s);
	is($run->{stopped}, 'until', 'it is heeded after a reset, and after another it is gone') or diag($run->{summary});
	my ($made, $cleared) = primaries($run);
	like($made, qr/kexec_bake: armed: .*primary: stop was 0 and is 1/s, 'a mark shows as 1');
	like($cleared, qr/primary: stop: 1 is refused/, 'it is not for the primary to be set');
	like($cleared, qr/primary: stop: 0 is taken.*primary: stop was 1 and is 0/s, 'but to be cleared');
	done_testing();
};

done_testing();
