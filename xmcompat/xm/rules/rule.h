/* SPDX-License-Identifier: LGPL-2.1-only */
/* The rules of scalar variables, one file per group of the table. */
#ifndef XMCOMPAT_XM_RULES_RULE_H
#define XMCOMPAT_XM_RULES_RULE_H

#include "xm/rules.h"

typedef void xm_rule(struct xm_rule_context *ctx,
		     const struct xm_variable *var);

/* identity.c */
xm_rule rule_name, rule_uuid, rule_builder, rule_backend_domain, rule_tpmif,
	rule_target;
/* boot.c */
xm_rule rule_kernel, rule_loader, rule_ramdisk, rule_bootloader,
	rule_bootargs, rule_features, rule_device_model;
/* kernel_line.c */
xm_rule rule_root, rule_extra, rule_kernel_ip, rule_kernel_nfs;
/* memory.c */
xm_rule rule_memory, rule_maxmem, rule_shadow_memory;
/* cpu.c */
xm_rule rule_vcpus, rule_maxvcpus, rule_vcpu_avail, rule_cpu, rule_cpus,
	rule_cpu_weight, rule_cpu_cap;
/* lifecycle.c */
xm_rule rule_restart, rule_on_event, rule_on_xend;
/* hvm.c */
xm_rule rule_tsc_mode, rule_timer_mode, rule_hpet, rule_viridian,
	rule_pci_msitranslate, rule_gfx_passthru, rule_rtc_timeoffset,
	rule_boot, rule_videoram;
/* ports.c */
xm_rule rule_serial, rule_floppy, rule_parallel, rule_monitor,
	rule_monitor_path;
/* graphics.c */
xm_rule rule_vnc, rule_display, rule_opengl, rule_keymap;
/* old.c */
xm_rule rule_nics, rule_lapic, rule_cdrom, rule_ne2000, rule_old_security,
	rule_usbport;
/* plain.c */
xm_rule rule_no_effect, rule_lost_switch, rule_run_control;

/* Does an HVM guest boot a Linux kernel without firmware's help? (boot.c) */
bool kernel_is_direct(const struct xm_options *o);
/* Is a kernel booted whose command line counts: PV, or HVM directly? */
bool kernel_has_line(const struct xm_rule_context *ctx);

/* How many virtual CPUs the domain can have, 1 to INT32_MAX. (cpu.c) */
int64_t vcpus_most(const struct xm_options *o);

/* Does xm show the HVM guest's screen by its own variables? (graphics.c) */
bool screen_is_vfb(const struct xm_rule_context *ctx);

/* The option's value, NULL if it is not set or false in Python. */
const struct value *rule_value(const struct xm_rule_context *ctx,
			       const struct xm_variable *var);
/* The list under an xl key, for adding to it; made when there is none. */
struct value *rule_list(struct xm_rule_context *ctx,
			const struct xm_variable *var, const char *key);

struct value *rule_new_int(struct xm_rule_context *ctx, int64_t i);
struct value *rule_new_text(struct xm_rule_context *ctx, const char *text);
/* With blanks for line breaks and tabs, which no string of xl can hold. */
struct value *rule_new_line(struct xm_rule_context *ctx, const char *text);

#endif
