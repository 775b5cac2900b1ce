// SPDX-License-Identifier: GPL-2.0-only
/*
 * PID 1 of both kernels of a vm test.
 *
 * If /oops/dmesg.txt is there, this is the capture kernel: it sends the files
 * of /oops, and some of EFI, over the second serial port and reboots; with
 * vmtest=save-vmcore on its command line it writes /proc/vmcore to the first disk
 * before.  If not, this is the primary's userspace, and does what the kernel's command
 * line says:
 *
 *   vmtest=poweroff      the default
 *   vmtest=reboot
 *   vmtest=exit3         return 3, which the kernel takes for its end
 *   vmtest=sysrq-c[:CPU] crash, on that CPU
 *   vmtest=busy          crash while all devices write to memory
 *   vmtest=lkdtm:TYPE    crash, as LKDTM calls it (fault-injection/provoke-crashes.rst)
 *   vmtest=child:TASK    have a child do it on the last CPU, and wait for its end
 *   vmtest=each:TASK     have a child on each CPU do it, all at once
 *   vmtest=eat           take memory until there's none
 *   vmtest=read-disk     read a block of the first disk that nobody has read before
 *   vmtest=offline:CPU   take the CPU out
 *   vmtest=online:CPU    and in again
 *   vmtest=suspend[:TO]  suspend to memory, or in a test as far as TO
 * (power/basic-pm-debugging.rst) vmtest=kexec         load nothing, and go there vmtest=show send
 * what the kernel side says of itself, and EFI; power off vmtest=tsc           say the time stamp
 * counter; power off vmtest=stop-mark     make the stop mark, or remove it if it's there; reboot
 *   vmtest=wait          do nothing, until the harness ends it
 *
 * Several tasks have commas between them.
 *
 * A file goes over the wire as "FILE name length\n" and its bytes, the whole
 * as "BEGIN\n", files, "END count\n": what is cut short is noticed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/kexec.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "include/kexec_bake.h"
#include "include/kexec_bake_oops.h"
#include "busy.h"

#define OOPS_DIR  KEXEC_BAKE_OOPS_DIRECTORY
#define OOPS_TEXT KEXEC_BAKE_OOPS_DMESG
#define STATE_DIR "sys/kernel/" KEXEC_BAKE_SYSFS_NAME
#define WIRE      "/dev/ttyS1"
#define CORE      "/proc/vmcore"
#define CORE_DISK "/dev/vda"
/* Linux's efivarfs; these variables are of UEFI's own GUID (UEFI, 3.3). */
#define EFI_DIR            "sys/firmware/efi"
#define EFI_VARIABLE(name) EFI_DIR "/efivars/" name "-8be4df61-93ca-11d2-aa0d-00e098032b8c"

struct wire {
	int fd; /* -1: there is none */
	int files;
};

static int put(int fd, const void *data, size_t size)
{
	const char *p = data;

	while (size) {
		ssize_t n = write(fd, p, size);

		if (n <= 0)
			return -1;
		p += n;
		size -= n;
	}
	return 0;
}

/* A line to the console; through the log if there is one, so that it can't cut a kernel message in
 * two. */
__attribute__((format(printf, 2, 3))) static void say(const char *device, const char *format, ...)
{
	char line[512];
	va_list args;
	int fd = open(device, O_WRONLY | O_NOCTTY);

	if (fd < 0)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	put(fd, line, strlen(line));
	tcdrain(fd);
	close(fd);
}

/* The record must equal the console's text: so the primary speaks through the log. <1>: even with
 * "quiet". */
#define say_primary(...) say("/dev/kmsg", "<1>primary: " __VA_ARGS__)
#define say_capture(...) say("/dev/console", "capture: " __VA_ARGS__)

static void mount_all(void)
{
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
}

/* Returns the file's bytes, to be freed, or NULL; files of /proc and /sys don't tell their size. */
static char *read_file(const char *name, size_t *size)
{
	char *data = NULL;
	size_t room = 0;
	ssize_t n = 0;
	int fd = open(name, O_RDONLY);

	*size = 0;
	if (fd < 0)
		return NULL;
	do {
		*size += n;
		if (*size == room) {
			room = room ? room * 2 : 65536;
			data = realloc(data, room);
		}
		n = data ? read(fd, data + *size, room - *size) : -1;
	} while (n > 0);
	close(fd);
	return data;
}

/* Raw: the terminal layer must not turn \n into \r\n. */
static struct wire open_wire(void)
{
	struct wire w = { .fd = open(WIRE, O_WRONLY | O_NOCTTY) };
	struct termios t;

	/* A port that isn't there opens too, but has no settings to read. */
	if (w.fd >= 0 && tcgetattr(w.fd, &t)) {
		close(w.fd);
		w.fd = -1;
	}
	if (w.fd < 0)
		return w;
	cfmakeraw(&t);
	cfsetspeed(&t, B115200);
	tcsetattr(w.fd, TCSANOW, &t);
	put(w.fd, "BEGIN\n", 6);
	return w;
}

static void close_wire(struct wire *w)
{
	char end[32];

	if (w->fd < 0)
		return;
	snprintf(end, sizeof(end), "END %d\n", w->files);
	put(w->fd, end, strlen(end));
	tcdrain(w->fd);
	close(w->fd);
}

/* Returns the bytes sent, or -1. */
static ssize_t send_file(struct wire *w, const char *name)
{
	char head[PATH_MAX + 32];
	size_t size;
	char *data = read_file(name, &size);
	int failed;

	if (!data || w->fd < 0) {
		free(data);
		return -1;
	}
	snprintf(head, sizeof(head), "FILE %s %zu\n", name, size);
	failed = put(w->fd, head, strlen(head)) || put(w->fd, data, size);
	free(data);
	if (failed)
		return -1;
	w->files++;
	return size;
}

static void send_dir(struct wire *w, const char *dir)
{
	char name[PATH_MAX];
	struct dirent *entry;
	DIR *d = opendir(dir);

	while (d && (entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", dir, entry->d_name);
		send_file(w, name);
	}
	if (d)
		closedir(d);
}

/* Sends the files of EFI that exist. */
static void send_efi(struct wire *w)
{
	mount("efivarfs", "/" EFI_DIR "/efivars", "efivarfs", MS_RDONLY, NULL);
	send_file(w, EFI_DIR "/fw_platform_size");
	send_file(w, EFI_VARIABLE("OsIndicationsSupported"));
	send_file(w, EFI_VARIABLE("PlatformLang"));
}

/* Bytes written, or -1. What is zero already is passed over: the disk is a new one. */
static long long copy_core(int from, int to)
{
	static char piece[1 << 20], zeros[sizeof(piece)];
	long long done = 0;
	ssize_t n;

	while ((n = read(from, piece, sizeof(piece))) > 0) {
		if (memcmp(piece, zeros, n) && pwrite(to, piece, n, done) != n)
			return -1;
		done += n;
	}
	return n || fsync(to) ? -1 : done;
}

static void save_core(void)
{
	int from = open(CORE, O_RDONLY), to = open(CORE_DISK, O_WRONLY);

	if (from < 0 || to < 0)
		say_capture("%s or %s: not there\n", CORE, CORE_DISK);
	else
		say_capture("saved %lld bytes of %s\n", copy_core(from, to), CORE);
	close(from);
	close(to);
}

static void capture(int core)
{
	struct wire w = open_wire();
	struct stat st;

	send_dir(&w, OOPS_DIR);
	send_efi(&w);
	close_wire(&w);
	if (w.fd < 0)
		say_capture("%s: no such port (expected the harness's second serial port)\n", WIRE);
	else if (stat(OOPS_TEXT, &st))
		say_capture("%s: gone\n", OOPS_TEXT);
	else
		say_capture("sent %lld bytes of /%s\n", (long long)st.st_size, OOPS_TEXT);
	if (core)
		save_core();
	sync();
	reboot(RB_AUTOBOOT);
}

static void show(void)
{
	struct wire w = open_wire();

	if (w.fd < 0)
		say_primary("%s: no such port (expected the harness's second serial port)\n", WIRE);
	send_file(&w, "proc/iomem");
	send_file(&w, "proc/cmdline");
	send_dir(&w, STATE_DIR);
	send_efi(&w);
	close_wire(&w);
}

static void stay_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		say_primary("CPU %d: not there\n", cpu);
}

static void write_text(const char *file, const char *text)
{
	int fd = open(file, O_WRONLY);

	if (fd < 0 || put(fd, text, strlen(text)))
		say_primary("%s: %s is not taken\n", file, text);
	close(fd);
}

static void crash_on(const char *cpu)
{
	if (*cpu)
		stay_on(atoi(cpu));
	write_text("/proc/sysrq-trigger", "c");
}

static void provoke(const char *type)
{
	mount("debugfs", "/sys/kernel/debug", "debugfs", 0, NULL);
	write_text("/sys/kernel/debug/provoke-crash/DIRECT", type);
}

static void set_online(const char *cpu, const char *online)
{
	char file[64];

	snprintf(file, sizeof(file), "/sys/devices/system/cpu/cpu%s/online", cpu);
	write_text(file, online);
}

static void suspend(const char *to)
{
	if (*to)
		write_text("/sys/power/pm_test", to);
	write_text("/sys/power/state", "mem");
}

static void go_nowhere(void)
{
	struct kexec_segment page = { .mem = (void *)(16ul << 20), .memsz = 4096 };

	if (syscall(SYS_kexec_load, page.mem, 1ul, &page, KEXEC_ARCH_DEFAULT))
		say_primary("kexec_load: refused\n");
	reboot(RB_KEXEC);
}

static void eat(void)
{
	size_t size = 1 << 20;
	char *p;

	while ((p = malloc(size)))
		memset(p, 1, size);
}

static void read_disk(void)
{
	static const char *const names[] = { "/dev/vda", "/dev/sda", "/dev/nvme0n1" };
	char block[4096];
	size_t i;
	int fd;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		fd = open(names[i], O_RDONLY);
		if (fd >= 0 && pread(fd, block, sizeof(block), 4 << 20) > 0)
			return;
	}
}

static void tell(const char *format, ...)
{
	char line[256];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	say_primary("%s", line);
}

static void crash_when_busy(void)
{
	keep_busy(tell);
	crash_on("");
}

static void end(int how, const char *word)
{
	say_primary("done, %s\n", word);
	sync();
	reboot(how);
}

/* The clock's registers are behind two ports: index and data. */
static void make_stop_mark(void)
{
	static const unsigned char marks[][2] = {
		{ 1, KEXEC_BAKE_STOP_SECONDS },
		{ 3, KEXEC_BAKE_STOP_MINUTES },
		{ 5, KEXEC_BAKE_STOP_NOW },
	};
	int fd = open("/dev/port", O_RDWR);
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (pwrite(fd, marks[i], 2, 0x70) != 2)
			say_primary("/dev/port can't be written\n");
	close(fd);
}

static int is_stopped(void)
{
	size_t size;
	char *text = read_file(STATE_DIR "/" KEXEC_BAKE_SYSFS_STOP, &size);

	return text && size && *text == '1';
}

static ssize_t write_stop(const char *text)
{
	int fd = open(STATE_DIR "/" KEXEC_BAKE_SYSFS_STOP, O_WRONLY);
	ssize_t n = write(fd, text, strlen(text));

	close(fd);
	return n;
}

static void toggle_stop_mark(void)
{
	int before = is_stopped();

	if (before) {
		say_primary("stop: 1 is %s\n", write_stop("1") < 0 ? "refused" : "taken");
		say_primary("stop: 0 is %s\n", write_stop("0") < 0 ? "refused" : "taken");
	} else {
		make_stop_mark();
	}
	say_primary("stop was %d and is %d\n", before, is_stopped());
	end(RB_AUTOBOOT, "rebooting");
}

/* Returns the word behind "vmtest=", "" if there is none. */
static char *find_tasks(char *cmdline)
{
	char *word, *tasks = "";

	for (word = strtok(cmdline, " \n"); word; word = strtok(NULL, " \n"))
		if (!strncmp(word, "vmtest=", 7))
			tasks = word + 7;
	return tasks;
}

static void perform(const char *task);

static void in_child(const char *task)
{
	if (!fork()) {
		stay_on(sysconf(_SC_NPROCESSORS_ONLN) - 1);
		perform(task);
		_exit(0);
	}
	wait(NULL);
}

/* Each waits for the last one, and doesn't sleep. */
static void on_each(const char *task)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), cpu;
	int *waiting = mmap(NULL, sizeof(*waiting), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	__atomic_store_n(waiting, cpus, __ATOMIC_SEQ_CST);
	for (cpu = 0; cpu < cpus; cpu++) {
		if (fork())
			continue;
		stay_on(cpu);
		__atomic_sub_fetch(waiting, 1, __ATOMIC_SEQ_CST);
		while (__atomic_load_n(waiting, __ATOMIC_SEQ_CST))
			;
		perform(task);
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
}

/* Return: the text after PREFIX, or NULL if the text does not begin with it. */
static const char *behind(const char *task, const char *prefix)
{
	size_t size = strlen(prefix);

	return strncmp(task, prefix, size) ? NULL : task + size;
}

static void perform_with(const char *task)
{
	const char *more;

	if ((more = behind(task, "sysrq-c:")))
		crash_on(more);
	if ((more = behind(task, "lkdtm:")))
		provoke(more);
	if ((more = behind(task, "child:")))
		in_child(more);
	if ((more = behind(task, "each:")))
		on_each(more);
	if ((more = behind(task, "offline:")))
		set_online(more, "0");
	if ((more = behind(task, "online:")))
		set_online(more, "1");
	if ((more = behind(task, "suspend:")))
		suspend(more);
}

static void perform(const char *task)
{
	if (strchr(task, ':'))
		perform_with(task);
	if (!strcmp(task, "reboot"))
		end(RB_AUTOBOOT, "rebooting");
	if (!strcmp(task, "sysrq-c"))
		crash_on("");
	if (!strcmp(task, "busy"))
		crash_when_busy();
	if (!strcmp(task, "eat"))
		eat();
	if (!strcmp(task, "read-disk"))
		read_disk();
	if (!strcmp(task, "suspend"))
		suspend("");
	if (!strcmp(task, "kexec"))
		go_nowhere();
	if (!strcmp(task, "stop-mark"))
		toggle_stop_mark();
	if (!strcmp(task, "show"))
		show();
	if (!strcmp(task, "tsc"))
		say_primary("tsc %llu\n", __builtin_ia32_rdtsc());
	while (!strcmp(task, "wait"))
		pause();
}

/* Returns the exit status, which the kernel panics about. */
static int primary(char *tasks)
{
	char *task;

	say_primary("userspace is up\n");
	if (!strcmp(tasks, "exit3"))
		return 3;
	for (task = strtok(tasks, ","); task; task = strtok(NULL, ","))
		perform(task);
	end(RB_POWER_OFF, "powering off");
	return 1;
}

int main(void)
{
	char cmdline[4096] = "", *tasks;
	size_t size;
	char *text;

	if (chdir("/"))
		return 1;
	mount_all();
	text = read_file("/proc/cmdline", &size);
	if (text)
		snprintf(cmdline, sizeof(cmdline), "%.*s", (int)size, text);
	tasks = find_tasks(cmdline);
	if (!access(OOPS_TEXT, F_OK))
		capture(!strcmp(tasks, "save-vmcore"));
	return primary(tasks);
}
