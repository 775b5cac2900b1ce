#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Builds everything, with gcc and with clang, and runs all tests.
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/.." && pwd)
. "$here/lib/install.sh"

jobs=$(nproc)

usage() {
	cat <<USAGE
usage: sh tests/run.sh [--no-vm | --all]
Installs what it needs from Debian, builds the program with gcc and with clang,
and runs the unit tests, the cli tests, the fuzzers, and those in a virtual machine.  The
first run builds a kernel, which takes minutes; later ones take it from
\$KEXEC_BAKE_CACHE, or ~/.cache/kexec-bake.
  --all     all of the matrix in a virtual machine, not just a part of each
            kind, and Linux 6.12, which has to be built: takes hours
            With TABLE=FILE the results are a table there; COVERAGE and
            RESULTS as in doc/coverage.md.
  --no-vm   leave out the tests in a virtual machine, and the kernels
USAGE
}

die() {
	echo "run: $*" >&2
	exit 1
}

step() {
	echo "run: === $* ==="
}

# build COMPILER: out of tree, warnings are errors, and the tests that need no kernel.
build_with() {
	step "build with $1"
	mkdir -p "$top/build-$1" && cd "$top/build-$1" || die "$top/build-$1: can't be made"
	CC=$1 "$top/configure" >configure.out || die "configure failed with $1 (see $top/build-$1/configure.out)"
	sed -n '/^kexec-bake/,$p' configure.out
	make -s -j"$jobs" WERROR=-Werror || die "the build with $1 failed"
	step "unit and cli tests, built with $1"
	make -s -j"$jobs" check WERROR=-Werror JOBS="$jobs" || die "unit or cli tests failed with $1"
}

# A short run of each, by the compiler that has them.
fuzz() {
	seconds=${ALL:+30}
	step "fuzzers, ${seconds:=3} s each"
	log=$top/build-clang/fuzz.log
	make -s -j"$jobs" -C "$top/build-clang" fuzz WERROR=-Werror FUZZ_SECONDS="$seconds" >"$log" 2>&1 || {
		tail -n 40 "$log"
		die "a fuzzer failed"
	}
	grep '^skipped' "$log" || awk '/^stat::number_of_executed_units/ { n++; sum += $2 } END { print n " fuzzers, " sum " inputs" }' "$log"
}

# Here, where it can say how far it is, and not in the midst of a test.
get_kernels() {
	step "kernels"
	for kernel in small capture "stock cloud" "stock amd64" ${ALL:+"--linux=6.12 small"}; do
		# shellcheck disable=SC2086 # two words
		path=$(sh "$here/lib/kernels.sh" $kernel) || die "no kernel to test with"
		echo "$path"
		# Read by tests/cli/stock_kernels.t.
		KERNELS="${KERNELS:+$KERNELS }$path"
	done
	export KERNELS
}

vm=yes
# As seen from here, and not from where the tests are run.
for name in COVERAGE RESULTS TABLE; do
	eval "file=\${$name-}"
	case $file in
	"" | /*) ;;
	*) export "$name=$PWD/$file" ;;
	esac
done
for word; do
	case $word in
	--no-vm) vm= ;;
	--all) export ALL=1 ;;
	-h | --help)
		usage
		exit 0
		;;
	*) die "$word: not known (see --help)" ;;
	esac
done

# shellcheck disable=SC2086 # lists of words
need_packages $BUILD_PACKAGES $TEST_PACKAGES ${vm:+$KERNEL_PACKAGES} ${ALL:+$ALL_PACKAGES} ||
	die "something is missing, see above"

step "bootstrap"
"$top/bootstrap" || die "bootstrap failed"
[ -z "$vm" ] || get_kernels
build_with clang
build_with gcc
fuzz
[ -n "$vm" ] || exit 0
step "tests in a virtual machine"
log=$top/build-gcc/check-vm.log
{
	make -s check-vm JOBS="$jobs"
	echo $? >"$log.status"
} | tee "$log"
written=yes
if [ -n "${TABLE-}" ]; then
	perl "$here/lib/results.pl" <"$log" >"$log.md" && cp "$log.md" "$TABLE" || written=
fi
[ "$(cat "$log.status")" = 0 ] || die "tests in a virtual machine failed"
[ -n "$written" ] || die "$TABLE: not written"
step "the purgatory that clang built"
make -s -C "$top/build-clang" check-vm VM_TESTS=damage.t || die "tests in a virtual machine failed with clang"
