// SPDX-License-Identifier: GPL-2.0-only
#include "loader.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "kexec/arch.h"
#include "kexec/image/unsupported.h"

_Static_assert(LOADER_ENTRY_32BIT == 1 << (LOADER_OPTION_COUNT - 1), "each bit has a name");

static int check_loader_options(const struct load_request *request, const struct loader *loader,
				struct error *error)
{
	uint32_t refused = request->given & ~loader->options;

	if (!refused)
		return 0;
	return fail(error, "%s: is of type %s, which does not take --%s", request->kernel,
		    loader->name, request->given_names[ffs(refused) - 1]);
}

static const struct loader *find_named_loader(const struct load_request *request,
					      const struct blob *file, struct error *error)
{
	const char *why = unsupported_type(request->type);
	const struct loader *const *l;

	for (l = arch_loaders; *l; l++) {
		if (strcmp(request->type, (*l)->name))
			continue;
		if ((*l)->probe(request, file, error) == PROBE_YES)
			return *l;
		error->status = STATUS_NOT_LOADED;
		return NULL;
	}
	if (why)
		fail_with(error, STATUS_NOT_LOADED, "--type=%s: %s", request->type, why);
	else
		fail_with(error, STATUS_NOT_LOADED, "--type=%s: is not known (see kexec --help)",
			  request->type);
	return NULL;
}

/* Append "; TYPE: REASON" to the reasons of the loaders before. */
static void add_probe_reason(struct error *reasons, const struct loader *loader,
			     const struct load_request *request, const struct error *why)
{
	size_t used = strlen(reasons->text), name = strlen(request->kernel);
	const char *reason = why->text;

	/* The message names the kernel already. */
	if (!strncmp(reason, request->kernel, name) && !strncmp(reason + name, ": ", 2))
		reason += name + 2;
	snprintf(reasons->text + used, sizeof(reasons->text) - used, "%s%s: %s", used ? "; " : "",
		 loader->name, reason);
}

static const struct loader *fail_no_loader(const struct load_request *request,
					   const struct blob *file, const struct error *reasons,
					   struct error *error)
{
	const char *why = unsupported_file(file);

	if (why)
		fail_with(error, STATUS_NOT_LOADED, "%s: %s", request->kernel, why);
	else
		fail_with(error, STATUS_NOT_LOADED, "%s: is not of a type that can be loaded (%s)",
			  request->kernel, reasons->text);
	return NULL;
}

static const struct loader *find_probed_loader(const struct load_request *request,
					       const struct blob *file, struct error *error)
{
	struct error reasons = { .text = "" };
	const struct loader *const *l;

	for (l = arch_loaders; *l; l++) {
		switch ((*l)->probe(request, file, error)) {
		case PROBE_YES:
			return *l;
		case PROBE_BROKEN:
			error->status = STATUS_NOT_LOADED;
			return NULL;
		case PROBE_NO:
			add_probe_reason(&reasons, *l, request, error);
			break;
		}
	}
	return fail_no_loader(request, file, &reasons, error);
}

const struct loader *loader_find(const struct load_request *request, const struct blob *file,
				 struct error *error)
{
	const struct loader *loader;

	loader = request->type ? find_named_loader(request, file, error) :
				 find_probed_loader(request, file, error);
	if (!loader || check_loader_options(request, loader, error))
		return NULL;
	if (request->report.debug)
		fprintf(stderr, "kexec: %s: is loaded as %s: %s\n", request->kernel, loader->name,
			loader->title);
	return loader;
}
