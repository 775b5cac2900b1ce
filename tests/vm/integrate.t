#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# The integrate script changes Debian's Linux source as intended, and all of its changes can be
# undone. The other tests show that the result builds and boots.
use strict;
use warnings;

use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(kernel);
use Test::More;
use VM;

my $integrate = "$FindBin::Bin/../../bake/linux/integrate";
my $dir = tempdir(CLEANUP => 1);

# diff's words are looked at.
$ENV{LC_ALL} = 'C';

sub copy_tree {
	my ($from, $name) = @_;
	system('cp', '-a', $from, "$dir/$name") == 0 or die "$from: can't be copied\n";
	return "$dir/$name";
}

sub integrate {
	my $pid = open(my $out, '-|') // die "fork: $!\n";
	if (!$pid) {
		open(STDERR, '>&', \*STDOUT);
		exec('sh', $integrate, @_);
	}
	local $/;
	my $text = <$out> // '';
	close($out);
	return ($? >> 8, $text);
}

# Names, contents and, where wanted, times of all files.
sub state_of {
	my ($tree, $format) = @_;
	my $sums = `cd '$tree' && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum`;
	my $times = $format ? `cd '$tree' && find . -type f -printf '$format' | LC_ALL=C sort` : '';
	return $sums . $times;
}

# Returns the tree that it was put into and taken out of, and one that was patched.
sub goes_in_and_out {
	my ($pristine) = @_;
	my $untouched = state_of($pristine);
	my $tree = copy_tree($pristine, 'tree');

	is_deeply([integrate($tree)], [0, ''], 'apply says nothing');
	my $applied = state_of($tree, '%p %T@\n');
	my $diff = `diff -rq --no-dereference '$pristine' '$tree'`;
	is(() = $diff =~ /\n/g, 4, 'three files differ and one directory is new') or diag($diff);
	like($diff, qr{Files \S+/drivers/Kconfig and}, 'drivers/Kconfig');
	like($diff, qr{Files \S+/drivers/Makefile and}, 'drivers/Makefile');
	like($diff, qr{Files \S+/arch/x86/mm/extable.c and}, 'arch/x86/mm/extable.c');
	like($diff, qr{Only in \S+/drivers: kexec_bake}, 'drivers/kexec_bake');
	is(() = `diff -r --no-dereference '$pristine/drivers' '$tree/drivers'` =~ /^[<>]/gm, 2, 'drivers/ by one line each');
	is(() = `diff -r --no-dereference '$pristine/arch' '$tree/arch'` =~ /^[<>]/gm, 2, 'extable.c by two');

	integrate($tree);
	is(state_of($tree, '%p %T@\n'), $applied, 'a second time changes nothing, not even a time');

	my ($status, $patch) = integrate('--patch', $pristine);
	is($status, 0, '--patch');
	is(state_of($pristine), $untouched, '--patch changes nothing');
	my $patched = copy_tree($pristine, 'patched');
	open(my $pipe, '|-', 'patch', '-s', '-p1', '-d', $patched) or die "patch: $!\n";
	print $pipe $patch;
	close($pipe);
	is($?, 0, 'the patch applies');
	is(state_of($patched), state_of($tree), 'and gives the same');
	is((integrate('--patch', $tree))[1], $patch, 'a tree that has it already gives the same patch');

	is_deeply([integrate('--revert', $tree)], [0, ''], 'revert says nothing');
	is(state_of($tree), $untouched, 'and leaves nothing');
	is_deeply([integrate('--revert', $tree)], [0, ''], 'a second time too');
	is(state_of($tree), $untouched, 'and still nothing');
	return ($tree, $patched);
}

subtest 'Linux 6.12' => sub {
	plan(skip_all => 'its source is not fetched for it (sh tests/run.sh --all)') if !$ENV{ALL};
	system('rm', '-rf', goes_in_and_out(kernel('--linux=6.12', 'pristine')));
	done_testing();
};

my $pristine = kernel('pristine');
my ($tree, $patched) = goes_in_and_out($pristine);

# What it doesn't know it leaves as it is.
sub refuses {
	my ($name, $why, $change) = @_;
	my $strange = copy_tree($pristine, 'strange');
	$change->($strange);
	my $before = state_of($strange);
	for my $mode ([], ['--revert'], ['--patch']) {
		my ($status, $text) = integrate(@$mode, $strange);
		isnt($status, 0, "@$mode $name: is refused");
		like($text, qr/^integrate: [^\n]*$why[^\n]*\n$/, "@$mode $name: one line says why");
		is(state_of($strange), $before, "@$mode $name: is untouched");
	}
	system('rm', '-rf', $strange);
}

sub edit {
	my ($file, $from, $to) = @_;
	my $text = VM::read_file($file);
	$text =~ s/$from/$to/ or die "$file: has no $from\n";
	VM::write_file($file, $text);
}

# Interrupted anywhere, it can be done again; what isn't ours survives --revert.
unlink("$tree/drivers/kexec_bake/place_image.c");
integrate($tree);
unlink(glob("$tree/drivers/kexec_bake/*"));
integrate($tree);
is(state_of($tree), state_of($patched), 'what is missing is put back');
# Names of the kernel side's files before it had folders.
VM::write_file("$tree/drivers/kexec_bake/$_", "/* old */\n") for qw(crash.c early.h fixups.c);
integrate($tree);
is(state_of($tree), state_of($patched), 'files of an earlier version are gone');
VM::write_file("$tree/drivers/kexec_bake/mine.c", "int mine;\n");
like((integrate('--revert', $tree))[1], qr/^integrate: .*holds other files, which stay\n$/, '--revert says what stays');
is(VM::read_file("$tree/drivers/kexec_bake/mine.c"), "int mine;\n", 'and it stays');

refuses('another version', 'is Linux 6\.0 ', sub { edit("$_[0]/Makefile", qr/^PATCHLEVEL = 1$/m, 'PATCHLEVEL = 0') });
refuses('no kernel tree', 'is not a Linux source tree', sub { unlink("$_[0]/init/main.c") });
refuses('no weak hook', 'no weak smp_setup_processor_id',
	sub { edit("$_[0]/init/main.c", qr/__weak smp_setup_processor_id/, 'smp_setup_processor_id') });
refuses('another drivers/Kconfig', 'drivers/Kconfig', sub { edit("$_[0]/drivers/Kconfig", qr/^endmenu$/m, '') });
refuses('another extable.c', 'extable.c: has other contents',
	sub { edit("$_[0]/arch/x86/mm/extable.c", qr/^\tshow_regs\(regs\);$/m, '') });
refuses('someone else\'s drivers/kexec_bake', 'drivers/kexec_bake',
	sub { VM::write_file("$_[0]/drivers/kexec_bake/mine.c", "int mine;\n") });

# The tree itself is one that would do: it has what integrate puts there.
for my $bad (['--frobnicate: is not an option', '--frobnicate', $patched], ['no kernel tree is given'],
	["$patched: is a second argument", $patched, $patched], ["$dir/none: is not a directory", "$dir/none"]) {
	my ($why, @words) = @$bad;
	my ($status, $text) = integrate(@words);
	isnt($status, 0, "'@words': is refused");
	like($text, qr/^integrate: \Q$why\E[^\n]*\n$/, "'@words': one line says why");
}

done_testing();
