#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Bakes a capture kernel into a primary kernel, lets the primary crash before
# userspace in a virtual machine, and shows the record that the capture kernel wrote
# to the disk: on the disk, and in the primary's userspace after the reset.
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
. "$here/lib/install.sh"
. "$here/lib/program.sh"

cache=${KEXEC_BAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-bake}
build=${KEXEC_BAKE_BUILD:-$top/build}
kexec=$build/sbin/kexec
saveoops=$build/sbin/saveoops
ladder=$here/vm/ladder
default_crash=pci-driver

# Exit statuses 0 to 3 are tests/vm/boot's.
hung=3
could_not_start=4

usage() {
	cat <<USAGE
usage: sh tests/demo.sh [options]
  --crash=NAME           how the primary is to crash ($default_crash by default)
  --list                 the crashes to choose from
  --append=WORDS         more words for the primary's command line; without --crash,
                         the crash is then up to them
  --memory=SIZE          of the machine (512M by default, 1G by UEFI)
  --cpus=N               of the machine (1 by default, or what the crash needs)
  --qemu=ARGS            more arguments for QEMU
  --firmware=NAME        bios (by default) or uefi
  --capture-kernel=FILE  in place of Debian's stock kernel; with the disk's driver
                         (virtio-blk) built in
  --primary=FILE         a ready bzImage with an image in it, and saveoops in that:
                         nothing is baked, and no kernel built
  --keep                 keep this run's files under a name of their own; without it
                         the next run replaces them
  --help
exit status: 0 captured, 1 crashed and not captured, 2 came up without a crash,
             3 hung, or not up again after the capture, 4 could not start
The first run builds a kernel, which takes minutes; later ones take a minute or two.
USAGE
}

say() {
	echo "demo: $*"
}

die() {
	echo "demo: $*" >&2
	exit $could_not_start
}

# --- the table of crashes -----------------------------------------------------

rungs() {
	grep -v -e '^#' -e '^$' "$ladder"
}

# rung_field NAME NUMBER
rung_field() {
	rungs | awk -F ' *[|] *' -v name="$1" -v n="$2" '$1 == name { print $n }'
}

list_rungs() {
	printf '%-14s %-32s %s\n' NAME WHERE "ADDED TO THE PRIMARY'S COMMAND LINE"
	rungs | awk -F ' *[|] *' '{ printf "%-14s %-32s %s\n", $1, $2, $4 }'
}

check_rung() {
	[ -n "$(rung_field "$1" 1)" ] || die "--crash=$1: not known (expected a name that --list shows)"
}

# --- options -------------------------------------------------------------------

crash=
append=
memory=
cpus=
qemu=
firmware=bios
capture_kernel=
drivers=
primary=
keep=

set_option() {
	case $1 in
	--crash=*) crash=${1#*=} ;;
	--append=*) append="$append ${1#*=}" ;;
	--memory=*) memory=${1#*=} ;;
	--cpus=*) cpus=${1#*=} ;;
	--qemu=*) qemu="$qemu ${1#*=}" ;;
	--firmware=*) firmware=${1#*=} ;;
	--capture-kernel=*) capture_kernel=${1#*=} ;;
	--primary=*) primary=${1#*=} ;;
	--keep) keep=yes ;;
	*) die "$1: not understood (expected an option that --help shows)" ;;
	esac
}

parse_options() {
	for option; do
		case $option in
		--help | -h)
			usage
			exit 0
			;;
		--list)
			list_rungs
			exit 0
			;;
		*) set_option "$option" ;;
		esac
	done
	case $firmware in
	bios | uefi) ;;
	*) die "--firmware=$firmware: not known (expected bios or uefi)" ;;
	esac
	# UEFI and GRUB take more than the half of 512M, and of the region.
	[ "$firmware" = bios ] || : "${memory:=1G}"
	: "${memory:=512M}"
	[ -n "$crash$append" ] || crash=$default_crash
	[ -z "$crash" ] || check_rung "$crash"
	for file in "$capture_kernel" "$primary"; do
		[ -z "$file" ] || [ -f "$file" ] || die "$file: no such file (expected a bzImage)"
	done
}

# --- the steps --------------------------------------------------------------------

install_packages() {
	# shellcheck disable=SC2086 # lists of words
	if [ -n "$primary" ]; then
		need_packages $BUILD_PACKAGES $VM_PACKAGES $MACHINE_PACKAGES
	else
		need_packages $BUILD_PACKAGES $VM_PACKAGES $MACHINE_PACKAGES $KERNEL_PACKAGES
	fi || exit $could_not_start
}

build_program() {
	say "building kexec in $build"
	if ! make_program >"$out/program.log" 2>&1; then
		tail -n 15 "$out/program.log" >&2
		die "$build: kexec could not be built (the whole log: $out/program.log)"
	fi
	[ -x "$kexec" ] || die "$kexec: not there (expected make to build it)"
}

make_out() {
	out=$cache/demo/last
	[ -z "$keep" ] || out=$cache/demo/$(date +%Y%m%d-%H%M%S)-$$
	rm -rf "$out"
	mkdir -p "$out" || die "$out: can't be made (expected a writable directory, or KEXEC_BAKE_CACHE naming one)"
}

# What Debian's kernel needs to reach the disk, those that others need first.
virtio_modules="virtio/virtio_ring virtio/virtio virtio/virtio_pci_modern_dev virtio/virtio_pci_legacy_dev
	virtio/virtio_pci block/virtio_blk"

get_capture_kernel() {
	[ -z "$capture_kernel" ] || return 0
	capture_kernel=$("$here/lib/kernels.sh" stock cloud) || exit $could_not_start
	drivers=$(sh "$here/lib/modules.sh" cloud) || exit $could_not_start
}

make_capture_initrd() {
	set --
	for module in ${drivers:+$virtio_modules}; do
		set -- "$@" "--module=$drivers/$module.ko"
	done
	"$saveoops" mkinitrd "$out/saveoops.img" "$@" >/dev/null || die "$saveoops mkinitrd: failed"
}

bake() {
	make_capture_initrd
	say "baking $capture_kernel"
	"$kexec" --bake="$out/baked.o" --initrd="$out/saveoops.img" \
		--command-line="console=ttyS0 nr_cpus=1 nokaslr panic=1" --console-serial "$capture_kernel" ||
		die "$kexec --bake: failed"
}

get_primary() {
	build_program
	[ -z "$primary" ] || return 0
	get_capture_kernel
	bake
	say "linking the baked image into a primary kernel"
	primary=$("$here/lib/kernels.sh" primary "$out/baked.o") || exit $could_not_start
}

boot_primary() {
	words="$(rung_field "$crash" 4)$append"
	say "booting $primary"
	[ -z "$crash" ] || say "crash: $crash ($(rung_field "$crash" 2))"
	say "added to its command line: $words"
	: "${cpus:=$(rung_field "$crash" 3)}"
	say "by GRUB ($firmware), from a disk with a Debian on it: once by an entry with these words, and after a reset"
	say "by the usual one, as grub-reboot would have it"
	BUILD=$build "$here/vm/boot" --disk=systemd --firmware="$firmware" --kernel="$primary" --initrd="$out/initrd.gz" \
		--append="$words" --memory="$memory" --cpus="${cpus:-1}" --qemu="$qemu" --out="$out"
}

# --- what came of it --------------------------------------------------------------

# The lines of the console that say what ran when.
show_way() {
	echo
	say "what ran, from the console:"
	tr -d '\r' <"$out/serial.log" | cut -c 1-140 |
		sed -n -E '/kexec_bake: (armed|entering)|^purgatory: |Linux version|saveoops: record|reboot: /s/^/  /p'
}

# By the host's saveoops, from the disk's partition: the log's end, from where it
# begins to tell of the crash.
show_oops() {
	"$saveoops" show --device="$out/partition" >"$out/record.txt" ||
		die "$saveoops show: failed"
	echo
	say "the record on the disk, its end (saveoops show):"
	awk '!from && /BUG: |kernel BUG at|Kernel panic|Out of memory|sysrq: / { from = NR }
		{ line[NR] = $0 }
		END {
			if (!from || NR - from > 60) from = NR - 60
			for (i = from > 0 ? from : 1; i <= NR; i++) print "  " line[i]
		}' "$out/record.txt"
	echo
	say "its facts:"
	sed -n '/^\[/q; s/^./  &/p' "$out/record.txt"
}

# tests/vm/shown in the primary's userspace, on the console.
show_userspace() {
	echo
	say "in the primary's userspace, after the machine had come up again on its own:"
	tr -d '\r' <"$out/serial.log" | sed -n '/^shown: # done/d; s/^shown: /  /p'
	grep -q '^shown: # done' "$out/serial.log" && return
	say "it did not get to its end (see $out/serial.log)"
	return $hung
}

show_files() {
	echo
	say "the files are in $out:"
	(cd "$out" && find . -type f ! -name wire ! -name '*.err' ! -name '*.img' ! -name 'grub*' ! -name '*.efi' | sort | sed 's|^\./|  |')
}

parse_options "$@"
install_packages
make_out
"$here/vm/mkinitrd.sh" "$out/initrd.gz" || exit $could_not_start
get_primary
boot_primary
status=$?
if [ $status -eq 0 ]; then
	show_way
	show_oops
	show_userspace
	status=$?
fi
[ $status -eq $could_not_start ] || show_files
exit $status
