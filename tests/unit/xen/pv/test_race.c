/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One guest on four CPUs, each a thread, that all change the same few page
 * tables: pins, roots, entries, descriptors, with calls stopped in the middle
 * and often not continued. From time to time all stand still and the oracle
 * looks.
 */
#include "fixture.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

#include <hv/softirq.h>
#include <x86/asm.h>
#include <x86/cpu_info.h>
#include <x86/traps.h>

#define CPUS		4U
#define FEW		14U		/* frames they fight about */
#define STEPS		60U		/* between two looks */
#define LOOKS		6U		/* in a round */
#define SECONDS_DEFAULT	2

static mfn_t frames[PAGES];
static struct domain *guest;
static pthread_barrier_t barrier;
static volatile bool stop;
static uint64_t fine[8], tried[8];	/* by kind; told at the end */

struct player {
	unsigned int cpu;
	uint64_t state;
	char *arena;
	struct hypercall stopped;
	bool has_stopped;
};

static uint64_t rnd(struct player *p, uint64_t n)
{
	p->state ^= p->state << 13;
	p->state ^= p->state >> 7;
	p->state ^= p->state << 17;
	return (p->state >> 20) % n;
}

static mfn_t a_frame(struct player *p)
{
	return frames[rnd(p, FEW)];
}

/* ---- what they do ---- */

static pte_t an_entry(struct player *p)
{
	static const uint64_t flags[] = { P_RW, P_RO, P_RO, P_RW | PTE_A, 0 };
	uint64_t f = flags[rnd(p, ARRAY_SIZE(flags))];

	return f ? pte_make(a_frame(p), f) : 0;
}

static unsigned int an_index(struct player *p)
{
	return (unsigned int)(rnd(p, 8) ? rnd(p, 6) : rnd(p, 512));
}

static void make_update(struct player *p, struct hypercall *hc)
{
	struct mmu_update *u = (void *)p->arena;

	u->ptr = a_frame(p).n << PAGE_SHIFT | an_index(p) * 8 |
		 (rnd(p, 4) ? 0 : MMU_PT_UPDATE_PRESERVE_AD);
	u->val = an_entry(p);
	*hc = (struct hypercall){ .nr = __HYPERVISOR_mmu_update, .arg = {
		(unsigned long)u, 1, 0, DOMID_SELF } };
}

static void make_ext(struct player *p, struct hypercall *hc)
{
	static const uint8_t cmds[] = {
		MMUEXT_PIN_L1_TABLE, MMUEXT_PIN_L2_TABLE, MMUEXT_PIN_L3_TABLE,
		MMUEXT_PIN_L4_TABLE, MMUEXT_UNPIN_TABLE, MMUEXT_UNPIN_TABLE,
		MMUEXT_UNPIN_TABLE, MMUEXT_NEW_BASEPTR, MMUEXT_NEW_USER_BASEPTR,
		MMUEXT_CLEAR_PAGE,
	};
	struct mmuext_op *op = (void *)p->arena;

	*op = (struct mmuext_op){ .cmd = cmds[rnd(p, ARRAY_SIZE(cmds))] };
	op->arg1.mfn = op->cmd == MMUEXT_NEW_USER_BASEPTR && !rnd(p, 3) ? 0 :
		       a_frame(p).n;
	*hc = (struct hypercall){ .nr = __HYPERVISOR_mmuext_op, .arg = {
		(unsigned long)op, 1, 0, DOMID_SELF } };
}

static void make_va(struct player *p, struct hypercall *hc)
{
	*hc = (struct hypercall){ .nr = __HYPERVISOR_update_va_mapping, .arg = {
		rnd(p, 32) << PAGE_SHIFT, an_entry(p), 0 } };
}

static void make_gdt(struct player *p, struct hypercall *hc)
{
	uint64_t *list = (void *)p->arena;

	list[0] = a_frame(p).n;
	*hc = (struct hypercall){ .nr = __HYPERVISOR_set_gdt, .arg = {
		(unsigned long)list, rnd(p, 2) ? 512 : 0 } };
}

static void run(struct player *p, struct hypercall *hc, unsigned int kind)
{
	long ret;

	if (!rnd(p, 4))
		host_ask_preempt(true);
	ret = hypercall_dispatch(hc);
	host_ask_preempt(false);
	p->has_stopped = ret == -ERESTART;
	if (p->has_stopped)
		p->stopped = *hc;
	__atomic_fetch_add(&tried[kind], 1, __ATOMIC_RELAXED);
	if (!ret)
		__atomic_fetch_add(&fine[kind], 1, __ATOMIC_RELAXED);
}

/* Where the guest may write, it writes what could be an entry. */
static void write_frame(struct player *p)
{
	mfn_t m = a_frame(p);

	if (page_get_and_type(mfn_to_page(m), guest, PGT_WRITABLE))
		return;
	if (rnd(p, 4))
		WRITE_ONCE(*pv_entry(m, an_index(p)), an_entry(p));
	else
		arch_clear_page(arch_mfn_to_virt(m));
	page_put_and_type(mfn_to_page(m));
}

static void fault(struct player *p)
{
	static const uint8_t mov[] = { 0x48, 0x89, 0x07 };
	struct cpu_user_regs *regs = guest_regs();
	uint64_t va = rnd(p, FEW) << PAGE_SHIFT | an_index(p) * 8;
	struct vcpu *v = arch_current();

	memcpy(p->arena + 64, mov, sizeof(mov));
	regs->rip = (uint64_t)(uintptr_t)p->arena + 64;
	regs->rsp = (uint64_t)(uintptr_t)p->arena + 8192;
	regs->cs = GUEST_CS64;
	regs->rdi = va;
	regs->rax = an_entry(p);
	v->arch.traps[TRAP_PF].address = 0x1234;
	sim_page_fault(va, PFEC_USER | PFEC_WRITE | PFEC_PRESENT);
}

static void ldt(struct player *p, struct hypercall *hc)
{
	struct mmuext_op *op = (void *)p->arena;
	struct vcpu *v = arch_current();

	if (rnd(p, 2)) {
		*op = (struct mmuext_op){ .cmd = MMUEXT_SET_LDT };
		op->arg1.linear_addr = rnd(p, 32) << PAGE_SHIFT;
		op->arg2.nr_ents = rnd(p, 2) ? 1024 : 0;
		*hc = (struct hypercall){ .nr = __HYPERVISOR_mmuext_op,
			.arg = { (unsigned long)op, 1, 0, DOMID_SELF } };
		run(p, hc, 5);
	} else if (v->arch.ldt_ents && !v->arch.perdomain_l1[16]) {
		(void)pv_ldt_fault(v, 8);
	}
}

static void step(struct player *p)
{
	void (*const make[])(struct player *, struct hypercall *) = {
		make_update, make_update, make_ext, make_ext, make_va, make_gdt,
	};
	struct hypercall hc;
	unsigned int kind = (unsigned int)rnd(p, ARRAY_SIZE(make) + 4);

	if (p->has_stopped && rnd(p, 2)) {
		hc = p->stopped;
		run(p, &hc, 7);
		return;
	}
	switch (kind) {
	case ARRAY_SIZE(make):
	case ARRAY_SIZE(make) + 1:
		write_frame(p);
		break;
	case ARRAY_SIZE(make) + 2:
		fault(p);
		break;
	case ARRAY_SIZE(make) + 3:
		ldt(p, &hc);
		break;
	default:
		make[kind](p, &hc);
		run(p, &hc, kind);
	}
}

static void *play(void *arg)
{
	struct player *p = arg;

	host_pcpu = pcpu_of(p->cpu);
	sim_load(guest->vcpu[p->cpu]);
	while (!stop) {
		for (unsigned int i = 0; i < STEPS; i++)
			step(p);
		pthread_barrier_wait(&barrier);		/* all stand still */
		pthread_barrier_wait(&barrier);		/* looked at */
	}
	return NULL;
}

/* ---- the world ---- */

static void yield(void) { sched_yield(); }

/* Another CPU's TLB is emptied; its registers are its own thread's. */
static void on_cpus(const unsigned long *mask, void (*fn)(void *), void *arg)
{
	unsigned int cpu;

	cpumask_for_each(cpu, mask) {
		if (cpu == host_pcpu->id)
			fn(arg);
		else
			memset(sim_cpus[cpu].tlb, 0, sizeof(sim_cpus[cpu].tlb));
	}
}

static void begin(void)
{
	guest = pv_domain(1, CPUS, PAGES, false, frames);
	/* All of the machine's CPUs are theirs; nobody schedules. */
	for (unsigned int i = 0; i < CPUS; i++) {
		guest->vcpu[i]->processor = i;
		guest->vcpu[i]->sched.is_running = true;
	}
	host_hooks.relax = yield;
	host_hooks.on_cpus = on_cpus;
}

static void end(void)
{
	int err;

	for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
		host_on(cpu);
		sim_load(host_current);
	}
	host_on(0);
	host_hooks.relax = NULL;
	for (unsigned int i = 0; i < CPUS; i++)
		guest->vcpu[i]->sched.is_running = false;
	domain_pause_nosync(guest);
	host_settle();
	while ((err = domain_kill(guest)) == -ERESTART)
		host_ask_preempt(false);
	assert_int_equal(err, 0);
	host_settle();
}

/* A new guest, until little of its first tables is left. */
static void round_of(uint64_t seed)
{
	uint64_t free_before = heap_free_pages();
	struct player players[CPUS];
	pthread_t threads[CPUS];

	begin();
	oracle_check();
	stop = false;
	pthread_barrier_init(&barrier, NULL, CPUS + 1);
	for (unsigned int i = 0; i < CPUS; i++) {
		players[i] = (struct player){
			.cpu = i, .arena = arena + i * 16384,
			.state = (seed * CPUS + i + 1) * 0x9e3779b97f4a7c15,
		};
		pthread_create(&threads[i], NULL, play, &players[i]);
	}
	for (unsigned int n = 0; n < LOOKS; n++) {
		pthread_barrier_wait(&barrier);
		oracle_check();
		stop = n == LOOKS - 1;
		pthread_barrier_wait(&barrier);
	}
	for (unsigned int i = 0; i < CPUS; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&barrier);
	end();
	oracle_check();
	assert_int_equal(heap_free_pages(), free_before);
}

static void counts_stay_right_whoever_is_first(void **state)
{
	const char *secs = getenv("RACE_SECONDS"), *from = getenv("RACE_SEED");
	time_t until = time(NULL) + (secs ? atoi(secs) : SECONDS_DEFAULT);
	uint64_t seed = from ? strtoull(from, NULL, 0) : (uint64_t)time(NULL);
	uint64_t rounds = 0;

	(void)state;
	print_message("RACE_SEED=%llu\n", (unsigned long long)seed);
	while (time(NULL) < until)
		round_of(seed + rounds++);
	print_message("%llu rounds;", (unsigned long long)rounds);
	for (unsigned int i = 0; i < ARRAY_SIZE(tried); i++)
		print_message(" %llu/%llu", (unsigned long long)fine[i],
			      (unsigned long long)tried[i]);
	print_message("\n");
}

static int machine(void **state)
{
	int err = pv_machine_cpus(CPUS);

	(void)state;
	return err;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_stay_right_whoever_is_first),
	};

	return cmocka_run_group_tests(tests, machine, NULL);
}
