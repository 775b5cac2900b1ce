#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# An image of 200 MiB, linked in or passed by the boot loader: it is placed, it captures, and the
# primary gets the memory of its copy back. The test takes minutes, and gigabytes of disk and
# memory, so it runs only with ALL=1.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(archive_of bake_initrd info initrd kernel primary_of verify);
use Test::More;
use VM;

plan(skip_all => 'takes minutes, and some GB; set ALL=1') if !$ENV{ALL};

my $dir = tempdir('kexec-bake-big-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $timeout = 600;

# Bytes that nothing can pack, and the same ones each time: the primary is kept.
sub large_initrd {
	my ($mib) = @_;
	srand(1);
	mkdir("$dir/files");
	open(my $out, '>:raw', "$dir/files/data") or die "$dir/files/data: $!\n";
	print $out pack('L*', map { int(rand(1 << 32)) } 1 .. 1 << 18) for 1 .. $mib;
	close($out) or die "$dir/files/data: $!\n";
	system('sh', "$FindBin::Bin/mkinitrd.sh", "$dir/initrd", "$dir/files") == 0 or die "mkinitrd.sh: failed\n";
	unlink("$dir/files/data");
	return "$dir/initrd";
}

sub boot {
	my ($kernel, $initrd, $words, %options) = @_;
	return VM::boot(kernel => $kernel, initrd => $initrd, append => $words, timeout => $timeout, memory => '1536M', %options);
}

sub captured {
	my ($kernel, $initrd, $digest, $point) = @_;
	my $run = boot($kernel, $initrd, "crashpoint=$point");
	is($run->{result}, 'captured', "captured in $point") or diag($run->{summary});
	is(VM::oops_matches_serial($run->{out}), undef, 'the text is what the console showed');
	like(VM::read_file("$run->{out}/oops/facts") // '', qr/^image_digest=$digest$/m, 'by that image');
}

# What the kernel says that it gives back of its own image, in bytes.
sub freed {
	my ($kernel, $initrd) = @_;
	my $run = boot($kernel, $initrd, 'vmtest=show');
	is($run->{result}, 'up', 'it boots') or diag($run->{summary});
	my ($kib) = $run->{serial} =~ /Freeing unused kernel image \(initmem\) memory: (\d+)K/;
	return (VM::read_file("$run->{out}/sys/kernel/kexec_bake/state"), ($kib // 0) << 10);
}

my $large = large_initrd(200);
my $bare = primary_of('-');
my $object = bake_initrd($large, kernel('small'));
my $info = info($object);

subtest 'the object' => sub {
	cmp_ok($info->{image_size}, '>', 200 << 20, 'its size');
	ok(verify($object), 'is sound');
	is(system('ld', '-r', '-o', "$dir/joined.o", $object), 0, 'ld -r');
	ok(verify("$dir/joined.o"), 'what that made is sound');
	unlink("$dir/joined.o");
	done_testing();
};

subtest 'linked in' => sub {
	my $primary = primary_of($object);
	ok(verify($primary), 'the bzImage is sound');
	my (undef, $without) = freed($bare, initrd());
	my ($state, $with) = freed($primary, initrd());
	is($state, "armed\n", 'armed');
	cmp_ok($with - $without, '>=', $info->{image_size}, 'its memory in the primary is given back');
	captured($primary, initrd(), $info->{digest}, $_) for qw(param late_initcall);
	done_testing();
};

sub in_front {
	my (@options) = @_;
	my $path = "$dir/both";
	VM::write_file($path, VM::read_file(archive_of($large, @options)) . VM::read_file(initrd()));
	return $path;
}

subtest 'in the initrd' => sub {
	my $both = in_front();
	captured($bare, $both, $info->{digest}, 'late_initcall');
	my $run = boot($bare, $both, 'vmtest=show', memory => '1000M');
	is($run->{result}, 'up', 'without enough memory it boots') or diag($run->{summary});
	like(VM::read_file("$run->{out}/sys/kernel/kexec_bake/state"), qr/^not armed: \[mem 0x\S+\] holds the initrd$/,
		'and says that the initrd is in the way');
	my $relocatable = in_front('--bake-relocatable');
	$run = boot($bare, $relocatable, 'vmtest=show', memory => '1000M');
	is(VM::read_file("$run->{out}/sys/kernel/kexec_bake/state"), "armed\n", 'one that can be moved makes room');
	$run = boot($bare, $relocatable, 'vmtest=show', memory => '800M');
	like(VM::read_file("$run->{out}/sys/kernel/kexec_bake/state"),
		qr/^not armed: there is no free RAM of @{[$info->{region_size} >> 20]} MiB for it below 4 GiB$/,
		'or says that there is none');
	done_testing();
};

done_testing();
