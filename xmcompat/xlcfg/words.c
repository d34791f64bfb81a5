/* SPDX-License-Identifier: LGPL-2.1-only */
/* Keys whose values are words, with the names libxl has for them. */
#include "xlcfg/domain.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

static const struct xl_word actions[] = {
	{ "destroy", NULL },
	{ "restart", "restart" },
	{ "rename-restart", "restart_rename" },
	{ "preserve", "preserve" },
	{ "coredump-destroy", "coredump_destroy" },
	{ "coredump-restart", "coredump_restart" },
	{ "soft-reset", "soft_reset" },
	{ NULL, NULL },
};

static const struct xl_word tsc_modes[] = {
	{ "default", NULL },
	{ "always_emulate", "always_emulate" },
	{ "native", "native" },
	{ "native_paravirt", "native_paravirt" },
	{ NULL, NULL },
};

static const struct xl_word timer_modes[] = {
	{ "delay_for_missed_ticks", "delay_for_missed_ticks" },
	{ "no_delay_for_missed_ticks", "no_delay_for_missed_ticks" },
	{ "no_missed_ticks_pending", "no_missed_ticks_pending" },
	{ "one_missed_tick_pending", "one_missed_tick_pending" },
	{ NULL, NULL },
};

static const struct xl_word altp2m_modes[] = {
	{ "disabled", NULL },	    { "mixed", "mixed" },
	{ "external", "external" }, { "limited", "limited" },
	{ NULL, NULL },
};

static const struct xl_word bioses[] = {
	{ "rombios", "rombios" },
	{ "seabios", "seabios" },
	{ "ovmf", "ovmf" },
	{ NULL, NULL },
};

static const struct xl_word hdtypes[] = {
	{ "ide", NULL }, { "ahci", "ahci" }, { NULL, NULL },
};

static const struct xl_word vgas[] = {
	{ "stdvga", "std" }, { "cirrus", "cirrus" }, { "none", "none" },
	{ "qxl", "qxl" },    { NULL, NULL },
};

static const struct xl_word genids[] = {
	{ "generate", NULL }, { "none", NULL }, { NULL, NULL },
};

static const struct xl_word vendor_devices[] = {
	{ "none", NULL }, { "xenserver", "xenserver" }, { NULL, NULL },
};

static const struct xl_word passthroughs[] = {
	{ "default", NULL },	  { "disabled", "disabled" },
	{ "enabled", "enabled" }, { "sync_pt", "sync_pt" },
	{ "share_pt", "share_pt" }, { NULL, NULL },
};

static const struct xl_word device_models[] = {
	{ "qemu-xen-traditional", "qemu_xen_traditional" },
	{ "qemu-xen", "qemu_xen" },
	{ NULL, NULL },
};

static const struct xl_word gic_versions[] = {
	{ "default", NULL }, { "v2", "v2" }, { "v3", "v3" }, { NULL, NULL },
};

static const struct xl_word tees[] = {
	{ "none", NULL }, { "optee", "optee" }, { NULL, NULL },
};

static const struct xl_word vuarts[] = {
	{ "unknown", NULL }, { "sbsa_uart", "sbsa_uart" }, { NULL, NULL },
};

static const struct xl_word_key word_keys[] = {
	{ "altp2m", XL_ANY, altp2m_modes },
	{ "bios", XL_HVM, bioses },
	{ "device_model_version", XL_ANY, device_models },
	{ "gic_version", XL_ANY, gic_versions },
	{ "hdtype", XL_HVM, hdtypes },
	{ "ms_vm_genid", XL_HVM, genids },
	{ "on_crash", XL_ANY, actions },
	{ "on_poweroff", XL_ANY, actions },
	{ "on_reboot", XL_ANY, actions },
	{ "on_soft_reset", XL_ANY, actions },
	{ "on_watchdog", XL_ANY, actions },
	{ "passthrough", XL_ANY, passthroughs },
	{ "tee", XL_ANY, tees },
	{ "timer_mode", XL_HVM | XL_PVH, timer_modes },
	{ "tsc_mode", XL_ANY, tsc_modes },
	{ "vendor_device", XL_HVM, vendor_devices },
	{ "vga", XL_HVM, vgas },
	{ "vuart", XL_ANY, vuarts },
};

const struct xl_word_key *xl_word_key_find(const char *key)
{
	for (size_t i = 0; i < sizeof(word_keys) / sizeof(word_keys[0]); i++)
		if (!strcmp(word_keys[i].key, key))
			return &word_keys[i];
	return NULL;
}

int xl_word_find(const struct xl_word_key *k, const char *text)
{
	for (int i = 0; k->words[i].text; i++)
		if (!strcasecmp(k->words[i].text, text))
			return i;
	return -1;
}

const char *xl_words_list(struct arena *a, const struct xl_word_key *k)
{
	const char *list = k->words[0].text;

	for (int i = 1; k->words[i].text; i++)
		list = arena_printf(a, "%s, %s", list, k->words[i].text);
	return list;
}
