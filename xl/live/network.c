/* SPDX-License-Identifier: GPL-2.0-only */
/* network-attach, network-detach, network-list. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "xl/live/commands.h"
#include "xl/live/devices.h"
#include "xl/live/domconf.h"

/* -- attach --------------------------------------------------------------- */

static const char *const vif_keys[] = {
	"type", "mac", "bridge", "ip", "script", "backend", "vifname", "rate",
	"model", "accel", "mtu", "netdev", "gatewaydev", "trusted", "devid",
};

static bool is_vif_key(const char *word)
{
	size_t len = strcspn(word, "=");

	if (!word[len])
		return false;
	for (size_t i = 0; i < sizeof(vif_keys) / sizeof(vif_keys[0]); i++)
		if (strlen(vif_keys[i]) == len &&
		    !strncmp(vif_keys[i], word, len))
			return true;
	return false;
}

int attach_nic(const struct session *s, uint32_t domid, const char *text)
{
	libxl_domain_config config;
	char *json;
	int status = 1;

	if (domconf_device(s, "vif", text, &config))
		goto out;
	/* which number it has is for libxl to say: the config has only one */
	config.nics[0].devid = -1;
	if (s->inv->globals.dry_run) {
		json = libxl_device_nic_to_json(s->ctx, &config.nics[0]);
		printf("vif: %s\n", json ? json : "");
		free(json);
		status = 0;
		goto out;
	}
	status = finish(s, libxl_device_nic_add(s->ctx, domid,
						&config.nics[0], NULL),
			"domain %u does not get the network interface", domid);
out:
	libxl_domain_config_dispose(&config);
	return status;
}

int live_network_attach(struct session *s)
{
	char *text = arena_strdup(s->arena, "");
	uint32_t domid;
	int status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	for (size_t i = 1; i < s->nwords; i++) {
		if (!is_vif_key(s->words[i])) {
			fprintf(stderr, "unrecognized argument `%s'\n",
				s->words[i]);
			return 1;
		}
		text = arena_printf(s->arena, "%s%s%s", text,
				    *text ? "," : "", s->words[i]);
	}
	return attach_nic(s, domid, text);
}

/* -- detach --------------------------------------------------------------- */

static int find_nic(const struct session *s, uint32_t domid, const char *word,
		    libxl_device_nic *nic)
{
	long n;

	if (strchr(word, ':'))
		return libxl_mac_to_device_nic(s->ctx, domid, word, nic);
	if (read_number(word, 0, 1 << 20, &n))
		return -1;
	return libxl_devid_to_device_nic(s->ctx, domid, (int)n, nic);
}

int live_network_detach(struct session *s)
{
	libxl_device_nic nic;
	uint32_t domid;
	int rc, status = find_domain(s, s->words[0], &domid);

	if (status)
		return status;
	libxl_device_nic_init(&nic);
	if (find_nic(s, domid, s->words[1], &nic)) {
		fprintf(stderr, "Unknown device %s.\n`%s network-list %s' shows the interfaces that it has\n",
			s->words[1], session_is_xm(s) ? "xm" : "xl",
			s->words[0]);
		libxl_device_nic_dispose(&nic);
		return 1;
	}
	rc = given(s, 'f') ?
		libxl_device_nic_destroy(s->ctx, domid, &nic, NULL) :
		libxl_device_nic_remove(s->ctx, domid, &nic, NULL);
	libxl_device_nic_dispose(&nic);
	return finish(s, rc, "domain %u keeps the network interface %s", domid,
		      s->words[1]);
}

/* -- list ----------------------------------------------------------------- */

void nic_print_head(void)
{
	printf("%-3s %-2s %-17s %-6s %-5s %-6s %5s/%-5s %-30s\n", "Idx", "BE",
	       "Mac Addr.", "handle", "state", "evt-ch", "tx-", "rx-ring-ref",
	       "BE-path");
}

void nic_print(const libxl_device_nic *nic, const libxl_nicinfo *i)
{
	const uint8_t *m = nic->mac;

	printf("%-3d %-2d %02x:%02x:%02x:%02x:%02x:%02x"
	       "%6d %5d %6d %5d/%-11d %-30s\n", i->devid, (int)i->backend_id,
	       m[0], m[1], m[2], m[3], m[4], m[5], i->devid, i->state,
	       i->evtch, i->rref_tx, i->rref_rx, i->backend);
}

int each_nic(const struct session *s, uint32_t domid,
	     void (*f)(const libxl_device_nic *nic, const libxl_nicinfo *i))
{
	int n;
	libxl_device_nic *v = libxl_device_nic_list(s->ctx, domid, &n);

	for (int i = 0; v && i < n; i++) {
		libxl_nicinfo info;

		libxl_nicinfo_init(&info);
		if (!libxl_device_nic_getinfo(s->ctx, domid, &v[i], &info))
			f(&v[i], &info);
		libxl_nicinfo_dispose(&info);
	}
	if (v)
		libxl_device_nic_list_free(v, n);
	return 0;
}

int live_network_list(struct session *s)
{
	nic_print_head();
	for (size_t i = 0; i < s->nwords; i++) {
		uint32_t domid;
		int status = find_domain(s, s->words[i], &domid);

		if (status)
			return status;
		each_nic(s, domid, nic_print);
	}
	return 0;
}
