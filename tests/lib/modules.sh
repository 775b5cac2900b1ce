#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Gets the drivers of Debian's stock kernels, for a capture kernel's initramfs.
# Prints their directory; what it is doing meanwhile goes to stderr.  Apart from
# kernels.sh, a change of which makes all kernels new.
set -u

export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
. "$here/install.sh"
cache=${KEXEC_BAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-bake}

die() {
	echo "modules: $*" >&2
	exit 1
}

# Needs no root: it fetches a file to the working directory and installs nothing.
download() {
	rm -f ./*.deb
	apt-get -q -o APT::Sandbox::User="$(id -un)" download "$1" >&2
}

# Only what reaches a virtual machine's disk, and what tells QEMU where VMCOREINFO
# is; all of them are some 100 MB.
fetch() {
	echo "modules: fetching Debian's $package (it is unpacked here, not installed)" >&2
	download "$package" || { apt_get update && download "$package"; } ||
		die "$package: apt-get could not download it (expected a Debian 12 with its package sources)"
	dpkg --fsys-tarfile ./*.deb | tar -x ".$drivers/virtio" ".$drivers/block" ".$drivers/firmware/qemu_fw_cfg.ko" ||
		die "$package: could not be unpacked (expected a Debian package that holds $drivers)"
	rm -f ./*.deb
}

case ${1-} in
cloud | amd64) ;;
*) die "'${1-}' is not known (expected cloud or amd64)" ;;
esac
kernel=$(sh "$here/kernels.sh" stock "$1") || exit 1
release=${kernel##*/vmlinuz-}
package=linux-image-$release
drivers=/lib/modules/$release/kernel/drivers
dir=$cache/drivers-$release

exec 9>"$cache/modules.lock" || die "$cache/modules.lock: can't be written"
flock 9
if [ ! -d "$dir" ]; then
	rm -rf "$dir.new"
	mkdir "$dir.new" || die "$dir.new: can't be made"
	(cd "$dir.new" && fetch) || exit 1
	mv "$dir.new" "$dir"
fi
echo "$dir$drivers"
