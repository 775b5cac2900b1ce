#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The boot loader passes the image in a cpio archive in front of the initrd.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(archive bake info initrd kernel primary_of small_primary);
use Test::More;
use VM;

my $dir = tempdir(CLEANUP => 1);
my $bare = primary_of('-');
my $archive = VM::read_file(archive());
my $info = info(archive());

# Archives, one behind the other, as a boot loader joins them.
sub joined {
	my ($name, @parts) = @_;
	my $all = '';
	for my $part (@parts, VM::read_file(initrd())) {
		$all .= "\0" x (-length($all) % 4) . $part;
	}
	VM::write_file("$dir/$name", $all);
	return "$dir/$name";
}

sub status {
	my ($kernel, $initrd, %options) = @_;
	my $words = 'vmtest=show ' . (delete($options{words}) // '');
	my $run = VM::boot(kernel => $kernel, initrd => $initrd, append => $words, %options);
	is($run->{result}, 'up', 'it boots') or diag($run->{summary});
	return { map { $_ => (VM::read_file("$run->{out}/sys/kernel/kexec_bake/$_") // '') =~ s/\n$//r }
		qw(state address source verified digest) };
}

sub captured {
	my ($kernel, $initrd, $words, %options) = @_;
	my $run = VM::boot(kernel => $kernel, initrd => $initrd, append => $words, %options);
	is($run->{result}, 'captured', 'captured') or diag($run->{summary});
	is(VM::oops_matches_serial($run->{out}), undef, 'the text is what the console showed');
	my ($digest) = (VM::read_file("$run->{out}/oops/facts") // '') =~ /^image_digest=(.*)$/m;
	return $digest;
}

sub works {
	my ($name, $initrd) = @_;
	subtest $name => sub {
		my $status = status($bare, $initrd);
		is($status->{state}, 'armed', 'armed');
		is($status->{source}, 'initrd', 'its source');
		is($status->{digest}, $info->{digest}, 'its digest');
		is(captured($bare, $initrd, "crashpoint=$_"), $info->{digest}, "by that image, in $_") for qw(param late_initcall);
		done_testing();
	};
}

works('in front', joined('front', $archive));
works('behind zeros', joined('zeros', "\0" x 5000, $archive));

VM::write_file("$dir/early/kernel/x86/microcode/GenuineIntel.bin", "x" x 4099);
my $early = `cd '$dir/early' && find kernel | cpio --quiet -H newc -o`;
works('behind microcode', joined('microcode', $early, $archive));

sub not_armed {
	my ($name, $why, $kernel, $initrd, %options) = @_;
	subtest $name => sub {
		like(status($kernel, $initrd, %options)->{state}, qr/^not armed: $why$/, 'the state says why');
		done_testing();
	};
}

my $none = qr/no image is linked in, and none is in the initrd/;
not_armed('none', $none, $bare, initrd());
not_armed('behind what is packed', $none, $bare, do {
	VM::write_file("$dir/behind", VM::read_file(initrd()) . "\0" x (-(-s initrd()) % 4) . $archive);
	"$dir/behind";
});
not_armed('damaged', qr/the image \(initrd\): its head is damaged/, $bare, joined('damaged', do {
	my $damaged = $archive;
	substr($damaged, index($archive, 'KEXECBAK') + $info->{part}{purgatory}{offset} + 1000, 1) ^= "\1";
	$damaged;
}));
not_armed('of another version', qr/the image \(initrd\) is not valid: .*version.*/, $bare, joined('version', do {
	my $other = $archive;
	substr($other, index($archive, 'KEXECBAK') + 8, 1) = "\7";
	$other;
}));

subtest 'one is linked in, too' => sub {
	my $primary = small_primary();
	my $linked = info($primary);
	my $other = joined('other', VM::read_file(archive('--bake-addr=128M')));
	is(status($primary, $other)->{source}, 'linked', 'that one is taken');
	my $status = status($primary, $other, words => 'kexec_bake=initrd');
	is($status->{source}, 'initrd', 'unless kexec_bake=initrd');
	is(hex($status->{address}), 128 << 20, 'at its own address');
	isnt(captured($primary, $other, 'kexec_bake=initrd crashpoint=mm_init'), $linked->{digest}, 'and captures');
	is(captured($primary, initrd(), 'kexec_bake=initrd crashpoint=mm_init'), $linked->{digest},
		'if there is none the linked one does');
	done_testing();
};

subtest 'moved' => sub {
	my $initrd = joined('relocatable', VM::read_file(archive('--bake-relocatable')));
	my $status = status($bare, $initrd, memory => '200M');
	is($status->{state}, 'armed', 'armed');
	captured($bare, $initrd, 'crashpoint=mm_init', memory => '200M');
	done_testing();
};

subtest 'its digest is required' => sub {
	my $pinned = primary_of('-', qq(CONFIG_KEXEC_BAKE_DIGEST="$info->{digest}"));
	my $status = status($pinned, joined('front', $archive));
	is($status->{state}, 'armed', 'it is taken');
	is($status->{verified}, 'all', 'all of it is verified');
	captured($pinned, joined('front', $archive), 'crashpoint=mm_init');
	subtest 'what lies behind the initrd, under no digest, is not unpacked' => sub {
		VM::write_file("$dir/hidden/oops/hidden", "a program, say\n");
		my $hidden = `cd '$dir/hidden' && find oops | cpio --quiet -H newc -o`;
		my $part = $info->{part}{initrd};
		my $end = $part->{offset} + $part->{size};
		my $start = index($archive, 'KEXECBAK') + $end + -$end % 4;
		cmp_ok(length($hidden), '<=', -$end % 4096, 'there is room for it');
		my $altered = $archive;
		substr($altered, $start, length($hidden)) = $hidden;
		my $initrd = joined('altered', $altered);
		my $run = VM::boot(kernel => $pinned, initrd => $initrd, append => 'crashpoint=mm_init');
		is($run->{result}, 'captured', 'captured') or diag($run->{summary});
		like($run->{serial}, qr/kexec_bake: armed/, 'the digest is right');
		ok(-e "$run->{out}/oops/dmesg.txt" && !-e "$run->{out}/oops/hidden", 'and yet it is not there');
		# The purgatory clears it as well, after a crash; the kernel side does before.
		my %gap = (val => $info->{load_addr} + $end, size => -$end % 4096, filename => "$dir/gap");
		$run = VM::boot(kernel => $pinned, initrd => $initrd, append => 'vmtest=wait', until => qr/userspace is up/,
			dump => \%gap);
		is($run->{stopped}, 'until', 'without a crash') or diag($run->{summary});
		ok((VM::read_file($gap{filename}) // '') eq "\0" x $gap{size}, 'it is not even in memory');
		done_testing();
	};
	my $damaged = $archive;
	substr($damaged, index($archive, 'KEXECBAK') + $info->{part}{kernel}{offset} + 1000, 1) ^= "\1";
	not_armed('one bit is another', qr/the image \(initrd\): its digest is not KEXEC_BAKE_DIGEST/, $pinned,
		joined('bit', $damaged));
	not_armed('another image', qr/the image \(initrd\): its digest is not KEXEC_BAKE_DIGEST/, $pinned,
		joined('another', VM::read_file(archive('--bake-addr=128M'))));
	done_testing();
};

done_testing();
