#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034,SC2154
# Gets the vmlinux of Debian's cloud kernel, with all its debug information: 280 MB
# to fetch, 590 MB to keep. Prints its path; what it is doing meanwhile goes to stderr.
set -u

me=debug
here=$(cd "$(dirname "$0")" && pwd)
. "$here/install.sh"
. "$here/package.sh"

kernel=$(sh "$here/kernels.sh" stock cloud) || exit 1
release=${kernel##*/vmlinuz-}
file=/usr/lib/debug/boot/vmlinux-$release

# Only the one in use is kept.
for old in "$cache"/debug-*/; do
	[ "$old" = "$cache/debug-$release/" ] || rm -rf "$old"
done
keep "$cache/debug-$release" "linux-image-$release-dbg" "$file"
echo "$cache/debug-$release$file"
