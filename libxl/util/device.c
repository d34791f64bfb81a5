/* SPDX-License-Identifier: LGPL-2.1-only */
/* xlu_disk_parse and its kin: xmcompat's parsers, into libxl's types. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/xlu.h"

void xlu_reader_begin(struct xl_reader *r, struct diags *ds, const char *key)
{
	*r = (struct xl_reader){ .arena = arena_new(), .diags = ds,
				 .key = key };
	diags_init(ds, r->arena);
}

void xlu_reader_end(struct xl_reader *r, const XLU_Config *cfg,
		    const char *text)
{
	for (size_t i = 0; i < r->diags->n; i++)
		xlu_report(cfg, " %s \"%s\": %s", r->key, text,
			   r->diags->v[i].text);
	arena_free(r->arena);
}

static void replace(char **old, const char *text)
{
	if (!text)
		return;
	free(*old);
	*old = strdup(text);
}

static void set_choice(libxl_defbool *to, enum xl_choice choice)
{
	if (choice != XL_UNSET)
		libxl_defbool_set(to, choice == XL_YES);
}

/* -- disk ------------------------------------------------------------------- */

static void fill_disk(const struct xl_disk *from, libxl_device_disk *to)
{
	replace(&to->pdev_path, from->target);
	replace(&to->vdev, from->vdev);
	replace(&to->script, from->script);
	replace(&to->backend_domname, from->backend);
	replace(&to->colo_host, from->colo_host);
	replace(&to->colo_export, from->colo_export);
	replace(&to->active_disk, from->active_disk);
	replace(&to->hidden_disk, from->hidden_disk);
	libxl_disk_format_from_string(xl_disk_format_name(from->format),
				      &to->format);
	if (from->backendtype)
		libxl_disk_backend_from_string(from->backendtype,
					       &to->backend);
	if (from->specification)
		libxl_disk_specification_from_string(from->specification,
						     &to->specification);
	to->readwrite = from->write;
	to->is_cdrom = to->removable = from->cdrom;
	to->direct_io_safe = from->direct_io_safe;
	set_choice(&to->discard_enable, from->discard);
	if (from->colo)
		libxl_defbool_set(&to->colo_enable, true);
	to->colo_port = from->colo_port;
}

/* Several specs are one: positional words may come from any of them. */
static const char *join(struct arena *a, int n, const char *const *specs)
{
	const char *text = n > 0 ? specs[0] : "";

	for (int i = 1; i < n; i++)
		text = arena_printf(a, "%s,%s", text, specs[i]);
	return text;
}

int xlu_disk_parse(XLU_Config *cfg, int nspecs, const char *const *specs,
		   libxl_device_disk *disk)
{
	struct xl_disk parsed = { 0 };
	struct xl_reader r;
	struct diags ds;
	const char *text;
	int rc;

	xlu_reader_begin(&r, &ds, "disk");
	text = join(r.arena, nspecs, specs);
	rc = xl_disk_parse(&r, text, &parsed);
	if (!rc)
		fill_disk(&parsed, disk);
	xlu_reader_end(&r, cfg, text);
	return rc ? EINVAL : 0;
}

/* -- pci -------------------------------------------------------------------- */

static void fill_address(const struct xl_pci *from, libxl_device_pci *to)
{
	to->domain = from->domain;
	to->bus = from->bus;
	to->dev = from->dev;
	to->func = from->whole ? 0 : from->func;
	to->vfunc_mask = from->whole ? LIBXL_PCI_FUNC_ALL : 1;
}

static void set_bool(bool *to, enum xl_choice choice)
{
	if (choice != XL_UNSET)
		*to = choice == XL_YES;
}

static void fill_pci(const struct xl_pci *from, libxl_device_pci *to)
{
	if (from->name)
		replace(&to->name, from->name);
	else
		fill_address(from, to);
	to->vdevfn = from->vslot << 3;
	set_bool(&to->msitranslate, from->msitranslate);
	set_bool(&to->power_mgmt, from->power_mgmt);
	set_bool(&to->permissive, from->permissive);
	set_bool(&to->seize, from->seize);
	if (from->rdm_policy)
		libxl_rdm_reserve_policy_from_string(from->rdm_policy,
						     &to->rdm_policy);
}

static int parse_pci(XLU_Config *cfg, const char *text, libxl_device_pci *pci,
		     void (*fill)(const struct xl_pci *from,
				  libxl_device_pci *to))
{
	struct xl_pci parsed = { 0 };
	struct xl_reader r;
	struct diags ds;
	int rc;

	xlu_reader_begin(&r, &ds, "pci");
	rc = xl_pci_parse(&r, text, &parsed);
	if (!rc)
		fill(&parsed, pci);
	xlu_reader_end(&r, cfg, text);
	return rc ? ERROR_INVAL : 0;
}

/* Only the address; what follows it ("@1a,opt=1") is somebody else's. */
int xlu_pci_parse_bdf(XLU_Config *cfg, libxl_device_pci *pci, const char *str)
{
	size_t len = strspn(str, "0123456789abcdefABCDEF:.*");
	char *address = strndup(str, len);
	int rc;

	if (!address)
		return ERROR_NOMEM;
	rc = parse_pci(cfg, address, pci, fill_address);
	free(address);
	return rc;
}

int xlu_pci_parse_spec_string(XLU_Config *cfg, libxl_device_pci *pci,
			      const char *str)
{
	return parse_pci(cfg, str, pci, fill_pci);
}

/* -- rdm -------------------------------------------------------------------- */

static int set_rdm(libxl_rdm_reserve *rdm, const struct xl_pair *p)
{
	if (!p->value)
		return -1;
	/* "none" was 4.6's word; host is the only strategy to choose. */
	if (!strcmp(p->key, "strategy") && !strcmp(p->value, "host")) {
		rdm->strategy = LIBXL_RDM_RESERVE_STRATEGY_HOST;
		return 0;
	}
	if (!strcmp(p->key, "policy") &&
	    (!strcmp(p->value, "strict") || !strcmp(p->value, "relaxed")))
		return libxl_rdm_reserve_policy_from_string(p->value,
							    &rdm->policy);
	return -1;
}

int xlu_rdm_parse(XLU_Config *cfg, libxl_rdm_reserve *rdm, const char *str)
{
	struct arena *a = arena_new();
	struct xl_pairs pairs = xl_pairs_split(a, str);
	int rc = pairs.n ? 0 : -1;

	for (size_t i = 0; !rc && i < pairs.n; i++)
		rc = set_rdm(rdm, &pairs.v[i]);
	if (rc)
		xlu_report(cfg, " rdm \"%s\": strategy=host and policy=strict or policy=relaxed are known",
			   str);
	arena_free(a);
	return rc ? ERROR_INVAL : 0;
}

/* -- vif rate --------------------------------------------------------------- */

int xlu_vif_parse_rate(XLU_Config *cfg, const char *rate, libxl_device_nic *nic)
{
	struct xl_rate parsed = { 0 };
	struct xl_reader r;
	struct diags ds;
	int rc;

	xlu_reader_begin(&r, &ds, "rate");
	rc = xl_rate_parse(&r, rate, &parsed);
	xlu_reader_end(&r, cfg, rate);
	if (rc)
		return EINVAL;
	nic->rate_bytes_per_interval = parsed.bytes_per_interval;
	nic->rate_interval_usecs = parsed.interval_usecs;
	return 0;
}
