# SPDX-License-Identifier: GPL-2.0-only
# Which object needs a symbol of which other one, by nm(1).
#
#   my $arrows = Objects::arrows(@objects);   $arrows->{A}{B} = [symbols of B that A needs]
#   my @circles = Objects::circles($arrows);  lists of objects, each of which needs all others
package Objects;

use strict;
use warnings;

sub symbols {
	my ($object) = @_;
	open(my $nm, '-|', 'nm', '-P', $object) or die "nm: $!\n";
	my @symbols = map { /^(\S+) (\S)/ ? [$1, $2] : () } <$nm>;
	close($nm) or die "$object: nm failed\n";
	return @symbols;
}

sub arrows {
	my (@objects) = @_;
	my (%definer, %needs, %arrows);
	for my $object (@objects) {
		for (symbols($object)) {
			my ($name, $kind) = @$_;
			push @{ $needs{$object} }, $name if $kind eq 'U';
			$definer{$name} = $object if $kind =~ /[A-TV-Z]/;
		}
	}
	for my $object (keys %needs) {
		for my $name (@{ $needs{$object} }) {
			my $to = $definer{$name};
			push @{ $arrows{$object}{$to} }, $name if defined $to && $to ne $object;
		}
	}
	return \%arrows;
}

# Tarjan's strongly connected components, of more than one object.
sub circles {
	my ($arrows) = @_;
	my (%index, %low, %on_stack, @stack, @circles);
	my $visit;
	$visit = sub {
		my ($object) = @_;
		$index{$object} = $low{$object} = keys %index;
		push @stack, $object;
		$on_stack{$object} = 1;
		for my $to (sort keys %{ $arrows->{$object} || {} }) {
			$visit->($to) if !exists $index{$to};
			$low{$object} = $low{$to} if $on_stack{$to} && $low{$to} < $low{$object};
		}
		return if $low{$object} != $index{$object};
		my @circle;
		do { push @circle, pop @stack; delete $on_stack{ $circle[-1] } } while ($circle[-1] ne $object);
		push @circles, [sort @circle] if @circle > 1;
	};
	for (sort keys %$arrows) { $visit->($_) if !exists $index{$_} }
	return @circles;
}

sub folder {
	my ($object) = @_;
	return $object =~ s{/[^/]*$}{}r;
}

1;
