#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Gets the root file systems that the virtual machines' primaries run: a small
# Debian 12 with systemd or with sysvinit.  Prints the path of a tar file; what
# it is doing meanwhile goes to stderr.  Kept as tests/lib/kernels.sh keeps kernels.
# One with kexec-tools has Debian's kernel and initramfs, too.
set -u

export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
. "$here/install.sh"

cache=${KEXEC_BAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-bake}
# The libraries are saveoops's.
packages="libelf1 liblzma5 libzstd1 zlib1g libblkid1"
# What kexec-tools loads, and a script that kdump-tools calls where it's there.
kexec_packages="kexec-tools linux-image-cloud-amd64 initramfs-tools udev procps"
stock_packages="kexec-tools linux-image-amd64 initramfs-tools udev procps kmod kdump-tools makedumpfile"
hooks=
more=

usage() {
	cat <<USAGE
usage: root.sh systemd|sysvinit   a tar file of Debian's minimal system with that init
       root.sh kdump              with systemd, a kernel, kexec-tools and kdump-tools
       root.sh kexec              with sysvinit, a kernel and kexec-tools
       root.sh stock              with systemd, the stock kernel, and what Debian has to
                                  capture a crash: kdump-tools, and ramoops in the initramfs
It is kept in \$KEXEC_BAKE_CACHE, or ~/.cache/kexec-bake.
USAGE
}

die() {
	echo "root: $*" >&2
	exit 1
}

# Where this machine itself has Debian from; other distributors' sources are left out.
sources() {
	# shellcheck disable=SC2016 # apt's own names
	apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		sed -n 's/^Debian //p' | sort -u
}

have_sources() {
	[ -n "$(sources)" ] || apt_get update
	[ -n "$(sources)" ] || die "apt: has no lists of Debian's (expected a Debian 12 with its package sources)"
}

# Drivers that no virtual machine has a use for: most of the kernel's 400 MB.
without_drivers() {
	for part in drivers/gpu drivers/media drivers/net drivers/infiniband drivers/staging drivers/usb drivers/iio drivers/hwmon sound; do
		echo "--dpkgopt=path-exclude=/lib/modules/*/kernel/$part/*"
	done
}

# As /etc/initramfs-tools/modules would have it; Debian knows no earlier place.
load_ramoops() {
	# shellcheck disable=SC2016 # mmdebstrap's shell has $1
	echo '--essential-hook=echo ramoops >"$1/usr/share/initramfs-tools/modules.d/ramoops"'
}

# Without root it makes itself root of a user namespace, or pretends to be by fakechroot.
make_root() {
	echo "root: getting a small Debian with $1 (a minute or two, once)" >&2
	IFS='
'
	# shellcheck disable=SC2086 # a line each
	sources | mmdebstrap --quiet --variant=essential --format=tar \
		--include="$(echo "$packages" | tr ' ' ,)" \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt=force-unsafe-io ${hooks:+"--hook-directory=$hooks"} $more \
		'' "$root.new" - >"$cache/root.log" 2>&1 && return
	rm -f "$root.new"
	tail -n 15 "$cache/root.log" >&2
	die "mmdebstrap: failed (expected root, or user namespaces and a line for $(id -un) in /etc/subuid, or fakechroot; the whole log: $cache/root.log)"
}

case ${1-} in
systemd) packages="$packages systemd-sysv" ;;
sysvinit) packages="$packages sysvinit-core" ;;
kdump)
	packages="$packages systemd-sysv $kexec_packages kdump-tools makedumpfile"
	hooks=$here/root-hooks
	;;
stock)
	packages="$packages systemd-sysv $stock_packages"
	hooks=$here/root-hooks
	more="$(without_drivers)
$(load_ramoops)"
	;;
kexec)
	packages="$packages sysvinit-core $kexec_packages"
	hooks=$here/root-hooks
	;;
-h | --help)
	usage
	exit 0
	;;
*)
	usage >&2
	exit 1
	;;
esac

# shellcheck disable=SC2086 # a list of words
need_packages $MACHINE_PACKAGES || exit 1
mkdir -p "$cache" || die "$cache: can't be made (expected a writable directory, or KEXEC_BAKE_CACHE naming one)"
exec 9>"$cache/root.lock" || die "$cache/root.lock: can't be written"
flock 9
have_sources
root=$cache/root-$1-$({ echo "$packages"; sources; cat "$0" ${hooks:+"$hooks"/*}; } | sha256sum | cut -c 1-16).tar
if [ ! -e "$root" ]; then
	rm -f "$cache/root-$1"-*.tar "$cache/root-$1"-*.tar.new
	make_root "$1"
	mv "$root.new" "$root"
fi
echo "$root"
