// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cache.h>

#include "internal.h"

struct kexec_bake_image kexec_bake_image __ro_after_init;
