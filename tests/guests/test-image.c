/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel finds when it starts: registers, start info, page tables,
 * stack, modules. Also the body of the image variants that `images` makes.
 */
#include "ask.h"

#define FLAGS	0x80000000000001ffUL	/* of an entry, without A and D */

static uint64_t base(void)
{
	return (uint64_t)virt_base;
}

/* Relative to the first address, where it is one of ours. */
static long rel(uint64_t va)
{
	return (long)(va - base());
}

static void registers(void)
{
	static const char *const names[17] = {
		"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8",
		"r9", "r10", "r11", "r12", "r13", "r14", "r15", "flags",
	};
	uint16_t sel[6];

	for (unsigned int i = 0; i < 17; i++)
		answer(named("entry", names[i], ~0UL),
		       i == 4 || i == 7 ? rel(entry_regs[i]) :
					  (long)entry_regs[i]);
	__asm__("mov %%cs, %0; mov %%ss, %1; mov %%ds, %2"
		: "=r"(sel[0]), "=r"(sel[1]), "=r"(sel[2]));
	__asm__("mov %%es, %0; mov %%fs, %1; mov %%gs, %2"
		: "=r"(sel[3]), "=r"(sel[4]), "=r"(sel[5]));
	for (unsigned int i = 0; i < 6; i++)
		answer(named("entry selector", "", i), sel[i]);
}

static uint64_t sum(const void *p, uint64_t n)
{
	const uint8_t *b = p;
	uint64_t s = 0;

	while (n--)
		s = s * 31 + *b++;
	return s;
}

static void info(void)
{
	struct start_info *si = start_info;
	const uint64_t *stack = (void *)(entry_regs[7] & ~4095UL);

	answer("magic", (long)sum(si->magic, sizeof(si->magic)));
	answer("nr_pages", (long)si->nr_pages);
	answer("shared_info offset", si->shared_info & 4095);
	answer("flags", si->flags);
	answer("store_mfn", (long)si->store_mfn);
	answer("store_evtchn", si->store_evtchn);
	answer("console info_off", si->console.dom0.info_off);
	answer("console info_size", si->console.dom0.info_size);
	answer("console info", (long)sum((char *)si +
					 si->console.dom0.info_off,
					 si->console.dom0.info_size));
	answer("pt_base", rel(si->pt_base));
	answer("nr_pt_frames", (long)si->nr_pt_frames);
	answer("mfn_list", rel(si->mfn_list));
	answer("mod_start", (long)(si->flags & SIF_MOD_START_PFN ?
				   (long)si->mod_start : rel(si->mod_start)));
	answer("mod_len", (long)si->mod_len);
	answer("first_p2m_pfn", (long)si->first_p2m_pfn);
	answer("nr_p2m_frames", (long)si->nr_p2m_frames);
	answer("start info", rel((uint64_t)si));
	answer("cmd_line", (long)sum(si->cmd_line, sizeof(si->cmd_line)));
	for (unsigned int i = 0; i < 4; i++)
		answer(named("stack page of rsp", "", i), (long)stack[i]);
}

static long module_sum(void)
{
	struct start_info *si = start_info;
	uint64_t pages = (si->mod_len + 4095) >> 12, s = 0, e;
	static char window[4096] __attribute__((aligned(4096)));

	if (!(si->flags & SIF_MOD_START_PFN))
		return (long)sum((void *)si->mod_start, si->mod_len);
	/* It is not mapped: a page at a time. */
	for (uint64_t i = 0; i < pages; i++) {
		e = pfn_to_mfn(si->mod_start + i) << 12 | 0x67;
		if (update_va(window, e, UVMF_INVLPG))
			return -1;
		s = s * 31 + sum(window, sizeof(window));
	}
	return (long)s;
}

/* ---- what is mapped ---- */

static struct run {
	uint64_t va, nr, flags;
	bool linear;
} run;
static unsigned int runs;

static void run_end(void)
{
	if (!run.nr)
		return;
	answer(named("run", "va", runs), rel(run.va));
	answer(named("run", "pages", runs), (long)run.nr);
	answer(named("run", "flags", runs), (long)run.flags);
	answer(named("run", "linear", runs), run.linear);
	runs++;
	run.nr = 0;
}

static uint64_t m2p(uint64_t mfn)
{
	return ((uint64_t *)MACH2PHYS_VIRT_START)[mfn];
}

static uint64_t mfn_of(uint64_t e)
{
	return e >> 12 & 0xffffffffffUL;
}

static void page(uint64_t va, uint64_t e)
{
	bool linear = m2p(mfn_of(e)) == (va - base()) >> 12;

	if (!(e & 1)) {
		run_end();
		return;
	}
	if (run.nr && (run.flags != (e & FLAGS) || run.linear != linear))
		run_end();
	if (!run.nr)
		run = (struct run){ va, 0, e & FLAGS, linear };
	run.nr++;
}

static unsigned int tables;

/* All of a table that is the guest's; nothing of the hypervisor's. */
static void walk(uint64_t *t, unsigned int level, uint64_t va)
{
	for (unsigned int i = 0; i < 512; i++) {
		uint64_t at = va | (uint64_t)i << (3 + 9 * level);

		if (level == 4 && i >= 256)
			at |= 0xffff000000000000UL;
		if (level == 4 && i >= 256 && i < 272)
			continue;
		if (level == 1) {
			page(at, t[i]);
			continue;
		}
		if (!(t[i] & 1))
			continue;
		answer(named("table", "pfn", tables),
		       (long)m2p(mfn_of(t[i])));
		answer(named("table", "flags", tables),
		       (long)(t[i] & FLAGS));
		answer(named("table", "level", tables), level - 1);
		tables++;
		walk((uint64_t *)(base() + (m2p(mfn_of(t[i])) << 12)),
		     level - 1, at);
	}
}

static bool reachable(void)
{
	/* Tables of the P2M's own mapping lie where nothing is mapped. */
	return !start_info->nr_p2m_frames;
}

static void lists(void)
{
	uint64_t *p2m = (uint64_t *)start_info->mfn_list;
	unsigned long good = 0;

	for (uint64_t i = 0; i < start_info->nr_pages; i++)
		good += m2p(p2m[i]) == i;
	answer("frames in both lists", (long)good);
	answer("tables' first is pt_base's",
	       (long)(m2p(p2m[rel(start_info->pt_base) >> 12]) ==
		      (uint64_t)rel(start_info->pt_base) >> 12));
}

static void shared(void)
{
	struct vcpu_info *v = vcpu0();
	struct shared_info *s = (void *)((uint64_t)v & ~4095UL);

	answer("upcall mask", v->evtchn_upcall_mask);
	answer("upcall pending", v->evtchn_upcall_pending);
	answer("upcall mask, vCPU 1", s->vcpu_info[1].evtchn_upcall_mask);
	answer("pending_sel", (long)v->evtchn_pending_sel);
	answer("max_pfn", (long)s->arch.max_pfn);
	answer("frame list of lists",
	       (long)s->arch.pfn_to_mfn_frame_list_list);
	answer("wall clock there", s->wc_sec != 0);
	answer("tsc shift or mul there", v->time.tsc_to_system_mul != 0);
}

extern char hypercall_page[];
/* Where an odd hypercall page may go without harm. */
char spare_page[8192] __attribute__((aligned(4096)));

static void calls(void)
{
	static const unsigned int entries[] = { 0, 1, 17, 23, 29, 55, 63 };

	for (unsigned int i = 0; i < sizeof(entries) / sizeof(*entries); i++)
		answer(named("hypercall page", "", entries[i]),
		       (long)sum(hypercall_page + 32 * entries[i], 32));
}

static void free_room(void)
{
	uint64_t n = 0, *p;

	/* Above the boot stack: zero up to the end of what is mapped. */
	p = (uint64_t *)((entry_regs[7] + 4095) & ~4095UL);
	while ((uint64_t)p & 0x3fffff)
		n += *p++ != 0;
	answer("words above the stack that are not zero", (long)n);
}

void test_main(void)
{
	registers();
	info();
	if (start_info->mod_len)
		answer("module", module_sum());
	if (reachable())
		walk(l4_table(), 4, 0);
	run_end();
	lists();
	shared();
	calls();
	free_room();
}
