/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dom0_mem=, dom0_max_vcpus= and dom0_vcpus_pin, as documented for Xen.
 * Pure, so that the host tests can have it.
 */
#include <hv/cmdline.h>
#include <hv/errno.h>
#include <hv/string.h>
#include <x86/dom0.h>

/* SIZE, -SIZE (what to leave), PERCENT%, PERCENT%+SIZE or PERCENT%-SIZE. */
struct amount {
	bool given, leaves;
	unsigned int percent;
	int64_t bytes;
};

static struct amount mem_size, mem_min, mem_max;
static unsigned int vcpus_min, vcpus_max;
bool opt_dom0_vcpus_pin;

static int parse_percent(const char **s, struct amount *a)
{
	const char *end;
	unsigned long long v = str_to_ull(*s, &end, 10);

	if (end == *s || *end != '%')
		return 0;
	if (v > 100)
		return -EINVAL;
	a->percent = (unsigned int)v;
	*s = end + 1;
	return 1;
}

static int parse_amount(const char **s, struct amount *a)
{
	bool minus = false;
	const char *end;
	unsigned long long v;
	int percent;

	*a = (struct amount){ .given = true };
	if (**s == '-') {
		a->leaves = true;
		++*s;
	}
	percent = parse_percent(s, a);
	if (percent < 0)
		return percent;
	if (percent && **s != '+' && **s != '-')
		return 0;
	if (percent)
		minus = *(*s)++ == '-';
	v = str_to_size(*s, &end);
	if (end == *s || v > INT64_MAX)
		return -EINVAL;
	a->bytes = minus ? -(int64_t)v : (int64_t)v;
	*s = end;
	return 0;
}

static const struct {
	const char *word;
	struct amount *dest;
} amounts[] = {
	{ "min:", &mem_min }, { "max:", &mem_max }, { "", &mem_size },
};

void dom0_params_reset(void)
{
	mem_size = mem_min = mem_max = (struct amount){ 0 };
	vcpus_min = vcpus_max = 0;
}

int dom0_mem_parse(const char *s)
{
	while (*s) {
		struct amount a, *dest = NULL;

		for (size_t i = 0; !dest; i++) {
			size_t n = strlen(amounts[i].word);

			if (strncmp(s, amounts[i].word, n))
				continue;
			dest = amounts[i].dest;
			s += n;
		}
		if (parse_amount(&s, &a) || (*s && *s != ','))
			return -EINVAL;
		*dest = a;
		s += *s == ',';
	}
	return 0;
}

static uint64_t bytes_of(const struct amount *a, uint64_t avail)
{
	int64_t v = a->bytes + (int64_t)(avail / 100 * a->percent);

	if (a->leaves)
		v = (int64_t)avail - v;
	return v > 0 ? (uint64_t)v : 0;
}

uint64_t dom0_mem_size(uint64_t avail)
{
	uint64_t size;

	/* What guests and their tables need is left, and some for us. */
	if (mem_size.given)
		size = bytes_of(&mem_size, avail);
	else
		size = avail - max_u64(min_u64(avail / 16, 128UL << 20),
				       16UL << 20);
	if (mem_min.given)
		size = max_u64(size, bytes_of(&mem_min, avail));
	if (mem_max.given)
		size = min_u64(size, bytes_of(&mem_max, avail));
	return min_u64(size, avail - (8UL << 20));
}

uint64_t dom0_mem_limit(uint64_t avail)
{
	return mem_max.given ? bytes_of(&mem_max, avail) : 0;
}

int dom0_max_vcpus_parse(const char *s)
{
	const char *end;
	unsigned long long low = str_to_ull(s, &end, 0), high = low;

	if (*end == '-') {
		/* Either end may be left out: "-4", "2-". */
		s = end + 1;
		high = *s ? str_to_ull(s, &end, 0) : UINT32_MAX;
		if (!*s)
			end = s;
	} else if (end == s) {
		return -EINVAL;
	}
	if (*end || high > UINT32_MAX || !high || low > high)
		return -EINVAL;
	vcpus_min = (unsigned int)low;
	vcpus_max = (unsigned int)high;
	return 0;
}

unsigned int dom0_vcpus(unsigned int nr_cpus, unsigned int limit)
{
	unsigned int n = nr_cpus;

	if (vcpus_max && n > vcpus_max)
		n = vcpus_max;
	if (n < vcpus_min)
		n = vcpus_min;
	return min_u(n, limit);
}

static const struct option options[] = {
	{ .name = "dom0_mem", .kind = OPTION_FUNC, .parse = dom0_mem_parse },
	{ .name = "dom0_max_vcpus", .kind = OPTION_FUNC,
	  .parse = dom0_max_vcpus_parse },
	{ .name = "dom0_vcpus_pin", .kind = OPTION_BOOL,
	  .dest = &opt_dom0_vcpus_pin },
};

void dom0_register_options(void)
{
	cmdline_register(options, ARRAY_SIZE(options));
}
