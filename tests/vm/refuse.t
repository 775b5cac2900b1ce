#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# If the image cannot be placed, the primary continues to boot unharmed and reports the reason;
# without a crash nothing changes.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(info initrd kernel primary_with small_primary);
use Test::More;
use VM;

my $primary = small_primary();
my $plain = kernel('small');
my $info = info($primary);
my $dir = tempdir(CLEANUP => 1);

sub state_of {
	my ($run) = @_;
	my $state = VM::read_file("$run->{out}/sys/kernel/kexec_bake/state") // 'no such file';
	chomp($state);
	return $state;
}

sub boots_on {
	my ($name, $why, %options) = @_;
	my $kernel = delete($options{kernel}) // $primary;
	my $words = 'vmtest=show ' . (delete($options{append}) // '');
	subtest $name => sub {
		my $run = VM::boot(kernel => $kernel, initrd => initrd(), append => $words, %options);
		is($run->{result}, 'up', 'it boots on') or diag($run->{summary});
		like(state_of($run), qr/^not armed: $why$/, 'the state says why');
		unlike(VM::read_file("$run->{out}/proc/iomem") // '', qr/Kexec bake/, 'no region in iomem');
		done_testing();
		return $run;
	};
}

# As large as it takes for QEMU to put some of it into the region.
sub large_initrd {
	my $path = "$dir/large";
	VM::write_file($path, VM::read_file(initrd()) . "\0" x (48 << 20));
	return $path;
}

boots_on('the region is not RAM', qr/\[mem 0x10000000-0x[0-9a-f]+\] is needed, and there is no RAM at 0x[0-9a-f]+/,
	memory => '200M');
boots_on('RAM ends inside the region', qr/\[mem 0x10000000-0x[0-9a-f]+\] is needed, and there is no RAM at 0x10[0-9a-f]+/,
	memory => '272M');
boots_on('the initrd lies there', qr/\[mem 0x[0-9a-f]+-0x[0-9a-f]+\] holds the initrd/,
	memory => '320M', initrd => large_initrd());
# OVMF keeps its boot services' data near the top of RAM, which e820 calls free.
boots_on('UEFI holds it', qr/\[mem 0x[0-9a-f]+-0x[0-9a-f]+\] is used by UEFI/,
	kernel => primary_with(kernel('small'), '--bake-addr=0x1b000000'), qemu => '-bios /usr/share/ovmf/OVMF.fd');
boots_on('the primary itself lies there', qr/\[mem 0x0*1000000-0x[0-9a-f]+\] holds this kernel/,
	kernel => primary_with(kernel('small'), '--bake-addr=16M'));
boots_on('kexec_bake=off', qr/kexec_bake=off/, append => 'kexec_bake=off');
boots_on('a crash kernel', qr/this is a crash kernel/, append => 'elfcorehdr=0x1000');
boots_on('no image', qr/no image is linked in, and none is in the initrd/, kernel => $plain);

subtest 'off, and it crashes' => sub {
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => 'kexec_bake=off crashpoint=late_initcall');
	is($run->{result}, 'crashed', 'not captured') or diag($run->{summary});
	unlike($run->{serial}, qr/kexec_bake: |purgatory: /, 'and not a word of it');
	done_testing();
};

subtest 'armed' => sub {
	my $run = VM::boot(kernel => $primary, initrd => initrd(), append => 'vmtest=show');
	is($run->{result}, 'up', 'it boots') or diag($run->{summary});
	is(state_of($run), 'armed', 'the state');
	my %file = map { $_ => (VM::read_file("$run->{out}/sys/kernel/kexec_bake/$_") // '') =~ s/\n$//r }
		qw(address size digest kernel);
	is(hex($file{address}), $info->{load_addr}, 'the address');
	is($file{size}, $info->{region_size}, 'the size');
	is($file{digest}, $info->{digest}, 'the digest');
	is($file{kernel}, $info->{kernel_version}, 'the kernel');
	my $shown = info("$run->{out}/sys/kernel/kexec_bake");
	ok($shown->{armed}, '--bake-info shows it armed');
	is($shown->{address}, hex($file{address}), 'where');
	is("$shown->{source}, $shown->{verified}, " . ($shown->{stop} // 'undef'), 'linked, head, 0', 'and the rest');
	is($shown->{$_}, $info->{$_}, "the same $_ as of the kernel's file") for qw(digest kernel_version load_addr region_size);
	my $range = sprintf('%08x-%08x', $info->{load_addr}, $info->{load_addr} + $info->{region_size} - 1);
	like(VM::read_file("$run->{out}/proc/iomem"), qr/^ *\Q$range\E : Kexec bake$/m, 'the region in iomem');
	done_testing();
};

# All that may differ: the object's symbols, and what lies behind them.
sub symbols {
	my ($kernel) = @_;
	my $map = VM::read_file($kernel =~ s/bzImage$/System.map/r);
	return join("\n", sort map { (split / /, $_, 3)[2] } split /\n/, $map);
}

sub config {
	my ($kernel) = @_;
	return VM::read_file($kernel =~ s/bzImage$/config/r) =~ s/^CONFIG_KEXEC_BAKE_IMAGE=.*$//mr;
}

subtest 'with the object and without' => sub {
	is(symbols($primary) =~ s/^kexec_bake_image_(start|end|size)\n//gmr, symbols($plain), 'the same symbols but three');
	is(config($primary), config($plain), 'the same configuration');
	for my $what (qw(poweroff reboot)) {
		for my $kernel ($primary, $plain) {
			my $run = VM::boot(kernel => $kernel, initrd => initrd(), append => "vmtest=$what", cpus => 2);
			is($run->{result}, 'up', "boots, runs, and can $what") or diag($run->{summary});
			is($run->{reason}, $what eq 'reboot' ? 'guest-reset' : 'guest-shutdown', "and did $what");
		}
	}
	done_testing();
};

done_testing();
