# SPDX-License-Identifier: GPL-2.0-only
# Runs $BUILD/sbin/kexec on a kernel made here, in a directory of its own.
#
#   my $run = kexec('--bake=out.o', 'kernel');   status, out, err
#   ok_bake(...)       it succeeds and says nothing on stderr
#   fails_cleanly(...) one line on stderr, nothing on stdout, no file more or less
#
# The current directory is the test's own, and it's gone when the test ends.
package CLI;

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter 'import';
use File::Temp qw(tempdir);
use Test::More;

our @EXPORT = qw(kexec kexec_path ok_bake fails_cleanly run spew slurp kernel make_kernel u16 u32 u64
	put header extent flip command_there listing json_info reseal become_nobody);

$ENV{BUILD} or BAIL_OUT('BUILD must name the build directory');
my $build = abs_path($ENV{BUILD});
my $top = abs_path('/');
our $dir = tempdir(CLEANUP => 1);
chmod 0755, $dir;
chdir $dir or BAIL_OUT("$dir: $!");
# Words before the program: `valgrind -q --error-exitcode=99`, say.
my @wrapper = split ' ', $ENV{KEXEC_WRAPPER} // '';
END { chdir $top }

sub kexec_path { return "$build/sbin/kexec" }

sub spew {
	my ($name, $bytes) = @_;
	open(my $out, '>:raw', $name) or die "$name: $!";
	print $out $bytes;
	close $out or die "$name: $!";
}

sub slurp {
	my ($name) = @_;
	open(my $in, '<:raw', $name) or die "$name: $!";
	local $/;
	return scalar(<$in>) // '';
}

# Starts a program; `setup` is run in the child first, `stdout` is a file name.
sub run {
	my ($command, %how) = @_;
	my $stdout = $how{stdout} // "$dir/.stdout";
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open(STDIN, '<', '/dev/null');
		open(STDOUT, '>', $stdout) or die "$stdout: $!";
		open(STDERR, '>', "$dir/.stderr") or die "$!";
		$how{setup}->() if $how{setup};
		alarm($how{timeout} // 300);
		exec { $command->[0] } @$command or die "$command->[0]: $!";
	}
	waitpid $pid, 0;
	return { status => $?, out => $how{stdout} ? '' : slurp("$dir/.stdout"), err => slurp("$dir/.stderr") };
}

sub kexec {
	my %how = ref $_[-1] eq 'HASH' ? %{ pop @_ } : ();
	return run([@wrapper, kexec_path(), @_], %how);
}

# become_nobody(PROGRAM): a `setup` that runs it as the user nobody, or undef and
# why that can't be: the checkout may lie where nobody can't get.
sub become_nobody {
	my ($program) = @_;
	my @nobody = getpwnam 'nobody';
	return (undef, 'only root may become nobody') if $>;
	return (undef, 'there is no user nobody') if !@nobody;
	my $setup = sub { $( = $) = "$nobody[3] $nobody[3]"; $< = $> = $nobody[2] };
	return (undef, "nobody can't get at the program")
		if run(['sh', '-c', "test -x '$program'"], setup => $setup)->{status};
	return $setup;
}

# Warnings are no failure: most of these images aren't meant to run.
sub ok_bake {
	my ($name, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $run = kexec(@words);
	my $rest = $run->{err} =~ s/^kexec: .*: warning: .*\n//mgr;
	return ok($run->{status} == 0 && $rest eq '', $name) || !diag("status $run->{status}: $run->{err}");
}

# Names, sizes, times and contents of all that lies in a directory.
sub listing {
	my ($where) = @_;
	opendir(my $handle, $where) or die "$where: $!";
	return join "\n", map { my @s = lstat "$where/$_"; "$_ $s[1] $s[2] $s[7] $s[9]" }
		grep { !/^\.(\.?|stdout|stderr)$/ } sort readdir $handle;
}

# The contract for whatever goes wrong; `in` is where OUT would lie.
sub fails_cleanly {
	my ($name, $what, @words) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my %how = ref $words[-1] eq 'HASH' ? %{ pop @words } : ();
	my $before = listing($how{in} // $dir);
	my $run = kexec(@words, \%how);
	my @wrong;
	push @wrong, "exit status is $run->{status}" if $run->{status} & 127 || !($run->{status} >> 8);
	push @wrong, "stdout is \"$run->{out}\"" if $run->{out} ne '';
	push @wrong, 'stderr is not one line' if $run->{err} !~ /\A[^\n]+\n\z/;
	push @wrong, 'stderr does not begin with "kexec: "' if $run->{err} !~ /\Akexec: /;
	push @wrong, "$what was expected" if $run->{err} !~ $what;
	push @wrong, 'the files are not the same as before' if listing($how{in} // $dir) ne $before;
	ok(!@wrong, $name) or diag(map { "$_\n" } @wrong, "stderr: $run->{err}");
}

sub command_there {
	my ($command) = @_;
	return grep { -x "$_/$command" } split /:/, $ENV{PATH};
}

# --- kernels, by the offsets of boot.rst --------------------------------------

my %fields = (
	setup_sects => [0x1f1, 'C', 3],
	syssize => [0x1f4, 'V', undef],
	boot_flag => [0x1fe, 'v', 0xaa55],
	jump => [0x200, 'v', 0x6aeb],
	magic => [0x202, 'a4', 'HdrS'],
	version => [0x206, 'v', 0x20f],
	kernel_version => [0x20e, 'v', 0x100],
	loadflags => [0x211, 'C', 1],
	initrd_addr_max => [0x22c, 'V', 0x37ffffff],
	kernel_alignment => [0x230, 'V', 0x200000],
	relocatable => [0x234, 'C', 1],
	xloadflags => [0x236, 'v', 0x3f],
	cmdline_size => [0x238, 'V', 2047],
	payload_offset => [0x248, 'V', 0x400],
	payload_length => [0x24c, 'V', undef],
	pref_address => [0x258, 'Q<', 0x1000000],
	init_size => [0x260, 'V', undef],
);

our $SETUP_SIZE = 4 * 512;

# A bzImage around a payload; any field of the header may be given.
sub kernel {
	my (%given) = @_;
	my $payload = delete $given{payload} // pack('C*', map { $_ * 13 & 255 } 1 .. 30000);
	my $text = delete $given{text} // '6.1.0-test (me@here) #1';
	my $code = "\x90" x 0x400 . $payload;
	$code .= "\0" x (-length($code) % 16);
	$given{syssize} //= length($code) / 16;
	$given{payload_length} //= length $payload;
	$given{init_size} //= 0x400000 + length $code;
	my $setup = "\0" x $SETUP_SIZE;
	for my $name (keys %fields) {
		my ($offset, $template, $default) = @{ $fields{$name} };
		my $bytes = pack $template, delete $given{$name} // $default;
		substr($setup, $offset, length $bytes) = $bytes;
	}
	die "no such field: @{[keys %given]}" if %given;
	substr($setup, 0x300, length($text) + 1) = "$text\0";
	return $setup . $code;
}

sub make_kernel {
	my ($name, @fields) = @_;
	spew($name, kernel(@fields));
	return $name;
}

# --- baked images, by the offsets of doc/baked-image.md ----------------------

my %header = (
	magic => [0, 'a8'], version => [8, 'v'], header_size => [10, 'v'], arch => [12, 'v'],
	load_addr => [24, 'Q<'], region_size => [32, 'Q<'], image_size => [40, 'Q<'], entry => [48, 'Q<'],
	top_4level => [56, 'Q<'], top_5level => [64, 'Q<'], flags => [16, 'Q<'], kernel_memory => [248, 'Q<'],
	alignment => [256, 'Q<'], lowest_addr => [264, 'Q<'], kernel_version => [272, 'Z256'],
	head_digest => [592, 'H64'], digest => [624, 'H64'], placed_at => [656, 'Q<'],
);
my %extents = (
	page_tables => 72, boot_params => 88, command_line => 104, fixups => 120, purgatory => 136, scratch => 152,
	handoff => 168, initrd => 184, oops => 200, kernel => 216, elfcorehdr => 232,
);

sub u16 { return unpack 'v', substr($_[0], $_[1], 2) }
sub u32 { return unpack 'V', substr($_[0], $_[1], 4) }
sub u64 { return unpack 'Q<', substr($_[0], $_[1], 8) }

sub header {
	my ($image, $name) = @_;
	my ($offset, $template) = @{ $header{$name} };
	return unpack "x$offset $template", $image;
}

# Offset and size of a part.
sub extent {
	my ($image, $name) = @_;
	return (u64($image, $extents{$name}), u64($image, $extents{$name} + 8));
}

sub put {
	my ($bytes, $offset, $new) = @_;
	substr($bytes, $offset, length $new) = $new;
	return $bytes;
}

sub flip {
	my ($bytes, $offset, $bit) = @_;
	return put($bytes, $offset, chr(ord(substr($bytes, $offset, 1)) ^ 1 << ($bit // 0)));
}

# The digests of an image once more, after it was changed.
sub reseal {
	my ($image) = @_;
	require Digest::SHA;
	my @sealed = map { substr($image, u64($image, 528 + 16 * $_), u64($image, 536 + 16 * $_)) } 0 .. 3;
	my $digests = Digest::SHA::sha256(@sealed[0, 1]) . Digest::SHA::sha256(@sealed);
	return put($image, 592, $digests);
}

sub json_info {
	my ($file) = @_;
	require JSON::PP;
	my $run = kexec("--bake-info=$file", '--json');
	return $run->{status} ? undef : eval { JSON::PP->new->utf8->decode($run->{out}) };
}

1;
