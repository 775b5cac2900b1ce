#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2034,SC2154
# Gets the drivers of Debian's stock kernels, for a capture kernel's initramfs.
# Prints their directory; what it is doing meanwhile goes to stderr.  Apart from
# kernels.sh, a change of which makes all kernels new.
set -u

me=modules
here=$(cd "$(dirname "$0")" && pwd)
. "$here/install.sh"
. "$here/package.sh"

case ${1-} in
cloud | amd64) ;;
*) die "'${1-}' is not known (expected cloud or amd64)" ;;
esac
kernel=$(sh "$here/kernels.sh" stock "$1") || exit 1
release=${kernel##*/vmlinuz-}
drivers=/lib/modules/$release/kernel/drivers

# Only what reaches a virtual machine's disk, and what tells QEMU where VMCOREINFO
# is; all of them are some 100 MB.
keep "$cache/drivers-$release" "linux-image-$release" "$drivers/virtio" "$drivers/block" "$drivers/firmware/qemu_fw_cfg.ko"
echo "$cache/drivers-$release$drivers"
