#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
# A crash after kexec -p: Debian's makedumpfile makes a dump of /proc/vmcore, and Debian's crash
# opens it with the debug information of Debian's kernel. The debug information is large, so the
# test runs only with ALL=1.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib $FindBin::Bin;
use Core;
use Images qw(output_of);
use Loaded;
use Test::More;
use VM;

plan(skip_all => 'only with ALL=1') unless $ENV{ALL};

my $MIB = 1 << 20;
my $dir = tempdir('kexec-bake-crash-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chomp(my $vmlinux = output_of('sh', "$FindBin::Bin/../lib/debug.sh"));
my %files = (%{ disk_drivers() }, drivers => Loaded::disk_drivers_initrd());

# Debian's crash finds no more than the CPUs' own tasks in this kernel's table of PIDs,
# which ps goes by, be the core file of whatever making.
my $tasks = 'list task_struct.tasks -s task_struct.comm -h init_task';

# Of the console only what the kernel said, and not /init, and of the first kernel alone.
sub is_console {
	my ($log, $serial) = @_;
	my ($first) = $serial =~ /\A(.*?Linux version .*?)(?=\[[^\n]*Linux version )/s or return fail('a second kernel');
	my %logged = map { $_ => 1 } @{ log_lines($log) };
	my %shown = map { $_ => 1 } @{ log_lines($first) };
	cmp_ok(scalar(keys %logged), '>', 100, 'log: there are lines of it');
	is_deeply([grep { !$shown{$_} } keys %logged], [], 'log: each was on the console');
	is_deeply([grep { !$logged{$_} } @{ log_lines(join "\n", $first =~ /^(\[ *\d+\.\d+\] [^\r\n]*)/mg) }], [], 'log: it has all that was');
}

sub opens {
	my ($way, $kaslr, $cpus) = @_;
	subtest "-p $way, $cpus CPUs, " . ($kaslr ? 'KASLR' : 'no KASLR') => sub {
		my $disk = "$dir/disk";
		VM::write_file($disk, '');
		truncate($disk, 1024 * $MIB) or die "$disk: $!\n";
		local $Loaded::WORDS = 'console=ttyS0 ignore_loglevel panic=-1' . ($kaslr ? '' : ' nokaslr');
		my $run = loaded("does load kexec -p $way /kernel --initrd=/initrd --initrd=/drivers --command-line='$Loaded::WORDS nr_cpus=1 second'
echo c >/proc/sysrq-trigger", files => \%files, words => 'crashkernel=192M', memory => '512M', timeout => 1500,
			qemu => "-drive file=$disk,format=raw,if=virtio,cache=unsafe", cpus => $cpus);
		like(said($run), qr/^load: status 0$/m, 'it loads');
		like(said($run), qr/^second: saved, status 0$/m, 'the crash kernel saves a core file') or diag($run->{summary}, "\n", substr($run->{serial}, -3000));
		my $made = system("makedumpfile -c -d 31 $disk $dir/dump >$dir/out 2>&1");
		is($made, 0, 'makedumpfile makes a dump of it') or diag(VM::read_file("$dir/out"));
		my $said = asked([$vmlinux, "$dir/dump"], 'log', 'sys', 'bt', 'bt -a', 'ps', $tasks);
		like($said->{sys}, qr/^ *CPUS: $cpus$/m, 'sys: the CPUs');
		like($said->{sys}, qr/^ *RELEASE: 6\.1\.0-\d+-cloud-amd64$/m, 'sys: the kernel');
		like($said->{sys}, qr/^ *PANIC: "Kernel panic - not syncing: sysrq triggered crash"/m, 'sys: the panic');
		like($said->{bt}, qr/^PID: 1 .* COMMAND: "init"$/m, 'bt: the task');
		like($said->{bt}, qr/ panic at .* sysrq_handle_crash at .* write_sysrq_trigger at .* vfs_write at /s, 'bt: and its way there');
		is(scalar(() = $said->{'bt -a'} =~ /^PID: /mg), $cpus, 'bt -a: a task on each CPU');
		like($said->{ps}, qr/^>? +1 +0 +\d+ +[0-9a-f]+ +RU .* init$/m, 'ps: PID 1, which runs');
		like($said->{$tasks}, qr/^  comm = "kthreadd\\000.*^  comm = "kworker/ms, 'the list of all tasks');
		is_console($said->{log}, $run->{serial});
		diag("$_:\n$said->{$_}") for Test::More->builder->is_passing ? () : qw(sys bt ps);
		unlink("$dir/dump", $disk);
		done_testing();
	};
}

for my $kaslr (0, 1) {
	for my $cpus (1, 4) {
		opens($_, $kaslr, $cpus) for qw(-c -s);
	}
}

done_testing();
