/* SPDX-License-Identifier: LGPL-2.1-only */
/* Keys that xl reads in a way of their own. */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "xlcfg/canonical.h"
#include "xlcfg/scalar.h"

/* -- the guest type --------------------------------------------------------- */

static enum xl_guest guest_from(struct canonical *c, const struct binding *b,
				enum xl_guest (*read)(const char *text),
				const char *words)
{
	const char *text;
	enum xl_guest guest;

	if (!b)
		return 0;
	text = xl_scalar_text(c->arena, c->in, b->value);
	if (!text)
		return 0;
	guest = read(text);
	if (!guest)
		canonical_refuse(c, DIAG_XL_REFUSED, b,
				 "\"%s\" is no guest type (%s)", text, words);
	return guest;
}

enum xl_guest canonical_guest(struct canonical *c)
{
	const struct binding *type = tree_find(c->in, "type");
	const struct binding *builder = tree_find(c->in, "builder");
	enum xl_guest by_type, by_builder;

	by_builder = guest_from(c, builder, xl_guest_of_builder,
				"generic, hvm");
	by_type = guest_from(c, type, xl_guest_of_type, "pv, pvh, hvm");
	if (c->failed)
		return 0;
	if (by_type && by_builder && by_type != by_builder) {
		canonical_refuse(c, DIAG_XL_CONFLICT, builder,
				 "it contradicts type=");
		return 0;
	}
	if (by_type || by_builder)
		return by_type ? by_type : by_builder;
	return XL_PV;
}

static void put_type(struct canonical *c, const struct binding *b)
{
	const char *name = xl_guest_name(c->guest);

	if (!canonical_text(c, b))
		return;
	if (strcmp(b->name, "type") && tree_find(c->in, "type")) {
		diag_fate(c->diags, DIAG_NAME_RENAMED, FATE_RENAMED, b->pos,
			  b->name, "type= says it");
		return;
	}
	if (b->value->type == VALUE_STRING && !strcmp(b->value->str, name))
		canonical_put(c, b, "type", b->value);
	else
		canonical_put(c, b, "type",
			      value_string(c->arena, name, b->value->pos));
}

/* -- words and numbers that mean words -------------------------------------- */

static void put_word(struct canonical *c, const struct binding *b, int word,
		     const char *text)
{
	const struct xl_word_key *k = xl_word_key_find(b->name);
	const char *name;

	if (word < 0 && (k->guests & c->guest)) {
		canonical_refuse(c, DIAG_XL_REFUSED, b,
				 "\"%s\" is none of %s", text,
				 xl_words_list(c->arena, k));
		return;
	}
	name = word < 0 ? text : k->words[word].text;
	if (b->value->type == VALUE_STRING && !strcmp(b->value->str, name))
		canonical_put(c, b, b->name, b->value);
	else
		canonical_put(c, b, b->name,
			      value_string(c->arena, name, b->value->pos));
}

/* Words that xl compares with respect to case; elsewhere it does not. */
static bool exact_case(const char *key)
{
	return !strncmp(key, "on_", 3) || !strcmp(key, "vga") ||
	       !strcmp(key, "device_model_version") ||
	       !strcmp(key, "ms_vm_genid");
}

static void put_words(struct canonical *c, const struct binding *b)
{
	const struct xl_word_key *k = xl_word_key_find(b->name);
	const char *text = canonical_text(c, b);
	int word;

	if (!text)
		return;
	word = xl_word_find(k, text);
	if (word >= 0 && exact_case(b->name) &&
	    strcmp(k->words[word].text, text))
		word = -1;
	put_word(c, b, word, text);
}

/* A word, or its number in the order of the table. */
static void put_word_or_number(struct canonical *c, const struct binding *b)
{
	const struct xl_word_key *k = xl_word_key_find(b->name);
	const char *text = canonical_text(c, b);
	int64_t n;
	int last = 0;

	if (!text)
		return;
	if (xl_scalar_number(text, &n) != XL_NUMBER) {
		put_words(c, b);
		return;
	}
	while (k->words[last + 1].text)
		last++;
	put_word(c, b, n < 0 || n > last ? -1 : (int)n, text);
}

static void put_timer_mode(struct canonical *c, const struct binding *b)
{
	if (c->guest == XL_PV)
		canonical_refuse(c, DIAG_XL_CONFLICT, b,
				 "xl refuses it for a PV guest");
	else
		put_word_or_number(c, b);
}

static void put_gfx_passthru(struct canonical *c, const struct binding *b)
{
	const char *text = canonical_text(c, b);
	struct value *v = b->value;
	int64_t n;

	if (!text)
		return;
	if (xl_scalar_number(text, &n) == XL_NUMBER)
		v = v->type == VALUE_INT && (n == 0 || n == 1) ? v :
			value_int(c->arena, n != 0, v->pos);
	else if (!strcmp(text, "default"))
		v = value_int(c->arena, 1, v->pos);
	else if (strcmp(text, "igd") && c->guest == XL_HVM)
		canonical_refuse(c, DIAG_XL_REFUSED, b,
				 "\"%s\" is none of 0, 1, default, igd", text);
	canonical_put(c, b, b->name, v);
}

/* -- identity and boot ------------------------------------------------------ */

/* Hyphens where they belong, hexadecimal digits elsewhere; lower case. */
static void put_uuid(struct canonical *c, const struct binding *b)
{
	const char *text = canonical_text(c, b);
	char *lower;

	if (!text)
		return;
	lower = arena_strdup(c->arena, text);
	for (size_t i = 0; i < 36 && strlen(text) == 36; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? text[i] != '-' :
			     !isxdigit((unsigned char)text[i]))
			lower = arena_strdup(c->arena, "");
		else if (*lower)
			lower[i] = (char)tolower((unsigned char)text[i]);
	}
	if (strlen(lower) != 36) {
		canonical_refuse(c, DIAG_XL_REFUSED, b, "\"%s\" is no UUID "
				 "(8-4-4-4-12 hexadecimal digits)", text);
		return;
	}
	if (b->value->type == VALUE_STRING && !strcmp(lower, b->value->str))
		canonical_put(c, b, "uuid", b->value);
	else
		canonical_put(c, b, "uuid",
			      value_string(c->arena, lower, b->value->pos));
}

static void put_kernel(struct canonical *c, const struct binding *b)
{
	const char *text = canonical_text(c, b);
	const char *base;

	if (!text)
		return;
	base = strrchr(text, '/');
	base = base ? base + 1 : text;
	if (c->guest == XL_HVM && !strcmp(base, "hvmloader"))
		canonical_drop(c, b, DIAG_XL_NO_EFFECT,
			       "xl finds the firmware of an HVM guest by "
			       "itself and ignores this",
			       "remove it; another firmware goes in "
			       "firmware_override");
	else
		canonical_put(c, b, "kernel", b->value->type == VALUE_STRING ?
			      b->value :
			      value_string(c->arena, text, b->value->pos));
}

/* A text is split at blanks and tabs. */
static void put_bootloader_args(struct canonical *c, const struct binding *b)
{
	struct value *list;
	const char *s;

	if (b->value->type == VALUE_LIST) {
		canonical_list(c, b);
		return;
	}
	s = canonical_text(c, b);
	if (!s)
		return;
	list = value_list(c->arena, b->value->pos);
	for (s += strspn(s, " \t"); *s; s += strspn(s, " \t")) {
		size_t len = strcspn(s, " \t");

		value_push(c->arena, list,
			   value_stringn(c->arena, s, len, b->value->pos));
		s += len;
	}
	canonical_put(c, b, b->name, list);
}

/* -- lists that must be lists ----------------------------------------------- */

static void put_required_list(struct canonical *c, const struct binding *b)
{
	if (b->value->type == VALUE_LIST)
		canonical_list(c, b);
	else
		canonical_refuse(c, DIAG_XL_REFUSED, b,
				 "xl wants a list here: [ ... ]");
}

static void put_mca_caps(struct canonical *c, const struct binding *b)
{
	if (c->guest != XL_HVM && b->value->type != VALUE_LIST) {
		canonical_drop(c, b, DIAG_XL_WRONG_KIND,
			       "xl wants a list and ignores this value", NULL);
		return;
	}
	put_required_list(c, b);
	if (c->guest != XL_HVM || c->failed)
		return;
	for (size_t i = 0; i < b->value->items.n; i++) {
		const struct value *v = b->value->items.v[i];

		if (value_is_text(v) && strcmp(v->str, "lmce"))
			canonical_refuse(c, DIAG_XL_REFUSED, b,
					 "\"%s\" is no capability (lmce)",
					 v->str);
	}
}

/* A switch, or a list of groups. */
static void put_viridian(struct canonical *c, const struct binding *b)
{
	int64_t n;

	if (b->value->type == VALUE_LIST) {
		canonical_list(c, b);
		return;
	}
	if (!canonical_number(c, b, &n))
		return;
	if (b->value->type == VALUE_INT && (n == 0 || n == 1))
		canonical_put(c, b, b->name, b->value);
	else
		canonical_put(c, b, b->name,
			      value_int(c->arena, n != 0, b->value->pos));
}

/*
 * xl pins as many vCPUs as it knows of when it reads the file, which are none
 * unless vcpus, maxvcpus or vnuma says so. What is left of a list, or of
 * cpus_soft, is that libxl does not choose NUMA nodes by itself.
 */
static bool pins_nothing(struct canonical *c, const struct binding *b)
{
	const char *text = "xl pins no vCPU unless vcpus or maxvcpus is set";

	if (tree_find(c->in, "vcpus") || tree_find(c->in, "maxvcpus") ||
	    tree_find(c->in, "vnuma"))
		return false;
	if (b->value->type == VALUE_LIST || !strcmp(b->name, "cpus_soft")) {
		if (b->value->type == VALUE_LIST && !b->value->items.n)
			return false;
		diag_add(c->diags, DIAG_XL_NO_EFFECT, b->pos, b->name, "%s",
			 text);
		canonical_put(c, b, b->name,
			      value_list(c->arena, b->value->pos));
		return true;
	}
	canonical_drop(c, b, DIAG_XL_NO_EFFECT, text, "set vcpus");
	return true;
}

/* An empty list pins nothing, and may stay; so may xl's own texts. */
static void put_cpus(struct canonical *c, const struct binding *b)
{
	const char *text;

	if (pins_nothing(c, b))
		return;
	if (b->value->type == VALUE_LIST) {
		canonical_list(c, b);
		return;
	}
	text = canonical_text(c, b);
	if (!text)
		return;
	canonical_put(c, b, b->name, b->value->type == VALUE_STRING ? b->value :
		      value_string(c->arena, text, b->value->pos));
}

/* -- what xl only comments on ----------------------------------------------- */

static void drop_device_model(struct canonical *c, const struct binding *b)
{
	canonical_drop(c, b, DIAG_XL_NO_EFFECT, "xl does not use it any more",
		       "another device model goes in device_model_override, "
		       "with device_model_version");
}

static void drop_vif2(struct canonical *c, const struct binding *b)
{
	canonical_drop(c, b, DIAG_XL_NO_EFFECT,
		       "xl has no netchannel2 devices", "use vif");
}

static void drop_vncviewer(struct canonical *c, const struct binding *b)
{
	canonical_drop(c, b, DIAG_XL_NO_EFFECT, "xl does not use it any more",
		       "start the viewer with xl create -V");
}

static const struct {
	const char *key;
	void (*put)(struct canonical *c, const struct binding *b);
} specials[] = {
	{ "altp2m", put_word_or_number },
	{ "bios", put_words },
	{ "bootloader_args", put_bootloader_args },
	{ "builder", put_type },
	{ "cpus", put_cpus },
	{ "cpus_soft", put_cpus },
	{ "device_model", drop_device_model },
	{ "device_model_args", put_required_list },
	{ "device_model_args_hvm", put_required_list },
	{ "device_model_args_pv", put_required_list },
	{ "device_model_version", put_words },
	{ "gfx_passthru", put_gfx_passthru },
	{ "gic_version", put_words },
	{ "hdtype", put_words },
	{ "kernel", put_kernel },
	{ "mca_caps", put_mca_caps },
	{ "ms_vm_genid", put_words },
	{ "on_crash", put_words },
	{ "on_poweroff", put_words },
	{ "on_reboot", put_words },
	{ "on_soft_reset", put_words },
	{ "on_watchdog", put_words },
	{ "passthrough", put_words },
	{ "tee", put_words },
	{ "timer_mode", put_timer_mode },
	{ "tsc_mode", put_word_or_number },
	{ "type", put_type },
	{ "uuid", put_uuid },
	{ "vendor_device", put_words },
	{ "vga", put_words },
	{ "vif2", drop_vif2 },
	{ "viridian", put_viridian },
	{ "vncviewer", drop_vncviewer },
	{ "vuart", put_words },
};

bool canonical_special(struct canonical *c, const struct binding *b)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++) {
		if (strcmp(specials[i].key, b->name))
			continue;
		specials[i].put(c, b);
		return true;
	}
	return false;
}
