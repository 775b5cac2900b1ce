# SPDX-License-Identifier: GPL-2.0-only
# What is in an ELF core file of a kernel, and in a log that a program made of one.
package Core;

use strict;
use warnings;
no warnings 'portable';

use Exporter 'import';
use File::Temp qw(tempdir);
use Images qw(output_of);
use Test::More;
use VM;

our @EXPORT = qw(asked loads log_lines);

# loads(FILE): its memory, [virtual, physical, size] each.
sub loads {
	my ($core) = @_;
	return map { /^ +LOAD +0x\S+ (0x\S+) (0x\S+) 0x\S+ (0x\S+)/ ? [hex $1, hex $2, hex $3] : () }
		split /\n/, output_of('readelf', '-lW', $core);
}

# log_lines(TEXT): without their times, as programs write those as they like where a
# message is of two lines.
sub log_lines {
	return [grep { /\S/ } map { s/^\[ *\d+\.\d+\]//r =~ s/^ +| +$//gr } split /\r?\n/, $_[0]];
}

# asked([OPTION OR FILE...], COMMAND...): what crash, with these, says to some of its
# commands, by these.
sub asked {
	my ($words, @commands) = @_;
	my $dir = tempdir('kexec-bake-core-XXXXXX', TMPDIR => 1, CLEANUP => 1);
	my $n = 0;
	my %file = map { $_ => "$dir/said" . $n++ } @commands;
	VM::write_file("$dir/commands", join('', map { "$_ > $file{$_}\n" } @commands) . "quit\n");
	my $status = system("crash -s -i $dir/commands @$words >$dir/out 2>&1 </dev/null");
	is($status, 0, 'crash opens it') or diag(VM::read_file("$dir/out"));
	return { map { $_ => VM::read_file($file{$_}) // '' } @commands };
}

1;
