/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Classes of devices: what is particular to disks, NICs, ... as a row each.
 *
 * A device has two ends in xenstore and our own note of it:
 *
 *	/local/domain/B/backend/BACK_KIND/D/DEVID	the backend's end
 *	/local/domain/D/device/KIND/DEVID		the guest's end
 *	/libxl/D/device/KIND/DEVID			the note: where both are,
 *							and what the backend was told
 *
 * The machine (add.h, remove.h, list.h) is the same for all classes. The note
 * is what it believes: nobody else can write it. A class is one file that fills
 * a row and names it in classes.c; its device line in libxl.idl says which public
 * functions it has. Those that only it has are in its file.
 */
#ifndef LIBXL_DEVICE_CLASS_H
#define LIBXL_DEVICE_CLASS_H

#include "core/type.h"
#include "core/xs.h"
#include "event/op.h"

/* In the place of an offset: the struct has no such field. */
#define LX_NO_FIELD ((size_t)-1)

struct lx_device_class;
struct lx_backend;

/* One device, by its place in xenstore. */
struct lx_device {
	const struct lx_device_class *class;	/* NULL: not known to us */
	const struct lx_backend *backend;	/* NULL: not known to us */
	const char *kind;		/* below device/ */
	const char *back_kind;		/* below backend/ */
	uint32_t domid;			/* whose it is */
	uint32_t back_domid;		/* who serves it */
	int devid;
};

const char *lx_device_front(struct lx_scope *s, const struct lx_device *d);
const char *lx_device_back(struct lx_scope *s, const struct lx_device *d);
const char *lx_device_note(struct lx_scope *s, const struct lx_device *d);
/* For messages: "disk 51712", "vif 0". */
const char *lx_device_name(struct lx_scope *s, const struct lx_device *d);

/* -- what is written -------------------------------------------------------------- */
/* Keys and values in the order they are written, in a scope's memory. */
struct lx_keys {
	struct lx_scope *s;
	const char **list;		/* key, value, ..., NULL; NULL: empty */
	unsigned int nr, room;
};

/* A NULL value adds nothing. */
void lx_keys_add(struct lx_keys *k, const char *key, const char *value);
void lx_keys_addf(struct lx_keys *k, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * What a class adds to the keys that all devices have:
 *	back:	frontend, frontend-id, online=1, state=1
 *	front:	backend, backend-id, state=1
 *	note:	frontend, backend, and all of back
 */
struct lx_device_keys {
	struct lx_keys back;
	struct lx_keys front;
	struct lx_keys front_fixed;	/* the guest may read but not write */
};

/* -- who serves a device ---------------------------------------------------------- */
/* A program in dom0 that connects a device: /etc/xen/scripts/vif-bridge, ... */
struct lx_script {
	const char *argv[4];		/* the file, words; NULL-terminated */
	struct lx_keys env;
};

struct lx_backend {
	const char *kind;		/* below backend/ */
	/*
	 * Does somebody answer in the backend's state node: then its 2 is
	 * waited for when the device is added, and its 6 when it is removed.
	 * NULL: always (a driver of the kernel).
	 */
	bool (*answers)(struct lx_scope *s, const struct lx_device *d);
	/*
	 * It is a program that nobody starts here, not a driver: when it never
	 * answered, its end is not waited for.
	 */
	bool program;
	/*
	 * Its state follows the frontend's only: where that was taken away, its
	 * 6 is not waited for.
	 */
	bool follows;
	/* It may begin when the guest runs: its first answer is not awaited. */
	bool late;
	/*
	 * Begins whoever serves it, as a part of op, when he is not there: for
	 * devices of domains that run already. Before anything is written; 0
	 * or ERROR_*. NULL: nothing to begin.
	 */
	int (*start)(struct lx_op *op, const struct lx_device *d);
	/*
	 * Why its end may have vanished while it was waited for, for a message.
	 * NULL: it does not remove it by itself.
	 */
	const char *(*gave_up)(struct lx_scope *s, const struct lx_device *d);
	/*
	 * The script for a device that is being added or removed, from what
	 * its note says; argv[0] NULL: none. NULL: never one.
	 */
	int (*script)(struct lx_scope *s, const struct lx_device *d,
		      bool removed, struct lx_script *script);
};

/* Those of the kernel, and QEMU's; NULL: no such. classes.c */
const struct lx_backend *lx_backend_find(const char *kind);

/* -- the row ----------------------------------------------------------------------- */
struct lx_device_class {
	const char *name;		/* in messages: "disk" */
	const char *kind;		/* below device/: "vbd" */
	const char *back_kind;		/* below backend/; NULL: see locate */
	const struct lx_type *type;	/* its libxl_device_* */

	const struct lx_type *info;	/* its libxl_*info; NULL: none */

	/* Offsets in libxl_domain_config: the number of them, the array. */
	size_t count_at, list_at;
	/* Offsets in its own struct, or LX_NO_FIELD. */
	size_t devid_at;		/* libxl_devid, -1: the next free one */
	libxl_devid first_devid;	/* lower ones count as -1 */
	size_t back_domid_at, back_domname_at;

	/*
	 * Fills in what the caller left open, and refuses what makes no sense,
	 * with a message. devid and backend_domname are the machine's. In a
	 * create c is the whole config, otherwise NULL. NULL: nothing to do.
	 */
	int (*complete)(struct lx_scope *s, uint32_t domid, void *dev,
			const libxl_domain_config *c);
	/*
	 * Sets what the row does not say: devid (when there is no devid_at)
	 * and back_kind. Called after complete(), and also for devices that
	 * are there and to be found. NULL: the row says all.
	 */
	int (*locate)(struct lx_scope *s, const void *dev, struct lx_device *d);
	/* Adds the class's keys. NULL: there are none. */
	int (*to_xs)(struct lx_scope *s, const struct lx_device *d,
		     const void *dev, struct lx_device_keys *keys);
	/*
	 * The way back, from the note (lx_device_note()); dev is initialised,
	 * devid and backend_domid are set. Memory in dev is malloc'ed.
	 */
	int (*from_xs)(struct lx_scope *s, xs_transaction_t t,
		       const struct lx_device *d, void *dev);
	/*
	 * What the domain's config, as it is stored, must take over of the
	 * completed device (a MAC address at random). NULL: the devid only.
	 */
	void (*keep)(void *stored, const void *dev);
	/*
	 * What may have changed since: of a device that is there, into its
	 * stored entry (the medium in a drive). NULL: nothing.
	 */
	void (*update)(void *stored, const void *now);
	/*
	 * Are two entries of a config the same device. NULL: of equal devid.
	 */
	bool (*same)(const void *a, const void *b);
	/*
	 * Sets what info.c does not in a libxl_*info, which was initialised,
	 * of a device that is there; dev is the caller's. 0 or ERROR_*. NULL:
	 * nothing.
	 */
	int (*tell)(struct lx_scope *s, const struct lx_device *d,
		    const void *dev, void *info);
	/*
	 * Work around the two ends, as a part of op; NULL: none. before runs
	 * when nothing is written yet, after when the backend has answered and
	 * the script has run, gone when it has run for the removal (then dev
	 * is NULL); both ends are still there to be read.
	 * Each begins a suboperation, or does it at once; 0 or ERROR_*.
	 */
	int (*before)(struct lx_op *op, struct lx_device *d, void *dev);
	int (*after)(struct lx_op *op, struct lx_device *d, void *dev);
	int (*gone)(struct lx_op *op, struct lx_device *d);
};

/*
 * All classes; NULL ends. When a domain is made, the first (disks) is added
 * before its console and all others, side by side, after it.
 */
extern const struct lx_device_class *const lx_device_classes[];
/* By the kind below device/; NULL: no such. */
const struct lx_device_class *lx_device_class_find(const char *kind);

/* -- the machine, for public functions --------------------------------------------- */
/* libxl_device_CLASS_add(), also into the stored config. */
int lx_device_add(libxl_ctx *ctx, uint32_t domid,
		  const struct lx_device_class *class, void *dev,
		  const libxl_asyncop_how *how);

enum lx_removal {
	LX_REMOVE,		/* ask the guest and wait; it is gone after that
				   time whether the guest agreed or not */
	LX_REMOVE_SAFELY,	/* an error when the guest keeps it */
	LX_DESTROY,		/* do not ask */
};

int lx_device_remove(libxl_ctx *ctx, uint32_t domid,
		     const struct lx_device_class *class, const void *dev,
		     enum lx_removal how_hard, const libxl_asyncop_how *how);

/* libxl_device_CLASS_list() and its list_free. *nr 0 and NULL: none. */
void *lx_device_list(libxl_ctx *ctx, uint32_t domid,
		     const struct lx_device_class *class, int *nr);
void lx_device_list_free(const struct lx_device_class *class, void *list,
			 int nr);
/*
 * The device of that number into dev, which this initialises; libxl_devid_to_
 * device_CLASS(). ERROR_INVAL: the domain has none such.
 */
int lx_device_by_devid(libxl_ctx *ctx, uint32_t domid,
		       const struct lx_device_class *class, int devid,
		       void *dev);

/*
 * libxl_device_CLASS_getinfo(): what the two ends of the device in xenstore
 * say. info is initialised by this, and empty when it fails. ERROR_INVAL with
 * a message: there is no such device.
 */
int lx_device_info(libxl_ctx *ctx, uint32_t domid,
		   const struct lx_device_class *class, const void *dev,
		   void *info);
/* A number below the frontend, -1 when it says none. */
int lx_device_front_number(struct lx_scope *s, const struct lx_device *d,
			   const char *key);

/* -- the machine, inside ----------------------------------------------------------- */
/* Completes dev and says where it is or will be. c as for complete(). */
int lx_device_complete(struct lx_scope *s, uint32_t domid,
		       const struct lx_device_class *class, void *dev,
		       const libxl_domain_config *c);
/* Where a device that is there would be. 0 or ERROR_*. */
int lx_device_locate(struct lx_scope *s, uint32_t domid,
		     const struct lx_device_class *class, const void *dev,
		     struct lx_device *d);
/* Fills d from the note of KIND/DEVID; ERROR_NOTFOUND (silent): no note. */
int lx_device_find(struct lx_scope *s, xs_transaction_t t, uint32_t domid,
		   const char *kind, int devid, struct lx_device *d);

/*
 * Adds, as a part of op, a device that lx_device_complete() has completed, of
 * a domain that is being made or of dom0: no stored config is touched. What
 * fails is undone; undoing a success is the business of who destroys the
 * domain. End the step with lx_op_join().
 */
void lx_device_add_run(struct lx_op *op, uint32_t domid,
		       const struct lx_device_class *class, void *dev);
/*
 * Removes one, as a part of op; *d is copied, what it points to is not. rc
 * NULL: the step fails when something did not work. Otherwise nothing stops
 * it, and the first error is in *rc, which the caller has set to 0.
 */
void lx_device_remove_run(struct lx_op *op, const struct lx_device *d,
			  enum lx_removal how_hard, int *rc);
/*
 * Removes all devices of a domain that will not run again, side by side, as a
 * part of op. Nothing stops it: what does not work is logged, and the first
 * such error is in *rc (0 before the call) when op is joined.
 */
void lx_devices_remove_run(struct lx_op *op, uint32_t domid, int *rc);

#endif
