/* SPDX-License-Identifier: GPL-2.0-only */
/* The user's request to load a kernel; kexec/options.c fills it from the command line. */
#ifndef KEXEC_LOAD_REQUEST_H
#define KEXEC_LOAD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arch_request;

/* Options that a loader must announce, because some file types have no use for them. */
enum loader_option {
	LOADER_COMMAND_LINE = 1 << 0, /* --command-line, --append */
	LOADER_REUSE_CMDLINE = 1 << 1,
	LOADER_INITRD = 1 << 2, /* --initrd, --ramdisk */
	LOADER_REUSE_INITRD = 1 << 3,
	LOADER_MODULE = 1 << 4,
	LOADER_DTB = 1 << 5,
	LOADER_ARGS = 1 << 6, /* --args-elf, --args-linux, --args-none */
	LOADER_REAL_MODE = 1 << 7,
	LOADER_ENTRY_32BIT = 1 << 8,
};

#define LOADER_OPTION_COUNT 9

/* The form in which an ELF file receives its arguments. */
enum elf_arguments {
	ARGUMENTS_ELF,
	ARGUMENTS_LINUX,
	ARGUMENTS_NONE,
};

/* The system call that loads a kernel. */
enum load_call {
	LOAD_AUTO, /* kexec_file_load(2), or else kexec_load(2) */
	LOAD_FILE,
	LOAD_SEGMENTS,
};

/**
 * struct names - arguments of an option that may be given several times
 * @list: owned, its strings are not
 * @count: number of entries in @list
 */
struct names {
	const char **list;
	size_t count;
};

/**
 * struct load_files - files that accompany the kernel
 * @initrds: file names, in order
 * @reuse_initrd: pass on the running kernel's initrd
 * @modules: Multiboot modules, each "FILE STRING"
 * @device_tree: file name, or NULL
 */
struct load_files {
	struct names initrds;
	bool reuse_initrd;
	struct names modules;
	const char *device_tree;
};

/**
 * struct load_arguments - the next kernel's command line
 * @command_line: NULL without one
 * @reuse_command_line: prepend the running kernel's command line
 * @elf_style: form of the arguments of an ELF file
 */
struct load_arguments {
	const char *command_line;
	bool reuse_command_line;
	enum elf_arguments elf_style;
};

/**
 * struct load_placement - bounds on the memory that segments may occupy
 * @mem_min: lowest physical address
 * @mem_max: last byte that may be used
 */
struct load_placement {
	uint64_t mem_min;
	uint64_t mem_max;
};

/**
 * struct load_flags - flags of the two system calls (uapi/linux/kexec.h)
 * @preserve_context: KEXEC_PRESERVE_CONTEXT
 * @jump_back: --load-jump-back-helper: load only the jump back into a kernel that was left with
 *	       @preserve_context
 * @update_elfcorehdr: KEXEC_UPDATE_ELFCOREHDR, --hotplug
 * @no_cma: KEXEC_FILE_NO_CMA
 * @force_dtb: KEXEC_FILE_FORCE_DTB
 */
struct load_flags {
	bool preserve_context;
	bool jump_back;
	bool update_elfcorehdr;
	bool no_cma;
	bool force_dtb;
};

/**
 * struct load_report - output of a load
 * @dry_run: print the arguments of the system call instead of calling it
 * @debug: print each step on standard error
 * @json: print JSON instead of text
 */
struct load_report {
	bool dry_run;
	bool debug;
	bool json;
};

/**
 * struct load_request - the kernel to load, and how
 * @kernel: file name
 * @type: name of the file's type; NULL: found by the file's content
 * @call: system call to use
 * @panic: load the crash kernel
 * @no_checks: let the purgatory enter the kernel without checking its digest
 * @given: LOADER_*: options of this kind that the user gave
 * @given_names: for each bit of @given the name that the user wrote, for messages
 * @only_kexec_load: name of a given option that kexec_file_load(2) does not support, or NULL
 * @only_kexec_file_load: name of a given option that kexec_load(2) does not support, or NULL
 * @files: files that accompany the kernel
 * @arguments: command line
 * @entry: physical address to enter or to jump back to; 0: the kernel's own entry
 * @placement: bounds on the memory that the segments may occupy
 * @flags: flags of the system call
 * @no_efi: hide EFI from the kernel
 * @arch: options that only this architecture has; owned by struct options
 * @report: output
 */
struct load_request {
	const char *kernel;
	const char *type;
	enum load_call call;
	bool panic;
	bool no_checks;
	uint32_t given;
	const char *given_names[LOADER_OPTION_COUNT];
	const char *only_kexec_load;
	const char *only_kexec_file_load;
	struct load_files files;
	struct load_arguments arguments;
	uint64_t entry;
	struct load_placement placement;
	struct load_flags flags;
	bool no_efi;
	struct arch_request *arch;
	struct load_report report;
};

#endif
