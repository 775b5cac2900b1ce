#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154
# Gets Debian's kexec-tools, whose kexec and vmcore-dmesg ours are compared with.
# Prints the directory that it's unpacked in; what it is doing meanwhile goes to stderr.
set -u

here=$(cd "$(dirname "$0")" && pwd)
. "$here/install.sh"
. "$here/../bench/peer.sh"
cache=${KEXEC_BAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-bake}

die() {
	echo "peer: $*" >&2
	exit 1
}

say() {
	echo "peer: $*" >&2
}

mkdir -p "$cache" || die "$cache: can't be made"
exec 9>"$cache/peer.lock" || die "$cache/peer.lock: can't be written"
flock 9
get_peer
echo "$peer"
