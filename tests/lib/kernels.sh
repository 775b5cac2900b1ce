#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Gets the kernels that the demo and the tests boot.  Prints one path; what it
# is doing meanwhile goes to stderr.  What was built once is kept, under a name
# made from all that went into it.
# shellcheck disable=SC2154
set -u

me=kernels
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
. "$here/install.sh"
. "$here/package.sh"

fragment=$top/tests/vm/primary.config
capture_fragment=$top/bake/linux/capture.config
crashpoints=$top/tests/vm/crashpoints.c
keep=12

# For "n of about m" only: how many lines each of them prints.
files_in_tarball=84000
steps_to_build=1680
steps_to_build_capture=1500
steps_to_link=40

usage() {
	cat <<USAGE
usage: kernels.sh stock cloud|amd64   Debian's own vmlinuz
       kernels.sh [--linux=VERSION] [--apart=NAME] [--llvm=VERSION] KIND
                                      of Linux 6.1, or of 6.12; built in a place of its own,
                                      so that the next one need not begin anew nor wait;
                                      with clang, not gcc; where KIND is
       small                          bzImage with the kernel side, without an image
       capture                        bzImage that reaches all sorts of disks, to be baked
       primary OBJECT [CONFIG_X=Y]...
                                      bzImage with the baked object linked in, or
                                      without one if that is -; vmlinux and
                                      System.map lie beside it
       source                         the kernel tree that these are built from
       pristine                       the part of it that integrate looks at, untouched:
                                      copy it before you change it
Everything is kept in \$KEXEC_BAKE_CACHE, or ~/.cache/kexec-bake.
USAGE
}

say() {
	echo "kernels: $*" >&2
}

# --- the version ------------------------------------------------------------

# Each other version has a place of its own, and options by other names.
choose_linux() {
	case $1 in
	6.1) mitigations="CONFIG_RETPOLINE=y CONFIG_PAGE_TABLE_ISOLATION=y" ;;
	6.12)
		mitigations="CONFIG_MITIGATION_RETPOLINE=y CONFIG_MITIGATION_PAGE_TABLE_ISOLATION=y"
		cache=$cache/linux-$1
		;;
	*) die "--linux=$1: not known (expected 6.1 or 6.12)" ;;
	esac
	source_package=linux-source-$1
	tarball=/usr/src/$source_package.tar.xz
	build=$cache/build
	log=$cache/build.log
}

need_source() {
	# shellcheck disable=SC2086 # a list of words
	need_packages "$source_package" $KERNEL_TOOLS ${llvm:+"clang-$llvm" "lld-$llvm" "llvm-$llvm"} ||
		die "$source_package: not to be had (expected apt's sources to have it, in bookworm-security or bookworm-backports)"
}

# --- progress ---------------------------------------------------------------

# logged WHAT EXPECTED COMMAND...: runs it with its output in the log, counting
# lines for whoever watches; returns the command's status.
logged() {
	what=$1
	expected=$2
	shift 2
	{
		"$@" 2>&1
		echo "exit status $?"
	} | perl -e '
		my ($what, $expected, $file) = @ARGV;
		my ($count, $shown, $status, $start) = (0, 0, 1, time);
		my ($tty, $live) = (-t STDERR, 0);
		open(my $log, ">", $file) or die "kernels: $file: $!\n";
		sub show {
			my $of = $count > $expected ? $count : $expected;
			printf STDERR "%skernels: %s: %d of about %d, %d s%s",
				$tty ? "\r" : "", $what, $count, $of, time - $start, $tty ? "\e[K" : "\n";
			($shown, $live) = (time, 1);
		}
		while (<STDIN>) {
			if (/^exit status (\d+)$/) { $status = $1; next }
			print $log $_;
			$count++;
			show() if time - ($shown || $start) >= ($tty ? 1 : 30);
		}
		print STDERR "\n" if $tty && $live;
		exit $status;
	' "$what" "$expected" "$log"
}

build_failed() {
	tail -n 15 "$log" >&2
	die "$1 (the whole log: $log)"
}

# --- the cache --------------------------------------------------------------

# The descriptor is inherited on purpose: should this script be killed, the
# compilers it leaves behind still hold the lock on the directory they write.
lock() {
	mkdir -p "$cache" || die "$cache: can't be made (expected a writable directory, or KEXEC_BAKE_CACHE naming one)"
	exec 9>"$cache/lock" || die "$cache/lock: can't be written"
	flock -n 9 && return
	say "$cache/lock: waiting for another run to finish"
	flock 9
}

# prune KIND: only the newest few are kept; using one makes it new.
prune() {
	# shellcheck disable=SC2012 # the names are ours
	ls -1dt "$cache/$1"-*/ 2>/dev/null | tail -n +$((keep + 1)) |
		while read -r old; do
			rm -rf "$old"
		done
}

# All that integrate may put into a kernel tree, and the tests' own part of it.
kernel_side="bake/linux bake/validate.c bake/validate.h bake/apply_fixups.c bake/arch/x86/validate_arch.c include util_lib tests/vm/crashpoints.c"

# Names are relative to the project, so that two checkouts agree.
kernel_side_hash() {
	# shellcheck disable=SC2086 # a list of words
	(cd "$top" && find $kernel_side -type f -print0 2>/dev/null | sort -z | xargs -0 sha256sum) |
		sha256sum | cut -c 1-16
}

source_version() {
	dpkg-query -W -f '${Version}' "$source_package" | tr ':~' '__'
}

# Lines for the configuration, beyond the fragment's.
more_config=

# key OBJECT: names everything a kernel is made from.
key() {
	{
		source_version
		gcc --version
		ld --version
		kernel_side_hash
		cat "$fragment" "$0"
		[ -z "$llvm" ] || "clang-$llvm" --version
		[ -z "$more_config" ] || echo "$more_config"
		[ -z "$1" ] || cat "$1"
	} | sha256sum | cut -c 1-16
}

# --- stock kernels ----------------------------------------------------------

# Debian's linux-image-cloud-amd64 is empty and depends on the one of the day.
stock_package() {
	apt-cache depends "$1" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)$/\1/p' | head -n 1
}

resolve_stock() {
	package=$(stock_package "$1")
	[ -n "$package" ] || { apt_get update && package=$(stock_package "$1"); }
	[ -n "$package" ] || die "$1: not in apt's lists (expected a Debian 12 with its package sources)"
}

found_stock() {
	ls "$1"/boot/vmlinuz-* 2>/dev/null
}

stock() {
	case ${1-} in
	cloud) resolve_stock linux-image-cloud-amd64 ;;
	amd64) resolve_stock linux-image-amd64 ;;
	*) die "stock: '${1-}' is not known (expected cloud or amd64)" ;;
	esac
	dir=$cache/stock-$1-$package
	found_stock "$dir" && return
	lock
	found_stock "$dir" && return
	rm -rf "$dir.new"
	mkdir "$dir.new"
	(cd "$dir.new" && fetch "$package" /boot) || exit 1
	mv "$dir.new" "$dir"
	prune "stock-$1"
	found_stock "$dir" || die "$package: holds no boot/vmlinuz-*"
}

# --- the source tree --------------------------------------------------------

source_tree() {
	echo "$cache/source-$(source_version)"
}

# The rest of a tree, drivers and file systems above all, is of no interest to
# integrate, and would make every comparison below slow.
pristine_parts="COPYING Documentation/Kconfig Kbuild Kconfig MAINTAINERS Makefile arch/Kconfig
	arch/x86 drivers/Kconfig drivers/Makefile include/linux init kernel lib/Kconfig lib/Makefile
	mm scripts"

unpack() {
	tree=$(source_tree)
	[ -d "$tree" ] && return
	# Only the tree in use is kept, and what was built in O= belongs to it.
	rm -rf "$cache"/source-* "$cache"/pristine-* "$cache/integrated" "$cache/overlay" "$cache/build" \
		"$cache"/build-*
	say "unpacking $tarball (1.5 GB)"
	mkdir "$tree.new" || exit 1
	logged "unpacking" $files_in_tarball tar -xvf "$tarball" --strip-components=1 -C "$tree.new" ||
		build_failed "$tarball: could not be unpacked"
	copy_pristine "$tree.new"
	mv "$tree.new" "$tree"
}

copy_pristine() {
	pristine=$cache/pristine-$(source_version)
	mkdir "$pristine.new"
	# shellcheck disable=SC2086 # a list of words
	(cd "$1" && tar -cf - $pristine_parts) | tar -xf - -C "$pristine.new" ||
		die "$1: not a kernel tree as expected"
	list_tree "$pristine.new" >"$cache/pristine.sums"
	mv "$pristine.new" "$pristine"
}

list_tree() {
	(cd "$1" && find . -type f -print0 | xargs -0 sha256sum | sort)
}

# The tests' crash points are added here, and only here: the product has none.
integrate_copy() {
	rm -rf "$cache/integrated"
	cp -a "$cache/pristine-$(source_version)" "$cache/integrated"
	"$top/bake/linux/integrate" "$cache/integrated" >"$log" 2>&1 ||
		build_failed "bake/linux/integrate: failed on Debian's $source_package"
	cp "$crashpoints" "$cache/integrated/drivers/kexec_bake/crashpoints.c" ||
		die "drivers/kexec_bake: not made by bake/linux/integrate"
	echo 'obj-y += crashpoints.o' >>"$cache/integrated/drivers/kexec_bake/Makefile"
	sed -i 's/^\tsmp_setup_processor_id();$/&\n\t{ extern void crashpoint_first(void); crashpoint_first(); }/' \
		"$cache/integrated/init/main.c"
	grep -q crashpoint_first "$cache/integrated/init/main.c" ||
		die "init/main.c: has no call of smp_setup_processor_id() (expected it in start_kernel)"
}

# copy_changed FROM TO: names on stdin.  A file that is the same keeps its time,
# so that make builds no more than it must.
copy_changed() {
	while read -r name; do
		cmp -s "$1/$name" "$2/$name" && continue
		mkdir -p "$(dirname "$2/$name")"
		if [ -e "$1/$name" ]; then
			cp "$1/$name" "$2/$name"
		else
			rm -f "$2/$name"
		fi || return 1
	done
}

# What the last integration changed and this one doesn't goes back to what it was.
sync_tree() {
	unpack
	tree=$(source_tree)
	now=$(kernel_side_hash)
	[ "$(cat "$tree/.integrated" 2>/dev/null)" = "$now" ] && return
	rm -f "$tree/.integrated"
	integrate_copy
	touch "$cache/overlay"
	list_tree "$cache/integrated" | comm -13 "$cache/pristine.sums" - |
		sed 's/^[^ ]* *//' | sort >"$cache/overlay.new"
	sort -u "$cache/overlay" "$cache/overlay.new" >"$cache/overlay.all"
	# Remembered first: an interrupted copy is then undone or finished later.
	cp "$cache/overlay.all" "$cache/overlay"
	copy_changed "$cache/integrated" "$tree" <"$cache/overlay.all" ||
		die "$tree: could not be written"
	mv "$cache/overlay.new" "$cache/overlay"
	rm -rf "$cache/integrated" "$cache/overlay.all"
	echo "$now" >"$tree/.integrated"
}

# --- building ---------------------------------------------------------------

# Pinned, so that the same sources give the same kernel.
kernel_make() {
	make -C "$(source_tree)" O="$build" -j"$(nproc)" \
		KBUILD_BUILD_TIMESTAMP="2026-01-01" KBUILD_BUILD_USER=kexec-bake \
		KBUILD_BUILD_HOST=kexec-bake KBUILD_BUILD_VERSION=1 \
		${llvm:+LLVM="-$llvm"} "$@"
}

# fragment IMAGE: what is asked of allnoconfig.
fragment() {
	cat "$fragment"
	[ "$fragment" != "$capture_fragment" ] || return 0
	echo "$mitigations" | tr ' ' '\n'
	echo "CONFIG_KEXEC_BAKE=y"
	echo "CONFIG_KEXEC_BAKE_IMAGE=\"$1\""
	[ -z "$more_config" ] || echo "$more_config"
}

# configure IMAGE: IMAGE may be empty.  Not again for the same wish of the same
# tree: it takes as long as the rest of what a new object costs.
configure() {
	mkdir -p "$build"
	wish=$(fragment "$1" | cat - "$(source_tree)/.integrated" | sha256sum)
	[ "$(cat "$build/configured" 2>/dev/null)" = "$wish" ] && return
	rm -f "$build/configured"
	fragment "$1" >"$build/fragment"
	kernel_make KCONFIG_ALLCONFIG="$build/fragment" allnoconfig >"$log" 2>&1 ||
		build_failed "the kernel's configuration failed"
	check_config
	echo "$wish" >"$build/configured"
}

# Kconfig drops a symbol whose dependencies are not met, and says nothing.
check_config() {
	lost=$(grep '^CONFIG_' "$build/fragment" | grep -vxFf "$build/.config" | head -n 1)
	[ -z "$lost" ] || die "$fragment: the kernel did not take $lost (expected its dependencies in the fragment too)"
}

save_product() {
	rm -rf "$1.new"
	mkdir "$1.new"
	cp "$build/.config" "$1.new/config"
	cp "$log" "$1.new/build.log"
	cp "$build/arch/x86/boot/bzImage" "$build/vmlinux" "$build/System.map" "$1.new/" ||
		die "$1: could not be written"
	mv "$1.new" "$1"
}

found_product() {
	[ -f "$1/bzImage" ] || return 1
	touch "$1"
	echo "$1/bzImage"
}

# The object is linked from a place of its own: the configuration is then the
# same for all of them, and changing the object is a matter of a new link.
place_object() {
	[ -n "$1" ] || return 0
	mkdir -p "$cache/object"
	cmp -s "$1" "$cache/object/baked.o" && return
	cp "$1" "$cache/object/baked.o" || die "$1: could not be copied to $cache/object/baked.o"
}

build_kernel() {
	if [ -e "$build/vmlinux" ]; then
		say "linking the $1 kernel again (well under a minute)"
		steps=$steps_to_link
	else
		steps=$steps_to_build
		say "building the $1 kernel from Debian's $source_package (5 to 10 minutes, once)"
	fi
	configure "${2:+$cache/object/baked.o}"
	logged "building the $1 kernel" $steps kernel_make bzImage ||
		build_failed "the build of the $1 kernel failed"
}

# product KIND OBJECT: OBJECT may be empty.
product() {
	need_source
	dir=$cache/$1-$(key "$2")
	found_product "$dir" && return
	lock
	found_product "$dir" && return
	sync_tree
	place_object "$2"
	build_kernel "$1" "$2"
	save_product "$dir"
	prune "$1"
	found_product "$dir"
}

# Built in a directory of its own: hardly an object of the other configuration
# would do.  Of the kernel side it has only the crash points, for the tests.
capture() {
	fragment=$capture_fragment
	build=$cache/build-capture
	steps_to_build=$steps_to_build_capture
	product capture ""
}

primary() {
	[ $# -gt 0 ] || die "primary: no object given (expected: kernels.sh primary OBJECT)"
	object=$1
	shift
	[ "$object" != - ] || object=
	[ -z "$object" ] || [ -f "$object" ] || die "$object: no such file (expected a baked object)"
	more_config=$(printf '%s\n' "$@")
	product primary "$object"
}

tree() {
	need_source
	lock
	if [ "$1" = pristine ]; then
		unpack
		echo "$cache/pristine-$(source_version)"
	else
		sync_tree
		source_tree
	fi
}

linux=6.1
apart=
llvm=
while :; do
	case ${1-} in
	--linux=*) linux=${1#*=} ;;
	--apart=*) apart=-${1#*=} ;;
	--llvm=*) llvm=${1#*=} ;;
	*) break ;;
	esac
	shift
done
# With a tree and a lock, too: it takes long, and nobody else need wait for it.
[ -z "$apart" ] || cache=$cache/apart
choose_linux "$linux"
build=$build$apart${llvm:+-llvm}

case ${1-} in
stock) stock "${2-}" ;;
small) product small "" ;;
capture) capture ;;
primary)
	shift
	primary "$@"
	;;
source | pristine) tree "$1" ;;
-h | --help) usage ;;
*)
	usage >&2
	exit 1
	;;
esac
