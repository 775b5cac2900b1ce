// SPDX-License-Identifier: GPL-2.0-only
#include "util_lib/saveoops_parameters.h"

#include <string.h>

#include "unit.h"

static const struct {
	const char *text;
	const char *dev;
	unsigned int wait;
	unsigned int captures;
	enum saveoops_then then;
	const char *bad;
} lines[] = {
	{ "", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT, NULL },
	{ " \n", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT, NULL },
	{ "console=ttyS0 quiet\n", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT, NULL },
	{ "saveoops.dev=/dev/vda2\n", "/dev/vda2", WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT,
	  NULL },
	{ "saveoops.dev=", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT, NULL },
	{ "saveoops.dev=a saveoops.dev=PARTUUID=b", "PARTUUID=b", WAIT_DEFAULT, CAPTURES_DEFAULT,
	  THEN_REBOOT, NULL },
	{ "saveoops.dev=\"PARTLABEL=a b\" x", "PARTLABEL=a b", WAIT_DEFAULT, CAPTURES_DEFAULT,
	  THEN_REBOOT, NULL },
	{ "\"saveoops.dev=PARTLABEL=a b\"", "PARTLABEL=a b", WAIT_DEFAULT, CAPTURES_DEFAULT,
	  THEN_REBOOT, NULL },
	{ "saveoops.dev=\"a b", "a b", WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT, NULL },
	{ "x=\"saveoops.wait=1 saveoops.wait=2\"", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT,
	  THEN_REBOOT, NULL },
	{ "saveoops.wait=0\tsaveoops.then=halt", NULL, 0, CAPTURES_DEFAULT, THEN_HALT, NULL },
	{ "saveoops.wait=3600 saveoops.then=poweroff", NULL, 3600, CAPTURES_DEFAULT, THEN_POWEROFF,
	  NULL },
	{ "saveoops.then=shell saveoops.then=reboot", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT,
	  THEN_REBOOT, NULL },
	{ "saveoops.wait=3601", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT,
	  "saveoops.wait=3601" },
	{ "saveoops.wait=99999999999999999999", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT,
	  "saveoops.wait=99999999999999999999" },
	{ "saveoops.wait=5 saveoops.wait=", NULL, 5, CAPTURES_DEFAULT, THEN_REBOOT,
	  "saveoops.wait=" },
	{ "saveoops.wait=-1", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT,
	  "saveoops.wait=-1" },
	{ "saveoops.then=", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT, "saveoops.then=" },
	{ "saveoops.then=reboots", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT,
	  "saveoops.then=reboots" },
	{ "saveoops.captures=0", NULL, WAIT_DEFAULT, 0, THEN_REBOOT, NULL },
	{ "saveoops.captures=20 saveoops.wait=1", NULL, 1, 20, THEN_REBOOT, NULL },
	{ "saveoops.captures=5 saveoops.captures=21", NULL, WAIT_DEFAULT, 5, THEN_REBOOT,
	  "saveoops.captures=21" },
	{ "saveoops.captures=", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_REBOOT,
	  "saveoops.captures=" },
	{ "saveoops.then=halt saveoops.", NULL, WAIT_DEFAULT, CAPTURES_DEFAULT, THEN_HALT,
	  "saveoops." },
};

static void compare_values(const char *is, const char *wanted)
{
	if (wanted)
		ck_assert_str_eq(is, wanted);
	else
		ck_assert_ptr_null(is);
}

START_TEST(test_line)
{
	struct saveoops_parameters cmdline;
	char text[128];

	strcpy(text, lines[_i].text);
	saveoops_parameters_parse(&cmdline, text);
	compare_values(cmdline.dev, lines[_i].dev);
	compare_values(cmdline.bad, lines[_i].bad);
	ck_assert_uint_eq(cmdline.wait, lines[_i].wait);
	ck_assert_uint_eq(cmdline.captures, lines[_i].captures);
	ck_assert_uint_eq(cmdline.then, lines[_i].then);
}
END_TEST

static const struct {
	const char *text, *vmcore, *bad;
} vmcores[] = {
	{ "saveoops.wait=1", NULL, NULL },
	{ "saveoops.vmcore=/dev/vdb:/var/crash saveoops.wait=1", "/dev/vdb:/var/crash", NULL },
	{ "saveoops.vmcore=/dev/vda saveoops.vmcore=\"PARTLABEL=a b\"", "PARTLABEL=a b", NULL },
	{ "saveoops.vmcore=/dev/vda saveoops.vmcore=", NULL, NULL },
	{ "saveoops.vmcor=/dev/vda", NULL, "saveoops.vmcor=/dev/vda" },
};

START_TEST(test_vmcore)
{
	struct saveoops_parameters cmdline;
	char text[128];

	strcpy(text, vmcores[_i].text);
	saveoops_parameters_parse(&cmdline, text);
	compare_values(cmdline.vmcore, vmcores[_i].vmcore);
	compare_values(cmdline.bad, vmcores[_i].bad);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_vmcore, 0, COUNT(vmcores));
	tcase_add_loop_test(tests, test_line, 0, COUNT(lines));
}

int main(void)
{
	return run_tests("saveoops_parameters", add_tests);
}
