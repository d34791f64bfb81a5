/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Unified diffs: both texts are cut into lines, lines are compared by hash and
 * bytes, Myers' greedy algorithm marks which lines stay, and the marks are
 * printed in hunks.
 *
 * E. W. Myers, "An O(ND) Difference Algorithm and Its Variations",
 * Algorithmica 1 (1986), section 3.
 */
#include "convert/linediff.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

#define CONTEXT 3
/* Longest edit script looked for; the trace takes its square in ints. */
#define EDIT_MAX 1500

struct line {
	const char *s;
	size_t len;		/* line end included, if there is one */
	uint64_t hash;
	bool kept;		/* stands in both texts */
};

struct side {
	struct line *v;
	size_t n;
};

/* The part of both sides that is left after equal heads and tails. */
struct middle {
	struct line *x, *y;
	int n, m;
};

static uint64_t hash_line(const char *s, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u;	/* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	return h;
}

static size_t count_lines(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += s[i] == '\n';
	return n + (len && s[len - 1] != '\n');
}

static struct side split(struct arena *a, const char *s, size_t len)
{
	struct side side = { .n = count_lines(s, len) };

	side.v = arena_calloc(a, side.n ? side.n : 1, sizeof(*side.v));
	for (size_t i = 0; i < side.n; i++) {
		const char *nl = memchr(s, '\n', len);
		size_t n = nl ? (size_t)(nl - s) + 1 : len;

		side.v[i] = (struct line){ s, n, hash_line(s, n), false };
		s += n;
		len -= n;
	}
	return side;
}

static bool same(const struct line *x, const struct line *y)
{
	return x->hash == y->hash && x->len == y->len &&
	       !memcmp(x->s, y->s, x->len);
}

static void keep(struct line *x, struct line *y)
{
	x->kept = true;
	y->kept = true;
}

/* Marks equal heads and tails, which is most of a typical pair of texts. */
static struct middle trim(struct side *from, struct side *to)
{
	struct line *x = from->v, *y = to->v;
	size_t n = from->n, m = to->n;

	while (n && m && same(x, y)) {
		keep(x++, y++);
		n--;
		m--;
	}
	while (n && m && same(&x[n - 1], &y[m - 1])) {
		keep(&x[n - 1], &y[m - 1]);
		n--;
		m--;
	}
	return (struct middle){ x, y, (int)n, (int)m };
}

/* Follows the diagonal from x while lines are equal; the new x. */
static int slide(const struct middle *mid, int x, int k)
{
	int y = x - k;

	while (x < mid->n && y < mid->m && same(&mid->x[x], &mid->y[y])) {
		x++;
		y++;
	}
	return x;
}

/* Did the step onto diagonal k at distance d come from above (insertion)? */
static bool came_down(const int *v, int k, int d)
{
	return k == -d || (k != d && v[k - 1] < v[k + 1]);
}

/* Walks the trace back from the end and marks the lines on diagonals. */
static void mark(const struct middle *mid, int *const *trace, int d)
{
	int x = mid->n, y = mid->m;

	for (; d >= 0; d--) {
		const int *v = trace[d];
		int k = x - y;
		bool down = d && came_down(v, k, d);
		int prev_k = down ? k + 1 : k - 1;
		int prev_x = d ? v[prev_k] : 0;
		int prev_y = d ? prev_x - prev_k : 0;

		while (x > prev_x && y > prev_y) {
			keep(&mid->x[x - 1], &mid->y[y - 1]);
			x--;
			y--;
		}
		x = prev_x;
		y = prev_y;
	}
}

/*
 * trace[d] is the furthest x on each diagonal before distance d, with the
 * diagonals -d-1 to d+1 around its middle.
 */
static void shortest_edit(struct arena *a, const struct middle *mid)
{
	int max = mid->n + mid->m < EDIT_MAX ? mid->n + mid->m : EDIT_MAX;
	int **trace = arena_calloc(a, (size_t)max + 1, sizeof(*trace));
	int *v = arena_calloc(a, 2 * (size_t)max + 3, sizeof(*v));

	v += max + 1;
	for (int d = 0; d <= max; d++) {
		size_t width = 2 * (size_t)d + 3;

		trace[d] = arena_alloc(a, width * sizeof(int));
		trace[d] += d + 1;
		memcpy(trace[d] - d - 1, v - d - 1, width * sizeof(int));
		for (int k = -d; k <= d; k += 2) {
			int x = came_down(v, k, d) ? v[k + 1] : v[k - 1] + 1;

			if (!d)
				x = 0;
			v[k] = x = slide(mid, x, k);
			if (x >= mid->n && x - k >= mid->m) {
				mark(mid, trace, d);
				return;
			}
		}
	}
}

/* -- printing ------------------------------------------------------------- */

static void print_line(FILE *out, char sign, const struct line *l)
{
	fputc(sign, out);
	fwrite(l->s, 1, l->len, out);
	if (!l->len || l->s[l->len - 1] != '\n')
		fputs("\n\\ No newline at end of file\n", out);
}

/* "start,count" as diff(1) writes it: from 1, 0 before the first line. */
static void print_range(FILE *out, char sign, size_t start, size_t n)
{
	fprintf(out, " %c%zu", sign, n ? start + 1 : start);
	if (n != 1)
		fprintf(out, ",%zu", n);
}

/* Prints lines [i, i_end) of from against [j, j_end) of to. */
static void print_hunk(FILE *out, const struct side *from, size_t i,
		       size_t i_end, const struct side *to, size_t j,
		       size_t j_end)
{
	fputs("@@", out);
	print_range(out, '-', i, i_end - i);
	print_range(out, '+', j, j_end - j);
	fputs(" @@\n", out);
	while (i < i_end || j < j_end) {
		if (i < i_end && !from->v[i].kept) {
			print_line(out, '-', &from->v[i++]);
		} else if (j < j_end && !to->v[j].kept) {
			print_line(out, '+', &to->v[j++]);
		} else {
			print_line(out, ' ', &from->v[i++]);
			j++;
		}
	}
}

/* Passes changed lines on both sides. */
static void pass_change(const struct side *from, size_t *i,
			const struct side *to, size_t *j)
{
	while (*i < from->n && !from->v[*i].kept)
		++*i;
	while (*j < to->n && !to->v[*j].kept)
		++*j;
}

/* Passes kept lines, at most max; the number passed. */
static size_t pass_kept(const struct side *from, size_t *i,
			const struct side *to, size_t *j, size_t max)
{
	size_t n = 0;

	while (n < max && *i < from->n && from->v[*i].kept &&
	       *j < to->n && to->v[*j].kept) {
		++*i;
		++*j;
		n++;
	}
	return n;
}

static bool at_change(const struct side *from, size_t i, const struct side *to,
		      size_t j)
{
	return (i < from->n && !from->v[i].kept) ||
	       (j < to->n && !to->v[j].kept);
}

/* Prints all hunks; changes closer than two contexts share one. */
static void print_hunks(FILE *out, const struct side *from,
			const struct side *to)
{
	size_t i = 0, j = 0;

	for (;;) {
		size_t before, i0, j0, kept;

		before = pass_kept(from, &i, to, &j, SIZE_MAX);
		if (!at_change(from, i, to, j))
			return;
		if (before > CONTEXT)
			before = CONTEXT;
		i0 = i - before;
		j0 = j - before;
		do {
			pass_change(from, &i, to, &j);
			kept = pass_kept(from, &i, to, &j, 2 * CONTEXT);
		} while (at_change(from, i, to, j));
		if (kept > CONTEXT) {
			i -= kept - CONTEXT;
			j -= kept - CONTEXT;
		}
		print_hunk(out, from, i0, i, to, j0, j);
	}
}

static size_t count_changed(const struct side *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += !s->v[i].kept;
	return n;
}

void linediff(FILE *out, const struct linediff_text *from,
	      const struct linediff_text *to, struct linediff_counts *counts)
{
	struct arena *a = arena_new();
	struct side x = split(a, from->text, from->len);
	struct side y = split(a, to->text, to->len);
	struct middle mid = trim(&x, &y);
	struct linediff_counts n;

	if (mid.n && mid.m)
		shortest_edit(a, &mid);
	n.removed = count_changed(&x);
	n.added = count_changed(&y);
	if (counts)
		*counts = n;
	if (n.added || n.removed) {
		fprintf(out, "--- %s\n+++ %s\n", from->name, to->name);
		print_hunks(out, &x, &y);
	}
	arena_free(a);
}
