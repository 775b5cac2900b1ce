# SPDX-License-Identifier: GPL-2.0-only
# What the vm tests boot: kernels, initrds, baked objects, and primaries with
# such an object linked in.  Dies with one line if it can't be had.
package Images;

use strict;
use warnings;

use Exporter 'import';
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use JSON::PP;

our @EXPORT_OK = qw(archive archive_of bake bake_initrd info initrd kernel modules output_of primary_of primary_with saveoops saveoops_initrd
	saveoops_primary small_primary verify);

my $here = dirname(__FILE__);
my $build = $ENV{BUILD} // "$here/../../build";
my $kexec = "$build/sbin/kexec";
my $dir = tempdir('kexec-bake-images-XXXXXX', TMPDIR => 1, CLEANUP => 1);

# Its words show on the serial console; it must not move, and use one CPU.
our $CAPTURE_WORDS = 'console=ttyS0 nr_cpus=1 nokaslr no_timer_check';

sub output_of {
	my (@command) = @_;
	open(my $pipe, '-|', @command) or die "$command[0]: $!\n";
	local $/;
	my $text = <$pipe>;
	close($pipe) or die "@command: failed\n";
	return $text;
}

# kernel('small'), kernel('stock', 'cloud'), ...: see tests/lib/kernels.sh.
sub kernel {
	my $path = output_of('sh', "$here/../lib/kernels.sh", @_);
	chomp($path);
	return $path;
}

# modules('cloud', 'virtio/virtio.ko', ...): options of mkinitrd; for that stock kernel.
sub modules {
	my ($flavour, @names) = @_;
	my $drivers = output_of('sh', "$here/../lib/modules.sh", $flavour);
	chomp($drivers);
	return map { "--module=$drivers/$_" } @names;
}

sub initrd {
	my $path = "$dir/initrd.gz";
	output_of('sh', "$here/mkinitrd.sh", $path) unless -e $path;
	return $path;
}

# bake(KERNEL, OPTION...): the path of the object.
sub bake {
	return bake_initrd(initrd(), @_);
}

sub bake_initrd {
	my ($initrd, $kernel, @options) = @_;
	my $object = "$dir/image.o";
	output_of($kexec, "--bake=$object", "--initrd=$initrd", "--command-line=$CAPTURE_WORDS",
		'--console-serial', @options, $kernel);
	return $object;
}

sub build {
	return $build;
}

# The host tool.
sub tool {
	return "$build/sbin/saveoops";
}

# saveoops(ARGUMENT...): what the host tool prints.
sub saveoops {
	return output_of(tool(), @_);
}

# saveoops_initrd(OPTION...): the capture kernel's initramfs, options as mkinitrd's.
my $initrds = 0;

sub saveoops_initrd {
	my $path = "$dir/saveoops-" . $initrds++ . '.gz';
	saveoops('mkinitrd', $path, @_);
	return $path;
}

# A primary whose capture kernel writes the record to a disk: kernel (made for it
# if not given), modules (options of mkinitrd), words (more for the capture kernel).
sub saveoops_primary {
	my (%options) = @_;
	my $words = join(' ', $CAPTURE_WORDS, $options{words} // ());
	return kernel('primary', bake_initrd(saveoops_initrd(@{ $options{modules} // [] }), $options{kernel} // kernel('capture'),
		"--command-line=$words"));
}

# info(FILE): what --bake-info --json says, with the parts by their names.
sub info {
	my $info = decode_json(output_of($kexec, "--bake-info=$_[0]", '--json'));
	$info->{part} = { map { $_->{name} => $_ } @{ $info->{parts} // [] } };
	return $info;
}

# verify(FILE): true if --bake-verify finds it sound.
sub verify {
	return eval { output_of($kexec, "--bake-verify=$_[0]") };
}

sub primary_with {
	return kernel('primary', bake(@_));
}

# primary_of(OBJECT, CONFIG...): with lines for its configuration; OBJECT may be '-'.
sub primary_of {
	return kernel('primary', @_);
}

# An archive with an image, for a boot loader to put in front of the initrd.
sub archive {
	return archive_of(initrd(), @_);
}

# archive_of(INITRD OF THE IMAGE, OPTION...)
sub archive_of {
	my ($initrd, @options) = @_;
	my $path = "$dir/image.cpio";
	output_of($kexec, "--bake=$path", '--bake-format=cpio', "--initrd=$initrd",
		"--command-line=$CAPTURE_WORDS", '--console-serial', @options, kernel('small'));
	return $path;
}

# With the small kernel as its capture kernel, too: boots in a second.
sub small_primary {
	return primary_with(kernel('small'));
}

1;
