/* SPDX-License-Identifier: LGPL-2.1-only */
/* Keys and buttons of a domain: sysrq, triggers. */
#include <xenctrl.h>
#include <xen/hvm/params.h>

#include "core/ctx.h"
#include "core/log.h"
#include "core/xs.h"
#include "event/op.h"

int libxl_send_sysrq(libxl_ctx *ctx, uint32_t domid, char sysrq)
{
	struct lx_scope s;
	int rc;

	lx_scope_enter(&s, ctx, domid);
	rc = lx_xs_writef(&s, XBT_NULL,
			  lx_printf(&s, "%s/control/sysrq",
				    lx_xs_dompath(&s, domid)), "%c", sysrq);
	lx_scope_leave(&s);
	return rc;
}

struct trigger {
	libxl_trigger trigger;
	uint32_t vcpu;
};

/* S3RESUME is no trigger of the hypervisor's: the ACPI state is set. */
static int send_trigger(struct lx_scope *s, const struct trigger *t)
{
	static const int numbers[] = {
		[LIBXL_TRIGGER_POWER] = XEN_DOMCTL_SENDTRIGGER_POWER,
		[LIBXL_TRIGGER_SLEEP] = XEN_DOMCTL_SENDTRIGGER_SLEEP,
		[LIBXL_TRIGGER_NMI] = XEN_DOMCTL_SENDTRIGGER_NMI,
		[LIBXL_TRIGGER_INIT] = XEN_DOMCTL_SENDTRIGGER_INIT,
		[LIBXL_TRIGGER_RESET] = XEN_DOMCTL_SENDTRIGGER_RESET,
	};
	const char *name = libxl_trigger_to_string(t->trigger);
	int r;

	if (!name || t->trigger == LIBXL_TRIGGER_UNKNOWN)
		return lx_fail(s, ERROR_FAIL, "trigger %d is not known",
			       t->trigger);
	if (t->trigger == LIBXL_TRIGGER_S3RESUME)
		r = xc_hvm_param_set(s->ctx->xc, s->domid,
				     HVM_PARAM_ACPI_S_STATE, 0);
	else
		r = xc_domain_send_trigger(s->ctx->xc, s->domid,
					   numbers[t->trigger], t->vcpu);
	if (r && t->trigger == LIBXL_TRIGGER_S3RESUME)
		return lx_fail_errno(s, ERROR_INVAL,
				     "it cannot resume from ACPI S3: only HVM domains do");
	if (r)
		return lx_fail_errno(s, ERROR_FAIL,
				     "the trigger %s was not taken", name);
	return 0;
}

static void start_send(struct lx_op *op)
{
	lx_op_end_step(op, send_trigger(op->s, op->data));
}

static const struct lx_step steps[] = {
	{ .name = "send a trigger", .start = start_send },
	{ .name = NULL },
};

int libxl_send_trigger(libxl_ctx *ctx, uint32_t domid, libxl_trigger trigger,
		       uint32_t vcpuid, const libxl_asyncop_how *ao_how)
{
	struct lx_op *op = lx_op_new(ctx, domid, ao_how, steps,
				     sizeof(struct trigger));
	struct trigger *t = op->data;

	t->trigger = trigger;
	t->vcpu = vcpuid;
	return lx_op_run(op);
}
