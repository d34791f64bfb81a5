/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The device syntaxes of xm: one file each parses the text that stands in a
 * config, says what xm would refuse, and writes it in xl's syntax.
 *
 * The parsed form is shared by the two readers of it: rules to XL (here) and
 * the S-expression and XenAPI writers (emit/). Parsers refuse (ERROR) what
 * xm itself refused while it made the S-expression; what only xend refused
 * later is the rules' business.
 */
#ifndef XMCOMPAT_XM_DEVICE_DEVICE_H
#define XMCOMPAT_XM_DEVICE_DEVICE_H

#include "xm/rules.h"

/* What a parser works on: one device variable of one config. */
struct dev_context {
	struct arena *arena;
	struct diags *diags;
	const char *name;	/* of the variable */
	bool as_meant;		/* a lone string counts as a list of one */
};

/* One element of a device list. */
struct dev_item {
	const char *text;	/* NULL if the element is an int (irq) */
	int64_t number;
	struct pos pos;
};

struct dev_list {
	struct dev_item *v;
	size_t n;
};

/* A key and its text, in the order of first appearance; keys are unique. */
struct dev_pair {
	const char *key;
	const char *value;
};

struct dev_pairs {
	struct dev_pair *v;
	size_t n;
};

/* -- what the parsers share (list.c) -------------------------------------- */

struct dev_context dev_context(const struct xm_options *o, const char *name,
			       struct diags *ds);

/*
 * The elements of a device variable; none if it is false in Python's sense.
 * Returns -1 with an ERROR if it is no list, or holds what has no text.
 */
int dev_items(struct dev_context *ctx, const struct xm_options *o,
	      struct dev_list *out);
/* The same for irq, whose elements are ints. */
int dev_int_items(struct dev_context *ctx, const struct xm_options *o,
		  struct dev_list *out);

/* An ERROR about an element; its advice may be NULL. Returns -1. */
int dev_refuse(struct dev_context *ctx, enum diag_id id,
	       const struct dev_item *item, const char *advice,
	       const char *fmt, ...) __attribute__((format(printf, 5, 6)));
/* A WARNING about an element. */
void dev_warn(struct dev_context *ctx, enum diag_id id,
	      const struct dev_item *item, const char *advice,
	      const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* A copy of len bytes without the white space around them, as str.strip(). */
char *dev_trim(struct arena *a, const char *s, size_t len);
/* Splits at every sep; *out has as many texts as are returned (1 or more). */
size_t dev_split(struct arena *a, const char *text, char sep, char ***out);

/*
 * "k=v, k=v": blanks around keys and values go, an empty text has no pairs.
 * Returns -1 with an ERROR if a part has no '='.
 */
int dev_pairs_parse(struct dev_context *ctx, const struct dev_item *item,
		    struct dev_pairs *out);
/* The value of a key, or NULL. */
const char *dev_pair(const struct dev_pairs *p, const char *key);
/* Sets a key, appending it if it is new. */
void dev_pair_set(struct arena *a, struct dev_pairs *p, const char *key,
		  const char *value);
void dev_pair_del(struct dev_pairs *p, const char *key);
/* "k=v,k=v" */
char *dev_pairs_text(struct arena *a, const struct dev_pairs *p);
/* An ERROR if a key is not among the count words; 0 or -1. */
int dev_pairs_allow(struct dev_context *ctx, const struct dev_item *item,
		    const struct dev_pairs *p, const char *const *words,
		    size_t count, const char *what);

/* -- disk ----------------------------------------------------------------- */

/* The fields as xm splits them, nothing trimmed. */
struct disk_fields {
	const char *uname, *vdev, *mode;
	const char *backend, *protocol;	/* NULL if not there */
};

/* Returns -1 with xm's "Invalid disk specifier" unless there are 3 to 5. */
int disk_split(struct dev_context *ctx, const struct dev_item *item,
	       struct disk_fields *out);
/* Cuts ":cdrom" or ":disk" off the name of a device; whether it was ":cdrom". */
bool disk_cut_kind(char *vdev);
/* The class xm puts it in: "vbd", "tap" or "tap2". */
const char *disk_class(const char *uname);

/* -- vif, vif2, vfb ------------------------------------------------------- */

int vif_parse(struct dev_context *ctx, const struct dev_item *item,
	      struct dev_pairs *out);
int vif2_parse(struct dev_context *ctx, const struct dev_item *item,
	       struct dev_pairs *out);
/* type= is left as written; see vfb_legacy_type(). */
int vfb_parse(struct dev_context *ctx, const struct dev_item *item,
	      struct dev_pairs *out);
/* Elements of vif, filled up to nics with empty ones. */
int vif_items(struct dev_context *ctx, const struct xm_options *o,
	      struct dev_list *out);

/* -- pci ------------------------------------------------------------------ */

#define PCI_FUNCTIONS 8
#define PCI_VDEVFN_AUTO 0x100	/* xend's mark for "any free slot" */

struct pci_spec {
	unsigned int domain, bus, slot;
	bool all;			/* ".*" */
	size_t nfuncs;			/* 0 if all */
	unsigned int func[PCI_FUNCTIONS];	/* on the host */
	unsigned int vfunc[PCI_FUNCTIONS];	/* in the guest */
	int vslot;			/* -1: any */
	struct dev_pairs opts;		/* msitranslate, power_mgmt, as written */
};

int pci_parse(struct dev_context *ctx, const struct dev_item *item,
	      struct pci_spec *out);
/* The slot and function in the guest as xend numbers them. */
unsigned int pci_vdevfn(const struct pci_spec *p, size_t i);

/* -- vscsi, vusb, vtpm ---------------------------------------------------- */

struct vscsi_spec {
	const char *pdev;	/* as written: H:C:T:L, a device, or an id */
	const char *vdev;	/* H:C:T:L in the guest, or "host" */
	const char *backend;	/* NULL: dom0 */
	bool host;		/* the whole adapter */
};

int vscsi_parse(struct dev_context *ctx, const struct dev_item *item,
		struct vscsi_spec *out);
/*
 * All of list into out, an array in the context's arena. An ERROR too if a
 * device or an address is there twice, or one virtual host has two back ends
 * or is both a whole adapter and not.
 */
int vscsi_items(struct dev_context *ctx, const struct dev_list *list,
		struct vscsi_spec **out);
/* Is text H:C:T:L, four decimal numbers? */
bool vscsi_is_address(const char *text);
/* The number of the guest's virtual host; "0" if only the real host knows. */
const char *vscsi_host_id(struct arena *a, const struct vscsi_spec *s);
/* Do both belong to one virtual host, which is one device to xend? */
bool vscsi_same_host(const struct vscsi_spec *x, const struct vscsi_spec *y);

#define VUSB_PORTS_MAX 16

struct vusb_spec {
	unsigned int version;	/* 1 or 2 */
	unsigned int ports;
	const char *busid[VUSB_PORTS_MAX + 1];	/* [1..ports]; "" if free */
};

int vusb_parse(struct dev_context *ctx, const struct dev_item *item,
	       struct vusb_spec *out);

struct vtpm_spec {
	const char *instance;	/* digits, NULL if not given */
	const char *backend;
	const char *uuid;
};

int vtpm_parse(struct dev_context *ctx, const struct dev_item *item,
	       struct vtpm_spec *out);

/* -- ioports, cpuid, access_control --------------------------------------- */

struct ioports_spec {
	const char *from, *to;	/* hexadecimal digits without 0x */
};

int ioports_parse(struct dev_context *ctx, const struct dev_item *item,
		  struct ioports_spec *out);

/* The 32 bits, most significant first, of the registers of one leaf. */
struct cpuid_leaf {
	const char *leaf;	/* "1", "4,0": decimal */
	struct dev_pairs regs;	/* eax … edx in the order written */
};

struct cpuid_spec {
	struct cpuid_leaf *v;	/* a leaf given twice: the last one counts */
	size_t n;
};

/* Adds what one element says to a table. */
int cpuid_parse(struct dev_context *ctx, const struct dev_item *item,
		struct cpuid_spec *table);

struct acm_spec {
	const char *policy, *label;
};

int acm_parse(struct dev_context *ctx, const struct dev_list *list,
	      struct acm_spec *out);

/* -- the rules that the variable table names ------------------------------ */

void rule_disk(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vif(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vif2(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vfb(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_pci(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vscsi(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vusb(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_usb(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_usbdevice(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_vtpm(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_irq(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_ioports(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_cpuid(struct xm_rule_context *ctx, const struct xm_variable *var);
void rule_cpuid_check(struct xm_rule_context *ctx,
		      const struct xm_variable *var);
void rule_access_control(struct xm_rule_context *ctx,
			 const struct xm_variable *var);

/* Is the text one that only xl could mean? (evidence of a file's dialect) */
bool disk_is_xl(struct arena *a, const char *text);
bool pci_is_xl(struct arena *a, const char *text);

#endif
