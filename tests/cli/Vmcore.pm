# SPDX-License-Identifier: GPL-2.0-only
# Runs $BUILD/sbin/vmcore-dmesg on dumps that are made here, without any of its code.
#
#   spew('core', core(ring => 'lockless', lines => [...]))   or records, bytes
#   my $run = vmcore_dmesg('core');   status, out, err
#   prints('name', $text, 'core')     expects that output, and nothing on stderr
#   refuses('name', qr/why/, 'core')  expects one line on stderr; returns the output
package Vmcore;

use strict;
use warnings;

use CLI;
use Cwd qw(abs_path);
use Exporter 'import';
use Test::More;

our @EXPORT = qw(core left_behind prints refuses vmcore_dmesg vmcore_dmesg_path $DATA $DESCRIPTORS $INFOS $TEXTS);

my $build = abs_path($ENV{BUILD});
my @wrapper = split ' ', $ENV{VMCORE_DMESG_WRAPPER} // '';

sub vmcore_dmesg_path { return "$build/sbin/vmcore-dmesg" }

sub vmcore_dmesg {
	my %how = ref $_[-1] eq 'HASH' ? %{ pop @_ } : ();
	return CLI::run([@wrapper, vmcore_dmesg_path(), @_], %how);
}

sub prints {
	my ($name, $text, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = vmcore_dmesg(@words);
	ok($run->{status} == 0 && $run->{err} eq '' && $run->{out} eq $text, $name)
		or diag("status $run->{status}: $run->{err}$run->{out}");
}

sub refuses {
	my ($name, $what, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = vmcore_dmesg(@words);
	my @wrong;
	push @wrong, "exit status is $run->{status}" if $run->{status} != 256;
	push @wrong, 'stderr is not one line' if $run->{err} !~ /\A[^\n]+\n\z/;
	push @wrong, "vmcore-dmesg: $what was expected" if $run->{err} !~ /\Avmcore-dmesg: $what/;
	ok(!@wrong, $name) or diag(map { "$_\n" } @wrong, "stderr: $run->{err}");
	return $run->{out};
}

# --- dumps ----------------------------------------------------------------------

# 0xffffffff80000000
my $VIRTUAL = -0x80000000;
# Offsets in the one page of memory: variables, descriptors, their struct printk_info, texts.
# The page is also a page table at each level: it has entries at its start and end, which point to itself.
our ($VARIABLES, $DESCRIPTORS, $INFOS, $TEXTS) = (0x100, 0x200, 0x400, 0xa00);
my $TEXTS_BITS = 9;
# Offset of the memory in the file.
our $DATA = 0x1000;

# Each of these returns lines of VMCOREINFO, and fills %memory by address.

# Linux before 3.5.  Each line is [nanoseconds, text].
sub bytes_ring {
	my ($memory, @lines) = @_;
	my $text = join('', map { sprintf "<6>[%5d.%06d] %s\n", $_->[0] / 1e9, $_->[0] % 1e9 / 1000, $_->[1] } @lines);
	$memory->{$VARIABLES} = pack 'Q<V3', $VIRTUAL + $TEXTS, 1 << $TEXTS_BITS, length $text, length $text;
	$memory->{$TEXTS} = $text;
	return map { sprintf "SYMBOL(%s)=%x", $_->[0], $VIRTUAL + $VARIABLES + $_->[1] }
		['log_buf', 0], ['log_buf_len', 8], ['log_end', 12], ['logged_chars', 16];
}

# Linux 3.5 to 5.9.
sub records_ring {
	my ($memory, @lines) = @_;
	my $records = join('', map {
		my $size = int((16 + length($_->[1]) + 3) / 4) * 4;
		pack "a$size", pack('Q<v3CC', $_->[0], $size, length $_->[1], 0, 0, 0xc0) . $_->[1]
	} @lines);
	$memory->{$VARIABLES} = pack 'Q<V3', $VIRTUAL + $TEXTS, 1 << $TEXTS_BITS, 0, length $records;
	$memory->{$TEXTS} = $records;
	my $at = 0;
	return ('SIZE(printk_log)=16', (map { "OFFSET(printk_log.$_->[0])=$_->[1]" } ['ts_nsec', 0], ['len', 8], ['text_len', 10]),
		map { sprintf "SYMBOL(%s)=%x", $_->[0], $VIRTUAL + $VARIABLES + $_->[1] }
		['log_buf', 0], ['log_buf_len', 8], ['log_first_idx', 12], ['log_next_idx', 16]);
}

# Linux 5.10 and later, with 16 descriptors, the last of which is never used, and 512 bytes of texts.
sub lockless_ring {
	my ($memory, @lines) = @_;
	my $mask = (1 << 62) - 1;
	my ($id, $lpos, $i) = (-16 & $mask, -(1 << $TEXTS_BITS), 0);
	my ($descriptors, $infos, $texts) = ('', '', '');
	for my $line (@lines) {
		my $block = pack 'Q<a*x!8', $id, $line->[1];
		$descriptors .= pack 'Q<q<2', $id | 2 << 62, $lpos, $lpos + length $block;
		$infos .= pack 'Q<2vx70', $i++, $line->[0], length $line->[1];
		$texts .= $block;
		$lpos += length $block;
		$id = ($id + 1) & $mask;
	}
	$descriptors = pack 'a360Q<3', $descriptors, (-17 & $mask) | 3 << 62, 1, 1;
	@$memory{$DESCRIPTORS, $INFOS, $TEXTS} = ($descriptors, $infos, $texts);
	$memory->{$VARIABLES} = pack('Q<x8 Vx4 Q<4x8', $VIRTUAL + $VARIABLES + 16, 4, $VIRTUAL + $DESCRIPTORS, $VIRTUAL + $INFOS,
		($id - 1) & $mask, -17 & $mask) . pack('Vx4 Q< q<2', $TEXTS_BITS, $VIRTUAL + $TEXTS, $lpos,
		-(1 << $TEXTS_BITS));
	return (sprintf("SYMBOL(prb)=%x", $VIRTUAL + $VARIABLES), qw(
		OFFSET(printk_ringbuffer.desc_ring)=0 OFFSET(printk_ringbuffer.text_data_ring)=48
		OFFSET(prb_desc_ring.count_bits)=0 OFFSET(prb_desc_ring.descs)=8 OFFSET(prb_desc_ring.infos)=16
		OFFSET(prb_desc_ring.head_id)=24 OFFSET(prb_desc_ring.tail_id)=32
		SIZE(prb_desc)=24 OFFSET(prb_desc.state_var)=0 OFFSET(prb_desc.text_blk_lpos)=8
		OFFSET(prb_data_blk_lpos.begin)=0 OFFSET(prb_data_blk_lpos.next)=8
		SIZE(printk_info)=88 OFFSET(printk_info.seq)=0 OFFSET(printk_info.ts_nsec)=8 OFFSET(printk_info.text_len)=16
		OFFSET(prb_data_ring.size_bits)=0 OFFSET(prb_data_ring.data)=8 OFFSET(prb_data_ring.head_lpos)=16
		OFFSET(prb_data_ring.tail_lpos)=24 OFFSET(atomic_long_t.counter)=0
		SIZE(printk_ringbuffer)=88 SIZE(prb_desc_ring)=48 SIZE(prb_data_blk_lpos)=16 SIZE(prb_data_ring)=32));
}

my %rings = (bytes => \&bytes_ring, records => \&records_ring, lockless => \&lockless_ring);

sub elf_note {
	my ($name, $text) = @_;
	return pack 'V3 a*x!4 a*x!4', 1 + length $name, length $text, 0, "$name\0", $text;
}

# The page and the notes of a crashed kernel: ring, lines, base (the page's physical address).
sub crashed {
	my (%given) = @_;
	my $base = $given{base} // 0;
	# A page of 2 MiB.  The three levels above it are the same table.
	my %memory = (0 => pack('Q<', $base | 0x83), 8 * 510 => pack('Q<2', $base | 3, $base | 3));
	my @info = ('OSRELEASE=6.1.0-test', 'SIZE(list_head)=16', sprintf('SYMBOL(swapper_pg_dir)=%x', $VIRTUAL),
		"NUMBER(phys_base)=$base", $rings{$given{ring} // 'lockless'}->(\%memory, @{ $given{lines} }));
	my $memory = "\0" x 4096;
	substr($memory, $_, length $memory{$_}) = $memory{$_} for keys %memory;
	return ($memory, elf_note('CORE', 'registers') . elf_note('VMCOREINFO', join("\n", @info, '')));
}

# ELF headers, and the notes 256 bytes after their start: the notes, the offsets of the headers and of the memory, and the memory's physical address.
sub headers {
	my ($notes, $at, $data, $physical) = @_;
	my $head = pack('a4C3x9v2V Q<3V v6', "\177ELF", 2, 1, 1, 4, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0);
	$head .= pack('V2Q<6', 4, 0, $at + 256, 0, $at + 256, length $notes, length $notes, 4);
	# The vmcore-dmesg of kexec-tools needs virtual addresses.
	$head .= pack('V2Q<6', 1, 7, $data, $VIRTUAL, $physical, 4096, 4096, 0);
	return pack('a256a*', $head, $notes);
}

# A dump of the page, which is at $DATA in the file; the program headers are at 64.
sub core {
	my ($memory, $notes) = crashed(@_);
	return pack("a$DATA", headers($notes, 0, $DATA, 0)) . $memory;
}

# The memory from `base` on that a capture kernel finds: the page, and after it the headers for elfcorehdr=.
sub left_behind {
	my (%given) = @_;
	my ($memory, $notes) = crashed(%given);
	return $memory . headers($notes, $given{base} + 4096, $given{base}, $given{base});
}

1;
