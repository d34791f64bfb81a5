/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Devices as xl 4.17 reads them. One parser and one writer per syntax; what
 * the writer makes, the parser of any dialect reads back as the same device.
 *
 * NULL strings were not given. A parser returns 0, or -1 with an ERROR where
 * xl refuses the text; where xl only complains it adds a WARNING and goes on.
 */
#ifndef XMCOMPAT_XLCFG_DEVICE_H
#define XMCOMPAT_XLCFG_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

struct arena;

/* Whom to tell what about the element being read. */
struct xl_reader {
	struct arena *arena;
	struct diags *diags;
	const char *key;	/* "disk" */
	struct pos pos;		/* of the element */
};

/* Adds the ERROR that xl refuses this element; returns -1. */
int xl_refuse(struct xl_reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Adds the WARNING that xl leaves out a part of it. */
void xl_leave_out(struct xl_reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A switch that may be left to libxl. */
enum xl_choice { XL_UNSET, XL_NO, XL_YES };

enum xl_disk_format {
	XL_DISK_RAW, XL_DISK_QCOW, XL_DISK_QCOW2, XL_DISK_VHD, XL_DISK_QED,
	XL_DISK_EMPTY,
};

struct xl_disk {
	enum xl_disk_format format;
	const char *target, *vdev, *backend, *backendtype, *script;
	const char *specification;
	bool write, cdrom, direct_io_safe;
	enum xl_choice discard;
	bool colo;
	const char *colo_host, *colo_export, *active_disk, *hidden_disk;
	int colo_port;
};

int xl_disk_parse(struct xl_reader *r, const char *text, struct xl_disk *d);
/* "format=raw, vdev=xvda, access=rw, target=/dev/x" */
const char *xl_disk_text(struct arena *a, const struct xl_disk *d);
/* "raw", "qcow", … */
const char *xl_disk_format_name(enum xl_disk_format f);

struct xl_pair {
	const char *key, *value;	/* value NULL: a bare word */
};

/* key=value pairs in the author's order; what xl leaves out is gone. */
struct xl_pairs {
	struct xl_pair *v;
	size_t n;
};

/* Splits at commas; leading blanks go, "key" without "=" has no value. */
struct xl_pairs xl_pairs_split(struct arena *a, const char *text);
/* The value of the last pair with that key, or NULL. */
const char *xl_pairs_get(const struct xl_pairs *p, const char *key);
/* The number a value begins with, 0 if there is none (or no such pair). */
long xl_pairs_number(const struct xl_pairs *p, const char *key);
/* Joined by "," */
const char *xl_pairs_text(struct arena *a, const struct xl_pairs *p);

/* What a syntax made of pairs does with a key it does not know. */
enum xl_unknown {
	XL_UNKNOWN_REFUSED,	/* xl refuses the file */
	XL_UNKNOWN_IGNORED,	/* xl goes on without it */
};

/* … and with a word that has no "=". */
enum xl_bare {
	XL_BARE_REFUSED,
	XL_BARE_ENDS,		/* xl stops reading the element there */
};

struct xl_pair_rule {
	const char *key;	/* NULL ends the table */
	const char *words;	/* the values it takes, "a|b"; NULL: any */
};

struct xl_syntax {
	const char *key;	/* of the config: "usbctrl" */
	const struct xl_pair_rule *rules;
	enum xl_unknown unknown;
	enum xl_bare bare;
	bool trim;		/* blanks around keys and values do not count */
	bool exact;		/* words count in lower case only */
	/* What must hold of the whole; 0, or -1 with an ERROR. NULL: nothing. */
	int (*check)(struct xl_reader *r, const struct xl_pairs *p);
};

/* The syntax of a list of pairs (vfb, usbctrl, …), or NULL. */
const struct xl_syntax *xl_syntax_find(const char *key);
int xl_pairs_parse(struct xl_reader *r, const struct xl_syntax *s,
		   const char *text, struct xl_pairs *out);

struct xl_pci {
	const char *name;	/* instead of an address */
	unsigned int domain, bus, dev, func;
	bool whole;		/* function "*" */
	unsigned int vslot;	/* 0: any */
	enum xl_choice msitranslate, power_mgmt, permissive, seize;
	const char *rdm_policy;
};

int xl_pci_parse(struct xl_reader *r, const char *text, struct xl_pci *p);
/* "07:00.0@1a,msitranslate=1" */
const char *xl_pci_text(struct arena *a, const struct xl_pci *p);

/* ioports, irqs (count 1) and iomem. */
struct xl_range {
	uint64_t start, count;
	bool has_gfn;
	uint64_t gfn;
};

int xl_ioport_parse(struct xl_reader *r, const char *text, struct xl_range *x);
int xl_irq_parse(struct xl_reader *r, const char *text, struct xl_range *x);
int xl_iomem_parse(struct xl_reader *r, const char *text, struct xl_range *x);

/* Sets of host CPUs, for hosts that are not here: any number may be named. */
#define XL_HOST_CPUS 256	/* what "all" stands for when it is printed */

struct xl_cpus {
	bool *set;		/* XL_HOST_CPUS of them */
	bool nodes;		/* names NUMA nodes: only the host can tell */
	bool beyond;		/* names a CPU from XL_HOST_CPUS on */
};

int xl_cpus_parse(struct xl_reader *r, const char *text, struct xl_cpus *c);

struct xl_rate {
	uint64_t bytes_per_interval;
	uint32_t interval_usecs;
};

struct xl_vif {
	struct xl_pairs pairs;
	bool has_mac;
	uint8_t mac[6];
	bool has_rate;
	struct xl_rate rate;
	int devid;		/* -1: the index in the list */
	int mtu;
	enum xl_choice trusted;
};

int xl_vif_parse(struct xl_reader *r, const char *text, struct xl_vif *v);
/* "10Mb/s@50ms": how much per interval; 0, or -1 with an ERROR. */
int xl_rate_parse(struct xl_reader *r, const char *text, struct xl_rate *rate);

#endif
