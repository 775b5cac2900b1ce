/* SPDX-License-Identifier: GPL-2.0-only */
/* Printing the records of a crashed kernel's log, and reporting those that are missing. */
#ifndef VMCORE_DMESG_LOG_OUTPUT_H
#define VMCORE_DMESG_LOG_OUTPUT_H

#include <stdio.h>

#include "virtual_memory.h"

/* Every kernel stores the length of a record's text in 16 bits. */
#define LOG_TEXT_MAX 0xffffu

/**
 * struct log_output - a log that is being printed
 * @memory: memory of the crashed kernel
 * @out: stream to print to
 * @text: buffer for the text of one record
 * @missing: number of reports of missing or damaged records
 * @damaged: true if a report is about more than a record that was still being written
 * @first: the first report
 */
struct log_output {
	struct memory *memory;
	FILE *out;
	uint8_t text[LOG_TEXT_MAX];
	uint64_t missing;
	bool damaged;
	struct error first;
};

/**
 * log_report_unwritten() - report a record that was still being written at the crash
 * @log: the log that is being printed
 * @format: as for printf(): the report, without the name of the dump
 *
 * Return: 0, or -1 if too much is missing to go on.
 */
int log_report_unwritten(struct log_output *log, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * log_report_damaged() - report a damaged part of the log
 * @log: the log that is being printed
 * @format: as for printf(): the report, without the name of the dump
 *
 * Return: 0, or -1 if too much is missing to go on.
 */
int log_report_damaged(struct log_output *log, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * log_report_unreadable() - report a part of the log that the dump does not hold
 * @log: the log that is being printed
 * @why: the failure to read that part
 * @format: as for printf(): the part; " cannot be read" and the reason are appended
 *
 * Return: 0, or -1 if too much is missing to go on.
 */
int log_report_unreadable(struct log_output *log, const struct error *why, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * log_check_size() - refuse a buffer that is larger than the dump
 * @log: the log that is being printed
 * @what: name of the buffer
 * @size: size of the buffer in bytes
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int log_check_size(const struct log_output *log, const char *what, uint64_t size,
		   struct error *error);

/**
 * log_print_record() - print a record, with its time stamp before each line
 * @log: the log that is being printed, with the record's text in its buffer
 * @ns: time stamp in nanoseconds
 * @size: size of the text in bytes
 */
void log_print_record(struct log_output *log, uint64_t ns, size_t size);

/**
 * log_print_escaped() - print text, with \xNN for each byte that is not printable
 * @out: stream to print to
 * @text: any bytes; printable ASCII, newline and tab are printed as they are
 * @size: number of bytes
 */
void log_print_escaped(FILE *out, const uint8_t *text, size_t size);

/**
 * log_summarise() - describe in one line which records are missing
 * @log: the log that was printed
 * @error: filled if something is missing: the first report, and the number of further ones
 *
 * Return: 0 if all records were printed; 1 if the only missing records were still being written at
 * the crash; -1 otherwise.
 */
int log_summarise(const struct log_output *log, struct error *error);

#endif
