# SPDX-License-Identifier: GPL-2.0-only
# A disk that a machine boots by itself, by BIOS or by UEFI: GRUB, its files and
# environment on the EFI system partition; a root file system; a record partition.
# By UEFI it may also be systemd-boot or a unified kernel image.
#
#   my $machine = Machine->new(
#       files => { primary => $path, initrd => $path, more => $path },
#       entries => [{ name => 'normal', kernel => 'primary', words => '...' },
#                   { name => 'crash', kernel => 'primary', words => '...', initrd => ['initrd', 'more'],
#                     before => "a line for GRUB's script" }],
#       once => 'crash');
#   VM::boot(machine => $machine, firmware => 'uefi', on_reset => sub { ... });
#   is_deeply([$machine->changed], ['environment', 'record'], ...);
#   is($machine->text(1), ...);
#
# The first entry is what GRUB boots, but for the one time that it boots "once".
package Machine;

use strict;
use warnings;

use Digest::MD5;
use Disk;
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Images qw(saveoops);
use VM;

our @ISA = ('Disk');

my $here = dirname(__FILE__);
my $MIB = 1 << 20;
my $SECTOR = 512;

# In the disk's order, so that the third is /dev/vda3; type: what sfdisk takes.
my @PARTITIONS = (
	{ name => 'grub', size => $MIB, type => '21686148-6449-6E6F-744E-656564454649' },
	{ name => 'esp', size => 64 * $MIB, type => 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B' },
	{ name => 'root', size => 256 * $MIB, type => '0FC63DAF-8483-4772-8E79-3D69D8477DE4' },
	{ name => 'record', size => $MIB, type => '0FC63DAF-8483-4772-8E79-3D69D8477DE4' },
);
our $ROOT = '/dev/vda3';
our $RECORD = '/dev/vda4';

my @MODULES = qw(configfile echo fat linux loadenv mmap normal part_gpt serial terminal test);

# grub-core/boot/i386/pc/boot.S and diskboot.S: where the sector of what is to be
# loaded next stands, in 8 bytes. Of boot.S what lies behind its code isn't taken.
my $BOOT_NEXT = 0x5c;
my $BOOT_CODE = 0x1b8;
my $CORE_NEXT = 0x1f4;

# grub-editenv's: a header, perhaps a warning, the variables, and '#' up to its size.
my $ENVIRONMENT_SIZE = 1024;
my $ENVIRONMENT = qr{# GRUB Environment Block\n(?:[^\n\0]+\n)*#{512,}};

# UEFI's variables are in a file of their own: OVMF would put them on the disk.
my %FIRMWARE = (
	bios => sub { '' },
	uefi => sub {
		my ($self) = @_;
		VM::write_file("$self->{dir}/variables", VM::read_file('/usr/share/OVMF/OVMF_VARS_4M.fd'));
		return '-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd '
			. "-drive if=pflash,format=raw,file='$self->{dir}/variables' ";
	},
);

sub run {
	my (@command) = @_;
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	system(@command) == 0 or die "@command: failed\n";
}

# --- the partitions ----------------------------------------------------------------

sub lay_out {
	my ($self) = @_;
	my $start = $MIB;
	for my $partition (@PARTITIONS) {
		my $size = $self->{"$partition->{name}_size"} // $partition->{size};
		$self->{part}{$partition->{name}} = { %$partition, start => $start, size => $size };
		$start += $size;
	}
	$self->{size} = $start + $MIB;
	@$self{qw(start record_size)} = @{ $self->{part}{record} }{qw(start size)};
}

sub partition {
	my ($self) = @_;
	open(my $file, '>', $self->{path}) or die "$self->{path}: $!\n";
	truncate($file, $self->{size}) or die "$self->{path}: $!\n";
	close($file);
	open(my $sfdisk, '|-', '/sbin/sfdisk', '-q', $self->{path}) or die "sfdisk: $!\n";
	print $sfdisk "label: gpt\n";
	for my $part (map { $self->{part}{ $_->{name} } } @PARTITIONS) {
		print $sfdisk 'start=', $part->{start} / $SECTOR, ', size=', $part->{size} / $SECTOR,
			", type=$part->{type}, name=\"$part->{name}\"\n";
	}
	close($sfdisk) or die "sfdisk: failed\n";
}

sub make_record_partition {
	my ($self) = @_;
	my $path = "$self->{dir}/partition";
	VM::write_file($path, Disk::random_bytes($self->{record_size}));
	saveoops('format', '--yes', '--force', "--sector-size=$SECTOR", $path);
	Disk::write_at($self->{path}, $self->{start}, VM::read_file($path));
}

# As one program under fakeroot, so that all of it is root's.
sub make_root {
	my ($self) = @_;
	my $part = $self->{part}{root};
	my $root = Images::output_of('sh', "$here/../lib/root.sh", $self->{root});
	chomp($root);
	run('fakeroot', 'sh', "$here/mkroot.sh", $self->{root}, $root, Images::build(), $self->{path}, $part->{start},
		$part->{size});
}

# --- GRUB ------------------------------------------------------------------------------

# What grub-reboot relies on: an entry is named in the environment, for once.
my $NEXT_ENTRY = <<'CFG';
serial --unit=0 --speed=115200
terminal_output serial
set timeout=0
set default=0
load_env
if [ "$next_entry" ]; then
	set default="$next_entry"
	set next_entry=
	save_env next_entry
fi
CFG

sub configuration {
	my ($self) = @_;
	my $text = $NEXT_ENTRY;
	for my $entry (@{ $self->{entries} }) {
		my @initrds = map { "/$_" } @{ $entry->{initrd} // [] };
		$text .= "menuentry '$entry->{name}' --id '$entry->{name}' {\n";
		$text .= "\techo 'GRUB: booting $entry->{name}'\n";
		$text .= "\t$entry->{before}\n" if $entry->{before};
		$text .= "\tlinux /$entry->{kernel} $entry->{words}\n";
		$text .= "\tinitrd @initrds\n" if @initrds;
		$text .= "}\n";
	}
	return $text;
}

# put(FILE, NAME): onto the EFI system partition.
sub put {
	my ($self, $file, $name) = @_;
	run('mcopy', '-o', '-i', "$self->{path}\@\@$self->{part}{esp}{start}", $file, "::/$name");
}

sub configure {
	my ($self) = @_;
	VM::write_file("$self->{dir}/grub.cfg", $self->configuration);
	$self->put("$self->{dir}/grub.cfg", 'grub/grub.cfg');
	run('grub-editenv', "$self->{dir}/grubenv", 'create');
	run('grub-editenv', "$self->{dir}/grubenv", 'set', "next_entry=$self->{once}") if $self->{once};
	$self->put("$self->{dir}/grubenv", 'grub/grubenv');
}

sub make_esp {
	my ($self) = @_;
	my $esp = $self->{part}{esp};
	my @image = ('-i', "$self->{path}\@\@$esp->{start}");
	run('mformat', @image, '-T', $esp->{size} / $SECTOR, '-h', 64, '-s', 32, '::');
	run('mmd', @image, '::/EFI', '::/EFI/BOOT', '::/grub', '::/loader', '::/loader/entries');
	$self->configure;
	$self->put($self->{files}{$_}, $_) for sort keys %{ $self->{files} };
}

sub make_image {
	my ($self, $format, $prefix, $name, @modules) = @_;
	run('grub-mkimage', '-O', $format, '-p', $prefix, '-o', "$self->{dir}/$name", @MODULES, @modules);
	return "$self->{dir}/$name";
}

# grub-bios-setup would want a block device, and root.
sub install_bios {
	my ($self) = @_;
	my $grub = $self->{part}{grub};
	my $boot = substr(VM::read_file('/usr/lib/grub/i386-pc/boot.img'), 0, $BOOT_CODE);
	my $core = VM::read_file($self->make_image('i386-pc', '(,gpt2)/grub', 'core.img', qw(biosdisk vbe)));
	die "core.img: does not fit into $grub->{size} bytes\n" if length($core) > $grub->{size};
	substr($boot, $BOOT_NEXT, 8) = pack('Q<', $grub->{start} / $SECTOR);
	substr($core, $CORE_NEXT, 8) = pack('Q<', $grub->{start} / $SECTOR + 1);
	Disk::write_at($self->{path}, 0, $boot);
	Disk::write_at($self->{path}, $grub->{start}, $core);
}

# --- what UEFI starts ------------------------------------------------------------------

my $SYSTEMD = '/usr/lib/systemd/boot/efi';

# An entry is a file (Boot Loader Specification, "Type #1").
sub install_systemd_boot {
	my ($self) = @_;
	for my $entry (@{ $self->{entries} }) {
		VM::write_file("$self->{dir}/entry.conf", join('', map { "$_\n" } "title $entry->{name}",
			"linux /$entry->{kernel}", (map { "initrd /$_" } @{ $entry->{initrd} // [] }), "options $entry->{words}"));
		$self->put("$self->{dir}/entry.conf", "loader/entries/$entry->{name}.conf");
	}
	VM::write_file("$self->{dir}/loader.conf", "default $self->{entries}[0]{name}.conf\ntimeout 0\n");
	$self->put("$self->{dir}/loader.conf", 'loader/loader.conf');
	return "$SYSTEMD/systemd-bootx64.efi";
}

# As a boot loader would join them.
sub joined_initrds {
	my ($self, $entry) = @_;
	my $all = '';
	for my $name (@{ $entry->{initrd} // [] }) {
		$all .= "\0" x (-length($all) % 4) . VM::read_file($self->{files}{$name});
	}
	return $all;
}

# The address behind all of its sections.
sub end_of_sections {
	my ($pe) = @_;
	my $end = 0;
	for (Images::output_of('objdump', '-h', $pe) =~ /^ *\d+ \.\S+ +([0-9a-f]+ +[0-9a-f]+) /mg) {
		my ($size, $address) = map { hex } split;
		$end = $address + $size if $end < $address + $size;
	}
	return $end;
}

# Of the first entry. Each section begins on a page of its own, behind the stub's.
sub make_uki {
	my ($self) = @_;
	my $entry = $self->{entries}[0];
	my $stub = "$SYSTEMD/linuxx64.efi.stub";
	VM::write_file("$self->{dir}/cmdline", $entry->{words});
	VM::write_file("$self->{dir}/initrds", $self->joined_initrds($entry));
	my @sections = ([cmdline => "$self->{dir}/cmdline"], [initrd => "$self->{dir}/initrds"],
		[linux => $self->{files}{ $entry->{kernel} }]);
	my ($at, @options) = end_of_sections($stub);
	for (@sections) {
		my ($name, $file) = @$_;
		$at += -$at % 4096;
		push @options, '--add-section', ".$name=$file", '--change-section-vma', sprintf(".$name=%#x", $at);
		$at += -s $file;
	}
	run('objcopy', @options, $stub, "$self->{dir}/uki.efi");
	return "$self->{dir}/uki.efi";
}

# Each returns the file that is to be started.
my %LOADER = (
	grub => sub { $_[0]->make_image('x86_64-efi', '/grub', 'bootx64.efi') },
	'systemd-boot' => \&install_systemd_boot,
	uki => \&make_uki,
);

sub install_uefi {
	my ($self) = @_;
	$self->put($LOADER{ $self->{loader} }->($self), 'EFI/BOOT/BOOTX64.EFI');
}

# new(%options): entries, files, once: see above; loader: what UEFI starts, 'grub',
# 'systemd-boot' or 'uki' (these boot the first entry); root: 'systemd', 'sysvinit' or
# 'stock' (without it the root partition is left empty), root_size; dir: where the disk
# is to lie.
sub new {
	my ($class, %options) = @_;
	my $self = bless { entries => [], files => {}, loader => 'grub', sector_size => $SECTOR, %options }, $class;
	$self->{dir} //= tempdir('kexec-bake-machine-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	make_path($self->{dir});
	$self->{path} = "$self->{dir}/disk";
	$self->lay_out;
	$self->partition;
	$self->make_record_partition;
	$self->make_root if $self->{root};
	$self->make_esp;
	$self->install_bios;
	$self->install_uefi;
	$self->remember;
	return $self;
}

# like(%options): a copy of the disk, for GRUB to boot other entries.
sub like {
	my ($self, %options) = @_;
	my $copy = bless { %$self, dir => tempdir('kexec-bake-machine-XXXXXX', TMPDIR => 1, CLEANUP => 1), %options }, ref $self;
	$copy->{path} = "$copy->{dir}/disk";
	run('cp', '--sparse=always', $self->{path}, $copy->{path});
	$copy->configure;
	return $copy;
}

# The root file system as a file of its own; what its journal has is done. (e2fsck can't
# do that where it lies.)
sub root {
	my ($self) = @_;
	my ($part, $path) = ($self->{part}{root}, "$self->{dir}/root");
	run('dd', 'status=none', 'conv=sparse', "bs=$MIB", "if=$self->{path}", "of=$path", 'skip=' . $part->{start} / $MIB,
		'count=' . $part->{size} / $MIB);
	my $status = system("/sbin/e2fsck -p '$path' >'$self->{dir}/e2fsck' 2>&1");
	$status >= 0 && $status < 4 << 8 && !($status & 127)
		or die "$self->{path}: its root is no file system any more: " . VM::read_file("$self->{dir}/e2fsck");
	return $path;
}

# files(DIRECTORY): what is in that one of its root file system, {name => data}, names
# relative to it.
sub files {
	my ($self, $directory) = @_;
	my ($root, $out) = ($self->root, "$self->{dir}/files");
	run('rm', '-rf', $out);
	make_path($out);
	system("/sbin/debugfs -R 'rdump $directory $out' '$root' >/dev/null 2>&1") == 0 or die "debugfs: failed\n";
	unlink($root);
	my @names = split /\n/, Images::output_of('find', $out, '-type', 'f', '-printf', "%P\n");
	return { map { s{^[^/]+/}{}r => VM::read_file("$out/$_") } @names };
}

# debian(PRIMARY, %options): one with that init ('systemd' by default), that
# crashes by "crash", words and perhaps the initrd named "initrd", and then comes up.
sub debian {
	my ($class, $primary, %options) = @_;
	my ($crash, $initrd) = delete @options{qw(crash initrd)};
	my $words = "$VM::PRIMARY_WORDS $VM::NO_KASLR";
	return $class->new(
		root => 'systemd',
		files => { primary => $primary, $initrd ? (initrd => $initrd) : () },
		entries => [
			{ name => 'normal', kernel => 'primary', words => "$words root=$ROOT rw systemd.show_status=no" },
			{ name => 'crash', kernel => 'primary', words => "$words $crash", initrd => $initrd ? ['initrd'] : [] },
		],
		once => 'crash',
		%options,
	);
}

# --- the machine's run ---------------------------------------------------------------------

# Words for QEMU.
sub qemu {
	my ($self, $firmware) = @_;
	return $FIRMWARE{$firmware}->($self) . $self->SUPER::qemu('virtio-blk');
}

# Where GRUB's environment lies: the one thing that it writes to.
sub environment {
	my ($self) = @_;
	my $esp = $self->{part}{esp};
	my $data = VM::read_at($self->{path}, $esp->{start}, $esp->{size});
	while ($data =~ /$ENVIRONMENT/g) {
		return { start => $esp->{start} + $-[0], size => $ENVIRONMENT_SIZE } if $-[0] % $SECTOR == 0;
	}
	die "$self->{path}: no GRUB environment on its EFI system partition\n";
}

# The disk from end to end as [name, size]: what no part of its own has is "rest".
sub ranges {
	my ($self) = @_;
	my %part = (%{ $self->{part} }, environment => $self->{environment} //= $self->environment);
	delete $part{esp};
	my ($at, @ranges) = (0);
	for my $name (sort { $part{$a}{start} <=> $part{$b}{start} } keys %part) {
		push @ranges, ['rest', $part{$name}{start} - $at], [$name, $part{$name}{size}];
		$at = $part{$name}{start} + $part{$name}{size};
	}
	return @ranges, ['rest', $self->{size} - $at];
}

sub digests {
	my ($self) = @_;
	my %digest;
	open(my $disk, '<:raw', $self->{path}) or die "$self->{path}: $!\n";
	for my $range ($self->ranges) {
		my ($name, $left) = @$range;
		for (my $n; $left > 0; $left -= $n) {
			$n = read($disk, my $data, $left < $MIB ? $left : $MIB) or die "$self->{path}: cut short\n";
			($digest{$name} //= Digest::MD5->new)->add($data);
		}
	}
	return { map { $_ => $digest{$_}->hexdigest } keys %digest };
}

# What the disk holds now is what changed() compares with.
sub remember {
	my ($self) = @_;
	$self->{before} = $self->digests;
	$self->{old} = { map { $_ => 1 } $self->records };
}

# The names of the parts of the disk that changed: grub, root, record, environment, rest.
sub changed {
	my ($self) = @_;
	my $now = $self->digests;
	return grep { $now->{$_} ne $self->{before}{$_} } sort keys %$now;
}

# The text of a record that wasn't there when the disk was made, as the capture
# kernel's own files are in other boots; {} if there is none.
sub captured {
	my ($self) = @_;
	my ($new) = grep { !$self->{old}{$_} } reverse $self->records;
	return $new ? { 'oops/dmesg.txt' => $self->text($new) } : {};
}

1;
