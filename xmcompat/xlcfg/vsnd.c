/* SPDX-License-Identifier: LGPL-2.1-only */
/* Virtual sound cards: each a list of "CARD, …", "PCM, …", "STREAM, …". */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "xlcfg/domain.h"

static const char formats[] =
	" s8 u8 s16_le s16_be u16_le u16_be s24_le s24_be u24_le u24_be s32_le"
	" s32_be u32_le u32_be float_le float_be float64_le float64_be"
	" iec958_subframe_le iec958_subframe_be mu_law a_law ima_adpcm mpeg gsm"
	" ";

/* The parameters of each item, those of all items first. */
static const char common[] =
	" sample-rates sample-formats channels-min channels-max buffer-size ";

static const struct {
	const char *item;
	const char *parameters;
} items[] = {
	{ "CARD", " backend short-name long-name " },
	{ "PCM", " name " },
	{ "STREAM", " unique-id type " },
};

static bool listed(struct arena *a, const char *list, const char *word)
{
	return strstr(list, arena_printf(a, " %s ", word)) != NULL;
}

static int check_formats(struct xl_reader *r, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, ";");
		char *word = arena_memdup0(r->arena, text, len);

		for (char *s = word; *s; s++)
			if (*s >= 'A' && *s <= 'Z')
				*s = (char)(*s - 'A' + 'a');
		if (!listed(r->arena, formats, word))
			return xl_refuse(r, "\"%s\" is no sample format", word);
		text += len + (text[len] == ';');
	}
	return 0;
}

static int check_parameter(struct xl_reader *r, const char *own,
			   const struct xl_pair *p)
{
	if (!p->value || (!listed(r->arena, own, p->key) &&
			  !listed(r->arena, common, p->key)))
		return xl_refuse(r, "\"%s\" is no parameter here", p->key);
	if (!strcmp(p->key, "sample-formats"))
		return check_formats(r, p->value);
	if (!strcmp(p->key, "type") && strcasecmp(p->value, "p") &&
	    strcasecmp(p->value, "c"))
		return xl_refuse(r, "\"%s\" is no stream type (p, c)",
				 p->value);
	return 0;
}

static int check_item(struct xl_reader *r, const char *text)
{
	struct xl_pairs p = xl_pairs_split(r->arena, text);
	const char *own = NULL;

	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		if (p.n && !strcasecmp(items[i].item, p.v[0].key))
			own = items[i].parameters;
	if (!own)
		return xl_refuse(r, "\"%s\" begins with none of CARD, PCM, "
				 "STREAM", text);
	for (size_t i = 1; i < p.n; i++)
		if (check_parameter(r, own, &p.v[i]))
			return -1;
	return 0;
}

int xl_vsnd_check(struct xl_reader *r, const struct value *v)
{
	for (size_t i = 0; i < v->items.n; i++) {
		const struct value *card = v->items.v[i];

		if (card->type != VALUE_LIST)
			return xl_refuse(r, "each card is a list of items");
		for (size_t j = 0; j < card->items.n; j++)
			if (value_is_text(card->items.v[j]) &&
			    check_item(r, card->items.v[j]->str))
				return -1;
	}
	return 0;
}
