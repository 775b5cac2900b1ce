// SPDX-License-Identifier: GPL-2.0-only
#include "load.h"

int load_place_purgatory(struct load *load, struct error *error)
{
	return purgatory_place(&load->purgatory, &load->segments, error);
}
