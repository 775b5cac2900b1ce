/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_INIT_BLOB_H
#define SAVEOOPS_INIT_BLOB_H

#include <stdint.h>

/* The capture kernel's PID 1, as the host's saveoops carries it. */
extern const uint8_t init_blob[];
extern const uint8_t init_blob_end[];

#endif
