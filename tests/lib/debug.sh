#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Gets the vmlinux of Debian's cloud kernel, with all its debug information: 280 MB
# to fetch, 590 MB to keep. Prints its path; what it is doing meanwhile goes to stderr.
set -u

export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
. "$here/install.sh"
cache=${KEXEC_BAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-bake}

die() {
	echo "debug: $*" >&2
	exit 1
}

# Needs no root: it fetches a file to the working directory and installs nothing.
download() {
	rm -f ./*.deb
	apt-get -q -o APT::Sandbox::User="$(id -un)" download "$1" >&2
}

fetch() {
	echo "debug: fetching Debian's $package (it is unpacked here, not installed)" >&2
	download "$package" || { apt_get update && download "$package"; } ||
		die "$package: apt-get could not download it (expected a Debian 12 with its package sources)"
	dpkg --fsys-tarfile ./*.deb | tar -x ".$file" ||
		die "$package: could not be unpacked (expected a Debian package that holds $file)"
	rm -f ./*.deb
}

kernel=$(sh "$here/kernels.sh" stock cloud) || exit 1
release=${kernel##*/vmlinuz-}
package=linux-image-$release-dbg
file=/usr/lib/debug/boot/vmlinux-$release
dir=$cache/debug-$release

exec 9>"$cache/debug.lock" || die "$cache/debug.lock: can't be written"
flock 9
if [ ! -d "$dir" ]; then
	# Only the one in use is kept.
	rm -rf "$cache"/debug-*/ "$dir.new"
	mkdir "$dir.new" || die "$dir.new: can't be made"
	(cd "$dir.new" && fetch) || exit 1
	mv "$dir.new" "$dir"
fi
echo "$dir$file"
