#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The messages of the capture kernel are on the monitor in each mode that the firmware may leave:
# text mode, and the frame buffers of VESA and UEFI. --reset-vga brings text mode back.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(initrd primary_of saveoops_primary);
use Loaded;
use Machine;
use Test::More;
use VM;

my $primary = saveoops_primary(words => 'console=tty0 saveoops.wait=0 saveoops.then=halt');

# A PPM of 8 bits a colour: its width, its height, and its rows.
sub picture {
	my ($name) = @_;
	my $data = VM::read_file($name) // '';
	$data =~ /\AP6\s+(\d+)\s+(\d+)\s+255\s/ or return;
	my ($width, $height, $start) = ($1, $2, $+[0]);
	return ($width, $height, map { substr($data, $start + $_ * $width * 3, $width * 3) } 0 .. $height - 1);
}

# A line of text is where a row of pixels isn't black, and one above it is.
sub lines_of_text {
	my ($above, $lines) = (0, 0);
	for my $row (@_) {
		my $lit = $row =~ /[^\0]/ ? 1 : 0;
		$lines++ if $lit && !$above;
		$above = $lit;
	}
	return $lines;
}

# shown(%options): VM::boot's.
sub shown {
	my $run = VM::boot(until => qr/reboot: System halted/, screen => tempdir(CLEANUP => 1) . '/screen.ppm', @_);
	is($run->{stopped}, 'until', 'the capture kernel halts') or diag($run->{summary});
	my ($width, $height, @rows) = picture($run->{screen});
	ok($width, 'the monitor shows a picture') and note("$width x $height");
	cmp_ok(lines_of_text(@rows), '>=', 20, 'with lines of text on it');
	like($run->{serial}, qr/console \[tty0\] enabled/, 'by the capture kernel');
	unlike($run->{serial} =~ s/purgatory:.*//sr, qr/console \[tty0\] enabled/, 'and not by the primary');
	return ($width, $height);
}

for my $firmware ('text mode', 'UEFI') {
	subtest $firmware => sub {
		shown(kernel => $primary, initrd => initrd(), append => 'crashpoint=late_initcall',
			qemu => '-vga std' . ($firmware eq 'UEFI' ? ' -bios /usr/share/ovmf/OVMF.fd' : ''));
		done_testing();
	};
}

# A mode of VESA's, which GRUB sets by the BIOS.
subtest 'VESA' => sub {
	my $machine = Machine->new(
		files => { primary => $primary, 'initrd.gz' => initrd() },
		entries => [{ name => 'primary', kernel => 'primary', initrd => ['initrd.gz'], before => 'set gfxpayload=1024x768x32',
			words => "$VM::PRIMARY_WORDS $VM::NO_KASLR crashpoint=late_initcall" }]);
	my @size = shown(machine => $machine, firmware => 'bios', resets => 0, timeout => 300, qemu => '-vga std');
	is("@size", '1024 768', 'in that mode');
	done_testing();
};

# Characters that are one dot high; Linux looks for no such thing.
my $spoil = q{[ -c /dev/port ] && printf '\011\100' | busybox dd of=/dev/port bs=1 seek=980};

sub lines_after {
	my ($option) = @_;
	my $run = loaded("$spoil
does load kexec -l -c $option /kernel --initrd=/initrd --append='console=tty0 $Loaded::WORDS second' --console-serial
does exec kexec -e", until => qr{second: version}, screen => tempdir(CLEANUP => 1) . '/screen.ppm',
		first => primary_of('-'), qemu => '-vga std');
	like(said($run), qr/^load: status 0$/m, "-l $option: it loads");
	is($run->{stopped}, 'until', 'the second kernel runs') or diag($run->{summary});
	my ($width, $height, @rows) = picture($run->{screen});
	note("$width x $height");
	return lines_of_text(@rows);
}

cmp_ok(lines_after(''), '<', 2, 'on a monitor that shows nothing');
cmp_ok(lines_after('--reset-vga'), '>=', 20, 'on one that shows text');

done_testing();
