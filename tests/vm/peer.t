#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# Our kexec and Debian's kexec-tools load the same files on the same machine: the segments that
# they give to kexec_load are compared field by field. Each difference is in the list below, and
# doc/compatibility.md gives the reason for it.
use strict;
use warnings;
no warnings 'portable';

use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Caught;
use Images qw(kernel output_of);
use Loaded ();
use Test::More;
use Told qw(told);
use VM;
use ZeroPage;

my $dir = tempdir('kexec-bake-peer-XXXXXX', TMPDIR => 1, CLEANUP => 1);

# --- the differences: CASE, MACHINE, WHAT, OURS, THEIRS, WHY ---------------------------------------
# undef: not there; $HANDED_ON: what the running kernel was given.

my ($linux, $crash, $bzimage) = (qr/^(?!mb|notes)/, qr/^crash/, qr/^(?!mb|notes|vmlinux|elf)/);
my $any = qr/.*/;
my $HANDED_ON = 'handed on';
my $setup_header = 'The setup header is the file\'s own. kexec-tools writes half of `boot_flag`, omits LOADED_HIGH, '
	. 'and sets a `root_dev` and `root_flags` of its own';
my $own_header = 'A vmlinux has no setup header. It gets the fields of protocol 2.15 that Linux reads';
my $handed_on = '**EDD, EDID, the state of Secure Boot, ACPI\'s root pointer**';
my $screen = 'A screen field for which no newer value is known is passed on unchanged. The size of an EFI frame buffer is in bytes';
my $sizes = '`ext_mem_k` and `alt_mem_k` are for kernels that read no memory map. kexec does not invent them';
my $efi_by_any = 'A vmlinux and a `bzImage` entered in 32-bit mode also get them';
my $whole_kib = 'The map begins at address 0. The map that kexec-tools passes lacks the first KiB, and its `mem_lower` and `mem_upper` are one KiB short';

my @differences = (
	[$bzimage, $any, qr/boot_flag/, qr/^0xaa55$/, qr/^0x55$/, $setup_header],
	[$bzimage, $any, qr/root_flags/, qr/^0x1$/, qr/^0xffff$/, $setup_header],
	[$linux, $any, qr/root_dev/, qr/^0$/, qr/^0x300$/, $setup_header],
	[$linux, $any, qr/loadflags/, qr/^0x1$/, qr/^0$/, $setup_header],
	[qr/^vmlinux|^elf/, $any, qr/root_flags/, qr/^0x1$/, qr/^0xffff$/, $own_header],
	[qr/^vmlinux|^elf/, $any, qr/boot_flag/, qr/^0xaa55$/, qr/^0$/, $own_header],
	[qr/^vmlinux|^elf/, $any, qr/vid_mode/, qr/^0xffff$/, qr/^0$/, $own_header],
	[qr/^vmlinux|^elf/, $any, qr/version/, qr/^0x20f$/, qr/^0x206$/, $own_header],
	[qr/^vmlinux|^elf/, $any, qr/cmdline_size/, qr/^0x7ff$/, qr/^0x800$/, $own_header],
	[qr/^vmlinux|^elf/, $any, qr/init_size/, qr/^0x[1-9a-f]/, qr/^0$/, $own_header],
	[qr/^vmlinux|^elf/, $any, qr/initrd_addr_max/, qr/^0$/, qr/^0x37ffffff$/, $own_header],
	[qr/^vmlinux|^elf/, $any, qr/rest/, qr/^$/, qr/^(?:00)+6f6e652074776f$/, '**Command line**: it is a segment of its own'],
	[$linux, $any, qr/screen_info\.cl_magic/, qr/^0$/, qr/^0xa33f$/, 'passed on only as protocol 2.02 and later define, not in the older way'],
	[$linux, $any, qr/screen_info\.cl_offset/, qr/^0$/, qr/^0x[1-9a-f]/, 'passed on only as protocol 2.02 and later define, not in the older way'],
	[$linux, qr/bios/, qr/eddbuf(?:_entries)?/, $HANDED_ON, qr/^0?$/, $handed_on],
	[$linux, $any, qr/edid_info/, $HANDED_ON, qr/^$/, $handed_on],
	[$linux, qr/uefi/, qr/secure_boot/, $HANDED_ON, qr/^0$/, $handed_on],
	[$linux, qr/uefi/, qr/screen_info\.orig_video_(?:cols|lines|points)/, $HANDED_ON, qr/^0x(?:50|19|10)$/, $screen],
	[$linux, qr/uefi/, qr/screen_info\.(?:capabilities|pages)/, $HANDED_ON, qr/^0(?:x3e8)?$/, $screen],
	[$linux, qr/uefi/, qr/screen_info\.lfb_size/, qr/^0x3e8000$/, qr/^0x3f$/, $screen],
	[$linux, $any, qr/screen_info\.ext_mem_k/, $HANDED_ON, $any, $sizes],
	[$linux, $any, qr/alt_mem_k/, qr/^0$/, $any, $sizes],
	[qr/^(?!crash)/, $any, qr/memory/, qr/^0-(.*)$/, qr/^400-(.*)$/, $whole_kib],
	[qr/^mb/, $any, qr/mem_(?:low|upp)er.*/, \&are_one_more, $any, $whole_kib],
	[$crash, $any, qr/memory/, \&is_crash_map, $any,
		'its own regions without the elfcorehdr, everything that is not RAM, and the RAM below 640 KiB'],
	[$crash, $any, qr/core header: RAM/, qr/^(?!1000-)(.*)$/, qr/^1000-\w+ at \w+, flags 7, align 0, from elsewhere; (.*)$/,
		'it is neither copied nor part of the core file, as with kexec_file_load'],
	[qr/^crash-memmap/, $any, qr/command line/, qr/ memmap=exactmap memmap=.* acpi_rsdp=\w+ elfcorehdr=\.\.\.$/,
		qr/ elfcorehdr=\.\.\. memmap=exactmap memmap=/, 'with `--pass-memmap-cmdline` also on the command line'],
	[$crash, qr/uefi/, qr/command line/, qr/^(.*) acpi_rsdp=0x\w+( elfcorehdr=\.\.\.)$/, qr/^(.*)( elfcorehdr=\.\.\.)$/,
		'`acpi_rsdp=` and `elfcorehdr=` are added'],
	[qr/^crash-vmlinux/, $any, $any, $any, undef, 'so `-p --args-linux` needs no kernel linked for the crash kernel region'],
	[qr/^entry-32|^bzimage-32/, $any, qr/kernel's place/, qr/^aligned, with room for init_size, not below pref_address$/,
		qr/^aligned, has too little room, below pref_address$/, '`init_size` and `pref_address` are respected'],
	[qr/^bzimage-32|^vmlinux/, qr/uefi/, qr/efi_info\..*|EFI memory map|setup_data, type 4/, $any, qr/^(?:0|none)?$/, $efi_by_any],
	[qr/^notes/, $any, qr/note 2/, qr/^kexec-bake$/, qr/^kexec$/, 'the loader\'s name, where it is passed on, is `kexec-bake`'],
	[qr/^notes/, $any, qr/note 3/, qr/^[\d.]+$/, qr/^2\./, 'the loader\'s name, where it is passed on, is `kexec-bake`'],
	[qr/^mb/, $any, qr/loader/, qr/^kexec-bake$/, qr/^kexec 2/, 'the loader\'s name, where it is passed on, is `kexec-bake`'],
	[qr/^mb1/, $any, qr/placement/, qr/^whole pages/, qr/^not in memory of its own: 0-0xfff$/, 'nothing is placed at address 0'],
	[qr/^mb2/, $any, qr/load base/, qr/^00001000$/, undef, 'the load base address and an end tag'],
	[qr/^mb2/, $any, qr/end tag/, qr/^there$/, qr/^not there$/, 'the load base address and an end tag'],
);
my @used;

my (%given, @region);

sub are_one_more {
	my ($ours, $theirs) = @_;
	return $ours eq join ' ', map { $_ + 1 } split ' ', $theirs;
}

# What is no RAM is the same, but for the first page, which is some.
sub is_crash_map {
	my @maps = map { [split /; /, $_ // ''] } @_;
	my ($ours, $theirs) = map { [grep { !/ type 1$|^0-fff / } @$_] } @maps;
	my ($low, $own, @more) = map { [map { hex } /^(\w+)-(\w+) /] } grep { / type 1$/ } @{ $maps[0] };
	return "@$ours" eq "@$theirs" && $low->[0] == 0 && $low->[1] < 0xa0000 && !@more
		&& $own->[0] > $region[0] && $own->[0] <= $region[0] + 0x4000 && $own->[1] == $region[1] - 1;
}

# Where both patterns catch something, it's the same.
sub match {
	my ($ours, $theirs, $row) = @_;
	my @ours = $ours =~ $row->[3] or return 0;
	return !defined $theirs if !defined $row->[4];
	my @theirs = ($theirs // '') =~ $row->[4] or return 0;
	return 1 unless $row->[3] =~ /\((?!\?)/ && $row->[4] =~ /\((?!\?)/;
	return "@ours" eq "@theirs";
}

sub is_such {
	my ($row, $case, $machine, $what, $ours, $theirs) = @_;
	return 0 unless $case =~ $row->[0] && $machine =~ $row->[1] && $what =~ /^(?:boot_params\.)?(?:$row->[2])$/ && defined $ours;
	return $row->[3]->($ours, $theirs) if ref $row->[3] eq 'CODE';
	return match($ours, $theirs, $row) if $row->[3] ne $HANDED_ON;
	return $ours eq $given{$what =~ s/^boot_params\.//r} && ($theirs // '') =~ $row->[4];
}

sub reason {
	my @difference = @_;
	for my $i (0 .. $#differences) {
		next unless is_such($differences[$i], @difference);
		$used[$i]++;
		return $differences[$i][5];
	}
	return undef;
}

my $doc = VM::read_file("$FindBin::Bin/../../doc/compatibility.md") =~ s/\s+/ /gr;
ok(index($doc, $_) >= 0, "doc/compatibility.md: $_") for sort keys %{ { map { $_->[5] => 1 } @differences } };

# --- the cases ------------------------------------------------------------------------------------

sub run {
	system(@_) == 0 or die "@_: failed\n";
}

sub machine32 {
	my ($name, $multiboot, $address) = @_;
	run('gcc', '-m32', '-c', "-DMULTIBOOT=$multiboot", '-o', "$dir/$name.o", "$FindBin::Bin/machine32.S");
	run('ld', '-m', 'elf_i386', '-N', '-z', 'noexecstack', '--build-id=none', "-Ttext=$address", '-o', "$dir/$name", "$dir/$name.o");
	return "$dir/$name";
}

my $bzimage_file = kernel('small');
run('strip', '-g', '-o', "$dir/vmlinux", dirname($bzimage_file) . '/vmlinux');
VM::write_file("$dir/module", "what is in it\nand more\n" x 1000);
my %files = (vmlinux => "$dir/vmlinux", mb1 => machine32('mb1', 1, '0x100000'), mb2 => machine32('mb2', 2, '0x100000'),
	elf32 => machine32('elf32', 0, '0x200000'), module => "$dir/module");
my %content = map { $_->[0] => VM::read_file($_->[1]) } [initrd => Loaded::small_initrd()], [kernel => $bzimage_file],
	map { [$_ => $files{$_}] } keys %files;

my $line = "--command-line='one two'";
my $initrd = "--initrd=/initrd $line";
my $modules = "--module='/module some words' --module=/initrd";
# NAME => [OPTIONS, KERNEL, how it's entered].
my %cases = (
	plain => ["-l $initrd", 'kernel', 64],
	bare => ['-l', 'kernel', 64],
	reuse => ["-l --reuse-cmdline --append='one two' --initrd=/initrd", 'kernel', 64],
	noefi => ["-l --noefi $initrd", 'kernel', 64],
	video => ["-l --reuse-video-type $initrd", 'kernel', 64],
	'entry-32' => ["-l --entry-32bit $initrd", 'kernel', 32],
	'bzimage-32' => ["-l -t bzImage $initrd", 'kernel', 32],
	crash => ["-p $initrd", 'kernel', 64],
	'crash-reuse' => ["-p --reuse-cmdline --append='one two' --initrd=/initrd", 'kernel', 64],
	'crash-memmap' => ["-p --pass-memmap-cmdline $initrd", 'kernel', 64],
	'crash-vmlinux' => ["-p --args-linux $initrd", 'vmlinux', 64],
	vmlinux => ["-l --args-linux $initrd", 'vmlinux', 64],
	'elf-linux' => ["-l --args-linux $initrd", 'elf32', 32],
	notes => ["-l $line", 'elf32', 'notes'],
	mb1 => ["-l $line $modules", 'mb1', 'multiboot1'],
	mb2 => ["-l $line $modules", 'mb2', 'multiboot2'],
);

# What may be used: [start, end] each, of the running kernel's /proc/iomem.
sub iomem {
	my ($caught, $name) = @_;
	return map { [hex $_->[0], hex($_->[1]) + 1] } map { /^ *([0-9a-f]+)-([0-9a-f]+) : \Q$name\E$/ ? [$1, $2] : () }
		split /\n/, VM::read_file("$caught->{out}/iomem");
}

# Differences that aren't among those above, in words.
sub unexplained {
	my ($case, $machine, $ours, $theirs) = @_;
	my @odd;
	for (sort keys %{ { %$ours, %$theirs } }) {
		my ($o, $t) = ($ours->{$_}, $theirs->{$_});
		next if defined $o && defined $t && $o eq $t;
		push @odd, sprintf("%s\n  ours   %s\n  theirs %s", $_, $o // '(none)', $t // '(none)') unless defined reason($case, $machine, $_, $o, $t);
	}
	return @odd;
}

sub is_sound {
	my ($told) = @_;
	is($told->{placement}, 'whole pages of memory that may be used', 'ours: where its segments lie');
	is($told->{kernel}, 'as in the file', 'its kernel');
	is($told->{purgatory}, "knows the kernel's entry and what it's told", 'its purgatory');
	is($told->{initrd}, 'as in the file', 'its initrd') if defined $told->{initrd} && $told->{initrd} ne 'none';
}

sub compare {
	my ($machine, %options) = @_;
	my $caught = caught({ map { $_ => "$cases{$_}[0] /$cases{$_}[1]" } keys %cases }, kernel => $bzimage_file, files => \%files,
		words => 'crashkernel=256M foo=bar', %options);
	%given = %{ ZeroPage::fields(VM::read_file("$caught->{out}/data")) };
	@region = @{ (iomem($caught, 'Crash kernel'))[0] };
	for my $case (sort keys %cases) {
		subtest "$machine: $case" => sub {
			my ($options, $kernel, $kind) = @{ $cases{$case} };
			my @ranges = iomem($caught, $options =~ /^-p/ ? 'Crash kernel' : 'System RAM');
			my ($ours, $theirs) = map { told($caught->{$case}{$_}, $kind, { %content, kernel => $content{$kernel} }, \@ranges) } qw(ours peers);
			is($caught->{$case}{ours}{status}, 0, 'ours loads it');
			is_sound($ours);
			cmp_ok(scalar(keys %$ours), '>', 6, 'there is something to compare');
			my @odd = unexplained($case, $machine, $ours, $theirs);
			is("@odd", '', 'nothing differs but for a reason that is written down');
			done_testing();
		};
	}
}

compare('bios');
if ($ENV{ALL}) {
	compare('bios, 6 GiB', memory => '6G', qemu => '-smp 4');
	compare('uefi', qemu => '-bios /usr/share/ovmf/OVMF.fd');
	is_deeply([map { $used[$_] ? () : join ' ', @{ $differences[$_] }[0 .. 2] } 0 .. $#differences], [], 'each difference above is one');
}

done_testing();
