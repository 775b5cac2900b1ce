/* SPDX-License-Identifier: GPL-2.0-only */
/* The state that the verbs share. */
#ifndef SAVEOOPS_SESSION_H
#define SAVEOOPS_SESSION_H

#include "device.h"
#include "saveoops_options.h"

/**
 * struct session - the objects that a verb works on
 * @options: command line
 * @device: open device, unless the verb needs none
 * @store: open store, unless the verb is format or needs no device
 */
struct session {
	const struct saveoops_options *options;
	struct device device;
	struct record_store *store;
};

/**
 * session_confirm() - ask for a yes on the terminal, unless --yes is given
 * @session: session with an open device
 * @action: start of the question, "Format" for example
 * @loss: consequence, "all records are lost" for example
 * @error: filled if the answer is not yes
 *
 * Return: 0, or -1 with @error filled.
 */
int session_confirm(const struct session *session, const char *action, const char *loss,
		    struct error *error);

/**
 * count_records() - count the records newer than a sequence number
 * @store: open store
 * @after: sequence number; 0 counts all records
 *
 * Return: the number of records.
 */
uint64_t count_records(const struct record_store *store, uint64_t after);

#endif
