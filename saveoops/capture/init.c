// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of the capture kernel: doc/saveoops-capture.md.  What it has to do is
 * done by a child, so that a crash of it, or a device that never answers, can't
 * keep the machine from its reset.
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

#include "find_device.h"
#include "saveoops/record/record_fail.h"
#include "guard.h"
#include "load_modules.h"
#include "say.h"
#include "save_vmcore.h"

#define OOPS_TEXT  "/oops/dmesg.txt"
#define OOPS_FACTS "/oops/facts"

/* Seconds for all but the waiting for the partition. */
#define TIME_TO_WRITE 120
/* The same, for memory, of which there may be much. */
#define TIME_FOR_VMCORE 3600

static struct record_store store;

/* The child's word to PID 1. */
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
 * Should the kernel itself break, that too ends in a reset; and no line of ours
 * is left out.  A kernel that has no such setting does without.
 */
static void set_kernel(void)
{
	write_to("/proc/sys/kernel/panic", "1");
	write_to("/proc/sys/kernel/panic_on_oops", "1");
	write_to("/proc/sys/kernel/printk_devkmsg", "on");
}

static void read_cmdline(struct cmdline *cmdline)
{
	static char text[4096];
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd >= 0) {
		n = read(fd, text, sizeof(text) - 1);
		close(fd);
	}
	text[n > 0 ? n : 0] = '\0';
	cmdline_parse(cmdline, text);
}

struct content {
	const void *data;
	size_t size;
};

static int map_file(const char *name, struct content *content, struct error *error)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		fail_errno(error, "%s: cannot be read (it comes with a crash)", name);
		goto out;
	}
	content->size = st.st_size;
	content->data = "";
	if (st.st_size)
		content->data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (content->data == MAP_FAILED)
		fail_errno(error, "%s: cannot be mapped", name);
out:
	if (fd >= 0)
		close(fd);
	return fd < 0 || content->data == MAP_FAILED ? -1 : 0;
}

/* As many whole lines as a record takes: no facts are no reason to lose the text. */
static void map_facts(struct content *facts)
{
	const size_t most = RECORD_FACTS_MAX - RECORD_FACTS_OWN - strlen(GUARD_FACT);
	struct error error;
	const char *end;

	if (map_file(OOPS_FACTS, facts, &error)) {
		say("%s", error.text);
		*facts = (struct content){ "", 0 };
		return;
	}
	if (facts->size > most)
		facts->size = most;
	end = memrchr(facts->data, '\n', facts->size);
	facts->size = end ? end + 1 - (const char *)facts->data : 0;
}

/* Does the newest record, if no boot was clean since, say that the primary was told to stop? */
static bool was_told(void)
{
	const struct record *newest = record_before(&store, UINT64_MAX);
	static char facts[RECORD_FACTS_MAX + 1];

	if (!newest || newest->sequence <= store.clean ||
	    record_read(&store, newest, 0, facts, newest->facts_size))
		return false;
	facts[newest->facts_size] = '\0';
	return strstr(facts, GUARD_FACT);
}

static int append_facts(const struct cmdline *cmdline, const struct content *text)
{
	static char facts[RECORD_FACTS_MAX];
	struct content given;

	map_facts(&given);
	memcpy(facts, given.data, given.size);
	recorded->count = record_last(&store) - store.clean + 1;
	recorded->told = was_told();
	if (cmdline->captures && recorded->count > cmdline->captures) {
		memcpy(facts + given.size, GUARD_FACT, strlen(GUARD_FACT));
		given.size += strlen(GUARD_FACT);
	}
	return record_append(&store, facts, given.size, text->data, text->size);
}

static int append(const struct cmdline *cmdline, struct blockdev *blockdev, struct error *error)
{
	struct content text;
	int result;

	if (map_file(OOPS_TEXT, &text, error))
		return -1;
	result = record_open(&store, &blockdev->file.device);
	if (!result)
		result = append_facts(cmdline, &text);
	return result ? record_fail(error, blockdev->path, result) : 0;
}

static void say_found(const struct finding *finding)
{
	if (finding->others)
		say("%s: is the first of %u record partitions (saveoops.dev= chooses another)",
		    finding->found.path, finding->others + 1);
}

static void say_saved(const struct blockdev *blockdev)
{
	uint64_t last = record_last(&store);
	const struct record *record = record_find(&store, last);

	say("record %llu (%llu bytes) is on %s", (unsigned long long)last,
	    record ? (unsigned long long)record->text_size : 0, blockdev->path);
}

static int save(const struct cmdline *cmdline, struct error *error)
{
	static struct finding finding;

	if (access(OOPS_TEXT, R_OK))
		return fail_errno(error, "%s: cannot be read (it comes with a crash)", OOPS_TEXT);
	modules_load();
	finding.dev = cmdline->dev;
	finding.store = &store;
	if (find_partition(&finding, cmdline->wait, error))
		return -1;
	say_found(&finding);
	if (append(cmdline, &finding.found, error))
		return -1;
	say_saved(&finding.found);
	return 0;
}

static sigset_t block_child_signal(int how)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(how, &signals, NULL);
	return signals;
}

/* Return: the child's exit status, or -1 with @error filled. */
static int wait_for(pid_t child, unsigned int seconds, struct error *error)
{
	const struct timespec limit = { .tv_sec = seconds };
	const sigset_t signals = block_child_signal(SIG_BLOCK);
	int status, ended;

	/* An earlier one that was given up may end meanwhile. */
	do {
		if (sigtimedwait(&signals, NULL, &limit) < 0) {
			kill(child, SIGKILL);
			return fail(error, "not done after %u s, giving up", seconds);
		}
		ended = waitpid(child, &status, WNOHANG);
	} while (!ended);
	if (ended != child)
		return fail(error, "the end of the child was not seen");
	if (WIFSIGNALED(status))
		return fail(error, "ended by signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

static int save_vmcore(const struct cmdline *cmdline, struct error *error)
{
	return vmcore_save(cmdline->vmcore, cmdline->wait, error);
}

/* Return: false if it didn't come to an end of its own. */
static bool do_in_child(int (*work)(const struct cmdline *cmdline, struct error *error),
			const struct cmdline *cmdline, unsigned int seconds)
{
	struct error error;
	pid_t child;
	int result;

	block_child_signal(SIG_BLOCK);
	child = fork();
	if (!child) {
		result = work(cmdline, &error);
		if (result)
			say("%s", error.text);
		_exit(result ? 1 : 0);
	}
	if (child < 0)
		result = fail_errno(&error, "no process can be made");
	else
		result = wait_for(child, cmdline->wait + seconds, &error);
	if (result < 0)
		say("%s", error.text);
	return result >= 0;
}

static void shell(void)
{
	int fd = open("/dev/console", O_RDWR);

	block_child_signal(SIG_UNBLOCK);
	setsid();
	ioctl(fd, TIOCSCTTY, 1);
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	execl("/bin/sh", "sh", NULL);
	say("/bin/sh: cannot be run (saveoops mkinitrd --add puts one there), resetting");
	_exit(1);
}

/* In a child: where a machine can't be powered off, the kernel ends the process that asked. */
static void end(enum then then, bool may_reset)
{
	static const int how[] = {
		[THEN_REBOOT] = RB_AUTOBOOT,
		[THEN_POWEROFF] = RB_POWER_OFF,
		[THEN_HALT] = RB_HALT_SYSTEM,
	};
	pid_t child;

	if (then == THEN_REBOOT && !may_reset)
		then = THEN_HALT;
	child = fork();
	if (!child && then == THEN_SHELL)
		shell();
	if (!child) {
		reboot(how[then]);
		_exit(1);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
	reboot(may_reset ? RB_AUTOBOOT : RB_HALT_SYSTEM);
	for (;;)
		pause();
}

static void share(void)
{
	static struct captures unshared;
	void *shared = mmap(NULL, sizeof(*recorded), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	recorded = shared == MAP_FAILED ? &unshared : shared;
}

/*
 * Should there be no crash to be captured, none is counted.  Memory comes last, when
 * all else is safe.
 *
 * Return: may the machine be reset?
 */
static bool capture(const struct cmdline *cmdline)
{
	bool crashed = !access(OOPS_TEXT, R_OK);
	bool may_reset, ended;
	struct guard guard;

	guard_begin(&guard, crashed ? cmdline->captures : 0);
	share();
	ended = do_in_child(save, cmdline, TIME_TO_WRITE);
	may_reset = guard_end(&guard, recorded);
	/* What hung once would hang again, and longer. */
	if (crashed && ended && cmdline->vmcore)
		do_in_child(save_vmcore, cmdline, TIME_FOR_VMCORE);
	return may_reset;
}

int main(void)
{
	struct cmdline cmdline;
	struct error error;

	if (getpid() != 1) {
		fprintf(stderr,
			"saveoops: not for here (PID 1 of a capture kernel was expected)\n");
		return 1;
	}
	if (mount_all(&error)) {
		say("%s", error.text);
		end(THEN_REBOOT, true);
	}
	set_kernel();
	read_cmdline(&cmdline);
	if (cmdline.bad)
		say("%s: is not understood, and left out", cmdline.bad);
	end(cmdline.then, capture(&cmdline));
}
