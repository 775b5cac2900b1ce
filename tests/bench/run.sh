#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Measures, and prints tables.  Times are given as ratios of commands that ran in
# turn in one run; nothing here passes or fails because of them.
set -u

export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
. "$here/../lib/install.sh"
. "$here/../lib/program.sh"
. "$here/peer.sh"

cache=${KEXEC_BAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-bake}
build=${KEXEC_BAKE_BUILD:-$top/build}
kexec=$build/sbin/kexec
words="console=ttyS0 nr_cpus=1 nokaslr"
# One instruction is one nanosecond of the machine's clock and one tick of its
# TSC, and idle time is skipped: the same boot gives nearly the same figure again.
icount="-icount shift=0,sleep=off"

doc=
page=$top/doc/figures.md
times=yes
runs=10
vm_runs=5

usage() {
	cat <<USAGE
usage: sh tests/bench/run.sh [options]
  --runs=N      how often each command is run on this machine ($runs by default)
  --vm-runs=N   and in the virtual machine, and once more to warm up ($vm_runs by default)
  --no-times    leave out the elapsed and CPU times, which need a quiet machine
  --doc         write the tables to doc/figures.md, too; a figure that is left out is
                kept from there, below the day that it was measured on
  --help
The first run builds kernels, which takes minutes; later ones take about three.
USAGE
}

say() {
	echo "bench: $*" >&2
}

die() {
	echo "bench: $*" >&2
	exit 1
}

check_count() {
	case $2 in
	'' | 0* | *[!0-9]*) die "$1=$2: not a count (expected a number from 1 on)" ;;
	esac
}

parse_options() {
	for option; do
		case $option in
		--runs=*) runs=${option#*=} ;;
		--vm-runs=*) vm_runs=${option#*=} ;;
		--no-times) times= ;;
		--doc) doc=$page ;;
		--help | -h)
			usage
			exit 0
			;;
		*) die "$option: not understood (expected an option that --help shows)" ;;
		esac
	done
	check_count --runs "$runs"
	check_count --vm-runs "$vm_runs"
}

# --- what is measured -----------------------------------------------------------

# As the demo does it.  A shell of its own: it changes directory.
build_program() {
	say "building kexec in $build"
	make_program >"$tmp/program.log" 2>&1 && return
	tail -n 15 "$tmp/program.log" >&2
	die "$build: kexec could not be built"
}

get_kernels() {
	capture=$(sh "$here/../lib/kernels.sh" stock cloud) || die "stock cloud: no such kernel to bake"
	small=$(sh "$here/../lib/kernels.sh" small) || die "small: no such kernel to boot"
}

# Bytes that nothing can pack, and the same ones each time.
make_big_initrd() {
	perl -e 'srand(1); binmode(STDOUT);
		for (1 .. 64) { print pack("L*", map { int(rand(1 << 32)) } 1 .. 1 << 18) }' >"$tmp/initrd" ||
		die "$tmp/initrd: could not be written (expected 64 MiB of room)"
}

figures() {
	"$here/figures" "$@" >>"$tmp/rows" || exit 1
}

# --- on this machine ------------------------------------------------------------

bake_command() {
	echo "$kexec --bake=$tmp/out.$1 --bake-format=$1 --initrd=$tmp/initrd $capture"
}

max_rss() {
	/usr/bin/time -f %M -o "$tmp/rss" sh -c "$1" >"$tmp/rss.out" 2>&1 ||
		die "$1: failed: $(tail -n 1 "$tmp/rss.out")"
	tail -n 1 "$tmp/rss"
}

measure_times() {
	say "baking here, each $runs times"
	pipeline="cat $capture $tmp/initrd | tee $tmp/out.pipeline | sha256sum"
	hyperfine -N --warmup 2 --runs "$runs" --export-json "$tmp/here.json" \
		-n pipeline "sh -c '$pipeline'" \
		-n elf "$(bake_command elf)" -n image "$(bake_command image)" \
		>"$tmp/hyperfine.log" 2>&1 || die "hyperfine: $(tail -n 1 "$tmp/hyperfine.log")"
	figures here "$tmp/here.json"
}

measure_here() {
	[ -z "$times" ] || measure_times
	rss=$(max_rss "$(bake_command elf)") || exit 1
	figures rss "$rss" "$(stat -L -c %s "$capture")" "$(stat -c %s "$tmp/initrd")"
	"$kexec" --bake-info="$tmp/out.elf" --json >"$tmp/info.json" || die "$kexec --bake-info: failed"
	rm -f "$tmp"/out.*
}

# --- against Debian's kexec, in a virtual machine --------------------------------

# peer_boot NAME RUNS QEMU-ARGUMENTS
peer_boot() {
	"$here/../vm/boot" --kernel="$small" --initrd="$tmp/peer.cpio" --memory=1536M --timeout=900 \
		--append="bench_runs=$2" --qemu="$3" --until='bench: (end|failed).*\n' --out="$tmp/$1" \
		>"$tmp/boot.log" 2>&1
	failure=$(sed -n 's/^bench: failed: //p' "$tmp/$1/serial.log")
	[ -z "$failure" ] || die "$1: in the virtual machine: $failure"
	grep -q '^bench: end' "$tmp/$1/serial.log" || die "$1: $(tail -n 1 "$tmp/boot.log")"
}

measure_peer() {
	make_peer_initramfs "$tmp/peer.cpio"
	timed=-
	if [ -n "$times" ]; then
		say "baking and Debian's kexec -l in a virtual machine, each $vm_runs times"
		peer_boot peer "$vm_runs" ""
		timed=$tmp/peer/serial.log
	fi
	say "baking and Debian's kexec -l in a virtual machine, counting instructions"
	peer_boot peer-icount 1 "$icount"
	figures peer "$timed" "$tmp/peer-icount/serial.log" "$tmp/info.json"
	rm -f "$tmp/peer.cpio"
}

# --- what the kernel side costs the primary ---------------------------------------

# What the demo boots: the image has the stock kernel and a small initrd.
get_primary() {
	"$here/../vm/mkinitrd.sh" "$tmp/small.gz" || exit 1
	"$kexec" --bake="$tmp/baked.o" --initrd="$tmp/small.gz" --command-line="$words" \
		--console-serial "$capture" >/dev/null || die "$kexec --bake: failed"
	primary=$(sh "$here/../lib/kernels.sh" primary "$tmp/baked.o") || die "no primary kernel to boot"
	image_size=$("$kexec" --bake-info="$tmp/baked.o" --json | sed -n 's/.*"image_size": \([0-9]*\).*/\1/p')
}

# count_boot NAME KERNEL WORDS: the TSC, in instructions, when userspace is there.
count_boot() {
	"$here/../vm/boot" --kernel="$2" --initrd="$tmp/small.gz" --append="vmtest=tsc $3" \
		--qemu="$icount" --timeout=600 --out="$tmp/$1" >"$tmp/boot.log" 2>&1
	grep -q "primary: tsc [0-9]" "$tmp/$1/serial.log" || die "boot of $1: $(tail -n 1 "$tmp/boot.log")"
	sed -n 's/.*primary: tsc \([0-9]*\).*/\1/p' "$tmp/$1/serial.log"
}

check_armed() {
	grep -q "kexec_bake: armed: " "$tmp/armed/serial.log" ||
		die "armed: $(sed -n 's/.*kexec_bake: //p' "$tmp/armed/serial.log" | head -n 1) (expected it armed)"
}

measure_boots() {
	say "booting with and without the image, counting instructions"
	plain=$(count_boot plain "$small" "") || exit 1
	off=$(count_boot off "$primary" "kexec_bake=off") || exit 1
	armed=$(count_boot armed "$primary" "") || exit 1
	check_armed
	figures boots "$plain" "$off" "$armed" "$image_size"
}

# --- the objects of the kernel side -------------------------------------------------

# All objects of the kernel side but the baked image, which is image.o.  Lines may be continued,
# and each architecture may have a Makefile of its own.
object_names() {
	find "$top/bake/linux" -name Makefile -exec cat {} + | sed -e :a -e '/\\$/{N;s/\\\n//;ba' -e '}' |
		sed -n 's/^obj-\$(CONFIG_KEXEC_BAKE) += //p' | tr -s '[:space:]' '\n' | grep -vx image.o
}

# Another checkout may have used the build directory since, or the sources may be newer than a
# kernel that was kept: the objects are then not those of this kernel side.
check_object() {
	for source in "$tree/drivers/kexec_bake/${1%.o}".[cS]; do
		[ ! -f "$source" ] || [ "$objects/$1" -nt "$source" ] ||
			die "$objects/$1: older than its source (expected it built last; remove ${primary%/*} and run this again)"
	done
}

find_objects() {
	tree=$(sh "$here/../lib/kernels.sh" source) || die "no kernel source"
	objects=$cache/build/drivers/kexec_bake
	[ -n "$(object_names)" ] || die "bake/linux/Makefile: names no objects"
	for object in $(object_names); do
		[ -f "$objects/$object" ] ||
			die "$objects/$object: not there (expected a built kernel; remove ${primary%/*} and run this again)"
		check_object "$object"
	done
}

measure_sizes() {
	# shellcheck disable=SC2046 # a list of words
	(cd "$objects" && size -A $(object_names)) >"$tmp/sizes" || die "$objects: size failed"
	figures sizes "$tmp/sizes"
}

# --- the table --------------------------------------------------------------------

cpu() {
	echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs"
}

# The elapsed time of the pipeline depends on this.
sha_ni() {
	if objdump -d "$(command -v "$1")" | grep -q sha256rnds2; then
		echo "uses the CPU's SHA instructions"
	else
		echo "does not use the CPU's SHA instructions"
	fi
}

write_notes() {
	figures note "Machine: $(cpu)."
	figures note "QEMU: $(qemu-system-x86_64 --version | sed -n 's/.*version \([0-9.]*\).*/\1/p')."
	figures note "kexec-tools: $(cat "$peer/version"), from Debian."
	figures note "Linux: $(basename "$capture" | sed 's/vmlinuz-//') as the capture kernel."
	figures note "sha256sum $(sha_ni sha256sum)."
	figures note "Our kexec $(sha_ni "$kexec")."
}

write_page() {
	cat <<PAGE
<!-- SPDX-License-Identifier: GPL-2.0-only -->
# Figures

\`sh tests/bench/run.sh --doc\` measures these figures and writes this page. With \`--no-times\` it
leaves out the elapsed and CPU times, which need a quiet machine; the page then keeps their old
values, under the date when they were measured.

- A ratio below 1 is in our favour.
- *Instructions* are counted by QEMU and are reproducible to 1 in 10 000. On a real CPU a copy costs
  less than its instruction count suggests.
- The *pipeline* is \`cat KERNEL INITRD | tee FILE | sha256sum\`: the least that any baking must do.
- Baking takes Debian's cloud kernel and an initrd of 64 MiB that does not compress. kexec-tools
  loads the same two files with \`kexec -c -l\`.
- *Bytes hashed* are covered by the digest. It is computed when the kernel is baked or loaded, and
  checked before the kernel is entered.
- *Boot to userspace* is counted in instructions for three primary kernels. *plain* has no image,
  *off* has an image and \`kexec_bake=off\`, *armed* has an image. The image holds Debian's cloud
  kernel and a small initrd. *armed* minus *off* is the kernel side: it checks, reserves and copies
  the image. *off* minus *plain* is the larger kernel: most of that is decompressing it. *kernel
  side / bytes of the image* is in instructions per byte.
- *kernel side, without the image* is the size of its objects in the primary kernel.

PAGE
	cat "$tmp/table"
}

write_doc() {
	write_page >"$doc.new" && mv "$doc.new" "$doc" || die "$doc: could not be written"
	say "written to $doc"
}

parse_options "$@"
# shellcheck disable=SC2086 # lists of words
need_packages $BUILD_PACKAGES $VM_PACKAGES $KERNEL_PACKAGES $BENCH_PACKAGES time binutils busybox-static || exit 1
tmp=$(mktemp -d) || die "${TMPDIR:-/tmp}: cannot be written"
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP
build_program
get_kernels
get_primary
find_objects
get_peer
make_big_initrd
measure_here
measure_peer
measure_boots
measure_sizes
write_notes
"$here/figures" table "$tmp/rows" ${doc:+"$doc"} >"$tmp/table" || exit 1
cat "$tmp/table"
[ -z "$doc" ] || write_doc
