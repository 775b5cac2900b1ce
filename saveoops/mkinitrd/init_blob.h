/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_MKINITRD_INIT_BLOB_H
#define SAVEOOPS_MKINITRD_INIT_BLOB_H

#include <stdint.h>

/* PID 1 of the capture kernel, which the host tool contains. */
extern const uint8_t init_blob[];
extern const uint8_t init_blob_end[];

#endif
