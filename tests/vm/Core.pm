# SPDX-License-Identifier: GPL-2.0-only
# What is in an ELF core file of a kernel, and in a log that a program made of one.
package Core;

use strict;
use warnings;
no warnings 'portable';

use Exporter 'import';
use Images qw(output_of);

our @EXPORT = qw(loads log_lines);

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

1;
