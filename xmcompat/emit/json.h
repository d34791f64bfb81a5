/* SPDX-License-Identifier: LGPL-2.1-only */
/* Inside emit_json(): rows say where a key goes, gen.c writes. Not for others. */
#ifndef XMCOMPAT_EMIT_JSON_H
#define XMCOMPAT_EMIT_JSON_H

#include <yajl/yajl_gen.h>

#include "xlcfg/domain.h"

struct json {
	yajl_gen gen;
	const struct xl_domain *d;
	bool as_said;	/* without the defaults that conversion writes out */
};

/* -- writing ---------------------------------------------------------------- */

void json_string(struct json *j, const char *s);
void json_number(struct json *j, int64_t n);
void json_unsigned(struct json *j, uint64_t n);

/* A member of an object: its name, then the value. */
void json_member_string(struct json *j, const char *name, const char *s);
void json_member_number(struct json *j, const char *name, int64_t n);
/* "True" or "False", as libxl writes switches that have a default. */
void json_member_choice(struct json *j, const char *name, bool on);
void json_member_bool(struct json *j, const char *name, bool on);
void json_open(struct json *j, const char *name);	/* { */
void json_open_list(struct json *j, const char *name);	/* [ */
void json_close(struct json *j);
void json_close_list(struct json *j);
/* A list of strings; nothing if it is empty or NULL. */
void json_strings(struct json *j, const char *name, const struct value *list);

/* The key's value is to be written: it was said, or defaults are as well. */
bool json_wanted(const struct json *j, const char *key);

/* -- rows ------------------------------------------------------------------- */

enum json_kind {
	JSON_OBJECT,	/* the object itself, which stands even when empty */
	JSON_CHOICE,	/* "True" or "False" */
	JSON_STRING,
	JSON_STRINGS,	/* of a list */
	JSON_INT,	/* 32 bits; 0 is libxl's default and left out */
	JSON_UINT,	/* the same, unsigned */
	JSON_SET_INT,	/* 32 bits; written also when 0; -1 is the default */
	JSON_SET_UINT,
	JSON_KB,	/* MiB in the config, KiB here */
	JSON_WORD,	/* libxl's name of a word (xl_word_key_find()) */
	JSON_CALL,	/* .call writes it, or nothing */
};

struct json_row {
	const char *path;	/* "b_info/type.hvm/vnc/enable" */
	enum json_kind kind;
	const char *key;
	unsigned int guests;	/* whose domain has it; 0: any */
	void (*call)(struct json *j, const char *name);
};

/* Writes the members of the document's object that the rows describe. */
void json_rows(struct json *j, const struct json_row *rows, size_t n);

/* json_build.c: the rows of c_info and b_info. */
extern const struct json_row json_domain_rows[];
extern const size_t json_domain_row_count;
/* json_devices.c: all lists of devices. */
void json_devices(struct json *j);
/* json_cpu.c */
void json_avail_vcpus(struct json *j, const char *name);
void json_max_vcpus(struct json *j, const char *name);
void json_hard_affinity(struct json *j, const char *name);
void json_soft_affinity(struct json *j, const char *name);
void json_numa_placement(struct json *j, const char *name);
void json_cpuid(struct json *j, const char *name);
void json_vnuma(struct json *j, const char *name);
/* json_vsnd.c */
void json_vsnds(struct json *j);

#endif
