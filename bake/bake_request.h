/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks of a request, before anything is laid out. */
#ifndef BAKE_BAKE_REQUEST_H
#define BAKE_BAKE_REQUEST_H

#include "bake.h"
#include "capture_kernel.h"

/**
 * bake_check_request() - check a request without its kernel
 * @request: as the user gave it
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_check_request(const struct bake_request *request, struct error *error);

/**
 * bake_check_kernel() - check that the kernel runs at the requested address
 * @request: checked by bake_check_request()
 * @kernel: the capture kernel, as read
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_check_kernel(const struct bake_request *request, const struct capture_kernel *kernel,
		      struct error *error);

#endif
