// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of the capture kernel: doc/saveoops-capture.md.  Children do the work, so that neither
 * a crash nor a device that never answers can keep PID 1 from resetting the machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "include/kexec_bake_oops.h"
#include "saveoops/record/record_fail.h"
#include "util_lib/saveoops_parameters.h"

#include "find_device.h"
#include "loop_guard.h"
#include "kmsg.h"
#include "load_modules.h"
#include "map_file.h"
#include "save_vmcore.h"

/* Time limits in seconds; saveoops.wait= is added to both. */
#define RECORD_TIME_LIMIT 120
#define VMCORE_TIME_LIMIT 3600

static struct record_store store;

/* Shared memory in which the child tells PID 1 the number of captures. */
static struct captures *recorded;

static int mount_at(const char *type, const char *where, struct error *error)
{
	mkdir(where, 0755);
	if (mount(type, where, type, 0, NULL) && errno != EBUSY)
		return fail_errno(error, "%s: cannot be mounted on %s", type, where);
	return 0;
}

static int mount_all(struct error *error)
{
	return mount_at("devtmpfs", "/dev", error) || mount_at("proc", "/proc", error) ||
	       mount_at("sysfs", "/sys", error);
}

/*
 * A crash of the capture kernel must end in a reset, too, and no line of this program may be
 * dropped.  A kernel that lacks one of these settings works without it.
 */
static void set_sysctls(void)
{
	write_text("/proc/sys/kernel/panic", "1");
	write_text("/proc/sys/kernel/panic_on_oops", "1");
	write_text("/proc/sys/kernel/printk_devkmsg", "on");
}

static void read_cmdline(struct saveoops_parameters *cmdline)
{
	static char text[4096];
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd >= 0) {
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	text[n > 0 ? n : 0] = '\0';
	saveoops_parameters_parse(cmdline, text);
}

/* Map as many whole lines as a record takes.  Without facts the text is still recorded. */
static void map_facts(struct mapped_file *facts)
{
	const size_t max = RECORD_FACTS_MAX - RECORD_FACTS_OWN - strlen(GUARD_FACT);
	struct error error;
	const char *end;

	if (map_file(facts, KEXEC_BAKE_OOPS_FACTS_PATH, &error)) {
		kmsg_print("%s", error.text);
		*facts = (struct mapped_file){ "", 0 };
		return;
	}
	if (facts->size > max)
		facts->size = max;
	end = memrchr(facts->data, '\n', facts->size);
	facts->size = end ? end + 1 - (const char *)facts->data : 0;
}

/* Does the newest record since the last clean boot say that the primary was told to stop? */
static bool has_told_record(void)
{
	const struct record *newest = record_before(&store, UINT64_MAX);
	static char facts[RECORD_FACTS_MAX + 1];

	if (!newest || newest->sequence <= store.clean ||
	    record_read(&store, newest, 0, facts, newest->facts_size))
		return false;
	facts[newest->facts_size] = '\0';
	return strstr(facts, GUARD_FACT);
}

/* Return: 0 or a negative error of the record library. */
static int append_with_facts(const struct saveoops_parameters *cmdline,
			     const struct mapped_file *text)
{
	static char facts[RECORD_FACTS_MAX];
	struct mapped_file given;

	map_facts(&given);
	memcpy(facts, given.data, given.size);
	recorded->count = record_last(&store) - store.clean + 1;
	recorded->told = has_told_record();
	if (cmdline->captures && recorded->count > cmdline->captures) {
		memcpy(facts + given.size, GUARD_FACT, strlen(GUARD_FACT));
		given.size += strlen(GUARD_FACT);
	}
	return record_append(&store, facts, given.size, text->data, text->size);
}

static int append_record(const struct saveoops_parameters *cmdline, struct blockdev *blockdev,
			 struct error *error)
{
	struct mapped_file text;
	int result;

	if (map_file(&text, KEXEC_BAKE_OOPS_DMESG_PATH, error))
		return -1;
	result = record_open(&store, &blockdev->file.device);
	if (!result)
		result = append_with_facts(cmdline, &text);
	return result ? record_fail(error, blockdev->path, result) : 0;
}

static void print_ambiguity(const struct device_search *search)
{
	if (search->others)
		kmsg_print(
			"%s: is the first of %u record partitions (saveoops.dev= chooses another)",
			search->found.path, search->others + 1);
}

static void print_saved(const struct blockdev *blockdev)
{
	uint64_t last = record_last(&store);
	const struct record *record = record_find(&store, last);

	kmsg_print("record %llu (%llu bytes) is on %s", (unsigned long long)last,
		   record ? (unsigned long long)record->text_size : 0, blockdev->path);
}

static int save_record_in_child(const struct saveoops_parameters *cmdline, struct error *error)
{
	static struct device_search search;

	if (access(KEXEC_BAKE_OOPS_DMESG_PATH, R_OK))
		return fail_errno(error, "%s: cannot be read (it comes with a crash)",
				  KEXEC_BAKE_OOPS_DMESG_PATH);
	load_modules();
	search.dev = cmdline->dev;
	search.store = &store;
	if (find_record_partition(&search, cmdline->wait, error))
		return -1;
	print_ambiguity(&search);
	if (append_record(cmdline, &search.found, error))
		return -1;
	print_saved(&search.found);
	return 0;
}

static int save_vmcore_in_child(const struct saveoops_parameters *cmdline, struct error *error)
{
	return save_vmcore(cmdline->vmcore, cmdline->wait, error);
}

static sigset_t mask_child_signal(int how)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(how, &signals, NULL);
	return signals;
}

/* Return: the child's exit status, or -1 with @error filled. */
static int wait_for_child(pid_t child, unsigned int seconds, struct error *error)
{
	const struct timespec limit = { .tv_sec = seconds };
	const sigset_t signals = mask_child_signal(SIG_BLOCK);
	int status, ended;

	/* The signal may be that of an earlier child, which was killed at its time limit. */
	do {
		if (sigtimedwait(&signals, NULL, &limit) < 0) {
			kill(child, SIGKILL);
			return fail(error, "not done after %u s, giving up", seconds);
		}
		ended = waitpid(child, &status, WNOHANG);
	} while (!ended);
	if (ended != child)
		return fail_errno(error, "the child process cannot be waited for");
	if (WIFSIGNALED(status))
		return fail(error, "ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

/* Return: 0 if the child ended by itself, or -1. */
static int run_in_child(int (*work)(const struct saveoops_parameters *cmdline, struct error *error),
			const struct saveoops_parameters *cmdline, unsigned int seconds)
{
	struct error error;
	pid_t child;
	int result;

	mask_child_signal(SIG_BLOCK);
	child = fork();
	if (!child) {
		result = work(cmdline, &error);
		if (result)
			kmsg_print("%s", error.text);
		_exit(result ? 1 : 0);
	}
	if (child < 0)
		result = fail_errno(&error, "no child process can be created");
	else
		result = wait_for_child(child, cmdline->wait + seconds, &error);
	if (result < 0)
		kmsg_print("%s", error.text);
	return result < 0 ? -1 : 0;
}

static void run_shell(void)
{
	int fd = open("/dev/console", O_RDWR);

	mask_child_signal(SIG_UNBLOCK);
	setsid();
	ioctl(fd, TIOCSCTTY, 1);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	execl("/bin/sh", "sh", NULL);
	kmsg_print("/bin/sh: cannot be run (saveoops mkinitrd --add puts one there), resetting");
	_exit(1);
}

/* The child calls reboot(2), which ends its caller on a machine that cannot be powered off. */
static void end_capture(enum saveoops_then then, bool may_reset)
{
	static const int commands[] = {
		[THEN_REBOOT] = RB_AUTOBOOT,
		[THEN_POWEROFF] = RB_POWER_OFF,
		[THEN_HALT] = RB_HALT_SYSTEM,
	};
	pid_t child;

	if (then == THEN_REBOOT && !may_reset)
		then = THEN_HALT;
	child = fork();
	if (!child && then == THEN_SHELL)
		run_shell();
	if (!child) {
		reboot(commands[then]);
		_exit(1);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	reboot(may_reset ? RB_AUTOBOOT : RB_HALT_SYSTEM);
	for (;;)
		pause();
}

static void share_captures(void)
{
	static struct captures unshared;
	void *shared = mmap(NULL, sizeof(*recorded), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	recorded = shared == MAP_FAILED ? &unshared : shared;
}

/*
 * A boot without a crash is not counted.  The memory is saved last, after the record and the
 * stop mark are safe.
 *
 * Return: 0 if the machine may be reset, or -1 if it must be halted.
 */
static int capture_crash(const struct saveoops_parameters *cmdline)
{
	bool crashed = !access(KEXEC_BAKE_OOPS_DMESG_PATH, R_OK);
	int result, record_result;
	struct guard guard;

	guard_begin(&guard, crashed ? cmdline->captures : 0);
	share_captures();
	record_result = run_in_child(save_record_in_child, cmdline, RECORD_TIME_LIMIT);
	result = guard_end(&guard, recorded);
	/* A device that hung once would hang again, for longer. */
	if (crashed && !record_result && cmdline->vmcore)
		run_in_child(save_vmcore_in_child, cmdline, VMCORE_TIME_LIMIT);
	return result;
}

int main(void)
{
	struct saveoops_parameters cmdline;
	struct error error;

	if (getpid() != 1) {
		fprintf(stderr, "saveoops: this program runs only as PID 1 of a capture kernel\n");
		return 1;
	}
	if (mount_all(&error)) {
		kmsg_print("%s", error.text);
		end_capture(THEN_REBOOT, true);
	}
	set_sysctls();
	read_cmdline(&cmdline);
	if (cmdline.bad)
		kmsg_print("%s: is not understood, and ignored", cmdline.bad);
	end_capture(cmdline.then, !capture_crash(&cmdline));
}
