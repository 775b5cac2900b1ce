#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154
# crash_modules.sh RELEASE: makes modules for that one of Debian's stock kernels, that
# crash it: LKDTM, from Debian's own source, and crashat (tests/vm/crashat_module.c).
# Prints their directory; what it is doing meanwhile goes to stderr. Kept as
# tests/lib/kernels.sh keeps kernels.
set -u

me=crash_modules
here=$(cd "$(dirname "$0")" && pwd)
. "$here/install.sh"
. "$here/package.sh"

vm=$here/../vm
[ $# -eq 1 ] || die "$# arguments (expected RELEASE)"
release=$1
# shellcheck disable=SC2086 # a list of words
need_packages "linux-headers-$release" linux-source-6.1 $KERNEL_TOOLS || exit 1

# LKDTM calls a function that kernels which have it as a module export, and this one doesn't.
get_sources() {
	tar -xf /usr/src/linux-source-6.1.tar.xz --strip-components=4 --wildcards '*/drivers/misc/lkdtm/*' &&
		sed -i 's/\<native_write_cr4\>/__write_cr4/' bugs.c &&
		cp "$vm/crashat_module.c" crashat.c && cp "$vm/crashpoints.c" . &&
		echo 'obj-m += crashat.o' >>Makefile &&
		echo 'CFLAGS_crashat.o += -Wno-unused-function -Wno-unused-variable -Wno-unused-const-variable' >>Makefile
}

# Not as a part of the make that runs the tests, if one does.
build() {
	unset MAKEFLAGS MAKELEVEL MFLAGS
	get_sources || return
	make -C "/usr/src/linux-headers-$release" M="$PWD" CONFIG_LKDTM=m modules >make.log 2>&1 && return
	tail -n 15 make.log >&2
	return 1
}

dir=$cache/crash-modules-$({ dpkg-query -W -f '${Version} ' "linux-headers-$release" linux-source-6.1; echo "$release"; cat "$0" "$vm/crashat_module.c" "$vm/crashpoints.c"; } | sha256sum | cut -c 1-16)
mkdir -p "$cache" || die "$cache: can't be made"
exec 9>"$cache/$me.lock" || die "$cache/$me.lock: can't be written"
flock 9
if [ ! -d "$dir" ]; then
	echo "$me: building modules that crash $release (a minute, once)" >&2
	rm -rf "$cache"/crash-modules-*
	mkdir "$dir.new" || die "$dir.new: can't be made"
	(cd "$dir.new" && build) || die "the modules could not be built"
	mkdir "$dir" || die "$dir: can't be made"
	cp "$dir.new"/lkdtm.ko "$dir.new"/crashat.ko "$dir/" || die "$dir: could not be written"
	rm -rf "$dir.new"
fi
echo "$dir"
