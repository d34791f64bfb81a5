/* SPDX-License-Identifier: LGPL-2.1-only */
/* Virtual sound cards: a flat list of items that is a tree of three levels. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "emit/json.h"

static struct xl_pairs item_pairs(struct json *j, const struct value *item)
{
	return xl_pairs_split(j->d->arena, item->str);
}

static bool is_item(const struct xl_pairs *p, const char *name)
{
	return p->n && !strcasecmp(p->v[0].key, name);
}

static void member_text(struct json *j, const char *name,
			const struct xl_pairs *p, const char *key)
{
	const char *text = xl_pairs_get(p, key);

	if (text)
		json_member_string(j, name, text);
}

static char *lower(struct json *j, const char *text, size_t len)
{
	char *word = arena_memdup0(j->d->arena, text, len);

	for (char *s = word; *s; s++)
		*s = (char)tolower((unsigned char)*s);
	return word;
}

/* "a;b": numbers, or words in lower case. */
static void write_array(struct json *j, const char *name, const char *text,
			bool numbers)
{
	if (!text)
		return;
	json_open_list(j, name);
	while (*text) {
		size_t len = strcspn(text, ";");
		char *word = lower(j, text, len);

		if (numbers)
			json_number(j, strtol(word, NULL, 10));
		else
			json_string(j, word);
		text += len + (text[len] == ';');
	}
	json_close_list(j);
}

static void write_params(struct json *j, const struct xl_pairs *p)
{
	static const char *const names[][2] = {
		{ "channels_min", "channels-min" },
		{ "channels_max", "channels-max" },
		{ "buffer_size", "buffer-size" },
	};

	json_open(j, "params");
	write_array(j, "sample_rates", xl_pairs_get(p, "sample-rates"), true);
	write_array(j, "sample_formats", xl_pairs_get(p, "sample-formats"),
		    false);
	for (size_t i = 0; i < 3; i++) {
		long n = xl_pairs_number(p, names[i][1]);

		if (n)
			json_member_number(j, names[i][0], n);
	}
	json_close(j);
}

static void write_stream(struct json *j, const struct xl_pairs *p)
{
	const char *type = xl_pairs_get(p, "type");

	yajl_gen_map_open(j->gen);
	member_text(j, "unique_id", p, "unique-id");
	if (type)
		json_member_string(j, "type", lower(j, type, strlen(type)));
	write_params(j, p);
	yajl_gen_map_close(j->gen);
}

/* Where the next PCM (or the end) is, from item i on. */
static size_t pcm_end(struct json *j, const struct value *card, size_t i)
{
	for (; i < card->items.n; i++) {
		struct xl_pairs p = item_pairs(j, card->items.v[i]);

		if (is_item(&p, "PCM"))
			break;
	}
	return i;
}

/* The PCM at start (a stream that has none before it gets one). */
static void write_pcm(struct json *j, const struct value *card, size_t start,
		      size_t end)
{
	struct xl_pairs p = item_pairs(j, card->items.v[start]);
	static const struct xl_pairs none;
	bool open = false;

	yajl_gen_map_open(j->gen);
	if (!is_item(&p, "PCM"))
		p = none;
	member_text(j, "name", &p, "name");
	write_params(j, &p);
	for (size_t i = start; i < end; i++) {
		p = item_pairs(j, card->items.v[i]);
		if (!is_item(&p, "STREAM"))
			continue;
		if (!open)
			json_open_list(j, "streams");
		open = true;
		write_stream(j, &p);
	}
	if (open)
		json_close_list(j);
	yajl_gen_map_close(j->gen);
}

static void write_pcms(struct json *j, const struct value *card)
{
	bool open = false;
	size_t i = 0;

	while (i < card->items.n) {
		struct xl_pairs p = item_pairs(j, card->items.v[i]);
		size_t end;

		if (is_item(&p, "CARD")) {
			i++;
			continue;
		}
		if (!open)
			json_open_list(j, "pcms");
		open = true;
		end = pcm_end(j, card, i + 1);
		write_pcm(j, card, i, end);
		i = end;
	}
	if (open)
		json_close_list(j);
}

static void write_card(struct json *j, const struct value *card, int devid)
{
	struct xl_pairs own = { 0 };

	for (size_t i = 0; i < card->items.n; i++) {
		struct xl_pairs p = item_pairs(j, card->items.v[i]);

		if (is_item(&p, "CARD"))
			own = p;
	}
	yajl_gen_map_open(j->gen);
	member_text(j, "backend_domname", &own, "backend");
	json_member_number(j, "devid", devid);
	member_text(j, "short_name", &own, "short-name");
	member_text(j, "long_name", &own, "long-name");
	write_params(j, &own);
	write_pcms(j, card);
	yajl_gen_map_close(j->gen);
}

void json_vsnds(struct json *j)
{
	const struct value *list = xl_domain_list(j->d, "vsnd");

	if (!list || !list->items.n)
		return;
	json_open_list(j, "vsnds");
	for (size_t i = 0; i < list->items.n; i++)
		write_card(j, list->items.v[i], (int)i);
	json_close_list(j);
}
