# SPDX-License-Identifier: GPL-2.0-only
# A disk image with a record partition between two others, and random bytes all
# over it: whoever writes where it must not is seen.
#
#   my $disk = Disk->new(label => 'gpt', sector_size => 4096);
#   VM::boot(..., qemu => $disk->qemu('nvme'));
#   is($disk->changed_outside, undef, ...);
#   is($disk->text(1), ...);
package Disk;

use strict;
use warnings;

use File::Temp qw(tempdir);
use Images qw(saveoops);
use JSON::PP;
use VM;

my $SIZE = 8 << 20;
my $BLOCK = 4096;

# QEMU's words for a disk with that drive, by how it's attached.
our %BUS = (
	'virtio-blk' => '-device virtio-blk-pci,drive=ID',
	'virtio-scsi' => '-device virtio-scsi-pci,id=ID-bus -device scsi-hd,drive=ID,bus=ID-bus.0',
	ahci => '-machine q35 -device ide-hd,drive=ID,bus=ide.0',
	nvme => '-device nvme,serial=ID,drive=ID',
	'usb, xhci' => '-device qemu-xhci,id=ID-bus -device usb-storage,drive=ID,bus=ID-bus.0',
	'usb, ehci' => '-device usb-ehci,id=ID-bus -device usb-storage,drive=ID,bus=ID-bus.0',
	sd => '-device sdhci-pci,id=ID-bus -device sd-card,drive=ID',
);

sub write_at {
	my ($path, $offset, $data) = @_;
	open(my $file, '+<:raw', $path) or die "$path: $!\n";
	seek($file, $offset, 0);
	print $file $data;
	close($file) or die "$path: $!\n";
}

sub random_bytes {
	my ($size) = @_;
	open(my $random, '<:raw', '/dev/urandom') or die "/dev/urandom: $!\n";
	read($random, my $data, $size) == $size or die "/dev/urandom: cut short\n";
	return $data;
}

# fdisk, as sfdisk can't be told of an image's sectors.
sub fdisk {
	my ($self, @commands) = @_;
	open(my $fdisk, '|-', "LC_ALL=C /sbin/fdisk -b $self->{sector_size} -w never -W never '$self->{path}' >'$self->{dir}/fdisk' 2>&1")
		or die "fdisk: $!\n";
	print $fdisk map { "$_\n" } @commands;
	close($fdisk) or die "fdisk: failed: " . VM::read_file("$self->{dir}/fdisk");
}

sub partition {
	my ($self) = @_;
	my ($mib, $size) = map { $_ / $self->{sector_size} } 1 << 20, $self->{record_size};
	my $name = $self->{label} eq 'gpt' ? ', name="the oopses"' : '';
	VM::write_file("$self->{dir}/script", "label: $self->{label}\n" . join('', map { "start=$_\n" }
		"$mib, size=$mib", 2 * $mib . ", size=$size$name", 4 * $mib . ", size=$mib"));
	$self->fdisk('I', "$self->{dir}/script", 'w');
}

# Start in bytes, and uuid, by fdisk's own reading.
sub look_up {
	my ($self) = @_;
	unlink("$self->{dir}/table");
	$self->fdisk('O', "$self->{dir}/table", 'q');
	my $table = VM::read_file("$self->{dir}/table") // '';
	my ($id) = $table =~ /^label-id: *(?:0x)?(\S+)$/m;
	my ($start, $uuid) = $table =~ /^\S*2 : start= *(\d+),(?:.*uuid=([-0-9A-F]+))?/m;
	die "$self->{path}: has no partition table\n" if !$start;
	$self->{start} = $start * $self->{sector_size};
	$self->{uuid} = $uuid ? lc($uuid) : "$id-02";
}

# Once a disk of random bytes could not be made, and nothing tells of which bytes: so
# others are tried, and what was said is shown.
sub make {
	my ($self) = @_;
	for my $try (1 .. 3) {
		VM::write_file($self->{path}, random_bytes($SIZE));
		return if eval { $self->partition; $self->look_up; 1 };
		print STDERR "# disk $try: $@";
	}
	die "$self->{path}: can't be partitioned\n";
}

# new(%options): label (gpt or dos), record_size in bytes, formatted (1),
# sector_size (512), formatted_for (sectors of that size).
sub new {
	my ($class, %options) = @_;
	my $self = bless { label => 'gpt', record_size => 1 << 20, formatted => 1, sector_size => 512, %options }, $class;
	$self->{dir} = tempdir('kexec-bake-disk-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	$self->{path} = "$self->{dir}/disk";
	$self->make;
	if ($self->{formatted}) {
		VM::write_file("$self->{dir}/partition", random_bytes($self->{record_size}));
		# By chance its random bytes may look like something: so --force.
		saveoops('format', '--yes', '--force', '--sector-size=' . ($self->{formatted_for} // $self->{sector_size}),
			"$self->{dir}/partition");
		write_at($self->{path}, $self->{start}, VM::read_file("$self->{dir}/partition"));
		$self->{record_uuid} = join('-', unpack('H8H4H4H4H12', substr(VM::read_file("$self->{dir}/partition"), 16, 16)));
	}
	$self->remember;
	return $self;
}

# What the disk holds now is what changed_outside() and changed() compare with.
sub remember {
	my ($self) = @_;
	$self->{before} = VM::read_file($self->{path});
}

# Back to what it held then.
sub restore {
	my ($self) = @_;
	VM::write_file($self->{path}, $self->{before});
}

sub changed {
	my ($self) = @_;
	return VM::read_file($self->{path}) ne $self->{before};
}

# undef if not a byte outside the record partition changed, else where the first did.
sub changed_outside {
	my ($self) = @_;
	my $now = VM::read_file($self->{path});
	return 'another size' if length($now) != length($self->{before});
	my $difference = $now ^ $self->{before};
	substr($difference, $self->{start}, $self->{record_size}) = "\0" x $self->{record_size};
	return $difference =~ /[^\0]/ ? sprintf('at %#x', $-[0]) : undef;
}

# The partition as a file of its own, for the host tool.
sub record_partition {
	my ($self) = @_;
	my $path = "$self->{dir}/partition";
	VM::write_file($path, substr(VM::read_file($self->{path}), $self->{start}, $self->{record_size}));
	return $path;
}

sub damage {
	my ($self, $offset, $data) = @_;
	write_at($self->{path}, $self->{start} + $offset, $data);
	$self->remember;
}

sub mark_clean {
	my ($self) = @_;
	my $path = $self->record_partition;
	saveoops('mark-clean', "--device=$path");
	write_at($self->{path}, $self->{start}, VM::read_file($path));
	$self->remember;
}

# What the host tool says of records there: their numbers.
sub records {
	my ($self) = @_;
	my $list = decode_json(saveoops('list', '--json', '--device=' . $self->record_partition));
	return map { $_->{sequence} } @{ ref $list eq 'ARRAY' ? $list : $list->{records} };
}

sub text {
	my ($self, $number) = @_;
	return saveoops('show', $number, '--text', '--device=' . $self->record_partition);
}

# "" if it has no damage, else what the host tool says of it, a line for each.
sub check {
	my ($self) = @_;
	my $path = $self->record_partition;
	my $damages = eval { decode_json(scalar `'@{[Images::tool()]}' check --json --device='$path' 2>'$self->{dir}/error'`) };
	return VM::read_file("$self->{dir}/error") || 'failed' if !$damages || !$? != !@$damages;
	return join("\n", map { $_->{text} } @$damages);
}

# The blocks of the partition, by their numbers, that changed.
sub changed_blocks {
	my ($self) = @_;
	my ($now, $before) = map { substr($_, $self->{start}, $self->{record_size}) } VM::read_file($self->{path}), $self->{before};
	return grep { substr($now, $_ * $BLOCK, $BLOCK) ne substr($before, $_ * $BLOCK, $BLOCK) } 0 .. length($now) / $BLOCK - 1;
}

# Where doc/record-format.md has the entry of a record, and it says its data are:
# from the partition's start.
sub entry {
	my ($self, $number) = @_;
	my $entries = int($self->{record_size} / (256 << 10));
	my $at = (2 + $number % ($entries < 4 ? 4 : $entries)) * $BLOCK;
	my (undef, $data, $facts, $text) = unpack('Q<4', substr($self->{before}, $self->{start} + $at + 32, 32));
	return { at => $at, data => $data, size => $facts + $text };
}

# qemu(BUS, %options): words for VM::boot.  id (d0 by default); rules: what
# blkdebug is to do; werror; plugged (0: the drive without a device).
sub qemu {
	my ($self, $bus, %options) = @_;
	my $id = $options{id} // 'd0';
	my $file = { driver => 'file', filename => $self->{path} };
	$file = { driver => 'blkdebug', image => $file, %{ $options{rules} } } if $options{rules};
	my $drive = JSON::PP->new->canonical->encode({ driver => 'raw', 'node-name' => $id, file => $file });
	my $device = $BUS{$bus} =~ s/ID/$id/gr;
	$device =~ s/(drive=\w+)/$1,werror=$options{werror}/ if $options{werror};
	$device =~ s/(drive=\w+)/$1,logical_block_size=$self->{sector_size},physical_block_size=$self->{sector_size}/
		if $self->{sector_size} != 512;
	$device =~ s/ -device \S+$// if defined $options{plugged} && !$options{plugged};
	return "-blockdev '$drive' $device ";
}

# failing(N, ERRNO, ONCE): rules under which the Nth write fails, and all after it unless it's but once.
sub failing {
	my ($n, $errno, $once) = @_;
	my @inject = map { { event => 'pwritev', iotype => 'write', errno => $errno, state => $_, once => JSON::PP::true } }
		$once ? $n : $n .. $n + 63;
	my @count = map { { event => 'pwritev', state => $_, new_state => $_ + 1 } } 1 .. $n + 63;
	return { 'inject-error' => \@inject, 'set-state' => \@count };
}

# unreadable(OFFSET): rules under which what is there in the partition can't be read.
sub unreadable {
	my ($self, $offset) = @_;
	return { 'inject-error' => [{ event => 'none', iotype => 'read', errno => 5, sector => ($self->{start} + $offset) / 512,
		once => JSON::PP::false }] };
}

1;
