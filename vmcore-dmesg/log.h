/* SPDX-License-Identifier: GPL-2.0-only */
/* The crashed kernel's log, in whichever ring buffer it keeps that. */
#ifndef VMCORE_DMESG_LOG_H
#define VMCORE_DMESG_LOG_H

#include <stdio.h>

#include "virtual_memory.h"

/* A text's length has 16 bits in all kernels. */
#define LOG_TEXT_MAX 0xffffu

/**
 * struct log - a log that is being printed
 * @memory: where it is
 * @out: to print to
 * @text: room for one record's text
 * @lost: how much is missing, each told by log_lost() and its likes
 * @damaged: some of it had been written
 * @first: the first of them
 */
struct log {
	struct memory *memory;
	FILE *out;
	uint8_t text[LOG_TEXT_MAX];
	uint64_t lost;
	bool damaged;
	struct error first;
};

/**
 * log_print() - print all records of a dump, the oldest first
 * @dump: open
 * @out: to print to; whole lines only, whatever happens
 * @error: filled if not all is printed
 *
 * What is damaged is left out, the rest is printed, and that's a failure, too.
 *
 * Return: 0; 1 if nothing is missing but what wasn't written yet; -1.
 */
int log_print(const struct dump *dump, FILE *out, struct error *error);

/**
 * log_unwritten() - say that something of the log wasn't written when the kernel died
 * @log: being printed
 * @format: as for printf: what it is
 *
 * Return: as log_lost().
 */
int log_unwritten(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * log_lost() - say that something of the log is damaged
 * @log: being printed
 * @format: as for printf: what it is
 *
 * Return: 0, or -1 if so much is that it's no use to go on.
 */
int log_lost(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * log_unread() - say that something of the log could not be read
 * @log: being printed
 * @why: the failure to read it
 * @format: as for printf: what it is
 *
 * Return: as log_lost().
 */
int log_unread(struct log *log, const struct error *why, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * log_size() - check the size of a buffer
 * @log: being printed
 * @what: its name
 * @size: in bytes
 * @error: filled on failure
 *
 * Return: 0, or -1 if it's larger than all of the dump.
 */
int log_size(const struct log *log, const char *what, uint64_t size, struct error *error);

/**
 * log_lines() - print one record
 * @log: being printed
 * @ns: its time stamp, in nanoseconds
 * @size: of its text, which is in @log
 */
void log_lines(struct log *log, uint64_t ns, size_t size);

/**
 * log_escaped() - print text, and what isn't printable ASCII as \xNN
 * @out: to print to
 * @text: any bytes; newline and tab are printable
 * @size: in bytes
 */
void log_escaped(FILE *out, const uint8_t *text, size_t size);

/**
 * byte_ring_print() - Linux before 3.5: a ring of bytes
 * @log: to be printed
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int byte_ring_print(struct log *log, struct error *error);

/**
 * record_ring_print() - Linux 3.5 to 5.9: records of several lengths, one behind the other
 * @log: to be printed
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int record_ring_print(struct log *log, struct error *error);

/**
 * lockless_ring_print() - Linux from 5.10 on: a ring of descriptors and one of their texts
 * @log: to be printed
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int lockless_ring_print(struct log *log, struct error *error);

#endif
