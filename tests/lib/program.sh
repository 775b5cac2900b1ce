# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Builds the program out of tree.  Sourced; $top and $build are the caller's.

# A shell of its own: it changes directory.
make_program() (
	cd "$top" || exit
	[ configure -nt configure.ac ] || ./bootstrap || exit
	mkdir -p "$build" && cd "$build" || exit
	[ config.status -nt "$top/configure" ] || "$top/configure" || exit
	make -j"$(nproc)"
)
