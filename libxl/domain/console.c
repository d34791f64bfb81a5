/* SPDX-License-Identifier: LGPL-2.1-only */
/* Consoles: the primary one's device, terminals, and who connects to them. */
#include <stdlib.h>
#include <unistd.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "domain/create.h"

#ifndef LX_PRIVATE_BIN_DIR
#define LX_PRIVATE_BIN_DIR "/usr/lib/xen-4.17/bin"
#endif

/* How much output xenconsoled keeps for a guest, in bytes. */
#define OUTPUT_LIMIT "1048576"

/* -- the device ------------------------------------------------------------------ */
/* Of these two the guest owns its own side, all else it may only read. */
static int mkdir_read(struct lx_scope *s, xs_transaction_t t, const char *path)
{
	struct xs_permissions perms[] = {
		{ .id = 0, .perms = XS_PERM_NONE },
		{ .id = s->domid, .perms = XS_PERM_READ },
	};

	return lx_xs_mkdir(s, t, path, perms, 2);
}

static int write_backend_id(struct lx_scope *s, xs_transaction_t t,
			    const char *front)
{
	struct xs_permissions perms[] = {
		{ .id = s->domid, .perms = XS_PERM_NONE },
		{ .id = 0, .perms = XS_PERM_READ },
	};
	const char *path = lx_printf(s, "%s/backend-id", front);
	int rc = lx_xs_write(s, t, path, "0");

	return rc ? rc : lx_xs_set_perms(s, t, path, perms, 2);
}

static int write_front(struct lx_scope *s, xs_transaction_t t,
		       const char *front, const char *back,
		       const struct lx_built *built)
{
	const char *const keys[] = {
		"backend", back,
		"limit", OUTPUT_LIMIT,
		"type", "xenconsoled",
		"output", "pty",
		"tty", "",
		"port", lx_printf(s, "%u", built->console_port),
		"ring-ref", lx_printf(s, "%lu", built->console_mfn),
		NULL,
	};
	int rc = mkdir_read(s, t, front);

	if (!rc)
		rc = lx_xs_write_all(s, t, front, keys);
	return rc ? rc : write_backend_id(s, t, front);
}

static int write_console(struct lx_scope *s, xs_transaction_t t, void *arg)
{
	const char *front = lx_printf(s, "%s/console",
				      lx_xs_dompath(s, s->domid));
	const char *back = lx_printf(s,
				     "/local/domain/0/backend/console/%u/0",
				     s->domid);
	const char *own = lx_printf(s, "/libxl/%u/device/console/0", s->domid);
	const char *const back_keys[] = {
		"frontend", front,
		"frontend-id", lx_printf(s, "%u", s->domid),
		"online", "1",
		"state", "1",
		"protocol", "vt100",
		NULL,
	};
	const char *const own_keys[] = { "frontend", front, "backend", back,
					 NULL };
	int rc = mkdir_read(s, t, back);

	if (!rc)
		rc = lx_xs_write_all(s, t, back, back_keys);
	if (!rc)
		rc = lx_xs_write_all(s, t, own, own_keys);
	if (!rc)
		rc = lx_xs_write_all(s, t, own, back_keys + 2);
	return rc ? rc : write_front(s, t, front, back, arg);
}

int lx_console_add_primary(struct lx_scope *s, const struct lx_built *built)
{
	return lx_xs_transaction(s, write_console, (void *)built);
}

/* -- terminals --------------------------------------------------------------------- */
static const char *tty_path(struct lx_scope *s, int number,
			    libxl_console_type type)
{
	const char *dompath = lx_xs_dompath(s, s->domid);

	if (type == LIBXL_CONSOLE_TYPE_SERIAL)
		return lx_printf(s, "%s/serial/%d/tty", dompath, number);
	if (number)
		return lx_printf(s, "%s/device/console/%d/tty", dompath,
				 number);
	return lx_printf(s, "%s/console/tty", dompath);
}

int libxl_console_get_tty(libxl_ctx *ctx, uint32_t domid, int cons_num,
			  libxl_console_type type, char **path)
{
	struct lx_scope s;
	const char *at, *tty;
	int rc = 0;

	lx_scope_enter(&s, ctx, domid);
	if (type != LIBXL_CONSOLE_TYPE_SERIAL && type != LIBXL_CONSOLE_TYPE_PV) {
		rc = lx_fail(&s, ERROR_INVAL, "console type %d is neither serial nor pv",
			     type);
		goto out;
	}
	at = tty_path(&s, cons_num, type);
	tty = lx_xs_get(&s, XBT_NULL, at);
	if (!tty || !*tty)
		rc = lx_fail(&s, ERROR_FAIL,
			     "console %d has no terminal (%s); is xenconsoled running?",
			     cons_num, at);
	else
		*path = lx_out_strdup(tty);
out:
	lx_scope_leave(&s);
	return rc;
}

/* PV guests and HVM guests without emulated serial lines alike: console 0. */
int libxl_primary_console_get_tty(libxl_ctx *ctx, uint32_t domid_vm,
				  char **path)
{
	return libxl_console_get_tty(ctx, domid_vm, 0, LIBXL_CONSOLE_TYPE_PV,
				     path);
}

/* -- clients ----------------------------------------------------------------------- */
static const char *console_type_word(libxl_console_type type)
{
	switch (type) {
	case LIBXL_CONSOLE_TYPE_PV:
		return "pv";
	case LIBXL_CONSOLE_TYPE_SERIAL:
		return "serial";
	default:
		return NULL;
	}
}

int libxl_console_exec(libxl_ctx *ctx, uint32_t domid, int cons_num,
		       libxl_console_type type, int notify_fd)
{
	static const char client[] = LX_PRIVATE_BIN_DIR "/xenconsole";
	const char *word = console_type_word(type);
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	if (!word) {
		rc = lx_fail(&s, ERROR_INVAL, "console type %d is neither serial nor pv",
			     type);
	} else if (notify_fd != -1) {
		execl(client, client, lx_printf(&s, "%u", domid), "--num",
		      lx_printf(&s, "%d", cons_num), "--type", word,
		      "--start-notify-fd", lx_printf(&s, "%d", notify_fd),
		      (char *)NULL);
		rc = lx_fail_errno(&s, ERROR_FAIL, "%s cannot be run", client);
	} else {
		execl(client, client, lx_printf(&s, "%u", domid), "--num",
		      lx_printf(&s, "%d", cons_num), "--type", word,
		      (char *)NULL);
		rc = lx_fail_errno(&s, ERROR_FAIL, "%s cannot be run", client);
	}
	lx_scope_leave(&s);
	return rc;
}

int libxl_primary_console_exec(libxl_ctx *ctx, uint32_t domid_vm,
			       int notify_fd)
{
	return libxl_console_exec(ctx, domid_vm, 0, LIBXL_CONSOLE_TYPE_PV,
				  notify_fd);
}
