/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * LZMA2 (the .xz file format specification, and the LZMA specification):
 * chunks, each plain or an LZMA range-coded stream. The dictionary is the
 * output itself, which is all in memory.
 *
 * Pure: no machine, no allocation; tested on the host.
 */
#include <hv/errno.h>
#include <hv/string.h>
#include <x86/lzma2.h>

#define PROB_INIT	1024U
#define PROB_BITS	11
#define STATES		12U
#define POS_STATES	16U
#define LEN_LOW		8U
#define LEN_HIGH	256U
#define MATCH_MIN	2U
#define FULL_DISTANCES	128U
#define ALIGN_SIZE	16U

struct len_probs {
	uint16_t choice, choice2;
	uint16_t low[POS_STATES][LEN_LOW], mid[POS_STATES][LEN_LOW];
	uint16_t high[LEN_HIGH];
};

struct lzma_probs {
	uint16_t is_match[STATES][POS_STATES];
	uint16_t is_rep[STATES], is_rep0[STATES], is_rep1[STATES];
	uint16_t is_rep2[STATES], is_rep0_long[STATES][POS_STATES];
	uint16_t dist_slot[4][64];
	uint16_t dist_special[FULL_DISTANCES];
	uint16_t dist_align[ALIGN_SIZE];
	struct len_probs match_len, rep_len;
	uint16_t literal[16][0x300];	/* lc + lp is at most 4 */
};

struct lzma {
	struct lzma_probs p;
	/* range decoder */
	const uint8_t *in, *in_end;
	uint32_t range, code;
	bool bad;
	/* output and dictionary */
	uint8_t *out;
	size_t pos, room, dict_start;
	/* model */
	uint32_t state, rep[4];
	uint32_t lc, lp_mask, pb_mask;
};

_Static_assert(sizeof(struct lzma) <= LZMA2_STATE_SIZE, "state size");

static uint8_t in_byte(struct lzma *s)
{
	if (s->in == s->in_end) {
		s->bad = true;
		return 0;
	}
	return *s->in++;
}

static void normalize(struct lzma *s)
{
	if (s->range < 1U << 24) {
		s->range <<= 8;
		s->code = s->code << 8 | in_byte(s);
	}
}

static unsigned int bit(struct lzma *s, uint16_t *prob)
{
	uint32_t bound;

	normalize(s);
	bound = (s->range >> PROB_BITS) * *prob;
	if (s->code < bound) {
		s->range = bound;
		*prob = (uint16_t)(*prob + ((2048 - *prob) >> 5));
		return 0;
	}
	s->range -= bound;
	s->code -= bound;
	*prob = (uint16_t)(*prob - (*prob >> 5));
	return 1;
}

static uint32_t tree(struct lzma *s, uint16_t *probs, uint32_t limit)
{
	uint32_t m = 1;

	do {
		m = m << 1 | bit(s, &probs[m]);
	} while (m < limit);
	return m - limit;
}

static uint32_t reverse_tree(struct lzma *s, uint16_t *probs,
			     unsigned int bits)
{
	uint32_t m = 1, v = 0;

	for (unsigned int i = 0; i < bits; i++) {
		unsigned int b = bit(s, &probs[m]);

		m = m << 1 | b;
		v |= b << i;
	}
	return v;
}

static uint32_t direct(struct lzma *s, unsigned int bits)
{
	uint32_t v = 0;

	while (bits--) {
		normalize(s);
		s->range >>= 1;
		s->code -= s->range;
		if (s->code >> 31) {
			s->code += s->range;
			v <<= 1;
		} else {
			v = v << 1 | 1;
		}
	}
	return v;
}

static uint8_t dict_byte(const struct lzma *s, uint32_t back)
{
	return s->out[s->pos - 1 - back];
}

static bool dict_has(const struct lzma *s, uint32_t back)
{
	return back < s->pos - s->dict_start;
}

static void literal(struct lzma *s)
{
	uint32_t prev = s->pos > s->dict_start ? dict_byte(s, 0) : 0;
	uint32_t sub = (prev >> (8 - s->lc)) +
		       ((uint32_t)(s->pos & s->lp_mask) << s->lc);
	uint16_t *probs = s->p.literal[sub & 15];
	uint32_t m = 1;

	if (s->state >= 7) {
		uint32_t match = dict_byte(s, s->rep[0]), offset = 0x100;

		do {
			uint32_t mb = (match <<= 1) & offset;
			unsigned int b = bit(s, &probs[offset + mb + m]);

			m = m << 1 | b;
			offset &= b ? mb : ~mb;
		} while (m < 0x100);
	} else {
		do {
			m = m << 1 | bit(s, &probs[m]);
		} while (m < 0x100);
	}
	s->out[s->pos++] = (uint8_t)m;
	s->state = s->state < 4 ? 0 : s->state < 10 ? s->state - 3 :
		   s->state - 6;
}

static uint32_t length(struct lzma *s, struct len_probs *l, uint32_t ps)
{
	if (!bit(s, &l->choice))
		return MATCH_MIN + tree(s, l->low[ps], LEN_LOW);
	if (!bit(s, &l->choice2))
		return MATCH_MIN + LEN_LOW + tree(s, l->mid[ps], LEN_LOW);
	return MATCH_MIN + 2 * LEN_LOW + tree(s, l->high, LEN_HIGH);
}

static uint32_t distance(struct lzma *s, uint32_t len)
{
	uint32_t ls = len - MATCH_MIN < 4 ? len - MATCH_MIN : 3;
	uint32_t slot = tree(s, s->p.dist_slot[ls], 64), d;
	unsigned int bits;

	if (slot < 4)
		return slot;
	bits = (slot >> 1) - 1;
	d = (2 | (slot & 1)) << bits;
	if (slot < 14)
		return d + reverse_tree(s, s->p.dist_special + d - slot, bits);
	d += direct(s, bits - 4) << 4;
	return d + reverse_tree(s, s->p.dist_align, 4);
}

static uint32_t match(struct lzma *s, uint32_t ps)
{
	uint32_t len;

	s->state = s->state < 7 ? 7 : 10;
	s->rep[3] = s->rep[2];
	s->rep[2] = s->rep[1];
	s->rep[1] = s->rep[0];
	len = length(s, &s->p.match_len, ps);
	s->rep[0] = distance(s, len);
	return len;
}

/* Takes one of the last four distances to the front. 1: a single byte. */
static uint32_t rep_match(struct lzma *s, uint32_t ps)
{
	uint32_t d;

	if (!bit(s, &s->p.is_rep0[s->state])) {
		if (!bit(s, &s->p.is_rep0_long[s->state][ps])) {
			s->state = s->state < 7 ? 9 : 11;
			return 1;
		}
	} else {
		if (!bit(s, &s->p.is_rep1[s->state])) {
			d = s->rep[1];
		} else {
			if (!bit(s, &s->p.is_rep2[s->state])) {
				d = s->rep[2];
			} else {
				d = s->rep[3];
				s->rep[3] = s->rep[2];
			}
			s->rep[2] = s->rep[1];
		}
		s->rep[1] = s->rep[0];
		s->rep[0] = d;
	}
	s->state = s->state < 7 ? 8 : 11;
	return length(s, &s->p.rep_len, ps);
}

/* Decodes until `end`; a match may not go past it. */
static int lzma_run(struct lzma *s, size_t end)
{
	while (s->pos < end && !s->bad) {
		uint32_t ps = (uint32_t)s->pos & s->pb_mask, len;

		if (!bit(s, &s->p.is_match[s->state][ps])) {
			if (s->state >= 7 && !dict_has(s, s->rep[0]))
				return -EINVAL;
			literal(s);
			continue;
		}
		len = bit(s, &s->p.is_rep[s->state]) ? rep_match(s, ps) :
						       match(s, ps);
		if (!dict_has(s, s->rep[0]) || len > end - s->pos)
			return -EINVAL;
		while (len--) {
			s->out[s->pos] = dict_byte(s, s->rep[0]);
			s->pos++;
		}
	}
	normalize(s);
	return s->bad ? -EINVAL : 0;
}

static void state_reset(struct lzma *s)
{
	uint16_t *p = (uint16_t *)&s->p;

	for (size_t i = 0; i < sizeof(s->p) / sizeof(*p); i++)
		p[i] = PROB_INIT;
	s->state = 0;
	memset(s->rep, 0, sizeof(s->rep));
}

static int props_set(struct lzma *s, uint8_t props)
{
	unsigned int lp;

	if (props > (4 * 5 + 4) * 9 + 8)
		return -EINVAL;
	s->pb_mask = (1U << props / 45) - 1;
	lp = props % 45 / 9;
	s->lp_mask = (1U << lp) - 1;
	s->lc = props % 9;
	return s->lc + lp > 4 ? -EINVAL : 0;
}

static int plain_chunk(struct lzma *s, uint8_t control)
{
	size_t n = (size_t)in_byte(s) << 8;

	n += in_byte(s) + 1U;
	if (s->bad || n > (size_t)(s->in_end - s->in) || n > s->room - s->pos)
		return -EINVAL;
	if (control == 1)
		s->dict_start = s->pos;
	memcpy(s->out + s->pos, s->in, n);
	s->pos += n;
	s->in += n;
	return 0;
}

static int lzma_chunk(struct lzma *s, uint8_t control)
{
	size_t unpacked = (size_t)(control & 0x1f) << 16, packed;
	const uint8_t *end, *all = s->in_end;
	unsigned int reset = control >> 5 & 3;
	int err;

	unpacked += (size_t)in_byte(s) << 8;
	unpacked += in_byte(s) + 1U;
	packed = (size_t)in_byte(s) << 8;
	packed += in_byte(s) + 1U;
	if (reset == 3)
		s->dict_start = s->pos;
	if (reset >= 2 && props_set(s, in_byte(s)))
		return -EINVAL;
	if (reset >= 1)
		state_reset(s);
	if (s->bad || packed > (size_t)(s->in_end - s->in) || packed < 5 ||
	    unpacked > s->room - s->pos)
		return -EINVAL;
	end = s->in + packed;
	s->in_end = end;
	s->range = ~0U;
	s->code = 0;
	in_byte(s);
	for (unsigned int i = 0; i < 4; i++)
		s->code = s->code << 8 | in_byte(s);
	err = lzma_run(s, s->pos + unpacked);
	s->in_end = all;
	s->in = end;
	return err;
}

int lzma2_unpack(void *state, const uint8_t *in, size_t in_size, uint8_t *out,
		 size_t room, size_t *used, size_t *out_size)
{
	struct lzma *s = state;
	uint8_t control;
	int err = 0;

	memset(s, 0, sizeof(*s));
	s->in = in;
	s->in_end = in + in_size;
	s->out = out;
	s->room = room;
	while (!err && (control = in_byte(s)) != 0) {
		if (control >= 0x80)
			err = lzma_chunk(s, control);
		else
			err = control > 2 ? -EINVAL : plain_chunk(s, control);
	}
	if (s->bad)
		err = -EINVAL;
	*used = (size_t)(s->in - in);
	*out_size = s->pos;
	return err;
}
