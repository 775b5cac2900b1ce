# SPDX-License-Identifier: GPL-2.0-only
# Boots Debian's kernel with our kexec in its initramfs, and has it load and
# enter another one there: nothing that could be done on the machine itself.
#
#   my $run = loaded('kexec -l /kernel --initrd=/initrd --append=second; kexec -e', %options);
#   second_initrd(PLAN)   to be given as a file "initrd": the second kernel has a plan, too
#   machines()   those to try: {name, options => VM::boot's, says => what Linux says there}
#   said($run)   what /init said, one line each, without "load: "
#
# In its root there are /kernel (the same one, if no "kernel" is given), /initrd (for
# the second kernel) and kexec; see load-init for does().
package Loaded;

use strict;
use warnings;

use Exporter 'import';
use File::Basename qw(basename dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Images qw(kernel);
use VM;

our @EXPORT = qw(disk_drivers loaded machines said second_initrd);

my $here = dirname(__FILE__);
my $build = $ENV{BUILD} // "$here/../../build";
my $dir = tempdir('kexec-bake-loaded-XXXXXX', TMPDIR => 1, CLEANUP => 1);

# What the console of each kernel shows, be it the second one.
our $WORDS = 'console=ttyS0 ignore_loglevel panic=-1 nokaslr no_timer_check';

sub install {
	my ($from, $root, $to) = @_;
	make_path(dirname("$root/$to"));
	copy($from, "$root/$to") or die "$from: $!\n";
	chmod 0755, "$root/$to";
}

# With the libraries that it's linked with, and the loader.
sub install_program {
	my ($from, $root, $to) = @_;
	install($from, $root, $to);
	for (split /\n/, Images::output_of('ldd', $from)) {
		install($1, $root, $1) if m{(/\S+)};
	}
}

sub pack_root {
	my ($root, $out) = @_;
	system("cd '$root' && find . | LC_ALL=C sort | cpio --quiet -R 0:0 -H newc -o >'$out'") == 0 or die "$out: cpio failed\n";
	return $out;
}

# The least: what a second kernel needs to say what it is.
sub small_root {
	my ($root) = @_;
	make_path(map { "$root/$_" } qw(proc sys dev bin));
	my ($busybox) = grep { -x } map { "$_/busybox" } split /:/, $ENV{PATH} or die "busybox: not there\n";
	install($busybox, $root, 'bin/busybox');
	symlink('busybox', "$root/bin/sh");
	install("$here/load-init", $root, 'init');
	return $root;
}

# Without these Debian's kernel sees no virtio disk: {name => path}, in the order in
# which they need each other.
sub disk_drivers {
	chomp(my $drivers = Images::output_of('sh', "$here/../lib/modules.sh", 'cloud'));
	my ($n, %files) = (0);
	$files{'modules/' . $n++ . '-' . basename($_)} = "$drivers/$_"
		for map({ "virtio/$_.ko" } qw(virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci)), 'block/virtio_blk.ko';
	return \%files;
}

# An archive of them, to be given to the second kernel beside its initrd.
sub disk_drivers_initrd {
	my $files = disk_drivers();
	install($files->{$_}, "$dir/drivers", $_) for keys %$files;
	return pack_root("$dir/drivers", "$dir/drivers.cpio");
}

my $small;

sub small_initrd {
	return $small //= pack_root(small_root("$dir/small"), "$dir/small.cpio");
}

my $count = 0;

# second_initrd(PLAN): one in which the second kernel has kexec and a plan, too.
sub second_initrd {
	my ($plan) = @_;
	my $root = small_root("$dir/second" . $count++);
	install_program("$build/sbin/kexec", $root, 'bin/kexec');
	VM::write_file("$root/second-plan", "$plan\n");
	return pack_root($root, "$root.cpio");
}

sub large_initrd {
	my ($plan, $kernel, $files) = @_;
	my $root = small_root("$dir/large" . $count++);
	install_program("$build/sbin/kexec", $root, 'bin/kexec');
	install($kernel, $root, 'kernel');
	install(small_initrd(), $root, 'initrd');
	install($files->{$_}, $root, $_) for keys %$files;
	VM::write_file("$root/plan", "$plan\n");
	my $out = pack_root($root, "$root.cpio");
	system('rm', '-r', $root);
	return $out;
}

# loaded(PLAN, %options): kernel: what the plan finds as /kernel; first: the kernel
# that boots; words: more for the first; files: {name => path}; and as VM::boot's.
sub loaded {
	my ($plan, %options) = @_;
	my $stock = kernel('stock', 'cloud');
	my ($kernel, $first, $words, $files) = delete @options{qw(kernel first words files)};
	my $initrd = large_initrd($plan, $kernel // $stock, $files // {});
	my $run = VM::boot(kernel => $first // $stock, initrd => $initrd, memory => '1G', timeout => 240,
		words => join(' ', $WORDS, $words // ()), %options);
	unlink($initrd);
	return $run;
}

my $OVMF = '-bios /usr/share/ovmf/OVMF.fd';
my %BYTES = ('512M' => 512 << 20, '6G' => 6 << 30);

sub machine {
	my ($firmware, $levels, $memory, $cpus) = @_;
	my $bytes = $BYTES{$memory};
	my @says = (qr/^second: cpus $cpus, levels $levels$/m);
	push @says, qr/^second: efi yes, [1-9]\d* runtime ranges$/m if $firmware eq 'uefi';
	# QEMU's pc has 3 GiB of it below 4 GiB, and there 128 KiB of tables at the end.
	push @says, $bytes > 3 << 30 ? sprintf('^second: memmap 0x100000000 %#x System RAM', $bytes + (1 << 30) - 1)
		: sprintf('^second: memmap 0x100000 %#x System RAM', $bytes - 0x20001) if $firmware eq 'bios' || $bytes > 3 << 30;
	return {
		name => "$memory, $cpus CPU" . ($cpus > 1 ? 's' : '') . ", page tables of $levels levels, $firmware",
		firmware => $firmware, levels => $levels, says => [map { qr/$_/m } @says], below_4g => ($bytes > 3 << 30 ? 3 << 30 : $bytes) - 0x20000,
		options => { memory => $memory, cpus => $cpus, timeout => 400,
			qemu => join ' ', $levels == 5 ? '-cpu max' : '-cpu max,-la57', $firmware eq 'uefi' ? $OVMF : () },
	};
}

# The plainest comes first, and what has all of it last.
sub machines {
	my @machines;
	for my $firmware (qw(bios uefi)) {
		for my $levels (4, 5) {
			for my $memory (qw(512M 6G)) {
				push @machines, map { machine($firmware, $levels, $memory, $_) } 1, 4;
			}
		}
	}
	return @machines;
}

# Without what the kernel put behind a line before it was at its end.
sub said {
	my ($run) = @_;
	return join("\n", map { s/\[ *\d+\.\d{6}\] .*//r } $run->{serial} =~ /load: ([^\r\n]*)/g);
}

1;
