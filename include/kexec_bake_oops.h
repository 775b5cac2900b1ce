/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names that the kernel side and its readers share: the files that the capture
 * kernel finds in its root, the keys of the facts, and the files in sysfs.
 * doc/integrate.md documents each of them.
 *
 * Compiles alone as C11 and in the kernel tree.
 */
#ifndef KEXEC_BAKE_OOPS_H
#define KEXEC_BAKE_OOPS_H

/* Members of the oops archive; the kernel unpacks them relative to its root. */
#define KEXEC_BAKE_OOPS_DIRECTORY "oops"
#define KEXEC_BAKE_OOPS_DMESG     KEXEC_BAKE_OOPS_DIRECTORY "/dmesg.txt"
#define KEXEC_BAKE_OOPS_FACTS     KEXEC_BAKE_OOPS_DIRECTORY "/facts"

/* The same files in the capture kernel. */
#define KEXEC_BAKE_OOPS_DMESG_PATH "/" KEXEC_BAKE_OOPS_DMESG
#define KEXEC_BAKE_OOPS_FACTS_PATH "/" KEXEC_BAKE_OOPS_FACTS

/* Keys of the facts: each line is "key=value". */
#define KEXEC_BAKE_FACT_RECORD_VERSION      "record_version"
#define KEXEC_BAKE_FACT_RELEASE             "release"
#define KEXEC_BAKE_FACT_VERSION             "version"
#define KEXEC_BAKE_FACT_MACHINE             "machine"
#define KEXEC_BAKE_FACT_STAGE               "stage"
#define KEXEC_BAKE_FACT_REASON              "reason"
#define KEXEC_BAKE_FACT_CPU                 "cpu"
#define KEXEC_BAKE_FACT_UPTIME              "uptime"
#define KEXEC_BAKE_FACT_TIME                "time"
#define KEXEC_BAKE_FACT_TAINTED             "tainted"
#define KEXEC_BAKE_FACT_DMESG_BYTES         "dmesg_bytes"
#define KEXEC_BAKE_FACT_DMESG_BYTES_DROPPED "dmesg_bytes_dropped"
#define KEXEC_BAKE_FACT_DMESG_RECORDS_LOST  "dmesg_records_lost"
#define KEXEC_BAKE_FACT_IMAGE_DIGEST        "image_digest"

/* Keys that saveoops adds when it stores a record. */
#define KEXEC_BAKE_FACT_STOP               "stop"
#define KEXEC_BAKE_FACT_TEXT_BYTES_DROPPED "text_bytes_dropped"

/* The value of KEXEC_BAKE_FACT_RECORD_VERSION. */
#define KEXEC_BAKE_FACTS_VERSION 1

/* The value of KEXEC_BAKE_FACT_STOP: the primary kernel is told to stop capturing. */
#define KEXEC_BAKE_FACT_STOP_TOLD "told"

/* Values of KEXEC_BAKE_FACT_STAGE: the kernel's system_state at the crash. */
#define KEXEC_BAKE_STAGE_BOOTING         "booting"
#define KEXEC_BAKE_STAGE_SCHEDULING      "scheduling"
#define KEXEC_BAKE_STAGE_FREEING_INITMEM "freeing-initmem"
#define KEXEC_BAKE_STAGE_RUNNING         "running"
#define KEXEC_BAKE_STAGE_HALT            "halt"
#define KEXEC_BAKE_STAGE_POWER_OFF       "power-off"
#define KEXEC_BAKE_STAGE_RESTART         "restart"
#define KEXEC_BAKE_STAGE_SUSPEND         "suspend"
#define KEXEC_BAKE_STAGE_UNKNOWN         "unknown"

/* The directory below /sys/kernel, and its files. */
#define KEXEC_BAKE_SYSFS_NAME          "kexec_bake"
#define KEXEC_BAKE_SYSFS_PATH          "/sys/kernel/" KEXEC_BAKE_SYSFS_NAME
#define KEXEC_BAKE_SYSFS_STATE         "state"
#define KEXEC_BAKE_SYSFS_ADDRESS       "address"
#define KEXEC_BAKE_SYSFS_BAKED_ADDRESS "baked_address"
#define KEXEC_BAKE_SYSFS_SOURCE        "source"
#define KEXEC_BAKE_SYSFS_VERIFIED      "verified"
#define KEXEC_BAKE_SYSFS_SIZE          "size"
#define KEXEC_BAKE_SYSFS_KERNEL        "kernel"
#define KEXEC_BAKE_SYSFS_DIGEST        "digest"
#define KEXEC_BAKE_SYSFS_STOP          "stop"

/* Contents of the file state: armed, or the prefix of a reason. */
#define KEXEC_BAKE_STATE_ARMED     "armed"
#define KEXEC_BAKE_STATE_NOT_ARMED "not armed: "

/* Contents of the file source. */
#define KEXEC_BAKE_SOURCE_LINKED "linked"
#define KEXEC_BAKE_SOURCE_INITRD "initrd"

/* Contents of the file verified: what was checked against the digests at boot. */
#define KEXEC_BAKE_VERIFIED_HEAD "head"
#define KEXEC_BAKE_VERIFIED_ALL  "all"

/* The kernel parameter kexec_bake= and its values. */
#define KEXEC_BAKE_PARAMETER        "kexec_bake"
#define KEXEC_BAKE_PARAMETER_OFF    "off"
#define KEXEC_BAKE_PARAMETER_INITRD "initrd"

#endif
