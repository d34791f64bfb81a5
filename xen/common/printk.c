/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages: levels, the "(XEN) " prefix, the ring behind xl dmesg.
 *
 * Locking: console_lock, the innermost of all, guards the ring, the line
 * state and the devices' order of output.
 */
#include <hv/bug.h>
#include <hv/cmdline.h>
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/guest.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/spinlock.h>
#include <hv/string.h>

#include <xen/sysctl.h>

#define DEFAULT_LEVEL	1	/* of a message without one: a warning */
#define FIRST_RING	16384U

/* Levels below `always` are printed, below `limited` at a bounded rate. */
struct threshold {
	int always, limited;
};

static struct threshold xen_level = { 2, 2 }, guest_level = { 0, 2 };
static uint64_t opt_ring_bytes;

static spinlock_t console_lock = SPINLOCK_INIT;
static char first_ring[FIRST_RING];
static char *ring = first_ring;			/* [console_lock] */
static uint32_t ring_size = FIRST_RING;		/* [console_lock] power of 2 */
static uint32_t ring_prod, ring_cons;		/* [console_lock] */
static bool line_begun, line_hidden;		/* [console_lock] */

static const struct {
	const char *word;
	int below;
} level_words[] = {
	{ "none", 0 }, { "error", 1 }, { "warning", 2 }, { "info", 3 },
	{ "debug", 4 }, { "all", 4 },
};

static int parse_level(const char *s, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(level_words); i++)
		if (strlen(level_words[i].word) == len &&
		    !strncmp(level_words[i].word, s, len))
			return level_words[i].below;
	return -1;
}

/* "level" or "level/rate limited level" */
static int parse_threshold(const char *s, struct threshold *t)
{
	const char *slash = strchr(s, '/');
	size_t n = slash ? (size_t)(slash - s) : strlen(s);
	int a = parse_level(s, n), b = a;

	if (slash)
		b = parse_level(slash + 1, strlen(slash + 1));
	if (a < 0 || b < 0)
		return -EINVAL;
	t->always = a;
	t->limited = b > a ? b : a;
	return 0;
}

static int parse_loglvl(const char *s)
{
	return parse_threshold(s, &xen_level);
}

static int parse_guest_loglvl(const char *s)
{
	return parse_threshold(s, &guest_level);
}

enum stamp { STAMP_NONE, STAMP_BOOT, STAMP_DATE, STAMP_DATEMS, STAMP_RAW };

static enum stamp stamp_kind;
static uint64_t (*boot_seconds)(void);

static const struct {
	const char *word;
	enum stamp kind;
} stamp_words[] = {
	{ "none", STAMP_NONE }, { "boot", STAMP_BOOT }, { "date", STAMP_DATE },
	{ "datems", STAMP_DATEMS }, { "raw", STAMP_RAW },
};

/* One of the words; a bare or true option stands for date. */
static int parse_timestamps(const char *s)
{
	int v = *s ? cmdline_bool(s) : 1;

	for (size_t i = 0; v < 0 && i < ARRAY_SIZE(stamp_words); i++)
		if (!strcmp(s, stamp_words[i].word)) {
			stamp_kind = stamp_words[i].kind;
			return 0;
		}
	if (v < 0)
		return -EINVAL;
	stamp_kind = v ? STAMP_DATE : STAMP_NONE;
	return 0;
}

static const struct option options[] = {
	{ "loglvl", OPTION_FUNC, .parse = parse_loglvl },
	{ "guest_loglvl", OPTION_FUNC, .parse = parse_guest_loglvl },
	{ "console_timestamps", OPTION_FUNC, .parse = parse_timestamps },
	{ "conring_size", OPTION_SIZE, .dest = &opt_ring_bytes },
};


void printk_register_options(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}

/* ---- output; caller holds console_lock ---- */

static void ring_put(const char *s, size_t n)
{
	for (; n; n--, s++) {
		ring[ring_prod++ & (ring_size - 1)] = *s;
		if (ring_prod - ring_cons > ring_size)
			ring_cons = ring_prod - ring_size;
	}
}

static void emit(const char *s, size_t n)
{
	ring_put(s, n);
	arch_console_write(s, n);
}

/* Civil date of a day since 1970-01-01, years counted from March. */
static void date_of(uint64_t days, unsigned int *y, unsigned int *m,
		    unsigned int *d)
{
	uint64_t z = days + 719468, era = z / 146097, doe = z % 146097;
	uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned int mp = (unsigned int)((5 * doy + 2) / 153);

	*d = (unsigned int)(doy - (153 * mp + 2) / 5 + 1);
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = (unsigned int)(yoe + era * 400 + (*m <= 2));
}

static int stamp_date(char *buf, size_t size, uint64_t now)
{
	uint64_t sec = boot_seconds() + now / 1000000000, day = sec % 86400;
	unsigned int y, m, d;
	char ms[8] = "";

	date_of(sec / 86400, &y, &m, &d);
	if (stamp_kind == STAMP_DATEMS)
		hv_snprintf(ms, sizeof(ms), ".%03u",
			    (unsigned int)(now % 1000000000 / 1000000));
	return hv_snprintf(buf, size, "[%04u-%02u-%02u %02u:%02u:%02u%s] ", y,
			   m, d, (unsigned int)(day / 3600),
			   (unsigned int)(day / 60 % 60),
			   (unsigned int)(day % 60), ms);
}

static void emit_prefix(void)
{
	uint64_t now = (uint64_t)arch_now();
	enum stamp kind = stamp_kind;
	char stamp[48];
	int n;

	emit("(XEN) ", 6);
	/* Before there is a date, the time since boot has to do. */
	if (kind >= STAMP_DATE && kind != STAMP_RAW && (!boot_seconds || !now))
		kind = STAMP_BOOT;
	switch (kind) {
	case STAMP_NONE:
		return;
	case STAMP_RAW:
		n = hv_snprintf(stamp, sizeof(stamp), "[%016llx] ",
				(unsigned long long)now);
		break;
	case STAMP_BOOT:
		n = hv_snprintf(stamp, sizeof(stamp), "[%5u.%06u] ",
				(unsigned int)(now / 1000000000),
				(unsigned int)(now % 1000000000 / 1000));
		break;
	default:
		n = stamp_date(stamp, sizeof(stamp), now);
	}
	emit(stamp, (size_t)n);
}

/* Guests' messages come at most five at once and then one in a second. */
static bool rate_allows(void)
{
	static s_time_t last;
	static unsigned int tokens = 5, lost;
	s_time_t now = arch_now();
	unsigned int gained = (unsigned int)((now - last) / SECONDS(1));
	char msg[64];
	int n;

	if (gained) {
		tokens = min_u(tokens + min_u(gained, 5), 5);
		last = now;
	}
	if (!tokens) {
		lost++;
		return false;
	}
	tokens--;
	if (lost) {
		emit_prefix();
		n = hv_snprintf(msg, sizeof(msg),
				"%u messages of guests were left out\n", lost);
		emit(msg, (size_t)n);
		lost = 0;
	}
	return true;
}

/* Reads the level tokens; true if this line is to be seen. */
static bool line_wanted(const char **s)
{
	const struct threshold *t = &xen_level;
	int level = DEFAULT_LEVEL;

	while ((*s)[0] == '<' && (*s)[1] && (*s)[2] == '>') {
		char c = (*s)[1];

		if (c == 'G')
			t = &guest_level;
		else if (c >= '0' && c <= '3')
			level = c - '0';
		else
			break;
		*s += 3;
	}
	if (level < t->always)
		return true;
	return level < t->limited && rate_allows();
}

static void print_lines(const char *s)
{
	while (*s) {
		const char *nl;
		size_t n;

		if (!line_begun) {
			line_hidden = !line_wanted(&s);
			if (!line_hidden && *s)
				emit_prefix();
			line_begun = true;
		}
		nl = strchr(s, '\n');
		n = nl ? (size_t)(nl - s) + 1 : strlen(s);
		if (!line_hidden)
			emit(s, n);
		if (nl)
			line_begun = false;
		s += n;
	}
}

void vprintk(const char *fmt, va_list args)
{
	static char buf[1024];
	unsigned long flags = spin_lock_irqsave(&console_lock);

	hv_vsnprintf(buf, sizeof(buf), fmt, args);
	print_lines(buf);
	spin_unlock_irqrestore(&console_lock, flags);
}

void printk(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vprintk(fmt, args);
	va_end(args);
}

void gprintk(const struct domain *d, const char *fmt, ...)
{
	char buf[256];
	const char *s = buf;
	char level[16] = "";
	va_list args;
	size_t n = 0;

	va_start(args, fmt);
	hv_vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	while (s[0] == '<' && s[1] && s[2] == '>' && n + 4 < sizeof(level)) {
		memcpy(level + n, s, 3);
		n += 3;
		level[n] = '\0';
		s += 3;
	}
	printk("%sd%u: %s", level, d->domid, s);
}

void panic(const char *fmt, ...)
{
	char buf[256];
	va_list args;

	va_start(args, fmt);
	hv_vsnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	console_force_unlock();
	printk(XL_ERR "\n");
	printk(XL_ERR "****************************************\n");
	printk(XL_ERR "Panic on CPU %u:\n", this_cpu());
	printk(XL_ERR "%s\n", buf);
	printk(XL_ERR "****************************************\n");
	arch_fatal();
}

static void (*panic_hook)(void);

void console_on_panic(void (*fn)(void))
{
	panic_hook = fn;
}

void console_set_wallclock(uint64_t (*fn)(void))
{
	boot_seconds = fn;
}

void console_force_unlock(void)
{
	if (panic_hook)
		panic_hook();
	spin_lock_init(&console_lock);
	line_begun = false;
}


/* A guest's own text: dom0's console, without prefix. */
void console_write_raw(const char *s, size_t n, bool to_ring)
{
	unsigned long flags = spin_lock_irqsave(&console_lock);

	if (to_ring)
		ring_put(s, n);
	arch_console_write(s, n);
	spin_unlock_irqrestore(&console_lock, flags);
}

/* ---- the ring's reader ---- */

void console_init_ring(void)
{
	uint32_t size = FIRST_RING;
	unsigned int order = 2;
	unsigned long flags;
	char *bigger;

	while (size < opt_ring_bytes && order < 12) {
		size *= 2;
		order++;
	}
	if (size == FIRST_RING)
		return;
	bigger = xenheap_alloc(order, 0);
	if (!bigger) {
		printk(XL_WARN "conring_size: no memory for %u bytes\n", size);
		return;
	}
	flags = spin_lock_irqsave(&console_lock);
	for (uint32_t i = ring_cons; i != ring_prod; i++)
		bigger[i & (size - 1)] = ring[i & (ring_size - 1)];
	ring = bigger;
	ring_size = size;
	spin_unlock_irqrestore(&console_lock, flags);
}

/* Next bytes from *index on; returns their number. */
static uint32_t ring_take(char *buf, uint32_t max, uint32_t *index)
{
	unsigned long flags = spin_lock_irqsave(&console_lock);
	uint32_t n = 0;

	if ((int32_t)(ring_cons - *index) > 0)
		*index = ring_cons;	/* overtaken meanwhile */
	while (*index != ring_prod && n < max)
		buf[n++] = ring[(*index)++ & (ring_size - 1)];
	spin_unlock_irqrestore(&console_lock, flags);
	return n;
}

long console_ring_read(struct xen_sysctl_readconsole *op)
{
	uint32_t done = 0, index = op->index, n;
	char buf[256];

	if (!op->incremental || (int32_t)(READ_ONCE(ring_cons) - index) > 0)
		index = READ_ONCE(ring_cons);
	else if ((int32_t)(READ_ONCE(ring_prod) - index) < 0)
		index = READ_ONCE(ring_prod);
	while (done < op->count) {
		n = ring_take(buf, min_u(sizeof(buf), op->count - done),
			      &index);
		if (!n)
			break;
		if (guest_write(op->buffer.p + done, buf, n))
			return -EFAULT;
		done += n;
	}
	if (op->clear) {
		unsigned long flags = spin_lock_irqsave(&console_lock);

		ring_cons = ring_prod;
		spin_unlock_irqrestore(&console_lock, flags);
	}
	op->count = done;
	op->index = index;
	return 0;
}
