# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# Gets Debian's kexec, which is what we measure against, and packs it beside
# ours for a virtual machine.  Sourced by run.sh, never run.
#
# It's unpacked and not installed, and must not be run on the machine itself:
# its work cannot be timed without `kexec -l`, which loads a kernel for real.

# It needs these at run time; all else that they depend on is not linked.
peer_packages() {
	apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts \
		--no-breaks --no-replaces --no-enhances kexec-tools | grep '^libxen' | sort -u
}

# Needs no root: it fetches files to the working directory and installs nothing.
download_peer() {
	# shellcheck disable=SC2046 # a list of words
	apt-get -q -o APT::Sandbox::User="$(id -un)" download kexec-tools $(peer_packages) >&2
}

unpack_peer() {
	for package in ./*.deb; do
		dpkg -x "$package" . || return
	done
	dpkg-deb -f kexec-tools_*.deb Version >version || return
	rm -f ./*.deb
}

# A shell of its own: it changes directory.
fetch_peer() (
	rm -rf "$peer.new"
	mkdir -p "$peer.new" && cd "$peer.new" || exit
	download_peer || { apt_get update && download_peer; } || exit
	unpack_peer
)

get_peer() {
	version=$(apt-cache policy kexec-tools | sed -n 's/^ *Candidate: //p' | tr ':~' '__')
	peer=$cache/peer-$version
	[ ! -d "$peer" ] || return 0
	say "fetching Debian's kexec-tools (it is unpacked here, not installed)"
	fetch_peer || die "kexec-tools: could not be fetched (expected a Debian 12 with its package sources)"
	mv "$peer.new" "$peer" || die "$peer: could not be written"
}

# find_libraries PROGRAM: in $tmp/libraries, the files it is linked with, the loader too.
find_libraries() {
	LD_LIBRARY_PATH=$peer/usr/lib/x86_64-linux-gnu ldd "$1" >"$tmp/ldd" ||
		die "$1: ldd failed (expected a dynamic program)"
	lost=$(sed -n 's/^[[:space:]]*\(.*\) => not found/\1/p' "$tmp/ldd" | head -n 1)
	[ -z "$lost" ] || die "$1: $lost not found"
	grep -o '/[^ ]*' "$tmp/ldd" >"$tmp/libraries"
}

# pack_program FROM TO ROOT
pack_program() {
	cp "$1" "$3/bin/$2" || return
	find_libraries "$1"
	while read -r library; do
		case $library in
		*/ld-linux*) cp -L "$library" "$3/lib64/" ;;
		*) cp -L "$library" "$3/lib/x86_64-linux-gnu/" ;;
		esac || return
	done <"$tmp/libraries"
}

fill_root() {
	mkdir -p "$1/bin" "$1/lib64" "$1/lib/x86_64-linux-gnu" "$1/proc" "$1/sys" "$1/dev" "$1/out" &&
		cp "$(command -v busybox)" "$1/bin/busybox" && ln -s busybox "$1/bin/sh" &&
		cp "$here/peer-init" "$1/init" && chmod 755 "$1/init" &&
		pack_program "$kexec" ours "$1" && pack_program "$peer/sbin/kexec" peer "$1" &&
		cp "$capture" "$1/kernel" && cp "$tmp/initrd" "$1/initrd"
}

# make_peer_initramfs OUT
make_peer_initramfs() {
	rm -rf "$tmp/root"
	fill_root "$tmp/root" || die "$tmp/root: could not be filled"
	(cd "$tmp/root" && find . | sort | cpio --quiet -R 0:0 -H newc -o) >"$1" ||
		die "$1: could not be written"
	rm -rf "$tmp/root"
}
