#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Kernels as distributions build them: KERNELS="/boot/vmlinuz-... ..."
use strict;
use warnings;

use Cwd qw(abs_path);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
my @kernels;
BEGIN { @kernels = map { abs_path($_) // $_ } split ' ', $ENV{KERNELS} // '' }
use CLI;

plan(skip_all => 'KERNELS names no kernel files') if !@kernels;

spew('initrd', 'i' x 100001);
for my $kernel (@kernels) {
	my $run = kexec('--bake=out.o', '--initrd=initrd', $kernel);
	is($run->{status}, 0, "$kernel bakes") or diag($run->{err});
	my ($version) = $run->{out} =~ /^out\.o: Linux (\S+) /;
	my $json = json_info('out.o');
	like($json->{kernel_version}, qr/^\Q$version\E /, 'its version is shown');
	like($json->{kernel_version}, qr/^\d+\.\d+\S* \(.*\) #\d+ /, 'which looks like one');
	ok_bake('it verifies', '--bake-verify=out.o');
	# Its own vmlinux holds no image, and finding that out means unpacking it.
	my $info = kexec("--bake-info=$kernel");
	like($info->{err}, qr/^kexec: \Q$kernel\E: (holds no baked image$|its vmlinux is compressed by an unknown method )/, 'it holds none itself');
}

done_testing();
