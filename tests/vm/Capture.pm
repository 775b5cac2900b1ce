# SPDX-License-Identifier: GPL-2.0-only
# What the tests of saveoops in the capture kernel share: crash() is the whole
# way, from a primary that crashes; boot_capture() is the capture kernel alone.
package Capture;

use strict;
use warnings;

use Exporter 'import';
use File::Temp qw(tempdir);
use Images qw(initrd kernel saveoops_initrd saveoops_primary);
use Test::More;
use VM;

our @EXPORT = qw(boot_capture crash ended is_saved said saves saves_nothing tells used_disk with_oops);

my $dir = tempdir('kexec-bake-capture-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $primary;

# crash(QEMU'S WORDS, %options): as VM::boot's.
sub crash {
	my ($qemu, %options) = @_;
	$options{kernel} //= $primary //= saveoops_primary();
	return VM::boot(initrd => initrd(), append => 'crashpoint=mm_init', timeout => 90, qemu => $qemu, %options);
}

# What saveoops said, without the time stamp.
sub said {
	my ($run) = @_;
	return join("\n", $run->{serial} =~ /saveoops: ([^\r\n]*)/g);
}

sub ended {
	my ($run, @disks) = @_;
	is($run->{reason}, 'guest-reset', 'the machine resets') or diag($run->{summary});
	is($_->changed_outside, undef, 'the rest of the disk is what it was') for @disks;
}

# And nothing is damaged but what was before.
sub is_saved {
	my ($run, $disk, $number, $damage) = @_;
	my $text = eval { $disk->text($number) } // return fail("record $number is there") || diag(said($run));
	VM::write_file("$run->{out}/oops/dmesg.txt", $text);
	is(VM::oops_matches_serial($run->{out}), undef, "record $number is what the console showed");
	like(said($run), qr/^record $number \(@{[length $text]} bytes\) is on \/dev\/\S+$/m, 'the console says so');
	is($disk->check, $damage // '', $damage ? 'what was damaged is, and nothing else' : 'nothing is damaged');
}

sub saves {
	my ($name, $disk, $qemu, %options) = @_;
	subtest $name => sub {
		my $run = crash($qemu, %options);
		ended($run, $disk);
		is_saved($run, $disk, 1);
		$options{also}->($run) if $options{also};
		done_testing();
	};
}

sub saves_nothing {
	my ($name, $why, $disk, $qemu, %options) = @_;
	subtest $name => sub {
		my $run = crash($qemu, %options);
		ended($run, $disk);
		like(said($run), $why, 'one line says why');
		unlike(said($run), qr/^record /m, 'nothing is said to be saved');
		$options{also}->($run) if $options{also};
		done_testing();
		return $run;
	};
}

# With so many records to begin with, and a clean boot before each.
sub used_disk {
	my ($count, %options) = @_;
	my $disk = Disk->new(%options);
	for (1 .. $count) {
		# Or else it would be told to stop.
		$disk->mark_clean;
		crash($disk->qemu('virtio-blk'));
	}
	$disk->remember;
	$disk->{texts} = { map { $_ => $disk->text($_) } $disk->records };
	return $disk;
}

# As the hand-off does it: behind the initramfs, which is padded to 4 bytes; options as mkinitrd's.
sub with_oops {
	my ($name, $text, @options) = @_;
	VM::write_file("$dir/$name/oops/dmesg.txt", $text);
	my $initrd = VM::read_file(saveoops_initrd(@options));
	my $oops = `cd '$dir/$name' && find oops | cpio --quiet -H newc -o`;
	VM::write_file("$dir/$name.gz", $initrd . "\0" x (-length($initrd) % 4) . $oops);
	return "$dir/$name.gz";
}

sub boot_capture {
	my ($initrd, $words, $qemu) = @_;
	return VM::boot(kernel => kernel('capture'), initrd => $initrd, timeout => 90, qemu => $qemu,
		words => "console=ttyS0 quiet $words");
}

# tells(DISK, WORDS, REGEX, REASON, %options): initrd; qemu; unchanged (1: the
# disk must be); name; also (code that is given the run).
sub tells {
	my ($disk, $words, $line, $reason, %options) = @_;
	subtest $options{name} || $words || 'no words' => sub {
		# These crashes are no loop.
		$disk->mark_clean if $disk->{formatted};
		$disk->remember;
		my $run = boot_capture($options{initrd}, $words, $options{qemu} // $disk->qemu('virtio-blk'));
		like(said($run), $line, 'it says so') if $line;
		is($run->{reason}, $reason, "and ends by $reason");
		is($disk->changed_outside, undef, 'the rest of the disk is what it was');
		ok(!$disk->changed, 'nothing is written') if $options{unchanged};
		$options{also}->($run) if $options{also};
		done_testing();
	};
}

1;
