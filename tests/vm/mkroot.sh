#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# mkroot.sh INIT TAR BUILD DISK START SIZE: makes an ext4 in DISK, of SIZE bytes
# from START on: TAR's files (tests/lib/root.sh), the program as BUILD installs it,
# and what shows on the console how the machine came up.  With kexec-tools there, it's
# ours that has its programs' names, and what calls them.  With "stock" there's nothing
# of ours but what crashes it.  Run it under fakeroot.
set -u

here=$(cd "$(dirname "$0")" && pwd)

die() {
	echo "mkroot: $*" >&2
	exit 1
}

[ $# -eq 6 ] || die "$# arguments (expected INIT TAR BUILD DISK START SIZE)"
init=$1
tar=$2
build=$3
disk=$4
start=$5
size=$6

root=$(mktemp -d) || die "${TMPDIR:-/tmp}: can't be written"
chmod 755 "$root"
trap 'rm -rf "$root"' EXIT
trap 'exit 1' INT TERM HUP

# The service is enabled as `systemctl enable` and `update-rc.d` would do it.
enable_systemd() {
	units=$root/etc/systemd/system
	cp "$here/shown.service" "$units/" &&
		mkdir -p "$units/multi-user.target.wants" &&
		ln -s /usr/lib/systemd/system/saveoops-import.service /etc/systemd/system/shown.service \
			"$units/multi-user.target.wants/" &&
		# There is no udev, so that the console's device never comes.
		ln -s /dev/null "$units/serial-getty@ttyS0.service"
}

# Without the graph that update-rc.d would make anew, rc follows the links' order.
enable_sysvinit() {
	rm -f "$root"/etc/init.d/.depend.* &&
		cp "$root/usr/share/kexec-bake/saveoops.init" "$root/etc/init.d/saveoops" &&
		cp "$here/shown" "$root/etc/init.d/shown" &&
		ln -s ../init.d/saveoops "$root/etc/rc2.d/S01saveoops" &&
		ln -s ../init.d/shown "$root/etc/rc2.d/S02shown"
}

# As another package would do it; theirs are /sbin/kexec.debian and so on.
divert() {
	for name in kexec vmcore-dmesg; do
		dpkg-divert --root "$root" --quiet --package kexec-bake --divert "/sbin/$name.debian" --rename \
			--add "/sbin/$name" || return
	done
}

# What saves the dump has vmcore-dmesg save the log first, as dracut's kdump module does.
enable_kdump() {
	units=$root/etc/systemd/system
	mkdir -p "$units/multi-user.target.wants" "$units/kdump-tools-dump.service.d" &&
		cp "$here/callers.service" "$here/witness.service" "$units/" &&
		ln -s /etc/systemd/system/callers.service /etc/systemd/system/witness.service "$units/multi-user.target.wants/" &&
		ln -sf /dev/null "$units/serial-getty@ttyS0.service" &&
		cat >"$units/kdump-tools-dump.service.d/log.conf" <<-'CONF'
			[Service]
			ExecStartPre=/bin/sh -c 'vmcore-dmesg /proc/vmcore >/var/crash/vmcore-dmesg.txt'
		CONF
}

enable_kexec() {
	echo 'call:2:once:/usr/sbin/callers' >>"$root/etc/inittab"
}

# As another package would install modules.
install_crash_modules() {
	for directory in "$root"/lib/modules/*; do
		release=${directory##*/}
		modules=$(sh "$here/../lib/crash_modules.sh" "$release") &&
			mkdir -p "$directory/extra" && cp "$modules"/*.ko "$directory/extra/" &&
			/sbin/depmod -b "$root" "$release" || return
	done
}

enable_stock() {
	units=$root/etc/systemd/system
	install -m 755 "$here/stock_crash" "$here/stock_init" "$root/usr/sbin/" &&
		${CC:-gcc} -std=gnu11 -Os -s -static -iquote "$here/../.." -o "$root/usr/sbin/vmtest" "$here/init.c" "$here/busy.c" &&
		cp "$here/stock_crash.service" "$units/" &&
		mkdir -p "$units/multi-user.target.wants" &&
		ln -s /etc/systemd/system/stock_crash.service "$units/multi-user.target.wants/" &&
		ln -sf /dev/null "$units/serial-getty@ttyS0.service" &&
		install_crash_modules
}

install_ours() {
	[ ! -e "$root/var/lib/dpkg/info/kexec-tools.list" ] || divert >&2 || die "$tar: kexec can't be diverted"
	make -s -C "$build" install DESTDIR="$root" prefix=/usr >&2 || die "$build: make install failed"
	install -m 755 "$here/shown" "$here/callers" "$root/usr/sbin/" || die "$here/shown: could not be copied"
}

# The device nodes are left out: devtmpfs has them.
tar -xf "$tar" -C "$root" --exclude='./dev/*' || die "$tar: could not be unpacked"
# Not as a part of the make that runs the tests, if one does.
unset MAKEFLAGS MAKELEVEL MFLAGS
[ "$init" = stock ] || install_ours
echo machine >"$root/etc/hostname"
# Without a name of its own the machine would think that it boots for the first time.
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
case $init in
systemd) enable_systemd ;;
sysvinit) enable_sysvinit ;;
kdump) enable_kdump ;;
kexec) enable_kexec ;;
stock) enable_stock ;;
*) die "$init: not known (expected systemd, sysvinit, kdump, kexec or stock)" ;;
esac || die "$init: could not be set up"

/sbin/mke2fs -q -F -t ext4 -d "$root" -E offset="$start" "$disk" $((size / 1024))k ||
	die "$disk: could not be written"
