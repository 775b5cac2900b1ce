// SPDX-License-Identifier: GPL-2.0-only
/*
 * catch DIRECTORY PROGRAM ARGUMENT...: runs the program, and where it calls
 * kexec_load(2) writes what the kernel is given to the directory: "call", with a
 * line for the call and one for each segment, and each segment's bytes, in files
 * named by number. The call itself goes on. Ends as the program does.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* The signal that waitpid() reports for a system call with PTRACE_O_TRACESYSGOOD. */
#define SYSTEM_CALL (SIGTRAP | 0x80)

static void read_memory(pid_t program, const void *from, void *to, size_t size)
{
	struct iovec here = { to, size }, there = { (void *)from, size };

	if (process_vm_readv(program, &here, 1, &there, 1, 0) != (ssize_t)size)
		err(125, "%zu bytes at %p", size, from);
}

static FILE *create(const char *directory, const char *name)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "we");
	if (!file)
		err(125, "%s", path);
	return file;
}

static void finish(FILE *file)
{
	if (ferror(file) || fclose(file))
		err(125, "a file could not be written");
}

static void save_content(const char *directory, unsigned int number, pid_t program,
			 const struct kexec_segment *segment)
{
	void *content = malloc(segment->bufsz + 1);
	char name[16];
	FILE *file;

	if (!content)
		err(125, "%zu bytes", (size_t)segment->bufsz);
	if (segment->bufsz)
		read_memory(program, segment->buf, content, segment->bufsz);
	snprintf(name, sizeof(name), "%u", number);
	file = create(directory, name);
	fwrite(content, 1, segment->bufsz, file);
	finish(file);
	free(content);
}

/* kexec_load(entry, count, segments, flags) */
static void save_call(const char *directory, pid_t program,
		      const struct user_regs_struct *registers)
{
	struct kexec_segment segment;
	const struct kexec_segment *from = (void *)registers->rdx;
	FILE *call = create(directory, "call");
	unsigned int i;

	fprintf(call, "entry 0x%llx flags 0x%llx\n", registers->rdi, registers->r10);
	for (i = 0; i < registers->rsi; i++) {
		read_memory(program, from + i, &segment, sizeof(segment));
		fprintf(call, "segment 0x%lx 0x%zx 0x%zx\n", (unsigned long)segment.mem,
			(size_t)segment.memsz, (size_t)segment.bufsz);
		save_content(directory, i, program, &segment);
	}
	finish(call);
}

/* Unloading is such a call, too, of no segments. */
static void on_system_call(const char *directory, pid_t program)
{
	struct __ptrace_syscall_info info;
	struct user_regs_struct registers;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, program, sizeof(info), &info) <= 0)
		err(125, "PTRACE_GET_SYSCALL_INFO");
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY || info.entry.nr != SYS_kexec_load)
		return;
	if (ptrace(PTRACE_GETREGS, program, NULL, &registers))
		err(125, "PTRACE_GETREGS");
	if (registers.rsi)
		save_call(directory, program, &registers);
}

static int follow(const char *directory, pid_t program)
{
	int status, signal;

	for (;;) {
		if (waitpid(program, &status, 0) != program)
			err(125, "waitpid");
		if (!WIFSTOPPED(status))
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		signal = WSTOPSIG(status);
		if (signal == SYSTEM_CALL)
			on_system_call(directory, program);
		if (signal == SYSTEM_CALL || signal == SIGTRAP)
			signal = 0;
		if (ptrace(PTRACE_SYSCALL, program, NULL, signal))
			err(125, "PTRACE_SYSCALL");
	}
}

int main(int argc, char **argv)
{
	pid_t program;
	int status;

	if (argc < 3)
		errx(125, "usage: catch DIRECTORY PROGRAM ARGUMENT...");
	if (mkdir(argv[1], 0755))
		err(125, "%s", argv[1]);
	program = fork();
	if (program < 0)
		err(125, "fork");
	if (!program) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execv(argv[2], argv + 2);
		err(125, "%s", argv[2]);
	}
	if (waitpid(program, &status, 0) != program || !WIFSTOPPED(status))
		errx(125, "%s: did not start", argv[2]);
	if (ptrace(PTRACE_SETOPTIONS, program, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) ||
	    ptrace(PTRACE_SYSCALL, program, NULL, 0))
		err(125, "%s: can't be traced", argv[2]);
	return follow(argv[1], program);
}
