/* SPDX-License-Identifier: GPL-2.0-only */
/* What the host tool's verbs do. */
#ifndef SAVEOOPS_VERBS_H
#define SAVEOOPS_VERBS_H

#include "device.h"
#include "options.h"
#include "saveoops/record/record.h"

/**
 * struct session - what a verb works on
 * @options: the command line
 * @device: open
 * @store: open, but for verb_format()
 */
struct session {
	const struct options *options;
	struct device device;
	struct record_store *store;
};

/*
 * Each prints what it has to say on standard output; returns 0 or, with the
 * error filled, -1.
 */
int verb_format(struct session *session, struct error *error);
int verb_list(struct session *session, struct error *error);
int verb_show(struct session *session, struct error *error);
int verb_export(struct session *session, struct error *error);
int verb_clear(struct session *session, struct error *error);
int verb_check(struct session *session, struct error *error);
int verb_status(struct session *session, struct error *error);
int verb_mark_clean(struct session *session, struct error *error);
int verb_import(struct session *session, struct error *error);

/**
 * save_record() - write facts and text into a file, as a whole or not at all
 * @session: with its store open
 * @record: one of the store's
 * @path: of the file
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int save_record(struct session *session, const struct record *record, const char *path,
		struct error *error);

/**
 * confirm() - ask for a yes on the terminal, unless --yes was given
 * @session: whose device is meant
 * @what: "Format", say
 * @loss: "all that it holds is lost", say
 * @error: filled if the answer isn't yes
 *
 * Return: 0 or -1.
 */
int confirm(const struct session *session, const char *what, const char *loss, struct error *error);

/**
 * count_records() - how many records there are
 * @store: open
 * @after: newer than this sequence number
 */
uint64_t count_records(const struct record_store *store, uint64_t after);

#endif
