/* SPDX-License-Identifier: LGPL-2.1-only */
/* Network interfaces: xl-network-configuration(5). */
#include "xlcfg/device.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* -- rate: N[GMK](B|b)/s[@N[m|u]s] ------------------------------------------ */

#define RATE_INTERVAL_USECS 50000u	/* when the text names none */

/* The number at *s, 0 if there is none or it is beyond 64 bits. */
static uint64_t take_number(const char **s)
{
	uint64_t n = 0;

	for (; isdigit((unsigned char)**s); (*s)++) {
		uint64_t digit = (uint64_t)(**s - '0');

		if (n > (UINT64_MAX - digit) / 10)
			return 0;
		n = n * 10 + digit;
	}
	return n;
}

static bool take(const char **s, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*s, word, len))
		return false;
	*s += len;
	return true;
}

/* Bytes per second. */
static int rate_amount(struct xl_reader *r, const char *text, const char **s,
		       uint64_t *bytes)
{
	static const struct {
		const char *unit;
		uint64_t factor;
	} units[] = {
		{ "G", 1000000000 }, { "M", 1000000 }, { "K", 1000 }, { "", 1 },
	};
	uint64_t n, factor = 0;

	if (!isdigit((unsigned char)**s))
		return xl_refuse(r, "invalid rate \"%s\"", text);
	n = take_number(s);
	for (size_t i = 0; !factor; i++)
		if (take(s, units[i].unit))
			factor = units[i].factor;
	if (**s != 'B' && **s != 'b')
		return xl_refuse(r, "invalid rate \"%s\"", text);
	if (!n || n > UINT64_MAX / factor)
		return xl_refuse(r, "rate \"%s\" is out of range", text);
	*bytes = n * factor;
	if (**s == 'b')
		*bytes /= 8;
	(*s)++;
	if (!take(s, "/s"))
		return xl_refuse(r, "invalid rate \"%s\"", text);
	return 0;
}

static int rate_interval(struct xl_reader *r, const char *text, const char *s,
			 uint32_t *usecs)
{
	static const struct {
		const char *unit;
		uint64_t factor;
	} units[] = {
		{ "ms", 1000 }, { "us", 1 }, { "s", 1000000 }, { "", 1000000 },
	};
	uint64_t n;

	*usecs = RATE_INTERVAL_USECS;
	if (!*s)
		return 0;
	if (!take(&s, "@") || !isdigit((unsigned char)*s))
		return xl_refuse(r, "invalid rate \"%s\"", text);
	n = take_number(&s);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(s, units[i].unit))
			continue;
		if (!n || n > UINT32_MAX / units[i].factor)
			return xl_refuse(r, "interval of rate \"%s\" is out of "
					 "range", text);
		*usecs = (uint32_t)(n * units[i].factor);
		return 0;
	}
	return xl_refuse(r, "invalid rate \"%s\"", text);
}

int xl_rate_parse(struct xl_reader *r, const char *text, struct xl_rate *rate)
{
	const char *s = text;
	uint64_t bytes = 0;

	if (rate_amount(r, text, &s, &bytes) ||
	    rate_interval(r, text, s, &rate->interval_usecs))
		return -1;
	if (bytes > UINT64_MAX / rate->interval_usecs)
		return xl_refuse(r, "rate \"%s\" is out of range", text);
	rate->bytes_per_interval = bytes * rate->interval_usecs / 1000000;
	return 0;
}

/* -- mac -------------------------------------------------------------------- */

/* Six hexadecimal groups, one character apart; what is read so far is kept. */
static bool mac_read(const char *text, uint8_t mac[6])
{
	for (int i = 0; i < 6; i++) {
		char *end;
		unsigned long byte = strtoul(text, &end, 16);

		if (end == text || byte > 0xff)
			return false;
		mac[i] = (uint8_t)byte;
		if (i < 5 && !*end)
			return false;
		text = end + 1;
	}
	return true;
}

static const char *mac_text(struct arena *a, const uint8_t mac[6])
{
	return arena_printf(a, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
			    mac[2], mac[3], mac[4], mac[5]);
}

/* Is it spelled so that every release reads the same address? */
static bool mac_plain(const char *text)
{
	for (int i = 0; i < 17; i++)
		if (i % 3 == 2 ? text[i] != ':' :
				 !isxdigit((unsigned char)text[i]))
			return false;
	return !text[17];
}

static void read_mac(struct xl_reader *r, struct xl_vif *v, struct xl_pair *p)
{
	v->has_mac = true;
	memset(v->mac, 0, sizeof(v->mac));
	if (!mac_read(p->value, v->mac))
		xl_leave_out(r, "\"%s\" is no MAC address; xl reads %s",
			     p->value, mac_text(r->arena, v->mac));
	if (!mac_plain(p->value))
		p->value = mac_text(r->arena, v->mac);
}

/* -- the interface ---------------------------------------------------------- */

static const char *const text_keys[] = {
	"model", "bridge", "ip", "script", "backend", "vifname", "gatewaydev",
	"forwarddev",
};

static bool is_text_key(const char *key)
{
	for (size_t i = 0; i < sizeof(text_keys) / sizeof(text_keys[0]); i++)
		if (!strcmp(text_keys[i], key))
			return true;
	return !strncmp(key, "colo_", 5);
}

/* A decimal number, whatever follows it; 1 or -1. */
static int read_number(struct xl_reader *r, const struct xl_pair *p, int *out)
{
	const char *s = p->value + strspn(p->value, " \t");

	if (!isdigit((unsigned char)*s))
		return xl_refuse(r, "%s=%s is no number", p->key, p->value);
	*out = (int)strtoul(s, NULL, 10);
	return 1;
}

/* Keeps, mends or drops one pair: 1 keep, 0 drop, -1 refused. */
static int read_pair(struct xl_reader *r, struct xl_vif *v, struct xl_pair *p)
{
	if (!p->value) {
		if (strcmp(p->key, "trusted") && strcmp(p->key, "untrusted")) {
			xl_leave_out(r, "xl ignores \"%s\"", p->key);
			return 0;
		}
		v->trusted = *p->key == 't' ? XL_YES : XL_NO;
		return 1;
	}
	if (is_text_key(p->key))
		return 1;
	if (!strcmp(p->key, "mac")) {
		read_mac(r, v, p);
		return 1;
	}
	if (!strcmp(p->key, "rate")) {
		v->has_rate = true;
		return xl_rate_parse(r, p->value, &v->rate) ? -1 : 1;
	}
	if (!strcmp(p->key, "netdev")) {
		p->key = "gatewaydev";
		return 1;
	}
	if (!strcmp(p->key, "devid"))
		return read_number(r, p, &v->devid);
	if (!strcmp(p->key, "mtu"))
		return read_number(r, p, &v->mtu);
	if (!strcmp(p->key, "type")) {
		if (!strcmp(p->value, "ioemu") || !strcmp(p->value, "vif"))
			return 1;
		xl_leave_out(r, "xl knows no type \"%s\" (ioemu, vif)",
			     p->value);
		return 0;
	}
	xl_leave_out(r, "xl ignores \"%s=%s\"", p->key, p->value);
	return 0;
}

int xl_vif_parse(struct xl_reader *r, const char *text, struct xl_vif *v)
{
	struct xl_pairs all = xl_pairs_split(r->arena, text);

	*v = (struct xl_vif){ .devid = -1 };
	v->pairs.v = arena_calloc(r->arena, all.n + 1, sizeof(*all.v));
	for (size_t i = 0; i < all.n; i++) {
		int keep = read_pair(r, v, &all.v[i]);

		if (keep < 0)
			return -1;
		if (keep)
			v->pairs.v[v->pairs.n++] = all.v[i];
	}
	return 0;
}
