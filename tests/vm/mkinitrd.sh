#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# mkinitrd.sh OUT [DIR]: an initramfs whose /init is init.c, with DIR's files
# beside it.  Gzipped if OUT ends in .gz.  The same inputs give the same bytes.
set -u

here=$(cd "$(dirname "$0")" && pwd)

die() {
	echo "mkinitrd: $*" >&2
	exit 1
}

[ $# -eq 1 ] || [ $# -eq 2 ] || die "$# arguments (expected OUT [DIR])"
out=$1
dir=${2-}
[ -z "$dir" ] || [ -d "$dir" ] || die "$dir: not a directory"

umask 022
root=$(mktemp -d) || die "${TMPDIR:-/tmp}: can't be written"
# mktemp's 0700 would be the mode of the initramfs's root directory.
chmod 755 "$root"
trap 'rm -rf "$root" "$out.new" "$out.new.gz"' EXIT

[ -z "$dir" ] || cp -R "$dir/." "$root/" || die "$dir: could not be copied"
${CC:-gcc} -std=gnu11 -Wall -Wextra -Os -s -static -iquote "$here/../.." -Wl,--build-id=none -o "$root/init" "$here/init.c" "$here/busy.c" ||
	die "$here/init.c: could not be built (expected a C compiler and a static libc)"
find "$root" -exec touch -h -d @0 {} +

pack() {
	(cd "$root" && find . | LC_ALL=C sort | cpio --quiet --reproducible -R 0:0 -H newc -o)
}

# Not by a pipe, which would hide that cpio failed.
pack >"$out.new" || die "$out: could not be packed (expected cpio, and a place to write to)"
case $out in
*.gz) gzip -9n "$out.new" && mv "$out.new.gz" "$out" ;;
*) mv "$out.new" "$out" ;;
esac || die "$out: could not be written"
