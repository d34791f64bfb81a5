/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables by chance: a few frames are made tables, descriptors and data,
 * by calls and by stores, and are pinned, mapped and given away in every
 * order. Each chapter of some acts begins anew; its answer is a sum of all
 * results and of what the frames hold.
 *
 * seed=, chapters=, from=, length=; detail=1 shows each act, all=1 sums up all
 * slots after each.
 */
#include "ask.h"
#include "chance-frames.h"

/* Where the pool is read; never written to or changed. */
static uint64_t view[POOL][512] __attribute__((aligned(4096)));
/* The entry of a root that leads to us: what makes another frame a root. */
static uint64_t own_l4_entry;
static uint64_t sum;
static bool show, all;

static void add(uint64_t v)
{
	sum = (sum ^ v) * 0x100000001b3UL;
	sum ^= sum >> 29;
}

#define TELL(...) do { if (show) say("    " __VA_ARGS__); } while (0)

/* ---- acts: what each call or store returns, or the exception's number ---- */

/* The address of an entry, mostly in the pool's tables. */
static uint64_t draw_place(void)
{
	unsigned int f = draw(12) ? (unsigned int)draw(POOL) : draw_frame();
	uint64_t ptr;

	if (f > OWN_L1 && f < FIRST_FOREIGN)
		f = 0;
	ptr = frame(f) << 12 | draw_slot() * 8;
	/* Of our own tables only what nothing here stands on. */
	if (f == OWN_L4)
		ptr = frame(f) << 12 | (300 + draw(2)) * 8;
	else if (f >= OWN_L3 && f <= OWN_L1)
		ptr = l1_entry_ma(window[draw(WINDOWS)]);
	return ptr;
}

static long act_mmu_update(void)
{
	struct mmu_update u[3];
	unsigned int n = draw(4) ? 1 : (unsigned int)draw(4), done = 77;
	unsigned int dom = draw_domain();
	bool tells = draw(8);
	long r;

	for (unsigned int k = 0; k < n; k++) {
		u[k].ptr = draw_place() | (draw(6) ? 0 : draw(8));
		u[k].val = (u[k].ptr & 3) == MMU_MACHPHYS_UPDATE ?
			draw(2000) : draw_entry();
		TELL("%lx <- %lx\n", neutral(u[k].ptr), neutral(u[k].val));
	}
	TELL("mmu_update of %u by %x\n", n, dom);
	r = hypercall(__HYPERVISOR_mmu_update, u, (unsigned long)n,
		      tells ? &done : NULL, (unsigned long)dom);
	TELL("done %u\n", done);
	add(done);
	return r;
}

static long act_update_va(void)
{
	static uint64_t mask;
	unsigned int w = (unsigned int)draw(WINDOWS), dom = DOMID_SELF;
	uint64_t va = (uint64_t)window[w], flags, e;

	if (!draw(3))
		va = (uint64_t)pool[draw(POOL)];
	if (!draw(10))
		va = (300 + draw(2)) << 39 | 0xffffUL << 48 |
			draw_slot() << 12;
	e = draw_entry();
	mask = draw(4);
	flags = draw(8) ? draw(3) : draw(16);
	if (flags > 2 && draw(2))
		flags = (uint64_t)&mask | flags;
	TELL("update_va %lx <- %lx, flags %lx\n",
	     va - (uint64_t)virt_base, neutral(e), flags & 7);
	if (draw(6))
		return hypercall(__HYPERVISOR_update_va_mapping, va, e, flags);
	dom = draw_domain();
	TELL("for %x\n", dom);
	return hypercall(__HYPERVISOR_update_va_mapping_otherdomain, va, e,
			 flags, (unsigned long)dom);
}

static long act_pin(void)
{
	unsigned int cmd = (unsigned int)draw(5), dom = draw_domain();
	unsigned int f = draw_frame();
	struct mmuext_op op = { .cmd = cmd };
	long r;

	op.arg1.mfn = frame(f);
	TELL("%s L%u of %u by %x\n", cmd == MMUEXT_UNPIN_TABLE ? "unpin" :
	     "pin", cmd + 1, f, dom);
	r = hypercall(__HYPERVISOR_mmuext_op, &op, 1UL, 0UL,
		      (unsigned long)dom);
	/* Our own has to stay when another one was the base meanwhile. */
	if (cmd == MMUEXT_UNPIN_TABLE && f == OWN_L4 && !r)
		add((uint64_t)mmuext1(MMUEXT_PIN_L4_TABLE, own[OWN_L4], 0));
	return r;
}

/* Switches to a root that still leads to us, and back. */
static long act_base(void)
{
	unsigned int f = draw_frame();
	long r, back = 0;

	if (f >= POOL || neutral(view[f][511]) != neutral(own_l4_entry)) {
		TELL("user base %u\n", f);
		return mmuext1(MMUEXT_NEW_USER_BASEPTR, frame(f), 0);
	}
	TELL("base %u\n", f);
	r = mmuext1(MMUEXT_NEW_BASEPTR, frame(f), 0);
	if (!r)
		back = mmuext1(MMUEXT_NEW_BASEPTR, own[OWN_L4], 0);
	TELL("back %lx\n", back);
	add((uint64_t)back);
	return r;
}

/* Makes a root of a frame that is nothing yet. */
static long act_root(void)
{
	unsigned int f = (unsigned int)draw(POOL);

	TELL("root's entry into %u\n", f);
	return mmu_update1((frames[f] << 12) + 511 * 8, own_l4_entry);
}

static long act_mmuext(void)
{
	static const unsigned int cmds[] = {
		6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 99,
	};
	static uint64_t mask;
	struct mmuext_op op = { .cmd = cmds[draw(16)] };
	unsigned int f = (unsigned int)draw(POOL), g = draw_frame();
	unsigned int dom = draw_domain(), done = 77;
	long r;

	mask = draw(4);
	if (g >= OWN_L4)		/* with times and numbers in it */
		g = f;
	if (op.cmd >= MMUEXT_CLEAR_PAGE) {
		op.arg1.mfn = frame(f);
		op.arg2.src_mfn = frame(g);
	} else {
		op.arg1.linear_addr = (uint64_t)window[draw(WINDOWS)];
		op.arg2.vcpumask.p = draw(4) ? (void *)&mask : HOLE;
	}
	TELL("mmuext %u, %u, %u by %x\n", op.cmd, f, g, dom);
	r = hypercall(__HYPERVISOR_mmuext_op, &op, draw(16) ? 1UL : draw(3),
		      draw(4) ? NULL : &done, (unsigned long)dom);
	add(done);
	return r;
}

static long act_ldt(void)
{
	struct mmuext_op op = { .cmd = MMUEXT_SET_LDT };
	unsigned int f = (unsigned int)draw(POOL);

	op.arg1.linear_addr = (uint64_t)pool[f] | (draw(8) ? 0 : draw(4096));
	op.arg2.nr_ents = (unsigned int)(draw(3) ? 16 * draw(64) :
					 draw(10000));
	TELL("LDT %u + %lx, %u\n", f, op.arg1.linear_addr & 0xfff,
	     op.arg2.nr_ents);
	return hypercall(__HYPERVISOR_mmuext_op, &op, 1UL, NULL,
			 (unsigned long)DOMID_SELF);
}

static void load_fs(void *selector)
{
	asm volatile("mov %0, %%fs" : : "r" ((uint32_t)(uint64_t)selector));
	asm volatile("mov %0, %%fs" : : "r" (0));
}

static long act_selector(void)
{
	uint64_t sel = draw(2) ? draw(64) * 8 | 7 : draw(512) * 8 | 3;

	TELL("load %lx\n", sel);
	return probe(load_fs, (void *)sel);
}

static long act_gdt(void)
{
	static uint64_t list[16];
	uint64_t n = draw(6) ? draw(3) : draw(16);

	for (uint64_t k = 0; k < n; k++)
		list[k] = frame(draw_frame());
	TELL("GDT of %lu pages, first %lx\n", n, n ? neutral(list[0] << 12) :
	     0);
	return hypercall(__HYPERVISOR_set_gdt, list,
			 draw(6) ? n * 512 : draw(8192));
}

static uint64_t draw_descriptor(void)
{
	static const uint64_t some[] = {
		0, 0x00cffa000000ffff, 0x00cff2000000ffff, 0x00affa000000ffff,
		0x00cf9a000000ffff, 0x0000e20000000067, 0x0000ec00e0330000,
		0x00008b0000000067, 0x00cf72000000ffff, 0x00400000fffff000,
	};
	uint64_t d = some[draw(10)];

	return draw(3) ? d : d ^ 1UL << draw(64);
}

static long act_descriptor(void)
{
	unsigned int f = draw_frame();
	uint64_t ma = frame(f) << 12 | draw_slot() * 8, d = draw_descriptor();

	if (f >= OWN_L4)
		ma = frames[0] << 12;
	ma |= draw(10) ? 0 : draw(8);
	TELL("descriptor %lx <- %lx\n", neutral(ma), d);
	return hypercall(__HYPERVISOR_update_descriptor, ma, d);
}

/* ---- memory given back and taken ---- */

/* A place in the pool has another frame from now on; it is made empty. */
static void frame_is_now(unsigned int f, uint64_t mfn)
{
	frames[f] = mfn;
	add((uint64_t)update_va(view[f], mfn << 12 | 0x61, UVMF_INVLPG));
	add((uint64_t)mmuext1(MMUEXT_CLEAR_PAGE, mfn, 0));
}

static struct xen_memory_reservation reservation(xen_pfn_t *list,
						 unsigned long n)
{
	struct xen_memory_reservation r = {
		.nr_extents = n, .domid = DOMID_SELF,
	};

	if (!draw(10))
		r.extent_order = (unsigned int)draw(20);
	if (!draw(10))
		r.domid = (domid_t)draw_domain();
	if (!draw(10))
		r.mem_flags = (unsigned int)(1UL << draw(32));
	r.extent_start.p = draw(16) ? list : HOLE;
	return r;
}

static long act_give(void)
{
	static xen_pfn_t list[2];
	unsigned int f = (unsigned int)draw(POOL);
	struct xen_memory_reservation r = reservation(list, 1);
	long given, taken;

	list[0] = draw(12) ? frames[f] : frame(FIRST_FOREIGN +
		(unsigned int)draw(NAMES - FIRST_FOREIGN));
	if (r.extent_order)		/* what lies behind it is ours, too */
		r.extent_order += 20;
	TELL("give %lx, order %u, of %x, flags %x\n", neutral(list[0] << 12),
	     r.extent_order, r.domid, r.mem_flags);
	given = hypercall(__HYPERVISOR_memory_op, XENMEM_decrease_reservation,
			  &r);
	if (given != 1)
		return given;
	list[0] = va_to_pfn(pool[f]);
	r = (struct xen_memory_reservation){ .nr_extents = 1,
					     .domid = DOMID_SELF };
	r.extent_start.p = list;
	taken = hypercall(__HYPERVISOR_memory_op, XENMEM_populate_physmap, &r);
	add((uint64_t)taken);
	frame_is_now(f, list[0]);
	return given;
}

/* Mostly no good: over the limit, or at an odd number. */
static long act_take(void)
{
	static xen_pfn_t list[2];
	unsigned long cmd = draw(2) ? XENMEM_populate_physmap :
				      XENMEM_increase_reservation;
	struct xen_memory_reservation r = reservation(list, draw(3));

	list[0] = draw(4) ? ~0UL : 1UL << draw(64);
	/* More than there can be: what is got would be kept. */
	r.extent_order = (unsigned int)(19 + draw(14));
	TELL("take %lu at %lx, order %u, for %x, flags %x\n", r.nr_extents,
	     list[0], r.extent_order, r.domid, r.mem_flags);
	return hypercall(__HYPERVISOR_memory_op, cmd, &r);
}

static long act_exchange(void)
{
	static xen_pfn_t in[2], out[2];
	unsigned int f = (unsigned int)draw(POOL);
	struct xen_memory_exchange e = {
		.in = reservation(in, 1), .out = reservation(out, 1),
		.nr_exchanged = draw(8) ? 0 : draw(3),
	};
	long r;

	in[0] = draw(12) ? frames[f] : frame(draw_frame());
	out[0] = va_to_pfn(pool[f]);
	if (in[0] != frames[f] || e.in.extent_order == e.out.extent_order)
		e.in.extent_order = in[0] != frames[f] ? 9 : 0;
	if (!e.in.extent_order)
		e.out.extent_order = 0;
	TELL("exchange %lx, %u/%u, %x/%x, %lu\n", neutral(in[0] << 12),
	     e.in.extent_order, e.out.extent_order, e.in.domid, e.out.domid,
	     e.nr_exchanged);
	r = hypercall(__HYPERVISOR_memory_op, XENMEM_exchange, &e);
	add(e.nr_exchanged);
	if (!r && e.nr_exchanged == 1 && out[0] != va_to_pfn(pool[f]))
		frame_is_now(f, out[0]);
	return r;
}

static long act_physmap(void)
{
	struct xen_add_to_physmap a = {
		.domid = (domid_t)draw_domain(), .size = (uint16_t)draw(3),
		.space = (unsigned int)draw(7), .idx = draw(4),
		.gpfn = va_to_pfn(pool[draw(POOL)]),
	};
	unsigned long cmd = draw(2) ? XENMEM_add_to_physmap :
				      XENMEM_remove_from_physmap;

	TELL("physmap %lu, space %u of %x\n", cmd, a.space, a.domid);
	return hypercall(__HYPERVISOR_memory_op, cmd, &a);
}

static long act_claim(void)
{
	static xen_pfn_t list[1];
	struct xen_memory_reservation r = reservation(list, draw(3));
	static const unsigned int cmds[] = {
		24 /* claim_pages */, XENMEM_set_pod_target,
		XENMEM_get_pod_target, XENMEM_current_reservation,
		XENMEM_maximum_reservation, 29, 30,
	};
	unsigned int cmd = cmds[draw(7)];
	long got;

	/* How much there is, is the machine's business. */
	TELL("memory_op %u of %x\n", cmd, r.domid);
	got = hypercall(__HYPERVISOR_memory_op, (unsigned long)cmd, &r);
	return got > 0 ? 1 : got;
}

/* ---- stores and loads ---- */

struct access {
	volatile char *p;
	uint64_t value;
	unsigned int kind;
};

static void run_access(void *arg)
{
	struct access *a = arg;
	uint64_t v = a->value, old = 0;

	switch (a->kind) {
	case 0: case 1: case 2: case 3:
		*(volatile uint64_t *)a->p = v;
		break;
	case 4:
		*(volatile uint32_t *)a->p = (uint32_t)v;
		break;
	case 5:
		*(volatile uint16_t *)a->p = (uint16_t)v;
		break;
	case 6:
		*(volatile uint8_t *)a->p = (uint8_t)v;
		break;
	case 7: case 8:
		asm volatile("xchg %0, %1" : "+r" (v), "+m"
			     (*(volatile uint64_t *)a->p));
		a->value = v;
		break;
	case 9: case 10:
		old = a->kind == 9 ? *(volatile uint64_t *)a->p : 0;
		asm volatile("lock cmpxchg %2, %1" : "+a" (old), "+m"
			     (*(volatile uint64_t *)a->p) : "r" (v) : "cc");
		a->value = old;
		break;
	case 11:
		asm volatile("lock orq %1, %0" : "+m"
			     (*(volatile uint64_t *)a->p) : "r" (v & 0x67) :
			     "cc");
		break;
	case 12:
		asm volatile("andq $~2, %0" : "+m"
			     (*(volatile uint64_t *)a->p) : : "cc");
		break;
	default:
		a->value = *(volatile uint64_t *)a->p;
	}
}

static uint64_t entry_of(const void *va)
{
	uint64_t ma = l1_entry_ma(va);
	uint64_t pfn = ((uint64_t *)MACH2PHYS_VIRT_START)[ma >> 12];

	return *(uint64_t *)((uint64_t)virt_base + (pfn << 12) + (ma & 0xfff));
}

static bool leads_to_pool(const void *va)
{
	uint64_t e = entry_of(va);

	if (!(e & 1))
		return true;
	for (unsigned int k = 0; k < POOL; k++)
		if (frames[k] == (e & ADDRESS) >> 12)
			return true;
	return false;
}

static long act_access(void)
{
	struct access a = { .kind = (unsigned int)draw(16) };
	unsigned int where = (unsigned int)draw(POOL + WINDOWS);
	char *base = where < POOL ? (char *)pool[where] : window[where - POOL];
	long r;

	a.value = draw_entry();
	a.p = base + draw_slot() * 8;
	if (a.kind == 5) {		/* two bytes that are flags only */
		a.p += 6;
		a.value &= 0xfff;
	} else if (!draw(8)) {		/* no number of a frame out of place */
		a.p += draw(8);
		a.value &= ~ADDRESS;
	}
	if ((char *)a.p + 8 > base + 4096)
		a.p = base;
	/* Devices are not to be woken, nor our own tables' users fooled. */
	if (!leads_to_pool(base))
		return -2;
	TELL("access %u at %lx, value %lx\n", a.kind,
	     (uint64_t)a.p - (uint64_t)virt_base, neutral(a.value));
	mmuext1(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
	r = probe(run_access, &a);
	if (!((uint64_t)a.p & 7))
		add(neutral(a.value));
	if (r != -1 && seen.vec == 14)
		add(seen.cr2);
	return r;
}

/* Addresses below the two root slots that acts fill. */
static long act_far_load(void)
{
	struct access a = { .kind = 15 };
	uint64_t va = 0xffffUL << 48 | (300 + draw(2)) << 39;
	uint64_t *t = l4_table(), e;
	unsigned int shift;

	va |= draw_slot() << 30 | draw_slot() << 21 | draw_slot() << 12;
	for (shift = 39; shift >= 12; shift -= 9) {
		unsigned int k;

		e = t[va >> shift & 511];
		if (!(e & 1))
			break;
		for (k = 0; k < POOL && frames[k] != (e & ADDRESS) >> 12; k++)
			;
		if (k == POOL)
			return -3;
		t = view[k];
	}
	TELL("load at %lx\n", va);
	mmuext1(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
	a.p = (char *)va;
	return probe(run_access, &a);
}

static const struct {
	const char *name;
	long (*run)(void);
	unsigned int weight;
} acts[] = {
	{ "mmu_update", act_mmu_update, 10 }, { "update_va", act_update_va, 8 },
	{ "pin", act_pin, 6 }, { "base", act_base, 2 }, { "root", act_root, 1 },
	{ "mmuext", act_mmuext, 3 }, { "ldt", act_ldt, 2 },
	{ "selector", act_selector, 2 }, { "gdt", act_gdt, 1 },
	{ "descriptor", act_descriptor, 2 }, { "access", act_access, 8 },
	{ "far load", act_far_load, 2 }, { "give", act_give, 2 },
	{ "take", act_take, 1 }, { "exchange", act_exchange, 2 },
	{ "physmap", act_physmap, 1 }, { "claim", act_claim, 1 },
};

/* ---- chapters ---- */

static void add_frames(bool every)
{
	for (unsigned int k = 0; k < POOL; k++)
		add(((uint64_t *)MACH2PHYS_VIRT_START)[frames[k]]);
	for (unsigned int k = 0; k < POOL; k++)
		for (unsigned int s = 0; s < 512; s += every ? 1 : 15)
			if (s < 256 || s > 271)	/* the hypervisor's in roots */
				add(neutral(view[k][s]));
}

static void one_act(unsigned int chapter, unsigned int n)
{
	unsigned int total = 0, at, k = 0;
	long r;

	for (unsigned int i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		total += acts[i].weight;
	at = (unsigned int)draw(total);
	while (at >= acts[k].weight)
		at -= acts[k++].weight;
	r = acts[k].run();
	add((uint64_t)r);
	add_frames(all || !(n & 15));
	if (show)
		say("%u.%u %s = %lx, %lx\n", chapter, n, acts[k].name, r, sum);
}

/* Everything as at the beginning; what resists is part of the answer. */
static void begin_anew(void)
{
	uint64_t *l4 = l4_table();
	struct mmuext_op ldt = { .cmd = MMUEXT_SET_LDT };

	mmuext1(MMUEXT_NEW_USER_BASEPTR, 0, 0);
	hypercall(__HYPERVISOR_mmuext_op, &ldt, 1UL, NULL,
		  (unsigned long)DOMID_SELF);
	hypercall(__HYPERVISOR_set_gdt, NULL, 0UL);
	for (unsigned int s = 300; s < 302; s++)
		add((uint64_t)mmu_update1((va_to_mfn(l4) << 12) + s * 8, 0));
	for (unsigned int k = 0; k < FIRST_FOREIGN; k++)
		if (k < POOL || k > OWN_L4)
			mmuext1(MMUEXT_UNPIN_TABLE, frame(k), 0);
	for (unsigned int k = 0; k < WINDOWS; k++)
		add((uint64_t)update_va(window[k], 0, UVMF_INVLPG));
	for (unsigned int k = 0; k < POOL; k++) {
		add((uint64_t)mmu_update1(frames[k] << 12 |
					  MMU_MACHPHYS_UPDATE,
					  va_to_pfn(pool[k])));
		add((uint64_t)update_va(pool[k], frames[k] << 12 | 0x65,
					UVMF_INVLPG));
	}
	for (unsigned int k = 0; k < POOL; k++)
		add((uint64_t)mmuext1(MMUEXT_CLEAR_PAGE, frames[k], 0));
	for (unsigned int k = 0; k < POOL; k++)
		add((uint64_t)update_va(pool[k], frames[k] << 12 | 0x67,
					UVMF_INVLPG));
	mmuext1(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
}

static void chapter(unsigned int number, unsigned int length)
{
	uint64_t seed = guest_option("seed", 1) << 32 | number;

	chance.state = (seed + 1) * 0x9e3779b97f4a7c15UL | 1;
	sum = 0;
	for (unsigned int n = 0; n < length; n++)
		one_act(number, n);
	begin_anew();
	answer(named("chapter", "", number), (long)sum);
}

void test_main(void)
{
	unsigned int from = (unsigned int)guest_option("from", 0);
	unsigned int chapters = (unsigned int)guest_option("chapters", 200);
	unsigned int length = (unsigned int)guest_option("length", 40);

	show = guest_option("detail", 0);
	all = guest_option("all", 0);
	frames_init();
	own_l4_entry = l4_table()[511];
	for (unsigned int k = 0; k < POOL; k++)
		check("a view of a frame", update_va(view[k], frames[k] << 12 |
						     0x61, UVMF_INVLPG), 0);
	begin_anew();
	for (unsigned int n = from; n < from + chapters; n++)
		chapter(n, length);
}
