# SPDX-License-Identifier: GPL-2.0-only
# What a call that was caught (Caught) tells the next kernel, as {name => value in
# words}: so that two can be compared whose segments lie elsewhere. An address is
# told by what is found there.
package Told;

use strict;
use warnings;
no warnings 'portable';

use Caught qw(at);
use Exporter 'import';
use VM;
use ZeroPage;

our @EXPORT_OK = qw(told);

my $PAGE = 4096;
my ($SETUP_E820_EXT, $SETUP_RNG_SEED) = (1, 9);

# A string that ends with a zero.
sub text_at {
	my ($call, $address) = @_;
	my ($segment) = grep { $_->{address} <= $address && $address < $_->{address} + length $_->{bytes} } @{ $call->{segments} };
	return 'nowhere' unless $segment;
	my ($text) = unpack 'Z*', substr($segment->{bytes}, $address - $segment->{address});
	return $text;
}

sub holds {
	my ($call, $address, $content) = @_;
	return (at($call, $address, length $content) // '') eq $content;
}

# --- a kernel and its place ---------------------------------------------------------

sub is_free {
	my ($call, $ranges) = @_;
	my $end = 0;
	for my $s (@{ $call->{segments} }) {
		return sprintf 'no whole page at %#x', $s->{address} if ($s->{address} | $s->{size}) % $PAGE;
		return sprintf 'overlap at %#x', $s->{address} if $s->{address} < $end;
		$end = $s->{address} + $s->{size};
		return sprintf 'not in memory of its own: %#x-%#x', $s->{address}, $end - 1
			unless grep { $_->[0] <= $s->{address} && $end <= $_->[1] } @$ranges;
	}
	return 'whole pages of memory that may be used';
}

# A bzImage's kernel: boot.rst, "setup_sects", "kernel_alignment", "init_size", "pref_address".
sub bzimage {
	my ($call, $file) = @_;
	my $payload = substr($file, (1 + (ord(substr $file, 0x1f1, 1) || 4)) * 512);
	$payload = substr($payload, 0, 16 * unpack 'V', substr $file, 0x1f4, 4);
	my ($segment) = grep { index($_->{bytes}, $payload) == 0 } @{ $call->{segments} } or return (undef, 'not there', '');
	my ($alignment, $preferred, $init) = map { unpack $_->[1], substr $file, $_->[0], 8 } [0x230, 'V'], [0x258, 'Q<'], [0x260, 'V'];
	my @place = ($segment->{address} % $alignment ? 'is not aligned' : 'aligned',
		$segment->{size} < $init ? 'has too little room' : 'with room for init_size',
		$segment->{address} < $preferred ? 'below pref_address' : 'not below pref_address');
	return ($segment->{address}, 'as in the file', join ', ', @place);
}

# An ELF file's: [physical address, content] of what is loaded.
sub parts {
	my ($file) = @_;
	my $is_64 = ord(substr $file, 4, 1) == 2;
	my ($phoff, $size, $count) = $is_64 ? (unpack('Q<', substr $file, 32, 8), unpack 'v2', substr $file, 54, 4)
		: (unpack('V', substr $file, 28, 4), unpack 'v2', substr $file, 42, 4);
	my @parts;
	for (unpack "(a$size)$count", substr $file, $phoff) {
		my ($type, $offset, $physical, $stored) = $is_64 ? (unpack 'V x4 Q< x8 Q<2', $_) : (unpack 'V2 x4 V2', $_);
		push @parts, [$physical, substr $file, $offset, $stored] if $type == 1 && $stored;
	}
	return @parts;
}

# It may have been moved as a whole.
sub elf {
	my ($call, $file) = @_;
	my @parts = parts($file);
	my ($first) = grep { index($_->{bytes}, substr $parts[0][1], 0, $PAGE) == 0 } @{ $call->{segments} } or return (undef, 'not there', '');
	my $distance = $first->{address} - $parts[0][0];
	my @lost = grep { !holds($call, $_->[0] + $distance, $_->[1]) } @parts;
	return ($first->{address}, @lost ? sprintf('not there: %#x', $lost[0][0]) : 'as in the file', $distance ? 'moved' : 'where it was linked for');
}

sub kernel {
	my ($call, $file) = @_;
	return substr($file, 0, 4) eq "\x7fELF" ? elf($call, $file) : bzimage($call, $file);
}

# The purgatory is entered by the kernel's own code and has to know two addresses;
# where those are is its own affair.
sub purgatory {
	my ($call, $entry, $format, $told) = @_;
	my ($segment) = grep { $_->{address} <= $call->{entry} && $call->{entry} < $_->{address} + length $_->{bytes} } @{ $call->{segments} }
		or return 'not there';
	my @lost = grep { index($segment->{bytes}, pack $format, $_) < 0 } $entry, $told;
	return @lost ? sprintf('does not know %#x', $lost[0]) : "knows the kernel's entry and what it's told";
}

# --- Linux ------------------------------------------------------------------------------

# The descriptors of the EFI memory map, in order of their addresses.
sub efi_map {
	my ($call, $page) = @_;
	my $size = ZeroPage::value($page, 'efi_info.memmap_size') or return 'none';
	my $address = ZeroPage::value($page, 'efi_info.memmap') | ZeroPage::value($page, 'efi_info.memmap_hi') << 32;
	my $map = at($call, $address, $size) // return 'nowhere';
	my $each = ZeroPage::value($page, 'efi_info.memdesc_size');
	return join '; ', sort map { sprintf 'physical %012x virtual %x pages %d type %d attribute %x', (unpack 'V x4 Q<4', $_)[1 .. 3, 0, 4] }
		unpack "(a$each)*", $map;
}

sub chain {
	my ($call, $page) = @_;
	return ZeroPage::setup_data($page, sub { at($call, @_) });
}

sub boot_params {
	my ($call, $page, $files) = @_;
	my $fields = ZeroPage::fields($page);
	# These are told below.
	delete @$fields{qw(cmd_line_ptr ext_cmd_line_ptr ramdisk_image ext_ramdisk_image setup_data e820_table e820_entries
		efi_info.memmap efi_info.memmap_hi)};
	my %told = map { ("boot_params.$_" => $fields->{$_}) } keys %$fields;
	my $word = sub { ZeroPage::value($page, $_[0]) | ZeroPage::value($page, "ext_$_[0]") << 32 };
	my $line = text_at($call, $word->('cmd_line_ptr'));
	$told{'command line'} = $line =~ s/(?<=elfcorehdr=)\S+/.../r;
	my $initrd = $files->{initrd};
	$told{initrd} = !$word->('ramdisk_size') ? 'none' : holds($call, $word->('ramdisk_image'), $initrd) ? 'as in the file' : 'another';
	my @items = chain($call, $page);
	$told{'setup_data, type ' . $_->[0]} = $_->[0] == $SETUP_RNG_SEED ? length($_->[1]) . ' bytes' : unpack 'H*', $_->[1] for @items;
	$told{memory} = join '; ', ZeroPage::e820($page, join '', map { $_->[0] == $SETUP_E820_EXT ? $_->[1] : () } @items);
	$told{'EFI memory map'} = efi_map($call, $page);
	return (\%told, $line);
}

# Those that follow each other in both kinds of address are one.
sub merge_loads {
	my @merged;
	for (@_) {
		my ($start, $end, $distance, $rest) = @$_;
		if (@merged && $merged[-1][1] == $start && $merged[-1][2] == $distance && $merged[-1][3] eq $rest) {
			$merged[-1][1] = $end;
		} else {
			push @merged, [@$_];
		}
	}
	return join '; ', map { sprintf '%x-%x at %x, %s', $_->[0], $_->[1] - 1, $_->[0] + $_->[2], $_->[3] } @merged;
}

# What elfcorehdr= tells of: a core file's header.
sub core_header {
	my ($call, $line) = @_;
	my ($number, $unit) = $line =~ /(?:^| )elfcorehdr=(\w+?)(K?)(?: |$)/ or return ();
	my $address = ($number =~ /^0x/ ? hex $number : $number) * ($unit ? 1024 : 1);
	my $ehdr = at($call, $address, 64) // return ('core header' => 'nowhere');
	my ($phoff, $size, $count) = (unpack('Q<', substr $ehdr, 32, 8), unpack 'v2', substr $ehdr, 54, 4);
	my %loads = (notes => [], kernel => [], RAM => []);
	for (unpack "(a$size)*", at($call, $address + $phoff, $size * $count)) {
		my ($type, $flags, $offset, $virtual, $physical, $stored, $memory, $align) = unpack 'V2 Q<6', $_;
		my $kind = $type == 4 ? 'notes' : $virtual >= 0xffffffff80000000 ? 'kernel' : 'RAM';
		my $rest = sprintf 'flags %x, align %x%s', $flags, $align, $offset == $physical && $stored == $memory ? '' : ', from elsewhere';
		push @{ $loads{$kind} }, [$physical, $physical + $memory, $virtual - $physical, $rest];
	}
	return ('core header' => unpack('H*', substr $ehdr, 0, 56), 'core header: number of notes' => scalar @{ $loads{notes} },
		map { ("core header: $_" => merge_loads(@{ $loads{$_} })) } keys %loads);
}

sub page_of {
	my ($call) = @_;
	my ($segment) = grep { length $_->{bytes} >= $PAGE && substr($_->{bytes}, 0x202, 4) eq "HdrS" } @{ $call->{segments} };
	return $segment;
}

sub linux {
	my ($call, $files, $mode) = @_;
	my $page = page_of($call) or return { boot_params => 'not there' };
	my ($told, $line) = boot_params($call, at($call, $page->{address}, $PAGE), $files);
	my ($start, $kernel, $place) = kernel($call, $files->{kernel});
	@$told{'kernel', "kernel's place"} = ($kernel, $place);
	my $offset = $mode eq '64' && substr($files->{kernel}, 0, 4) ne "\x7fELF" ? 0x200 : 0;
	$told->{purgatory} = purgatory($call, ($start // 0) + $offset, $mode eq '64' ? 'Q<' : 'V', $page->{address});
	return { %$told, core_header($call, $line) };
}

# --- others -------------------------------------------------------------------------------

sub map_in_words {
	my ($size, $bytes) = @_;
	return join '; ', ZeroPage::merge(map { [unpack 'Q< Q< V', $_] } unpack "(a$size)*", $bytes);
}

sub module {
	my ($call, $files, $start, $end, $words) = @_;
	my ($name) = $words =~ m{^/(\w+)};
	return sprintf '%s: %s', $words, $end - $start == length $files->{$name} && holds($call, $start, $files->{$name}) ? 'as in the file' : 'another';
}

# Multiboot Specification 0.6.96, "Boot information format"; by the loader's name,
# which in both begins with "kexec".
sub multiboot1 {
	my ($call, $files) = @_;
	my ($s) = grep { length $_->{bytes} >= 88 && text_at($call, unpack 'x64 V', $_->{bytes}) =~ /^kexec/ } @{ $call->{segments} }
		or return (0, { information => 'not there' });
	my ($flags, $lower, $upper, $line, $count, $list, $length, $map, $loader) = (unpack 'V17', $s->{bytes})[0 .. 2, 4 .. 6, 11, 12, 16];
	my @modules = map { [unpack 'V3', at($call, $list + 16 * $_, 16)] } 0 .. $count - 1;
	return ($s->{address}, {
		flags => sprintf('%#x', $flags), mem_lower => $lower, mem_upper => $upper,
		'command line' => text_at($call, $line), loader => text_at($call, $loader),
		memory => map_in_words(20, join '', unpack '(x4 a20)*', at($call, $map, $length)),
		modules => join '; ', map { module($call, $files, @$_[0, 1], text_at($call, $_->[2])) } @modules,
	});
}

# Multiboot2 Specification 2.0, "Boot information format": {TYPE => [NAME, how it's read]}.
my %tags = (
	1 => ['command line', sub { unpack 'Z*', $_[2] }],
	2 => ['loader', sub { unpack 'Z*', $_[2] }],
	3 => ['modules', sub { module(@_[0, 1], unpack 'V2 Z*', $_[2]) }],
	4 => ['mem_lower, mem_upper', sub { join ' ', unpack 'V2', $_[2] }],
	6 => ['memory', sub { map_in_words(24, substr $_[2], 8) }],
	21 => ['load base', sub { unpack 'H*', $_[2] }],
);

# Its own size, 0, and a first tag.
sub is_multiboot2 {
	my ($size, $zero, $type) = unpack 'V3', $_[0];
	return $size >= 16 && $size <= length($_[0]) && !$zero && $tags{$type};
}

sub multiboot2 {
	my ($call, $files) = @_;
	my ($s) = grep { length $_->{bytes} >= 16 && is_multiboot2($_->{bytes}) } @{ $call->{segments} } or return (0, { information => 'not there' });
	my ($size, $at, %told) = (unpack('V', $s->{bytes}), 8);
	while ($at + 8 <= $size) {
		my ($type, $length) = unpack 'V2', substr $s->{bytes}, $at;
		last if !$type;
		my ($name, $read) = @{ $tags{$type} // ["tag $type", sub { unpack 'H*', $_[2] }] };
		my $value = $read->($call, $files, substr $s->{bytes}, $at + 8, $length - 8);
		$told{$name} = defined $told{$name} ? "$told{$name}; $value" : $value;
		$at += ($length + 7) & ~7;
	}
	$told{'end tag'} = substr($s->{bytes}, $at) =~ /^\0{4}\x08\0{3}/ ? 'there' : 'not there';
	return ($s->{address}, \%told);
}

# kexec-tools' own: u32 magic, size, u16 checksum, records; notes.
sub boot_notes {
	my ($call) = @_;
	my ($s) = grep { substr($_->{bytes}, 0, 4) eq "\x07\xb0\x1f\x0e" } @{ $call->{segments} } or return (0, { information => 'not there' });
	my ($size, undef, $count) = unpack 'x4 V v2', $s->{bytes};
	my $sum = unpack('%32v*', substr $s->{bytes}, 0, $size);
	$sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
	my %told = (checksum => $sum == 0xffff ? 'right' : 'wrong', records => $count);
	my $at = 12;
	while ($at < $size) {
		my ($name, $length, $type) = unpack 'V3', substr $s->{bytes}, $at;
		$told{"note $type"} = unpack 'Z*', substr $s->{bytes}, $at + 12, $length;
		$at += 12 + (($length + 3) & ~3);
	}
	return ($s->{address}, \%told);
}

my %others = (multiboot1 => \&multiboot1, multiboot2 => \&multiboot2, notes => \&boot_notes);

sub other {
	my ($call, $files, $kind) = @_;
	my ($address, $told) = $others{$kind}->($call, $files);
	(my $start, $told->{kernel}) = elf($call, $files->{kernel});
	$told->{purgatory} = purgatory($call, unpack('V', substr $files->{kernel}, 24, 4), 'V', $address);
	return $told;
}

# told(CALL, KIND, FILES, RANGES): KIND is how it's entered: 64 or 32 (Linux, in which
# mode), multiboot1, multiboot2 or notes; FILES are {name => content} of kernel,
# initrd and modules, RANGES the [start, end] that may be used.
sub told {
	my ($call, $kind, $files, $ranges) = @_;
	return {} unless $call->{segments};
	my $told = $others{$kind} ? other($call, $files, $kind) : linux($call, $files, $kind);
	return { %$told, flags => sprintf('%#x', $call->{flags}), placement => is_free($call, $ranges) };
}

1;
