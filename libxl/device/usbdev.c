/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * USB devices of the host in a guest: each at a port of one of the guest's
 * controllers. The backend's port/N holds the device's name in sysfs ("1-2.3"),
 * or nothing; the controller's note has the same.
 */
#include "device/usb.h"

#include <dirent.h>
#include <stdlib.h>

#include <libxl_utils.h>

#include "core/ctx.h"
#include "core/log.h"
#include "device/classes.h"
#include "device/found.h"
#include "device/stored.h"
#include "idl/types.h"

/* -- in the stored config ------------------------------------------------------ */
static bool same_port(const void *a, const void *b)
{
	const libxl_device_usbdev *x = a, *y = b;

	return x->ctrl == y->ctrl && x->port == y->port;
}

/* Not one of the machine's: a device here has no ends of its own. */
static const struct lx_device_class usbdev_class = {
	.name = "usbdev",
	.type = &lx_type_device_usbdev,
	.count_at = offsetof(libxl_domain_config, num_usbdevs),
	.list_at = offsetof(libxl_domain_config, usbdevs),
	.devid_at = LX_NO_FIELD,
	.back_domid_at = LX_NO_FIELD,
	.back_domname_at = LX_NO_FIELD,
	.same = same_port,
};

/* -- the host's devices ----------------------------------------------------------- */
static int read_number(struct lx_scope *s, const char *name, const char *file)
{
	const char *path = lx_printf(s, "%s/bus/usb/devices/%s/%s",
				     s->ctx->sys_dir, name, file);
	FILE *f = fopen(path, "re");
	int value = -1;

	if (!f)
		return -1;
	if (fscanf(f, "%d", &value) != 1)
		value = -1;
	fclose(f);
	return value;
}

/* Interfaces have a colon in their names, and root hubs begin with "usb". */
static bool is_device(const char *name)
{
	return *name >= '0' && *name <= '9' && !strchr(name, ':');
}

/* The name in sysfs; NULL: no such device. */
static const char *name_of(struct lx_scope *s, int bus, int address)
{
	DIR *d = opendir(lx_printf(s, "%s/bus/usb/devices", s->ctx->sys_dir));
	const char *found = NULL;
	struct dirent *e;

	while (d && !found && (e = readdir(d)))
		if (is_device(e->d_name) &&
		    read_number(s, e->d_name, "busnum") == bus &&
		    read_number(s, e->d_name, "devnum") == address)
			found = lx_strdup(s, e->d_name);
	if (d)
		closedir(d);
	return found;
}

/* -- ports ------------------------------------------------------------------------ */
struct port {
	struct lx_device ctrl;
	int number;		/* from 1 */
	const char *name;	/* of the device there; NULL: free */
};

static int controllers(struct lx_scope *s, uint32_t domid,
		       struct lx_device **list, int *nr)
{
	return lx_devices_noted(s, XBT_NULL, domid, lx_usbctrl_class.kind,
				list, nr);
}

static int nr_ports(struct lx_scope *s, const struct lx_device *ctrl)
{
	const char *text = lx_xs_getf(s, XBT_NULL, "%s/num-ports",
				      lx_device_note(s, ctrl));

	return text ? atoi(text) : 0;
}

static struct port port_at(struct lx_scope *s, const struct lx_device *ctrl,
			   int number)
{
	const char *name = lx_xs_getf(s, XBT_NULL, "%s/port/%d",
				      lx_device_back(s, ctrl), number);

	return (struct port){ *ctrl, number, name && *name ? name : NULL };
}

/*
 * Calls fn for each port of a domain's controllers until it says true, and
 * leaves that port in *found. ERROR_NOTFOUND (silent): it never did.
 */
static int find_port(struct lx_scope *s, uint32_t domid,
		     bool (*fn)(const struct port *p, const void *arg),
		     const void *arg, struct port *found)
{
	struct lx_device *list;
	int nr;
	int rc = controllers(s, domid, &list, &nr);

	for (int c = 0; !rc && c < nr; c++) {
		int ports = nr_ports(s, &list[c]);

		for (int i = 1; i <= ports; i++) {
			*found = port_at(s, &list[c], i);
			if (fn(found, arg))
				return 0;
		}
	}
	return rc ? rc : ERROR_NOTFOUND;
}

static bool holds(const struct port *p, const void *name)
{
	return p->name && !strcmp(p->name, name);
}

/* A free one, where the caller asked for it if he did. */
static bool is_free(const struct port *p, const void *arg)
{
	const libxl_device_usbdev *wanted = arg;

	return !p->name && (wanted->ctrl < 0 ||
			    wanted->ctrl == p->ctrl.devid) &&
	       (wanted->port <= 0 || wanted->port == p->number);
}

static bool is_that(const struct port *p, const void *arg)
{
	const libxl_device_usbdev *wanted = arg;

	return p->name && wanted->ctrl == p->ctrl.devid &&
	       wanted->port == p->number;
}

static int check_unused(struct lx_scope *s, const char *name)
{
	unsigned int nr;
	char **domids = lx_xs_list(s, XBT_NULL, "/libxl", &nr);
	struct port p;

	if (!domids)
		return ERROR_FAIL;
	for (unsigned int i = 0; i < nr; i++)
		if (!find_port(s, atoi(domids[i]), holds, name, &p))
			return lx_fail(s, ERROR_INVAL,
				       "USB device %s is in use by domain %s",
				       name, domids[i]);
	return 0;
}

struct put {
	const struct port *port;
	const char *name;
};

static int write_port(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const struct put *put = arg;
	const struct port *p = put->port;
	int rc = lx_xs_write(s, t, lx_printf(s, "%s/port/%d",
					     lx_device_back(s, &p->ctrl),
					     p->number), put->name);

	return rc ? rc : lx_xs_write(s, t, lx_printf(s, "%s/port/%d",
						     lx_device_note(s, &p->ctrl),
						     p->number), put->name);
}

static int put_at(struct lx_scope *s, const struct port *p, const char *name)
{
	struct put put = { p, name };

	return lx_xs_transaction(s, write_port, &put);
}

/* -- add --------------------------------------------------------------------------- */
static int choose_port(struct lx_scope *s, const libxl_device_usbdev *dev,
		       struct port *p)
{
	int rc = find_port(s, s->domid, is_free, dev, p);

	if (rc == ERROR_NOTFOUND && dev->ctrl < 0)
		return lx_fail(s, ERROR_INVAL,
			       "no USB controller of it has a free port; add one with usbctrl-attach");
	if (rc == ERROR_NOTFOUND)
		return lx_fail(s, ERROR_INVAL,
			       "USB controller %d, port %d: not there, or in use",
			       dev->ctrl, dev->port);
	if (!rc && !strcmp(p->ctrl.back_kind, "vusb"))
		return lx_fail(s, ERROR_NI,
			       "usbctrl %d: devices behind controllers of type pv cannot be attached yet; use one of type qusb",
			       p->ctrl.devid);
	return rc;
}

static int add_usbdev(struct lx_scope *s, libxl_device_usbdev *dev)
{
	const char *name;
	struct port p;
	int rc;

	if (dev->type != LIBXL_USBDEV_TYPE_HOSTDEV)
		return lx_fail(s, ERROR_INVAL, "USB device: its type is not hostdev");
	name = name_of(s, dev->u.hostdev.hostbus, dev->u.hostdev.hostaddr);
	if (!name)
		return lx_fail(s, ERROR_INVAL,
			       "USB device: the host has none at bus %d, address %d; lsusb lists them",
			       dev->u.hostdev.hostbus, dev->u.hostdev.hostaddr);
	rc = check_unused(s, name);
	if (!rc)
		rc = choose_port(s, dev, &p);
	if (!rc)
		rc = put_at(s, &p, name);
	if (rc)
		return rc;
	dev->ctrl = p.ctrl.devid;
	dev->port = p.number;
	rc = lx_stored_add(s, &usbdev_class, dev);
	if (rc)
		put_at(s, &p, "");
	return rc;
}

/* Neither has to wait for anybody. */
static int at_once(libxl_ctx *ctx, uint32_t domid,
		   int (*change)(struct lx_scope *s, libxl_device_usbdev *dev),
		   libxl_device_usbdev *dev, const libxl_asyncop_how *how)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = change(&s, dev);
	lx_scope_leave(&s);
	return lx_op_instant(ctx, domid, how, rc);
}

int libxl_device_usbdev_add(libxl_ctx *ctx, uint32_t domid,
			    libxl_device_usbdev *usbdev,
			    const libxl_asyncop_how *ao_how)
{
	return at_once(ctx, domid, add_usbdev, usbdev, ao_how);
}

/* -- remove ------------------------------------------------------------------------- */
static int find_usbdev(struct lx_scope *s, const libxl_device_usbdev *dev,
		       struct port *p)
{
	const char *name;
	int rc;

	if (dev->ctrl >= 0 && dev->port > 0) {
		rc = find_port(s, s->domid, is_that, dev, p);
	} else {
		name = name_of(s, dev->u.hostdev.hostbus,
			       dev->u.hostdev.hostaddr);
		rc = name ? find_port(s, s->domid, holds, name, p)
			  : ERROR_NOTFOUND;
	}
	if (rc == ERROR_NOTFOUND)
		rc = lx_fail(s, ERROR_INVAL, "it has no such USB device");
	return rc;
}

static int remove_usbdev(struct lx_scope *s, libxl_device_usbdev *dev)
{
	libxl_device_usbdev stored = { 0 };
	struct port p;
	int rc = find_usbdev(s, dev, &p);

	if (!rc)
		rc = put_at(s, &p, "");
	if (rc)
		return rc;
	stored.ctrl = p.ctrl.devid;
	stored.port = p.number;
	return lx_stored_remove(s, &usbdev_class, &stored);
}

int libxl_device_usbdev_remove(libxl_ctx *ctx, uint32_t domid,
			       libxl_device_usbdev *usbdev,
			       const libxl_asyncop_how *ao_how)
{
	return at_once(ctx, domid, remove_usbdev, usbdev, ao_how);
}

/* -- list ----------------------------------------------------------------------------- */
struct listing {
	struct lx_scope *s;
	libxl_device_usbdev *list;
	int nr;
};

static void describe(struct lx_scope *s, const struct port *p,
		     libxl_device_usbdev *dev)
{
	libxl_device_usbdev_init(dev);
	libxl_device_usbdev_init_type(dev, LIBXL_USBDEV_TYPE_HOSTDEV);
	dev->ctrl = p->ctrl.devid;
	dev->port = p->number;
	dev->u.hostdev.hostbus = read_number(s, p->name, "busnum");
	dev->u.hostdev.hostaddr = read_number(s, p->name, "devnum");
}

/* Goes on: false until there are no more. */
static bool collect(const struct port *p, const void *arg)
{
	struct listing *l = *(struct listing *const *)arg;

	if (!p->name)
		return false;
	l->list = lx_out_realloc(l->list, (l->nr + 1) * sizeof(*l->list));
	describe(l->s, p, &l->list[l->nr++]);
	return false;
}

libxl_device_usbdev *libxl_device_usbdev_list(libxl_ctx *ctx, uint32_t domid,
					      int *num)
{
	struct lx_scope s;
	struct listing l = { &s, NULL, 0 }, *arg = &l;
	struct port p;

	lx_scope_enter(&s, ctx, domid);
	find_port(&s, domid, collect, &arg, &p);
	lx_scope_leave(&s);
	*num = l.nr;
	return l.list;
}

void libxl_device_usbdev_list_free(libxl_device_usbdev *list, int nr)
{
	lx_device_list_free(&usbdev_class, list, nr);
}

int libxl_ctrlport_to_device_usbdev(libxl_ctx *ctx, uint32_t domid, int ctrl,
				    int port, libxl_device_usbdev *usbdev)
{
	libxl_device_usbdev wanted = { .ctrl = ctrl, .port = port };
	struct lx_scope s;
	struct port p;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = find_port(&s, domid, is_that, &wanted, &p);
	if (!rc)
		describe(&s, &p, usbdev);
	lx_scope_leave(&s);
	/* callers try others: no message */
	return rc == ERROR_NOTFOUND ? ERROR_FAIL : rc;
}
