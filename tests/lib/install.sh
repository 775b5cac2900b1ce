# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034
# Which Debian packages the build, the tests and the kernels need, and how to
# get them.  Sourced by the scripts under tests/, never run.

# What ./configure and make want.
BUILD_PACKAGES="gcc make autoconf pkg-config libelf-dev libblkid-dev zlib1g-dev liblzma-dev libzstd-dev musl-tools"
# What boots a virtual machine and reads what it says.
VM_PACKAGES="qemu-system-x86 ovmf perl cpio fdisk gcc libc6-dev binutils makedumpfile crash"
# What makes a disk with a Debian on it that the virtual machine boots by itself.
MACHINE_PACKAGES="grub-pc-bin grub-efi-amd64-bin grub-common mtools fdisk e2fsprogs mmdebstrap uidmap fakechroot fakeroot perl"
# What else UEFI can start on such a disk.
LOADER_PACKAGES="systemd-boot-efi binutils"
# What builds and fetches kernels (tests/lib/kernels.sh), without their source and with it.
KERNEL_TOOLS="gcc make xz-utils bc bison flex libelf-dev libssl-dev cpio kmod perl"
KERNEL_PACKAGES="linux-source-6.1 $KERNEL_TOOLS"
# What tests/run.sh wants beyond all that.
TEST_PACKAGES="check clang libclang-rt-dev lld lz4 patch busybox-static $VM_PACKAGES $MACHINE_PACKAGES $LOADER_PACKAGES"
# And with --all.
ALL_PACKAGES="gdb clang-16 lld-16 llvm-16"
# What tests/bench wants beyond that; kexec-tools is the peer we measure against.
BENCH_PACKAGES="hyperfine"

package_reason() {
	case $1 in
	gcc | make | autoconf | pkg-config) echo "builds the program" ;;
	libelf-dev) echo "reads and writes ELF files" ;;
	libblkid-dev) echo "tells what a device holds" ;;
	zlib1g-dev | liblzma-dev | libzstd-dev) echo "unpacks kernels" ;;
	clang-* | lld-* | llvm-*) echo "build a kernel that gcc can't" ;;
	clang) echo "the second compiler that the tests build with" ;;
	check) echo "runs the unit tests" ;;
	libclang-rt-dev) echo "lets the fuzzers run" ;;
	lld) echo "the second linker that a baked object is linked by" ;;
	patch) echo "tries what integrate --patch prints" ;;
	perl) echo "runs the test harness" ;;
	cpio) echo "packs initrds" ;;
	busybox-static) echo "is the userspace of kernels that kexec loads" ;;
	lz4) echo "unpacks Debian's own kernel" ;;
	fdisk) echo "partitions the virtual machines' disks" ;;
	musl-tools) echo "makes the capture kernel's init small" ;;
	grub-pc-bin | grub-efi-amd64-bin | grub-common) echo "boots a virtual machine from its disk" ;;
	systemd-boot-efi) echo "boots one by UEFI, and is the stub of a unified kernel image" ;;
	binutils) echo "makes that image, and looks at core files" ;;
	makedumpfile | crash | gdb) echo "reads the core files of crash kernels" ;;
	mtools) echo "fills the disk's EFI system partition" ;;
	e2fsprogs) echo "makes the disk's root file system, and reads it" ;;
	mmdebstrap) echo "gets the Debian that is on the disk" ;;
	uidmap | fakechroot | fakeroot) echo "lets it do without root" ;;
	libc6-dev) echo "links the virtual machine's init" ;;
	qemu-system-x86) echo "boots the kernels" ;;
	ovmf) echo "boots them by UEFI" ;;
	linux-source-6.1) echo "the kernel that is built with an image in it" ;;
	linux-source-6.12) echo "the same, of the other version that is supported" ;;
	linux-headers-*) echo "builds modules that crash Debian's stock kernel" ;;
	xz-utils | bc | bison | flex | libssl-dev | kmod) echo "builds kernels" ;;
	hyperfine) echo "measures" ;;
	*) echo "asked for by $0" ;;
	esac
}

missing_packages() {
	for package; do
		# A line for each architecture; there is "not-installed", too.
		dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null |
			grep -qx installed || echo "$package"
	done | sort -u
}

say_missing() {
	echo "install: needed from Debian, and not here yet:" >&2
	for package; do
		printf '  %-18s %s\n' "$package" "$(package_reason "$package")" >&2
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "install: $1: needs root (expected to be run by root, or to find sudo)" >&2
		return 1
	fi
}

apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >&2
}

# A fresh machine has no lists, or lists so old that what they name is gone.
have_package_lists() {
	apt-cache show gcc >/dev/null 2>&1
}

apt_install() {
	have_package_lists || apt_get update || return 1
	apt_get install --no-install-recommends "$@" ||
		{ apt_get update && apt_get install --no-install-recommends "$@"; }
}

# need_packages PACKAGE...: returns 0 once all of them are installed.
need_packages() {
	if ! command -v dpkg-query >/dev/null; then
		echo "install: dpkg-query: not found (expected Debian 12; elsewhere install by hand: $*)" >&2
		return 1
	fi
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	# shellcheck disable=SC2086 # a list of words
	set -- $missing
	say_missing "$@"
	echo "install: apt-get install $*" >&2
	apt_install "$@" && return
	echo "install: apt-get: could not install: $* (expected a Debian 12 with its package sources)" >&2
	return 1
}
