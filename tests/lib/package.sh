# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2154
# To be sourced: files of Debian's packages that are needed, and not installed.
# The caller has its name in $me and sets `set -u`.

# One order for sort and comm, and messages that we can read, everywhere.
export LC_ALL=C
cache=${KEXEC_BAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kexec-bake}

die() {
	echo "$me: $*" >&2
	exit 1
}

# Needs no root: it fetches a file to the working directory and installs nothing.
download() {
	rm -f ./*.deb
	apt-get -q -o APT::Sandbox::User="$(id -un)" download "$1" >&2
}

# fetch PACKAGE FILE...: their names begin with /.
fetch() {
	package=$1
	shift
	echo "$me: fetching Debian's $package (it is unpacked here, not installed)" >&2
	download "$package" || { apt_get update && download "$package"; } ||
		die "$package: apt-get could not download it (expected a Debian 12 with its package sources)"
	for file; do
		shift
		set -- "$@" ".$file"
	done
	dpkg --fsys-tarfile ./*.deb | tar -x "$@" ||
		die "$package: could not be unpacked (expected a Debian package that holds $*)"
	rm -f ./*.deb
}

# keep DIRECTORY PACKAGE FILE...: fetched once.
keep() {
	dir=$1
	shift
	mkdir -p "$cache" || die "$cache: can't be made"
	exec 9>"$cache/$me.lock" || die "$cache/$me.lock: can't be written"
	flock 9
	[ ! -d "$dir" ] || return 0
	rm -rf "$dir.new"
	mkdir "$dir.new" || die "$dir.new: can't be made"
	(cd "$dir.new" && fetch "$@") || exit 1
	mv "$dir.new" "$dir"
}
