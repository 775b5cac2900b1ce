// SPDX-License-Identifier: GPL-2.0-only
/* PID 1 that has /vmcore-dmesg print /proc/vmcore on the console, and powers off. */
#include <stdio.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status = -1;
	pid_t child;

	mkdir("/proc", 0755);
	if (mount("proc", "/proc", "proc", 0, NULL))
		perror("/proc");
	printf("BEGIN\n");
	fflush(stdout);
	child = fork();
	if (!child) {
		execl("/vmcore-dmesg", "vmcore-dmesg", "/proc/vmcore", NULL);
		perror("/vmcore-dmesg");
		_exit(127);
	}
	waitpid(child, &status, 0);
	printf("END %d\n", status);
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 1;
}
