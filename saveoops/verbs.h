/* SPDX-License-Identifier: GPL-2.0-only */
/* The functions of the verbs: struct verb_info's run. */
#ifndef SAVEOOPS_VERBS_H
#define SAVEOOPS_VERBS_H

#include "session.h"

int verb_format(struct session *session, struct error *error);
int verb_list(struct session *session, struct error *error);
int verb_show(struct session *session, struct error *error);
int verb_export(struct session *session, struct error *error);
int verb_clear(struct session *session, struct error *error);
int verb_check(struct session *session, struct error *error);
int verb_status(struct session *session, struct error *error);
int verb_mark_clean(struct session *session, struct error *error);
int verb_import(struct session *session, struct error *error);
int verb_mkinitrd(struct session *session, struct error *error);

#endif
