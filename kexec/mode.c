// SPDX-License-Identifier: GPL-2.0-only
#include "mode.h"

#include <stddef.h>

#include "util_lib/align.h"

/*
 * @mode: mode that an option selects
 * @name: name of the option, for messages
 * @with: MODE_*: modes that may be selected along with it
 */
static const struct {
	enum mode mode;
	const char *name;
	uint32_t with;
} modes[] = {
	{ MODE_HELP, "--help", 0 },
	{ MODE_VERSION, "--version", 0 },
	{ MODE_BAKE, "--bake", 0 },
	{ MODE_BAKE_INFO, "--bake-info", 0 },
	{ MODE_BAKE_VERIFY, "--bake-verify", 0 },
	{ MODE_LOAD, "--load",
	  MODE_LOAD_PANIC | MODE_UNLOAD | MODE_FORCE | MODE_STATUS | MODE_JUMP_BACK },
	{ MODE_LOAD_PANIC, "--load-panic", MODE_LOAD | MODE_UNLOAD | MODE_STATUS },
	{ MODE_UNLOAD, "--unload", MODE_LOAD | MODE_LOAD_PANIC },
	{ MODE_EXEC, "--exec", MODE_FORCE },
	{ MODE_FORCE, "--force", MODE_LOAD | MODE_EXEC },
	{ MODE_STATUS, "--status", MODE_LOAD | MODE_LOAD_PANIC },
	{ MODE_CRASH_SIZE, "--print-ckr-size", 0 },
	{ MODE_JUMP_BACK, "--load-jump-back-helper", MODE_LOAD },
};

static const struct {
	uint32_t modes;
	const char *phrase;
} mode_groups[] = {
	{ MODE_BAKE, "--bake" },
	{ MODE_LOAD_PANIC, "--load-panic" },
	{ MODES_JSON, "--dry-run or --bake-info" },
	{ MODES_KERNEL, "loading a kernel" },
	{ MODES_LOADING, "loading" },
	{ MODES_KERNEL_BAKE, "loading a kernel or --bake" },
	{ MODES_LOADING_BAKE, "loading a kernel or --bake" },
	{ MODES_UNLOADING, "loading or --unload" },
	{ MODES_EXEC, "loading a kernel or --exec" },
	{ MODES_ENTERING, "--exec or --force" },
};

const char *modes_in_words(uint32_t modes)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mode_groups); i++)
		if (mode_groups[i].modes == modes)
			return mode_groups[i].phrase;
	return "another mode";
}

static const char *mode_name(enum mode mode)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++)
		if (modes[i].mode == mode)
			return modes[i].name;
	return "";
}

int mode_add(uint32_t *asked, enum mode mode, struct error *error)
{
	uint32_t with = mode, against;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(modes); i++)
		if (modes[i].mode == mode)
			with |= modes[i].with;
	against = *asked & ~with;
	*asked |= mode;
	if (!against)
		return 0;
	/* The lowest bit is enough: one name is enough for the message. */
	return fail(error, "%s: cannot go with %s (one of them was expected)", mode_name(mode),
		    mode_name(against & -against));
}

enum mode mode_of(uint32_t asked, bool kernel, bool *panic)
{
	static const enum mode strongest[] = {
		MODE_UNLOAD,
		MODE_JUMP_BACK,
		MODE_LOAD_PANIC,
		MODE_LOAD,
	};
	size_t i;

	*panic = asked & MODE_LOAD_PANIC;
	if (asked & MODE_STATUS) {
		*panic = !(asked & MODE_LOAD) || *panic;
		return MODE_STATUS;
	}
	if (asked & MODE_EXEC && !kernel)
		return MODE_EXEC;
	if (asked & MODE_FORCE)
		return MODE_FORCE;
	for (i = 0; i < ARRAY_SIZE(strongest); i++)
		if (asked & strongest[i])
			return strongest[i];
	if (!asked && kernel)
		return MODE_REBOOT;
	return asked;
}
