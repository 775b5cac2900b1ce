# SPDX-License-Identifier: GPL-2.0-only
# struct boot_params by field: zero-page.rst and, for the setup header, boot.rst
# ("Details of Header Fields") of Linux's Documentation/arch/x86; screen_info and
# efi_info as in its uapi headers.
package ZeroPage;

use strict;
use warnings;
no warnings 'portable';

use Exporter 'import';

our @EXPORT_OK = qw(e820 fields setup_data value);

# OFFSET SIZE NAME; those of more than 8 bytes are taken as bytes.
my @table = map { my ($offset, $size, $name) = split; [hex $offset, hex $size, $name] } grep { /\S/ } split /\n/, <<'END';
000 1 screen_info.orig_x
001 1 screen_info.orig_y
002 2 screen_info.ext_mem_k
004 2 screen_info.orig_video_page
006 1 screen_info.orig_video_mode
007 1 screen_info.orig_video_cols
008 1 screen_info.flags
00a 2 screen_info.orig_video_ega_bx
00e 1 screen_info.orig_video_lines
00f 1 screen_info.orig_video_isVGA
010 2 screen_info.orig_video_points
012 2 screen_info.lfb_width
014 2 screen_info.lfb_height
016 2 screen_info.lfb_depth
018 4 screen_info.lfb_base
01c 4 screen_info.lfb_size
020 2 screen_info.cl_magic
022 2 screen_info.cl_offset
024 2 screen_info.lfb_linelength
026 8 screen_info.colours
02e 2 screen_info.vesapm_seg
030 2 screen_info.vesapm_off
032 2 screen_info.pages
034 2 screen_info.vesa_attributes
036 4 screen_info.capabilities
03a 4 screen_info.ext_lfb_base
040 14 apm_bios_info
058 8 tboot_addr
060 10 ist_info
070 8 acpi_rsdp_addr
080 10 hd0_info
090 10 hd1_info
0a0 10 sys_desc_table
0b0 10 olpc_ofw_header
0c0 4 ext_ramdisk_image
0c4 4 ext_ramdisk_size
0c8 4 ext_cmd_line_ptr
13c 4 cc_blob_address
140 80 edid_info
1c0 4 efi_info.loader_signature
1c4 4 efi_info.systab
1c8 4 efi_info.memdesc_size
1cc 4 efi_info.memdesc_version
1d0 4 efi_info.memmap
1d4 4 efi_info.memmap_size
1d8 4 efi_info.systab_hi
1dc 4 efi_info.memmap_hi
1e0 4 alt_mem_k
1e4 4 scratch
1e8 1 e820_entries
1e9 1 eddbuf_entries
1ea 1 edd_mbr_sig_buf_entries
1eb 1 kbd_status
1ec 1 secure_boot
1ef 1 sentinel
1f1 1 setup_sects
1f2 2 root_flags
1f4 4 syssize
1f8 2 ram_size
1fa 2 vid_mode
1fc 2 root_dev
1fe 2 boot_flag
200 2 jump
202 4 header
206 2 version
208 4 realmode_swtch
20c 2 start_sys_seg
20e 2 kernel_version
210 1 type_of_loader
211 1 loadflags
212 2 setup_move_size
214 4 code32_start
218 4 ramdisk_image
21c 4 ramdisk_size
220 4 bootsect_kludge
224 2 heap_end_ptr
226 1 ext_loader_ver
227 1 ext_loader_type
228 4 cmd_line_ptr
22c 4 initrd_addr_max
230 4 kernel_alignment
234 1 relocatable_kernel
235 1 min_alignment
236 2 xloadflags
238 4 cmdline_size
23c 4 hardware_subarch
240 8 hardware_subarch_data
248 4 payload_offset
24c 4 payload_length
250 8 setup_data
258 8 pref_address
260 4 init_size
264 4 handover_offset
268 4 kernel_info_offset
290 40 edd_mbr_sig_buffer
2d0 a00 e820_table
d00 1ec eddbuf
END

my %format = (1 => 'C', 2 => 'v', 4 => 'V', 8 => 'Q<');
my %field = map { $_->[2] => $_ } @table;

# value(PAGE, NAME): of one field that is a number.
sub value {
	my ($page, $name) = @_;
	my ($offset, $size) = @{ $field{$name} or die "$name: no field\n" };
	return unpack $format{$size}, substr($page, $offset, $size);
}

# fields(PAGE): {name => value in words}; "rest" is what belongs to no field.
sub fields {
	my ($page) = @_;
	my %fields;
	for (@table) {
		my ($offset, $size, $name) = @$_;
		my $bytes = substr($page, $offset, $size, "\0" x $size);
		$fields{$name} = $format{$size} ? sprintf('%#x', unpack $format{$size}, $bytes) : unpack('H*', $bytes) =~ s/(?:00)+\z//r;
	}
	$fields{rest} = unpack('H*', $page) =~ s/(?:00)+\z//r;
	return \%fields;
}

# Ranges of one type that touch are one.
sub merge {
	my @merged;
	for (sort { $a->[0] <=> $b->[0] } @_) {
		my ($start, $size, $type) = @$_;
		if (@merged && $merged[-1][2] == $type && $merged[-1][1] == $start) {
			$merged[-1][1] += $size;
		} elsif ($size) {
			push @merged, [$start, $start + $size, $type];
		}
	}
	return map { sprintf '%x-%x type %d', $_->[0], $_->[1] - 1, $_->[2] } @merged;
}

# e820(PAGE, MORE): the map, in words; MORE is SETUP_E820_EXT's data.
sub e820 {
	my ($page, $more) = @_;
	my $table = substr($page, 0x2d0, 20 * value($page, 'e820_entries')) . ($more // '');
	return merge(map { [unpack 'Q< Q< V', $_] } unpack '(a20)*', $table);
}

# setup_data(PAGE, AT): [type, data] of each; AT gives SIZE bytes of an ADDRESS.
sub setup_data {
	my ($page, $at) = @_;
	my ($address, @items) = (value($page, 'setup_data'));
	while ($address) {
		my ($next, $type, $size) = unpack 'Q< V V', $at->($address, 16) // die "setup_data points nowhere\n";
		push @items, [$type, $at->($address + 16, $size) // die "setup_data is cut short\n"];
		die "setup_data has no end\n" if @items > 100;
		$address = $next;
	}
	return @items;
}

1;
