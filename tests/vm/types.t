#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Kernels of each file type are loaded and entered in a virtual machine (for bzImage, see load.t).
# With ALL=1 the test uses each machine.
use strict;
use warnings;

use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Images qw(initrd kernel primary_of);
use Loaded;
use Test::More;
use VM;

my $dir = tempdir('kexec-bake-types-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $stock = kernel('stock', 'cloud');
my $words = "$Loaded::WORDS second";

sub run {
	system(@_) == 0 or die "@_: failed\n";
}

# The vmlinux that a bzImage unpacks: boot.rst, "payload_offset".
sub vmlinux {
	my $bytes = VM::read_file($stock);
	my ($sectors, $offset, $length) = map { unpack $_->[1], substr($bytes, $_->[0]) } [0x1f1, 'C'], [0x248, 'V'], [0x24c, 'V'];
	my $payload = substr($bytes, ($sectors + 1) * 512 + $offset, $length - 4);
	VM::write_file("$dir/packed", $payload);
	my $packer = { "\x1f\x8b" => 'gzip', "\xfd7" => 'xz', "\x28\xb5" => 'zstd', "\x02\x21" => 'lz4' }->{substr($payload, 0, 2)} or die "packed in an unknown way\n";
	run("$packer -dc <$dir/packed >$dir/vmlinux");
	return "$dir/vmlinux";
}

# One that says what it was told: machine32.S.
sub machine32 {
	my ($name, $multiboot, $address) = @_;
	run('gcc', '-m32', '-c', "-DMULTIBOOT=$multiboot", '-o', "$dir/$name.o", "$FindBin::Bin/machine32.S");
	run('ld', '-m', 'elf_i386', '-N', '-z', 'noexecstack', '--build-id=none', "-Ttext=$address", '-o',
		"$dir/$name", "$dir/$name.o");
	return "$dir/$name";
}

# By systemd's stub, as a distribution makes it.
sub real_uki {
	my ($kernel, $initrd, $line) = @_;
	my $at = 0x10000000;
	VM::write_file("$dir/line", $line);
	my @options;
	for (["linux", $kernel], ["initrd", $initrd], ["cmdline", "$dir/line"]) {
		my ($name, $file) = @$_;
		push @options, '--add-section', ".$name=$file", '--change-section-vma', sprintf(".$name=%#x", $at);
		$at += 0x4000000;
	}
	run('objcopy', @options, '/usr/lib/systemd/boot/efi/linuxx64.efi.stub', "$dir/uki");
	return "$dir/uki";
}

sub told {
	my ($run) = @_;
	return join "\n", $run->{serial} =~ /told: ([^\r\n]*)/g;
}

sub failed { return diag(substr($_[0]{serial}, -3000)) }

# --- kernels of 32 bits -----------------------------------------------------------------

VM::write_file("$dir/module", "what is in it\nand more\n");
VM::write_file("$dir/other", "something else\n");
run("gzip -k $dir/other");
my %files = (mb1 => machine32('mb1', 1, '0x100000'), mb2 => machine32('mb2', 2, '0x100000'),
	elf32 => machine32('elf32', 0, '0x200000'), module => "$dir/module", other => "$dir/other.gz");
my $modules = "--module='/module some words' --module=/other";

sub enters_multiboot {
	my ($name, $machine) = @_;
	my $run = loaded("does load kexec -l --append='one two' $modules --console-serial /$name
does exec kexec -e", files => \%files, %{ $machine->{options} });
	my $told = told($run);
	like($told, qr/^here, with 00000001 00000010 00000000$/m, 'protected mode, no paging, flat code, no interrupts') or failed($run);
	like($told, qr/^words \/$name one two$/m, 'the command line');
	like($told, qr/^loader kexec-bake$/m, 'the loader');
	like($told, qr/^module \/module some words\ncontent what is in it$/m, 'a module');
	like($told, qr/^module \/other\ncontent something else$/m, 'one that was packed');
	like($told, qr/^range .* 00000002$/m, 'what is reserved');
	like($told, qr/^done\z/m, 'to the end');
	# OVMF's map isn't that plain.
	return if $machine->{firmware} ne 'bios';
	my $above = $machine->{below_4g} - (1 << 20);
	like($told, qr/^memory 0000027f ${\sprintf('%08x', $above >> 10)}$/m, 'lower and upper memory');
	like($told, qr/^range 00000000 00000000 00000000 0009fc00 00000001$/m, 'RAM below 640 KiB');
	like($told, qr/^range 00000000 00100000 00000000 ${\sprintf('%08x', $above)} 00000001$/m, 'RAM from 1 MiB on');
}

sub enters_elf32 {
	my ($name, $machine) = @_;
	my $run = loaded("does load kexec -l --append='one two' --console-serial /elf32
does exec kexec -e", files => \%files, %{ $machine->{options} });
	like(told($run), qr/^here, with 00000001 00000010 00000000\nnote 00000002 kexec-bake\nnote 00000003 \S+\nnote 00000004 one two\ndone\z/,
		'its boot notes') or failed($run);
}

# --- Linux --------------------------------------------------------------------------------

my $vmlinux = vmlinux();
run("gzip -1 -c $vmlinux >$dir/vmlinux.gz");
my $packed = "$dir/vmlinux.gz";
my $symbols;

# Debian's own, with its symbols; packed, as the smallest machine has no room for it and
# for what is made of it.
sub vmlinux_with_symbols {
	return $symbols if $symbols;
	chomp(my $debug = Images::output_of('sh', "$FindBin::Bin/../lib/debug.sh"));
	run('objcopy', '--strip-debug', $debug, "$dir/vmlinux-symbols");
	run('gzip', '-1', "$dir/vmlinux-symbols");
	return $symbols = "$dir/vmlinux-symbols.gz";
}

sub runs {
	my ($run, $says, @says) = @_;
	like(said($run), $says, 'it runs') or failed($run);
	like(said($run), $_, 'and says so') for @says;
	is($run->{result}, 'up', 'with its initrd') or diag($run->{summary});
}

# What says that it knows of five levels is a symbol, and bzImage has a vmlinux without.
sub enters_vmlinux {
	my ($name, $machine) = @_;
	my $five = $machine->{levels} == 5;
	my %files = $five ? (vmlinux => vmlinux_with_symbols(), stripped => $packed) : (vmlinux => $vmlinux);
	my $run = loaded(($five ? "does stripped kexec -l --args-linux --append='$words' /stripped\n" : '')
		. "does load kexec -l --args-linux --append='$words' --initrd=/initrd --console-serial /vmlinux
does exec kexec -e", files => \%files, %{ $machine->{options} });
	if ($five) {
		like($run->{serial}, qr/^kexec: \/stripped: cannot be entered on this machine, whose page tables have five levels \(.*with its symbols/m, 'without symbols it is refused');
		like(said($run), qr/^stripped: status 1$/m, 'and so says the status');
	}
	runs($run, qr/^second: words \Q$words\E(?:\[|$)/m, @{ $machine->{says} }, qr/^second: iomem  *01000000-\S+ : Kernel code$/m);
}

sub enters_uki {
	my ($name, $machine) = @_;
	my ($way) = $name =~ /(-\w)/;
	my $run = loaded("does load kexec -l $way /uki
does exec kexec -e", files => { uki => real_uki($stock, Loaded::small_initrd(), "$words by$way\n") }, %{ $machine->{options} });
	# The kernel's own lines may come between.
	runs($run, qr/^second: words \Q$words\E by$way(?:\[|$)/m, @{ $machine->{says} });
}

my @types = ([mb1 => \&enters_multiboot], [mb2 => \&enters_multiboot], [elf32 => \&enters_elf32], [vmlinux => \&enters_vmlinux],
	['uki -s' => \&enters_uki], ['uki -c' => \&enters_uki]);
for my $machine ($ENV{ALL} ? machines() : (machines())[0]) {
	for (@types) {
		my ($name, $enters) = @$_;
		subtest "$name, $machine->{name}" => sub {
			$enters->($name, $machine);
			done_testing();
		};
	}
}

my $run = loaded("does load kexec -p --args-linux --append='$words nr_cpus=1' --initrd=/initrd --console-serial /vmlinux
echo c >/proc/sysrq-trigger", files => { vmlinux => $vmlinux }, words => 'crashkernel=256M');
runs($run, qr/^second: words .*\Q$words\E/m);
unlike(said($run), qr/^second: iomem  *01000000-\S+ : Kernel code$/m, 'a vmlinux as crash kernel runs elsewhere');

# --- a vmlinux as it's baked ----------------------------------------------------------------

my $bare = primary_of('-');
my $build = $ENV{BUILD} // "$FindBin::Bin/../../build";
run("$build/sbin/kexec --bake=$dir/image --bake-format=cpio --bake-relocatable --initrd=@{[initrd()]} --console-serial "
	. "--command-line='$Images::CAPTURE_WORDS' @{[dirname($bare)]}/vmlinux >/dev/null");
my $archive = VM::read_file("$dir/image");
VM::write_file("$dir/joined", $archive . "\0" x (-length($archive) % 4) . VM::read_file(initrd()));
$run = VM::boot(kernel => $bare, initrd => "$dir/joined", append => 'crashpoint=late_initcall');
is($run->{result}, 'captured', 'a baked vmlinux captures') or diag($run->{summary});
is(VM::oops_matches_serial($run->{out}), undef, 'the text is what the console showed');

done_testing();
