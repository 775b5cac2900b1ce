# SPDX-License-Identifier: GPL-2.0-only
# What our kexec and Debian's give the kernel, caught in a virtual machine (catch.c).
#
#   my $caught = caught({ NAME => 'OPTION... FILE', ... }, files => {...}, %options);
#   $caught->{NAME}{ours}   of one call: entry, flags, segments (each: address,
#                           size, bytes), and status (the program's)
#   $caught->{NAME}{peers}  of the other
#   $caught->{out}          a directory with the machine's iomem and data, which is
#                           its kernel's boot_params
#
# /kernel and /initrd are there, as in Loaded, whose options it takes.
package Caught;

use strict;
use warnings;
no warnings 'portable';

use Exporter 'import';
use File::Basename qw(basename dirname);
use File::Temp qw(tempdir);
use Images ();
use Loaded;
use VM;

our @EXPORT = qw(caught at);

my $here = dirname(__FILE__);
my $dir = tempdir('kexec-bake-caught-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $DISK_SIZE = 1 << 30;

sub run {
	system(@_) == 0 or die "@_: failed\n";
}

sub catcher {
	my $program = "$dir/catch";
	run(split(' ', $ENV{CC} // 'gcc'), qw(-std=gnu11 -Wall -Wextra -Os -s -static -o), $program, "$here/catch.c") unless -e $program;
	return $program;
}

# Debian's kexec is unpacked and not installed, and so are libraries of it.
sub peer_files {
	chomp(my $peer = Images::output_of('sh', "$here/../lib/peer.sh"));
	local $ENV{LD_LIBRARY_PATH} = "$peer/usr/lib/x86_64-linux-gnu";
	my @libraries = Images::output_of('ldd', "$peer/sbin/kexec") =~ m{(/\S+/lib[^/\s]+\.so\S*)}g;
	return ('bin/peer' => "$peer/sbin/kexec", map { 'lib/x86_64-linux-gnu/' . basename($_) => $_ } @libraries);
}

my %program = (ours => '/bin/kexec', peers => '/bin/peer');

# Each call is undone at once, be it of -l or of -p.
sub plan {
	my ($cases) = @_;
	my @lines = ('[ -b /dev/vda ] || end', 'busybox mkdir /out');
	for my $name (sort keys %$cases) {
		my $panic = $cases->{$name} =~ /^-p/ ? '-p' : '';
		push @lines, map { ("does $name.$_ catch /out/$name.$_ $program{$_} -c $cases->{$name}", "kexec $panic -u") } sort keys %program;
	}
	return join "\n", @lines, 'busybox cp /proc/iomem /sys/kernel/boot_params/data /out/', 'cd /out',
		'busybox find . | busybox cpio -H newc -o >/dev/vda', 'say "written: status $?"', 'busybox sync';
}

sub read_call {
	my ($where) = @_;
	my $call = VM::read_file("$where/call") // return undef;
	my ($entry, $flags) = $call =~ /^entry (\S+) flags (\S+)$/m or die "$where/call: not as expected\n";
	my @segments;
	for ($call =~ /^segment (.*)$/mg) {
		my ($address, $size, $stored) = map { hex } split ' ';
		my $bytes = VM::read_file("$where/" . @segments) // '';
		die "$where: a segment is cut short\n" if length($bytes) != $stored;
		push @segments, { address => $address, size => $size, bytes => $bytes };
	}
	return { entry => hex $entry, flags => hex $flags, segments => [sort { $a->{address} <=> $b->{address} } @segments] };
}

sub caught {
	my ($cases, %options) = @_;
	my $disk = "$dir/disk";
	VM::write_file($disk, '');
	truncate($disk, $DISK_SIZE) or die "$disk: $!\n";
	my $qemu = delete($options{qemu}) // '';
	my $run = loaded(plan($cases), timeout => 900, %options, qemu => "$qemu -drive file=$disk,format=raw,if=virtio,cache=unsafe",
		files => { %{ $options{files} // {} }, peer_files(), %{ disk_drivers() }, 'bin/catch' => catcher() });
	die "$run->{summary}\n" . substr($run->{serial}, -3000) unless said($run) =~ /^written: status 0$/m;
	my $out = tempdir(DIR => $dir);
	run("cd '$out' && cpio --quiet -i --no-absolute-filenames <'$disk'");
	unlink($disk);
	my $caught = { out => $out };
	for my $name (keys %$cases) {
		for my $who (qw(ours peers)) {
			my ($status) = said($run) =~ /^\Q$name.$who\E: status (\d+)$/m;
			$caught->{$name}{$who} = { %{ read_call("$out/$name.$who") // {} }, status => $status };
		}
	}
	return $caught;
}

# at(CALL, ADDRESS, SIZE): what is there once it's loaded; undef if that is in no segment.
sub at {
	my ($call, $address, $size) = @_;
	my ($segment) = grep { $_->{address} <= $address && $address + $size <= $_->{address} + $_->{size} } @{ $call->{segments} };
	return undef unless $segment;
	my $offset = $address - $segment->{address};
	my $bytes = $offset < length($segment->{bytes}) ? substr($segment->{bytes}, $offset, $size) : '';
	return $bytes . "\0" x ($size - length($bytes));
}

1;
