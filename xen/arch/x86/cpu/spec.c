/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Speculation: what is done about which of the known weaknesses, by default
 * and by the command line.
 */
#include <hv/cmdline.h>
#include <hv/domain.h>
#include <hv/errno.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <x86/asm.h>
#include <x86/paging.h>
#include <x86/regs.h>
#include <x86/spec.h>

struct spec_plan spec_plan;
struct spec_facts spec_facts;
struct spec_options spec_options = SPEC_NO_OPTIONS;

/* ---- choosing ---- */

static bool chosen(int option, int off, bool by_default)
{
	return option >= 0 ? option : !off && by_default;
}

void spec_choose(const struct spec_facts *f, const struct spec_options *o,
		 struct spec_plan *plan)
{
	bool rdcl = !f->amd && !(f->arch_caps & ARCH_CAPS_RDCL_NO);
	bool mds = !f->amd && !(f->arch_caps & ARCH_CAPS_MDS_NO);
	bool enhanced = f->ibrs && (f->arch_caps & ARCH_CAPS_IBRS_ALL);

	*plan = (struct spec_plan){
		.ibrs_always = enhanced && chosen(o->ibrs, o->off, true),
		.ibpb = f->ibpb && chosen(o->ibpb, o->off, true),
		/* With SMEP nobody speculates into a guest's code. */
		.rsb = chosen(o->rsb, o->off, !f->smep),
		.verw = chosen(o->verw, o->off, mds && f->md_clear),
		.xpti_dom0 = chosen(o->xpti_dom0, 0, rdcl),
		.xpti_domu = chosen(o->xpti_domu, 0, rdcl),
		.l1tf_dom0 = chosen(o->l1tf_dom0, 0, false),
		.l1tf_domu = chosen(o->l1tf_domu, 0, rdcl),
	};
	if (o->thunk >= 0)
		plan->thunk = (enum spec_thunk)o->thunk;
	else
		plan->thunk = o->off || plan->ibrs_always ? THUNK_JMP :
							    THUNK_RETPOLINE;
}

/* ---- options ---- */

static bool is(const char *word, size_t n, const char *name)
{
	return strlen(name) == n && !strncmp(word, name, n);
}

/* name, no-name, name=bool, bool alone for an empty name; -1 another one. */
static int word_bool(const char *w, size_t n, const char *name)
{
	size_t len = strlen(name);
	char value[8] = "";
	bool negated = n > 3 && !strncmp(w, "no-", 3);

	if (negated) {
		w += 3;
		n -= 3;
	}
	if (n < len || strncmp(w, name, len))
		return -1;
	if (n == len)
		return !negated;
	if (w[len] != '=' || negated || n - len > sizeof(value))
		return -1;
	memcpy(value, w + len + 1, n - len - 1);
	return cmdline_bool(value);
}

static int whole_bool(const char *w, size_t n)
{
	char value[8] = "";

	if (n >= sizeof(value))
		return -1;
	memcpy(value, w, n);
	return cmdline_bool(value);
}

static bool thunk_word(const char *w, size_t n, struct spec_options *o)
{
	static const struct { const char *word; int thunk; } thunks[] = {
		{ "bti-thunk=retpoline", THUNK_RETPOLINE },
		{ "bti-thunk=lfence", THUNK_LFENCE },
		{ "bti-thunk=jmp", THUNK_JMP },
	};

	for (size_t i = 0; i < ARRAY_SIZE(thunks); i++)
		if (is(w, n, thunks[i].word)) {
			o->thunk = thunks[i].thunk;
			return true;
		}
	return false;
}

static bool spec_word(const char *w, size_t n, struct spec_options *o)
{
	const struct { const char *name; int *dest; } words[] = {
		{ "ibrs", &o->ibrs }, { "ibpb", &o->ibpb },
		{ "rsb", &o->rsb }, { "md-clear", &o->verw },
	};
	int v = whole_bool(w, n);

	if (v >= 0) {
		*o = SPEC_NO_OPTIONS;
		o->off = !v;
		/* "no" is everything; "yes" is the default. */
		if (!v)
			o->xpti_dom0 = o->xpti_domu = o->l1tf_dom0 =
				o->l1tf_domu = 0;
		return true;
	}
	if (is(w, n, "no-xen")) {
		o->off = 1;
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		v = word_bool(w, n, words[i].name);
		if (v >= 0) {
			*words[i].dest = v;
			return true;
		}
	}
	return thunk_word(w, n, o);
}

int spec_parse(const char *s, struct spec_options *o)
{
	int err = 0;

	while (*s) {
		const char *end = strchr(s, ',');
		size_t n = end ? (size_t)(end - s) : strlen(s);

		if (!spec_word(s, n, o)) {
			printk(XL_WARN "spec-ctrl: %.*s is not known here, "
			       "ignored\n", (int)n, s);
			err = -EINVAL;
		}
		s += n + (end != NULL);
	}
	return err;
}

int spec_parse_pair(const char *s, int *dom0, int *domu)
{
	if (!*s) {
		*dom0 = *domu = 1;
		return 0;
	}
	while (*s) {
		const char *end = strchr(s, ',');
		size_t n = end ? (size_t)(end - s) : strlen(s);
		int both = whole_bool(s, n);
		int d0 = word_bool(s, n, "dom0"), du = word_bool(s, n, "domu");

		if (both >= 0)
			*dom0 = *domu = both;
		else if (d0 >= 0)
			*dom0 = d0;
		else if (du >= 0)
			*domu = du;
		else if (is(s, n, "default"))
			*dom0 = *domu = -1;
		else
			return -EINVAL;
		s += n + (end != NULL);
	}
	return 0;
}

/* What is not known was named; the rest counts. */
static int parse_spec(const char *s)
{
	(void)spec_parse(s, &spec_options);
	return 0;
}

static int parse_xpti(const char *s)
{
	return spec_parse_pair(s, &spec_options.xpti_dom0, &spec_options.xpti_domu);
}

static int parse_l1tf(const char *s)
{
	return spec_parse_pair(s, &spec_options.l1tf_dom0, &spec_options.l1tf_domu);
}

static const struct option table[] = {
	{ .name = "pv-l1tf", .kind = OPTION_FUNC, .parse = parse_l1tf },
	{ .name = "spec-ctrl", .kind = OPTION_FUNC, .parse = parse_spec },
	{ .name = "xpti", .kind = OPTION_FUNC, .parse = parse_xpti },
};

void spec_register_options(void)
{
	cmdline_register(table, ARRAY_SIZE(table));
}

/* ---- domains ---- */

void spec_domain_init(struct domain *d)
{
	d->arch.xpti = d->is_privileged ? spec_plan.xpti_dom0 :
					  spec_plan.xpti_domu;
	d->arch.l1tf = d->is_privileged ? spec_plan.l1tf_dom0 :
					  spec_plan.l1tf_domu;
}

/*
 * What lies in the upper half of what the processor can address is no memory:
 * kernels that know of it keep their numbers there. Nothing is at 0.
 */
bool spec_l1tf_unsafe(uint64_t entry)
{
	uint64_t addr = entry & PTE_ADDR;

	return addr && addr < 1UL << (spec_facts.phys_bits - 1);
}

/* ---- vCPUs ---- */

/*
 * Guests' wishes stay in force in the hypervisor: it loses some speed, and
 * nobody has to write the MSR at each entry and exit.
 */
void spec_guest_load(const struct vcpu *v)
{
	struct arch_pcpu *a = &arch_this_pcpu()->arch;
	uint8_t want = v->arch.spec_ctrl |
		       (spec_plan.ibrs_always ? SPEC_CTRL_IBRS : 0);

	if (!spec_facts.ibrs || a->spec_ctrl == want)
		return;
	a->spec_ctrl = want;
	wrmsr(MSR_SPEC_CTRL, want);
}
