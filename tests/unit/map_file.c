// SPDX-License-Identifier: GPL-2.0-only
#include "saveoops/capture/map_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

static struct mapped_file mapped;
static struct error error;

static int make_file(const char *text)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

START_TEST(test_contents)
{
	int fd = make_file(_i ? "text\n" : "");

	ck_assert_int_eq(map_descriptor(&mapped, fd, "file", &error), 0);
	close(fd);
	ck_assert_uint_eq(mapped.size, _i ? 5 : 0);
	ck_assert_ptr_nonnull(mapped.data);
	ck_assert(!memcmp(mapped.data, "text\n", mapped.size));
}
END_TEST

START_TEST(test_by_name)
{
	char name[64];
	int fd = make_file("text\n");

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	ck_assert_int_eq(map_file(&mapped, name, &error), 0);
	ck_assert_uint_eq(mapped.size, 5);
	close(fd);
	ck_assert_int_eq(map_file(&mapped, name, &error), -1);
	ck_assert_ptr_nonnull(strstr(error.text, ": cannot be read (it comes with a crash): "));
}
END_TEST

/* A descriptor that fstat() refuses leaves @mapped as it is. */
START_TEST(test_fstat_fails)
{
	const struct mapped_file before = { "before", 6 };

	mapped = before;
	ck_assert_int_eq(map_descriptor(&mapped, -1, "file", &error), -1);
	ck_assert_str_eq(error.text,
			 "file: cannot be read (it comes with a crash): Bad file descriptor");
	ck_assert_ptr_eq(mapped.data, before.data);
	ck_assert_uint_eq(mapped.size, before.size);
}
END_TEST

/* mmap(2) refuses PROT_READ for a file that is open for writing only. */
START_TEST(test_mmap_fails)
{
	char name[64];
	int fd = make_file("text\n"), write_only;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	write_only = open(name, O_WRONLY | O_CLOEXEC);
	ck_assert_int_ge(write_only, 0);
	ck_assert_int_eq(map_descriptor(&mapped, write_only, "file", &error), -1);
	ck_assert_str_eq(error.text, "file: cannot be mapped: Permission denied");
	close(write_only);
	close(fd);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_contents, 0, 2);
	tcase_add_test(tests, test_by_name);
	tcase_add_test(tests, test_fstat_fails);
	tcase_add_test(tests, test_mmap_fails);
}

int main(void)
{
	return run_tests("map_file", add_tests);
}
