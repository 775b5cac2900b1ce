# SPDX-License-Identifier: GPL-2.0-only
# Boots a kernel in QEMU, waits for what it does, and reads what it sent.
#
#   my $run = VM::boot(kernel => 'bzImage', initrd => 'initrd.gz', append => '...');
#   $run->{result}   captured, crashed, up, hung or error
#   $run->{status}   the same as an exit status, 0 to 4
#   $run->{summary}  the same as one line for people
#   $run->{serial}   what the serial console showed, as one string
#   $run->{reason}   of QEMU's SHUTDOWN event, undef if there was none
#   $run->{out}      directory that holds serial.log, wire, and the files received
#
# Nothing here sleeps: it waits for QEMU's events, for console text, for its exit.
package VM;

use strict;
use warnings;

use Exporter 'import';
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IO::Select;
use JSON::PP;
use List::Util qw(min);
use POSIX qw(WNOHANG);
use Socket;
use Text::ParseWords qw(shellwords);
use Time::HiRes qw(time);

our @EXPORT_OK = qw(boot ladder oops_matches_serial primary_text oops_text read_file);

# The words every primary gets: each crash is to be seen on the console, and
# one that nobody captures is to end in a reset.
our $PRIMARY_WORDS = 'console=ttyS0 earlyprintk=serial,ttyS0 ignore_loglevel panic=-1 no_timer_check';

# And this, unless asked for: one time in about six, address randomisation puts
# the primary kernel of 512 MiB where the image belongs, and nothing is captured.
our $NO_KASLR = 'nokaslr';

our %STATUS = (captured => 0, crashed => 1, up => 2, hung => 3, error => 4);

my %DEFAULTS = (
	append => '',
	cpus => 1,
	firmware => 'bios',
	memory => '512M',
	qemu => '',
	timeout => 60,
);

# How long a console may be silent before the CPUs are looked at, in seconds.
my $SILENCE = 1;
# How long QEMU may take to end once it was asked to, in seconds.
my $GRACE = 10;

# --- files ------------------------------------------------------------------

sub read_file {
	my ($name) = @_;
	open(my $in, '<:raw', $name) or return undef;
	local $/;
	return scalar(<$in>) // '';
}

# read_at(FILE, OFFSET, SIZE)
sub read_at {
	my ($name, $offset, $size) = @_;
	open(my $in, '<:raw', $name) or die "$name: $!\n";
	seek($in, $offset, 0);
	read($in, my $data, $size) == $size or die "$name: cut short\n";
	return $data;
}

sub write_file {
	my ($name, $data) = @_;
	make_path(dirname($name));
	open(my $out, '>:raw', $name) or die "$name: $!\n";
	print $out $data;
	close($out) or die "$name: $!\n";
}

# --- the wire: what init.c sends over the second serial port -----------------

# Returns {name => data} if all of it is there, undef if it is cut short.
sub decode_frames {
	my ($wire) = @_;
	my %files;
	$wire =~ /BEGIN\n/g or return undef;
	while ($wire =~ /\GFILE (\S+) (\d+)\n/gc) {
		my ($name, $size) = ($1, $2);
		return undef if pos($wire) + $size > length($wire);
		$files{$name} = substr($wire, pos($wire), $size);
		pos($wire) += $size;
	}
	return undef unless $wire =~ /\GEND (\d+)\n/gc && $1 == keys %files;
	return \%files;
}

sub receive_files {
	my ($vm) = @_;
	my $files = decode_frames(read_file("$vm->{out}/wire") // '') or return {};
	for my $name (keys %$files) {
		die "$name: not a name to be written under $vm->{out}\n" if $name =~ m{^/|(^|/)\.\.(/|$)};
		write_file("$vm->{out}/$name", $files->{$name});
	}
	return $files;
}

# --- QEMU --------------------------------------------------------------------

# QEMU's own loader brings the kernel; a machine's disk has a boot loader for that.
sub boot_source {
	my ($vm) = @_;
	return shellwords($vm->{machine}->qemu($vm->{firmware})) if $vm->{machine};
	my $words = $vm->{words} // join(' ', $PRIMARY_WORDS, $vm->{kaslr} ? () : $NO_KASLR, $vm->{append});
	return ('-kernel', $vm->{kernel}, $vm->{initrd} ? ('-initrd', $vm->{initrd}) : (), '-append', $words);
}

sub qemu_command {
	my ($vm, $qmp_fd) = @_;
	return (
		'qemu-system-x86_64', '-no-user-config', $vm->{resets} ? () : '-no-reboot', '-display', 'none', '-nic', 'none',
		$vm->{kvm} ? qw(-accel kvm -cpu host) : qw(-accel tcg -cpu qemu64),
		'-m', $vm->{memory}, '-smp', $vm->{cpus},
		'-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console',
		'-serial', "file:$vm->{out}/wire",
		'-chardev', "socket,id=qmp,fd=$qmp_fd", '-mon', 'chardev=qmp,mode=control',
		# Stopped until we listen: no event can be missed.
		'-S', boot_source($vm),
		shellwords($vm->{qemu}),
	);
}

sub exec_qemu {
	my ($vm, $keys, $console, $qmp) = @_;
	open(STDIN, '<&', $keys) or POSIX::_exit(127);
	open(STDERR, '>', "$vm->{out}/qemu.err") or POSIX::_exit(127);
	open(STDOUT, '>&', $console) or POSIX::_exit(127);
	my @command = qemu_command($vm, fileno($qmp));
	if (!exec { $command[0] } @command) {
		print STDERR "$command[0]: $!\n";
	}
	POSIX::_exit(127);
}

sub start_qemu {
	my ($vm) = @_;
	# QEMU inherits its ends of both, whatever their numbers.
	local $^F = 1023;
	socketpair(my $qmp, my $their_qmp, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die "socketpair: $!\n";
	pipe(my $console, my $their_console) or die "pipe: $!\n";
	pipe(my $their_keys, my $keys) or die "pipe: $!\n";
	my $pid = fork() // die "fork: $!\n";
	if (!$pid) {
		close($_) for $qmp, $console, $keys;
		exec_qemu($vm, $their_keys, $their_console, $their_qmp);
	}
	close($_) for $their_qmp, $their_console, $their_keys;
	@$vm{qw(pid qmp console keys)} = ($pid, $qmp, $console, $keys);
	command($vm, 'qmp_capabilities');
	command($vm, 'cont');
}

sub command {
	my ($vm, $name, %arguments) = @_;
	my $message = encode_json({ execute => $name, id => delete($arguments{id}) // $name, %arguments ? (arguments => \%arguments) : () });
	local $SIG{PIPE} = 'IGNORE';
	# Fails only if QEMU is gone, and then its exit tells us.
	syswrite($vm->{qmp}, "$message\n");
}

# QEMU's own end is waited for; if it doesn't come, that process alone is killed.
sub end_qemu {
	my ($vm) = @_;
	command($vm, 'quit');
	local $SIG{ALRM} = sub { kill('KILL', $vm->{pid}) };
	alarm($GRACE);
	1 while sysread($vm->{console}, my $rest, 65536);
	waitpid($vm->{pid}, 0);
	alarm(0);
	$vm->{exit} = $?;
}

sub kill_qemu {
	my ($vm) = @_;
	return if !$vm->{pid} || defined $vm->{exit};
	kill('KILL', $vm->{pid});
	waitpid($vm->{pid}, 0);
}

# --- what the machine does ----------------------------------------------------

sub on_console {
	my ($vm, $data) = @_;
	print { $vm->{log} } $data;
	print STDOUT $data if $vm->{show};
	$vm->{serial} .= $data;
	$vm->{heard} = time;
	$vm->{halted} = undef;
	$vm->{plug_at} //= time + ($vm->{plug}{after} // 0) if $vm->{plug} && $vm->{serial} =~ $vm->{plug}{when};
	monitor($vm) if $vm->{monitor}{when} && $vm->{serial} =~ $vm->{monitor}{when};
	if ($vm->{until} && $vm->{serial} =~ $vm->{until}) {
		command($vm, 'screendump', filename => $vm->{screen}) if $vm->{screen};
		command($vm, 'pmemsave', %{ $vm->{dump} }) if $vm->{dump};
		write_core($vm);
	} elsif ($vm->{serial} =~ /---\[ end Kernel panic.*\n/) {
		# Printed only by a panic() that neither resets nor is captured.
		$vm->{stopped} = 'panic() waits for ever';
	}
}

# Someone at the serial console.
sub type {
	my ($vm, $text) = @_;
	local $SIG{PIPE} = 'IGNORE';
	syswrite($vm->{keys}, $text);
}

# Once: a device comes while the machine runs.
sub plug {
	my ($vm) = @_;
	return if !$vm->{plug} || time < ($vm->{plug_at} // 'inf');
	command($vm, 'device_add', %{ $vm->{plug}{device} });
	delete $vm->{plug};
}

# What happens to the machine from outside; each when the monitor has answered the last.
sub monitor {
	my ($vm) = @_;
	my $command = shift @{ $vm->{monitor}{commands} } // return;
	delete $vm->{monitor}{when};
	return type($vm, $1) if $command =~ /^type (.*)/;
	command($vm, 'human-monitor-command', id => 'monitor', 'command-line' => $command);
}

sub on_answer {
	my ($vm, $message) = @_;
	my $trouble = $message->{error} ? $message->{error}{desc} : $message->{return};
	return monitor($vm) if !$trouble;
	$vm->{stopped} = "the monitor: $trouble";
}

# The end waits for it, for it takes its time.
sub write_core {
	my ($vm) = @_;
	delete $vm->{until};
	if (!$vm->{core}) {
		$vm->{stopped} = 'until';
		return;
	}
	command($vm, 'dump-guest-memory', protocol => "file:$vm->{core}", paging => $vm->{paging} ? JSON::PP::true : JSON::PP::false);
}

# All CPUs halted with interrupts off, twice the same: nothing can wake them.
sub on_registers {
	my ($vm, $text) = @_;
	my @flags = $text =~ /RFL=([0-9a-f]+)/g;
	my $halted = () = $text =~ /HLT=1/g;
	my $dead = @flags && $halted == @flags && !grep { hex($_) & 0x200 } @flags;
	$vm->{stopped} = 'all CPUs are halted with interrupts off'
		if $dead && ($vm->{halted} // '') eq $text;
	$vm->{halted} = $dead ? $text : undef;
	$vm->{heard} = time;
}

# The machine stands still meanwhile: its firmware has hardly begun.
sub on_reset {
	my ($vm) = @_;
	$vm->{on_reset}->($vm);
	command($vm, 'cont');
}

sub on_message {
	my ($vm, $message) = @_;
	if (($message->{event} // '') eq 'SHUTDOWN') {
		$vm->{reason} //= $message->{data}{reason};
	} elsif (($message->{event} // '') eq 'RESET' && $message->{data}{guest}) {
		command($vm, 'stop') if $vm->{on_reset};
	} elsif (($message->{id} // '') eq 'stop') {
		on_reset($vm);
	} elsif (($message->{event} // '') eq 'BLOCK_IO_ERROR' && $message->{data}{action} eq 'stop') {
		$vm->{stopped} = 'its disk stopped';
	} elsif (($message->{id} // '') eq 'dump-guest-memory') {
		$vm->{stopped} = $message->{error} ? "dump-guest-memory: $message->{error}{desc}" : 'until';
	} elsif (($message->{id} // '') eq 'human-monitor-command') {
		on_registers($vm, $message->{return} // '');
	} elsif (($message->{id} // '') eq 'monitor') {
		on_answer($vm, $message);
	}
}

sub on_qmp {
	my ($vm, $data) = @_;
	$vm->{unparsed} .= $data;
	while ($vm->{unparsed} =~ s/^(.*)\n//) {
		on_message($vm, decode_json($1));
	}
}

# Returns false when one end is gone, and so QEMU is.
sub on_readable {
	my ($vm, $handle) = @_;
	my $n = sysread($handle, my $data, 65536);
	return 0 unless $n;
	$handle == $vm->{qmp} ? on_qmp($vm, $data) : on_console($vm, $data);
	return 1;
}

sub look_at_cpus {
	my ($vm) = @_;
	return if time - $vm->{heard} < $SILENCE;
	command($vm, 'human-monitor-command', 'command-line' => 'info registers -a');
	$vm->{heard} = time;
}

sub watch {
	my ($vm) = @_;
	my $deadline = time + $vm->{timeout};
	my $select = IO::Select->new($vm->{console}, $vm->{qmp});
	$vm->{heard} = time;
	while ($select->count && !$vm->{stopped}) {
		my $left = $deadline - time;
		if ($left <= 0) {
			$vm->{stopped} = "time limit of $vm->{timeout} s";
			last;
		}
		my @ready = $select->can_read(min($left, $SILENCE));
		look_at_cpus($vm);
		on_readable($vm, $_) or $select->remove($_) for @ready;
		plug($vm);
	}
}

# --- what it means --------------------------------------------------------------

# The first oops and the panic that ends it are often two lines.
sub crashed_with {
	my ($vm) = @_;
	my @words;
	for my $what (qr/BUG: [^\r\n]*|kernel BUG at [^\r\n]*/,
		qr/Kernel panic - not syncing: [^\r\n]*|PANIC: early exception [^\r\n]*/,
		qr/^purgatory: [^\r\n]*resetting[^\r\n]*/m) {
		push @words, $1 if $vm->{serial} =~ /($what)/;
	}
	return @words ? join('; ', @words) : undef;
}

sub qemu_failed {
	my ($vm) = @_;
	my ($why) = (read_file("$vm->{out}/qemu.err") // '') =~ /^(.+)$/m;
	return $why // 'QEMU ended with status ' . ($vm->{exit} >> 8) . ', signal ' . ($vm->{exit} & 127);
}

# Returns result and summary.
sub judge {
	my ($vm) = @_;
	my $stopped = $vm->{stopped} // '';
	my $crash = crashed_with($vm);
	my $text = $vm->{files}{'oops/dmesg.txt'};
	return ('captured', 'captured: ' . length($text) . ' bytes of oops/dmesg.txt') if defined $text;
	if ($stopped eq 'until') {
		return $crash ? ('crashed', "crashed: $crash") : ('up', 'up: showed what it was to show');
	}
	return ('hung', "hung: $stopped" . ($crash ? ", after $crash" : '')) if $stopped;
	return ('error', "could not start: " . qemu_failed($vm)) unless ($vm->{reason} // '') =~ /^guest-/;
	return ('crashed', "crashed, not captured: $crash") if $vm->{machine} && $crash;
	return ('up', 'up: reached userspace, and ended as it was told')
		if $vm->{serial} =~ /primary: done, (powering off|rebooting)/;
	return ('crashed', 'crashed, not captured: ' . ($crash // "the machine ended ($vm->{reason}) with no word"));
}

sub check_files {
	my ($vm) = @_;
	return undef if $vm->{machine};
	for my $name (grep { defined } @$vm{qw(kernel initrd)}) {
		return "$name: no such file" unless -e $name;
		return "$name: not a readable file" unless -f _ && -r _;
	}
	return 'no kernel given' unless $vm->{kernel};
	return undef;
}

sub failed {
	my ($vm, $why) = @_;
	@$vm{qw(result status summary)} = ('error', $STATUS{error}, "could not start: $why");
	return $vm;
}

# What an earlier boot left there must not pass for this one's.
sub prepare_out {
	my ($vm) = @_;
	$vm->{out} //= tempdir('kexec-bake-vm-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	make_path($vm->{out});
	unlink(map { "$vm->{out}/$_" } qw(wire serial.log qemu.err oops/dmesg.txt oops/facts proc/iomem));
	unlink(map { "$vm->{out}/sys/kernel/kexec_bake/$_" } qw(state address size kernel digest));
	open($vm->{log}, '>:raw', "$vm->{out}/serial.log") or die "$vm->{out}/serial.log: $!\n";
	$vm->{log}->autoflush(1);
}

sub run {
	my ($vm) = @_;
	prepare_out($vm);
	start_qemu($vm);
	watch($vm);
	# A power cut: nothing more reaches the disk.
	kill('KILL', $vm->{pid}) if ($vm->{stopped} // '') eq 'its disk stopped';
	end_qemu($vm);
	close($vm->{log});
	$vm->{files} = { %{ receive_files($vm) }, $vm->{machine} ? %{ read_record($vm) } : () };
}

# What the capture kernel wrote to the machine's disk, as if it had sent it.
sub read_record {
	my ($vm) = @_;
	my $files = $vm->{machine}->captured;
	write_file("$vm->{out}/$_", $files->{$_}) for keys %$files;
	return $files;
}

# boot(%options): kernel, initrd, append (added to $PRIMARY_WORDS) or words
# (in their place), memory, cpus, qemu (more arguments), timeout in seconds,
# out (directory), until (regex that ends it), kvm, show (console to stdout),
# kaslr (let the kernel choose its place), screen (a file for what the monitor
# shows at until), dump (what of the memory is saved at until, as pmemsave takes
# it: val, size, filename), core (a file for an ELF core of it then; paging: with
# its kernel's virtual addresses), resets (a reset doesn't end it), plug ({when => regex,
# after => seconds, device => what device_add takes}), monitor ({when => regex, commands
# => [what QEMU's monitor is told, or "type X" for the serial console]}), on_reset (called
# at each reset that doesn't end it).  Or machine (a Machine, whose disk has it all) and
# firmware (bios or uefi).
sub boot {
	my $vm = { %DEFAULTS, serial => '', unparsed => '', @_ };
	$vm->{resets} //= !!$vm->{machine};
	my $why = check_files($vm);
	return failed($vm, $why) if $why;
	# QEMU must not outlive us.
	local @SIG{qw(INT TERM HUP)} = (sub { die "ended by a signal\n" }) x 3;
	if (!eval { run($vm); 1 }) {
		chomp(my $error = $@);
		kill_qemu($vm);
		return failed($vm, $error);
	}
	@$vm{qw(result summary)} = judge($vm);
	$vm->{status} = $STATUS{$vm->{result}};
	return $vm;
}

# --- the captured text against the console -----------------------------------------

# register_console() announces the real console, then has the boot console say
# that it ends, while both still write to the one port: these two lines, and no
# others, appear on it twice, each right behind itself.
my $SHOWN_TWICE = qr/^\[ *\d+\.\d+\] printk: (?:legacy )?(?:console \[ttyS0\] enabled|bootconsole \[earlyser0\] disabled)$/;

# These are said with early_printk(), which goes to the boot console and never to
# the log: by early_fixup_exception(), and by kaslr_get_random_long() on behalf of
# kernel_randomize_memory() and poking_init().
my $NEVER_LOGGED = qr/^PANIC: early exception 0x[0-9a-f]+ IP |^(?:Memory|Poking) KASLR using(?: RDRAND| RDTSC| i8254)+\.\.\.$/;

# early_panic() says its message twice: with early_printk() and no line end, then
# by panic(), on what is now one line of the console.
my $EARLY_PANIC = qr/^(.+)(?=\[ *\d+\.\d+\] Kernel panic - not syncing: \g1$)/;

# The lines of the console that are the primary kernel's own: from its first
# one (the firmware and the decompressor, which speak before it, tell no time) to
# the purgatory or the capture kernel's banner.
sub primary_text {
	my ($serial) = @_;
	my (@lines, %twice, $begun, $banners);
	for my $line (split /\n/, $serial =~ s/\r//gr) {
		last if $line =~ /^purgatory: /;
		last if $line =~ /^\[ *\d+\.\d+\] Linux version / && $banners++;
		$begun ||= $line =~ /^\[ *\d+\.\d+\] /;
		next if !$begun || $line =~ $NEVER_LOGGED;
		$line =~ s/$EARLY_PANIC//;
		next if @lines && $line eq $lines[-1] && $line =~ $SHOWN_TWICE && !$twice{$line}++;
		push @lines, $line;
	}
	return @lines;
}

sub oops_text {
	my ($dir) = @_;
	return read_file("$dir/oops/dmesg.txt");
}

sub difference {
	my ($number, $record, $console) = @_;
	my ($r, $c) = map { defined ? "'$_'" : 'nothing more' } $record, $console;
	return "oops/dmesg.txt: line $number: the record has $r (expected, from the serial console: $c)";
}

# oops_matches_serial(DIR), DIR being a boot's out: undef if the text that was
# captured is what the console showed for that boot; else the first difference.
sub oops_matches_serial {
	my ($dir) = @_;
	my $text = oops_text($dir) // return "$dir/oops/dmesg.txt: not there (expected a captured oops)";
	my $serial = read_file("$dir/serial.log") // return "$dir/serial.log: not there";
	# Empty lines at its end count, the one behind the last newline doesn't.
	my @record = split /\n/, $text =~ s/\n\z//r, -1;
	my @console = primary_text($serial);
	return "$dir/serial.log: shows no kernel (expected its banner, 'Linux version')" unless @console;
	for my $i (0 .. ($#record > $#console ? $#record : $#console)) {
		my ($r, $c) = ($record[$i], $console[$i]);
		return difference($i + 1, $r, $c) unless defined $r && defined $c && $r eq $c;
	}
	return undef;
}

# oops_continues_serial(DIR): the same where the kernel no longer wrote to consoles: the
# console has the beginning, and that the rest is all its last line says.
sub oops_continues_serial {
	my ($dir) = @_;
	my $text = oops_text($dir) // return "$dir/oops/dmesg.txt: not there (expected a captured oops)";
	# What the console was in the midst of goes on with what the purgatory says.
	my $console = join("\n", primary_text((read_file("$dir/serial.log") // '') =~ s/purgatory: digest ok.*//sr));
	return 'the console shows what is not in the record' if $text !~ /^\Q$console\E/;
	return $text =~ /kexec_bake: entering the capture kernel at \S+\n\z/ ? undef : 'it ends before the end';
}

# --- the ladder ---------------------------------------------------------------------

# fields(FILE, LINE, COUNT): those of a line of a table, which have "|" between them.
sub fields {
	my ($name, $line, $count) = @_;
	my @fields = map { s/^\s+|\s+$//gr } split /\|/, $line, -1;
	die "$name: '$line': not $count fields\n" if @fields != $count;
	return @fields;
}

# Returns the rungs of tests/vm/ladder, in its order, each a hash.
sub ladder {
	my $name = dirname(__FILE__) . '/ladder';
	my @rungs;
	for (split /\n/, read_file($name) // die "$name: $!\n") {
		next if /^\s*(#|$)/;
		my %rung;
		@rung{qw(name stage cpus words result text)} = fields($name, $_, 6);
		push @rungs, \%rung;
	}
	return @rungs;
}

1;
