/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What the library and the evaluator process say to each other.
 *
 * Control socket (SEQPACKET, descriptor 3 of the evaluator): the library
 * sends a wire_start with five descriptors, the evaluator answers with a
 * wire_end when the program's process is gone. Both sides trust each other.
 *
 * The request itself lies in an anonymous file; all that comes back comes
 * through pipes that the program's process writes to. That process runs the
 * config and may be hostile: reply.c believes nothing it says.
 *
 * Integers are little endian, a string is a 32-bit length and its bytes.
 */
#ifndef XMCOMPAT_PYTHON_WIRE_H
#define XMCOMPAT_PYTHON_WIRE_H

#include <stdint.h>

#define WIRE_VERSION 0x786d0002u

/* The evaluator's end of the control socket. */
#define WIRE_CONTROL_FD 3

/* Descriptors that come with a wire_start, in this order. */
enum wire_fd {
	WIRE_FD_REQUEST,	/* anonymous file: the request's strings */
	WIRE_FD_RESULT,		/* pipe: frames */
	WIRE_FD_OUTPUT,		/* pipe: standard output, plain bytes */
	WIRE_FD_ERRORS,		/* pipe: standard error */
	WIRE_FD_INPUT,		/* standard input: /dev/null in the sandbox */
	WIRE_FDS,
};

struct wire_start {
	uint32_t version;
	uint32_t sandbox;	/* 0 when trusted */
	uint32_t cpu_seconds;	/* 0: no limit */
	uint32_t wall_seconds;
	uint32_t memory_mib;
};

enum wire_how {
	WIRE_EXITED,	/* detail: status */
	WIRE_KILLED,	/* detail: signal */
	WIRE_TIMEOUT,	/* ended by us after wall_seconds */
	WIRE_NO_START,	/* detail: errno, nothing ran */
};

struct wire_end {
	uint32_t how;
	uint32_t detail;
};

/*
 * Request: strings path, config_dir, text, cwd; a count and so many pairs of
 * name and value; a string that holds the environment, a NUL byte after each
 * entry.
 *
 * Result: frames of type (1 byte), length (4) and payload. Any number of
 * WIRE_REFUSED, then exactly one of the others.
 */
enum wire_frame {
	WIRE_REFUSED = 'R',	/* what, file, line (4 bytes) */
	WIRE_TREE = 'T',	/* count; per name: name, file, line, column, value */
	WIRE_FAILED = 'F',	/* kind (1 byte), type, message, advice, file, line, column */
	WIRE_EXIT = 'X',	/* status */
};

enum wire_failure {
	WIRE_SYNTAX = 's',
	WIRE_EXCEPTION = 'e',
	WIRE_MEMORY = 'm',
	WIRE_INTERNAL = 'i',	/* a bug in the layer */
};

/* A value: one of these and what follows it. */
enum wire_value {
	WIRE_NONE = 'N',
	WIRE_FALSE = '0',
	WIRE_TRUE = '1',
	WIRE_INT = 'i',		/* 8 bytes */
	WIRE_LONG = 'l',	/* string of decimal digits */
	WIRE_FLOAT = 'f',	/* 8 bytes */
	WIRE_STRING = 's',	/* string */
	WIRE_UNICODE = 'u',	/* string, UTF-8 */
	WIRE_LIST = '[',	/* count, values */
	WIRE_TUPLE = '(',
	WIRE_DICT = '{',	/* count of pairs, key and value in turn */
	WIRE_OBJECT = 'o',	/* string: what kind of object */
};

/* What a program may hand back at most. */
#define WIRE_RESULT_MAX (4u << 20)
#define WIRE_OUTPUT_MAX (4u << 20)
#define WIRE_VALUES_MAX 100000u
#define WIRE_DEPTH_MAX 64u

#endif
