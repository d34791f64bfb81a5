/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formatting, as C's snprintf without floating point.
 */
#include <hv/string.h>

struct out {
	char *buf;
	size_t size;		/* of buf */
	size_t len;		/* wanted so far, may exceed size */
};

struct spec {
	bool left, zero, plus, space, alt, upper, negative;
	int width;
	int precision;		/* -1: none given */
	unsigned int base;
};

static void put(struct out *o, char c)
{
	if (o->len < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void pad(struct out *o, char c, int n)
{
	for (; n > 0; n--)
		put(o, c);
}

static void put_bytes(struct out *o, const struct spec *s, const char *text,
		      int len)
{
	if (!s->left)
		pad(o, ' ', s->width - len);
	for (int i = 0; i < len; i++)
		put(o, text[i]);
	if (s->left)
		pad(o, ' ', s->width - len);
}

static int sign_and_prefix(const struct spec *s, bool nonzero, char *prefix)
{
	int n = 0;

	if (s->negative)
		prefix[n++] = '-';
	else if (s->plus)
		prefix[n++] = '+';
	else if (s->space)
		prefix[n++] = ' ';
	if (s->alt && s->base == 16 && nonzero) {
		prefix[n++] = '0';
		prefix[n++] = s->upper ? 'X' : 'x';
	}
	return n;
}

static void put_number(struct out *o, const struct spec *s,
		       unsigned long long v)
{
	const char *digits = s->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char buf[24], prefix[3];
	int n = 0, nprefix = sign_and_prefix(s, v != 0, prefix), zeros, blanks;

	for (; v; v /= s->base)
		buf[n++] = digits[v % s->base];
	zeros = (s->precision < 0 ? 1 : s->precision) - n;
	if (s->alt && s->base == 8 && zeros < 1)
		zeros = 1;
	if (zeros < 0)
		zeros = 0;
	blanks = s->width - n - zeros - nprefix;
	if (blanks > 0 && s->zero && !s->left && s->precision < 0) {
		zeros += blanks;
		blanks = 0;
	}
	if (!s->left)
		pad(o, ' ', blanks);
	for (int i = 0; i < nprefix; i++)
		put(o, prefix[i]);
	pad(o, '0', zeros);
	while (n)
		put(o, buf[--n]);
	if (s->left)
		pad(o, ' ', blanks);
}

/* Length modifiers: how many bytes the argument has. */
static const char *parse_length(const char *f, unsigned int *bytes)
{
	*bytes = sizeof(int);
	switch (*f) {
	case 'h':
		*bytes = f[1] == 'h' ? 1 : 2;
		return f + (f[1] == 'h' ? 2 : 1);
	case 'l':
		*bytes = 8;
		return f + (f[1] == 'l' ? 2 : 1);
	case 'z': case 't': case 'j':
		*bytes = 8;
		return f + 1;
	}
	return f;
}

static const char *parse_flags(const char *f, struct spec *s)
{
	for (;; f++) {
		switch (*f) {
		case '-': s->left = true; break;
		case '0': s->zero = true; break;
		case '+': s->plus = true; break;
		case ' ': s->space = true; break;
		case '#': s->alt = true; break;
		default: return f;
		}
	}
}

static const char *parse_number(const char *f, int *n)
{
	for (*n = 0; *f >= '0' && *f <= '9'; f++)
		if (*n < 100000)
			*n = *n * 10 + (*f - '0');
	return f;
}

static unsigned long long truncate_to(unsigned long long v,
				      unsigned int bytes)
{
	return bytes >= 8 ? v : v & ((1ULL << (bytes * 8)) - 1);
}

static long long sign_extend(unsigned long long v, unsigned int bytes)
{
	unsigned int shift = 64 - bytes * 8;

	return (long long)(v << shift) >> shift;
}

/* A va_list cannot be passed on by pointer where it is an array type. */
struct args {
	va_list ap;
};

static unsigned long long next_arg(struct args *a, unsigned int bytes)
{
	return bytes == 8 ? va_arg(a->ap, unsigned long long) :
			    va_arg(a->ap, unsigned int);
}

static void convert_signed(struct out *o, struct spec *s, struct args *a,
			   unsigned int bytes)
{
	long long v = sign_extend(next_arg(a, bytes), bytes);

	s->negative = v < 0;
	put_number(o, s, v < 0 ? 0ULL - (unsigned long long)v :
				 (unsigned long long)v);
}

static void convert_unsigned(struct out *o, struct spec *s, struct args *a,
			     unsigned int bytes)
{
	s->plus = s->space = false;
	put_number(o, s, truncate_to(next_arg(a, bytes), bytes));
}

static void convert_string(struct out *o, struct spec *s, const char *text)
{
	size_t max = s->precision < 0 ? 1UL << 30 : (size_t)s->precision;

	if (!text)
		text = "(null)";
	put_bytes(o, s, text, (int)strnlen(text, max));
}

static void convert(struct out *o, struct spec *s, struct args *a, char c,
		    unsigned int bytes)
{
	char one;

	switch (c) {
	case 'd': case 'i':
		convert_signed(o, s, a, bytes);
		break;
	case 'u':
		convert_unsigned(o, s, a, bytes);
		break;
	case 'o':
		s->base = 8;
		convert_unsigned(o, s, a, bytes);
		break;
	case 'X':
		s->upper = true;
		/* fall through */
	case 'x':
		s->base = 16;
		convert_unsigned(o, s, a, bytes);
		break;
	case 'p':
		s->base = 16;
		s->precision = 16;
		convert_unsigned(o, s, a, 8);
		break;
	case 'c':
		one = (char)va_arg(a->ap, int);
		put_bytes(o, s, &one, 1);
		break;
	case 's':
		convert_string(o, s, va_arg(a->ap, const char *));
		break;
	default:
		put(o, '%');
		if (c)
			put(o, c);
	}
}

static const char *format_one(struct out *o, const char *f, struct args *a)
{
	struct spec s = { .precision = -1, .base = 10 };
	unsigned int bytes;

	f = parse_flags(f, &s);
	if (*f == '*') {
		s.width = va_arg(a->ap, int);
		if (s.width < 0) {
			s.left = true;
			s.width = -s.width;
		}
		f++;
	} else {
		f = parse_number(f, &s.width);
	}
	if (*f == '.') {
		f++;
		if (*f == '*') {
			s.precision = va_arg(a->ap, int);
			f++;
		} else {
			f = parse_number(f, &s.precision);
		}
	}
	f = parse_length(f, &bytes);
	if (*f == '%') {
		put(o, '%');
		return f + 1;
	}
	convert(o, &s, a, *f, bytes);
	return *f ? f + 1 : f;
}

int hv_vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct out o = { buf, size, 0 };
	struct args a;

	va_copy(a.ap, ap);
	while (*fmt) {
		if (*fmt == '%')
			fmt = format_one(&o, fmt + 1, &a);
		else
			put(&o, *fmt++);
	}
	va_end(a.ap);
	if (size)
		buf[o.len < size ? o.len : size - 1] = '\0';
	return (int)o.len;
}

int hv_snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = hv_vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}
