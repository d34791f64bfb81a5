/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls out of the input. Each row describes the structure a call reads,
 * one letter for each field:
 *
 *   d domain id (2 bytes)   p port (4)        v vCPU (4)       q VIRQ (4)
 *   g frame (8)             r grant ref (4)   h handle (4)     m bus address (8)
 *   t page-table entry (8)  f map flags (4)   a pointer (8)    j order (4)
 *   c count (4)             N count (8)       o offset (2)     O offset (4)
 *   b (1) w (2) l (4) L (8) anything          . zero (1)       z zero (4)
 *   x frame or ref (8)      k small (2)       T time from now (8)
 *   V version of grants (4) A virtual address (8)              E entry (8)
 *   P place of an entry, with the command of mmu_update (8)
 *   S segment descriptor (8)  D two domain ids (8)  F flush (8)  M frame (8)
 *   0-9 that number (8)
 */
#include "fuzz.h"

#include <stdio.h>

#include <xen/domctl.h>
#include <xen/platform.h>
#include <xen/sysctl.h>
#include <xen/vcpu.h>
#include <xen/version.h>

#define EV(cmd, fields) { __HYPERVISOR_event_channel_op, CMD_PTR, EVTCHNOP_##cmd, fields }
#define GR(cmd, fields) { __HYPERVISOR_grant_table_op, CMD_ARRAY, GNTTABOP_##cmd, fields }
#define ME(cmd, fields) { __HYPERVISOR_memory_op, CMD_PTR, XENMEM_##cmd, fields }
#define SC(cmd, fields) { __HYPERVISOR_sched_op, CMD_PTR, SCHEDOP_##cmd, fields }
#define VC(cmd, fields) { __HYPERVISOR_vcpu_op, CMD_VCPU, VCPUOP_##cmd, fields }
#define VE(cmd, fields) { __HYPERVISOR_xen_version, CMD_PTR, XENVER_##cmd, fields }
#define DO(cmd, fields) { __HYPERVISOR_domctl, DOMCTL, XEN_DOMCTL_##cmd, fields }
#define SY(cmd, fields) { __HYPERVISOR_sysctl, SYSCTL, XEN_SYSCTL_##cmd, fields }

static const struct shape shapes[] = {
	EV(alloc_unbound, "ddp"), EV(bind_interdomain, "d..pp"),
	EV(bind_virq, "qvp"), EV(bind_ipi, "vp"), EV(bind_pirq, "ccp"),
	EV(close, "p"), EV(send, "p"), EV(status, "d..pllLL"),
	EV(bind_vcpu, "pv"), EV(unmask, "p"), EV(reset, "d"),
	EV(init_control, "gOvL"), EV(expand_array, "g"),
	EV(set_priority, "pc"), EV(alloc_unbound, "ddp"),
	EV(bind_interdomain, "d..pp"), EV(send, "p"), EV(close, "p"),
	GR(map_grant_ref, "tfrd..hL"), GR(unmap_grant_ref, "tmh...."),
	GR(map_grant_ref, "tfrd..hL"), GR(unmap_grant_ref, "tmh...."),
	GR(unmap_and_replace, "tth...."), GR(setup_table, "d..c....a"),
	GR(copy, "xdo....xdo....ok...."), GR(copy, "xdo....xdo....ok...."),
	GR(transfer, "gd..r...."), GR(query_size, "d..cc...."),
	GR(swap_grant_ref, "rr...."), GR(set_version, "V"),
	GR(get_status_frames, "cd..a"), GR(get_version, "d..c"),
	GR(cache_flush, "mooc"),
	ME(increase_reservation, "aNjld......"),
	ME(decrease_reservation, "aNjld......"),
	ME(populate_physmap, "aNjld......"),
	ME(exchange, "aNjld......aNjld......N"),
	ME(current_reservation, "d"), ME(maximum_reservation, "d"),
	ME(maximum_gpfn, "d"), ME(maximum_ram_page, ""),
	ME(claim_pages, "aNjld......"), ME(add_to_physmap, "dkcNg"),
	ME(remove_from_physmap, "d......g"),
	ME(acquire_resource, "dkccc" "Na"), ME(get_vnumainfo, "dkcccLLL"),
	SC(yield, ""), SC(block, ""), SC(shutdown, "c"), SC(poll, "ac....T"),
	SC(remote_shutdown, "d..c"), SC(shutdown_code, "c"),
	SC(watchdog, "cc"), SC(pin_override, "c"),
	VC(initialise, ""), VC(up, ""), VC(down, ""), VC(is_up, ""),
	VC(get_runstate_info, ""), VC(register_runstate_memory_area, "a"),
	VC(set_periodic_timer, "T"), VC(stop_periodic_timer, ""),
	VC(set_singleshot_timer, "Tc"), VC(stop_singleshot_timer, ""),
	VC(register_vcpu_info, "gO...."),
	VE(version, ""), VE(extraversion, ""), VE(compile_info, ""),
	VE(capabilities, ""), VE(changeset, ""),
	VE(platform_parameters, ""), VE(get_features, "c...."),
	VE(pagesize, ""), VE(guest_handle, ""), VE(commandline, ""),
	VE(build_id, "c"),
	DO(createdomain, "z................zzcccccz" "zzz"),
	DO(createdomain, "z................zzcccccz" "zzz"),
	DO(max_vcpus, "c"), DO(destroydomain, ""), DO(pausedomain, ""),
	DO(unpausedomain, ""), DO(resumedomain, ""), DO(getdomaininfo, ""),
	DO(max_mem, "N"), DO(setvcpucontext, "v....a"),
	DO(getvcpucontext, "v....a"), DO(getvcpuinfo, "v"),
	DO(scheduler_op, "cckk"), DO(setdomainhandle, "LL"),
	DO(setdebugging, "b"), DO(irq_permission, "cb"),
	DO(iomem_permission, "gNb"), DO(settimeoffset, "L"),
	DO(setvcpuaffinity, "vcac....ac...."),
	DO(getvcpuaffinity, "vcac....ac...."), DO(subscribe, "p"),
	DO(set_target, "d"), DO(getpageframeinfo3, "Na"),
	DO(set_virq_handler, "q"), DO(setnodeaffinity, "ac...."),
	DO(getnodeaffinity, "ac...."),
	SY(readconsole, "bb..cac"), SY(sched_id, "c"), SY(physinfo, ""),
	SY(getdomaininfolist, "d..cac"), SY(debug_keys, "ac"),
	SY(getcpuinfo, "c....ac"), SY(availheap, "ccc"),
	SY(cputopoinfo, "c....a"), SY(numainfo, "c....aa"),
	SY(cpupool_op, "ccccccac"), SY(scheduler_op, "ccccc"),
	{ __HYPERVISOR_console_io, CONSOLE, 0, "" },
	{ __HYPERVISOR_vm_assist, PLAIN, 0, "" },
	{ __HYPERVISOR_set_timer_op, PLAIN, 0, "" },
	{ __HYPERVISOR_sched_op_compat, PLAIN, 0, "" },
	{ __HYPERVISOR_event_channel_op_compat, PLAIN, 0, "cLL" },
	{ __HYPERVISOR_xenpmu_op, PLAIN, 0, "" },
	{ __HYPERVISOR_xsm_op, PLAIN, 0, "" },
};

/* ---- one field ---- */

static uint64_t domain_id(void)
{
	uint8_t b = in8();

	if (b < 0xd0)
		return b % (NR_PLAYERS + 2);
	return b < 0xf0 ? DOMID_SELF : DOMID_FIRST_RESERVED + b % 16U;
}

static uint64_t pointer(void)
{
	uint8_t b = in8();

	if (b < 0xe0)
		return (uintptr_t)arena + ARENA_LISTS + b * 64U;
	if (b < 0xf0)
		return (uintptr_t)arena + ARENA_SIZE - (b & 15U) * 3;
	return b < 0xf8 ? 0 : in64();
}

static uint64_t frame(void)
{
	uint8_t b = in8();

	return b < 0xf0 ? world_frame(b) : in_number();
}

static uint64_t time_from_now(void)
{
	uint8_t b = in8();

	return b < 0xe0 ? (uint64_t)host_now + b * 100000ULL : in_number();
}

static uint64_t below(uint32_t n) { return in_below_or_any(n); }

static uint64_t port(void) { return below(16); }
static uint64_t vcpu_id(void) { return below(2); }
static uint64_t virq(void) { return below(NR_VIRQS); }

static uint64_t version(void)
{
	uint8_t b = in8();

	return b < 0xe0 ? 1 + b % 2 : in_number();
}

/* Of the first frame of a table, or at the beginning of another one. */
static uint64_t grant_ref(void)
{
	uint8_t b = in8();

	return b < 0xb0 ? b % 16 : b < 0xf0 ? (b % 16U) * 256 : in_number();
}

static uint64_t handle(void) { return below(8); }
static uint64_t small(void) { return below(4); }
static uint64_t zero(void) { return 0; }
static uint64_t pte(void) { return world_pte(); }

static uint64_t map_flags(void)
{
	uint8_t b = in8();

	return b < 0x80 ? GNTMAP_host_map | (b & GNTMAP_readonly) :
	       b < 0xf0 ? b & 31U : in_number();
}

static uint64_t bus_address(void)
{
	return in8() & 1 ? 0 : frame() << PAGE_SHIFT;
}

static uint64_t order(void)
{
	uint8_t b = in8();

	return b < 0xc0 ? 0 : b < 0xf0 ? b % 5 : in_number();
}

static uint64_t offset(void)
{
	uint8_t b = in8();

	return b < 0xe0 ? b * 8U : in16();
}

static uint64_t frame_or_ref(void)
{
	return in8() & 1 ? frame() : grant_ref();
}

/* ---- of tables and descriptors ---- */

static uint64_t index_in_table(void)
{
	uint8_t b = in8();

	return b < 0xc0 ? b % 8 : b < 0xe0 ? 256 + b % 16 : b * 2;
}

/* Mostly one of the first few the domain began with. */
static uint64_t own_frame(uint32_t n)
{
	uint8_t b = in8();

	return b < 0xd0 ? world_own_frame(b % n) : frame();
}

static uint64_t table_frame(void) { return own_frame(12); }

static uint64_t entry_place(void)
{
	static const uint8_t cmds[] = { 0, 0, 0, 0, 2, 2, 1, 3 };

	return own_frame(12) << PAGE_SHIFT | index_in_table() << 3 |
	       cmds[in8() & 7];
}

static uint64_t entry(void)
{
	static const uint16_t flags[] = {
		0x67, 0x65, 0x27, 0x25, 0x67, 0x65, 0x63, 0x61, 0xe7, 0x167,
		0x7f, 0, 2, 0x1067, 0xfff, 0x87,
	};
	uint8_t b = in8();
	uint64_t e = flags[b & 15] | (b & 0x10 ? 1UL << 63 : 0);

	if (b >= 0xf0)
		return in64();
	if (b >= 0xe0)
		return 0;
	return e | own_frame(64) << PAGE_SHIFT;
}

static uint64_t address(void)
{
	uint8_t b = in8();

	if (b < 0xe0)
		return (uint64_t)(b & 31) << PAGE_SHIFT |
		       (uint64_t)(b >> 7) << 21 | (in8() & 15) * 8;
	return b < 0xf8 ? (index_in_table() << 55 >> 16) | (b & 7) << 12 :
			  in64();
}

static uint64_t descriptor(void)
{
	static const uint64_t some[] = {
		0x00af9b000000ffff, 0x00cf93000000ffff, 0x00affb000000ffff,
		0x0000ec0000330000, 0x00008c00e0080000, 0x0000890000000000,
		0, 0x0000e20000000000,
	};
	uint8_t b = in8();

	return b < 0xe0 ? some[b & 7] : in64();
}

static uint64_t two_domains(void)
{
	uint64_t id = domain_id();

	return in8() < 0xc0 ? id : id | (domain_id() + 1) << 16;
}

static uint64_t flush(void)
{
	uint8_t b = in8();

	return b < 0xf0 ? b % 6 : pointer() | (b & 3);
}

static const struct field {
	char letter;
	uint8_t size;
	uint64_t (*value)(void);
} fields[] = {
	{ 'd', 2, domain_id }, { 'p', 4, port }, { 'v', 4, vcpu_id },
	{ 'q', 4, virq }, { 'g', 8, frame }, { 'r', 4, grant_ref },
	{ 'h', 4, handle }, { 'm', 8, bus_address }, { 't', 8, pte },
	{ 'f', 4, map_flags }, { 'a', 8, pointer }, { 'j', 4, order },
	{ 'c', 4, in_number }, { 'N', 8, in_number }, { 'o', 2, offset },
	{ 'O', 4, offset }, { 'b', 1, in_number }, { 'w', 2, in64 },
	{ 'l', 4, in64 }, { 'L', 8, in64 }, { '.', 1, zero },
	{ 'z', 4, zero }, { 'x', 8, frame_or_ref }, { 'k', 2, small },
	{ 'T', 8, time_from_now }, { 'V', 4, version }, { 'A', 8, address },
	{ 'E', 8, entry }, { 'P', 8, entry_place }, { 'S', 8, descriptor },
	{ 'D', 8, two_domains }, { 'F', 8, flush }, { 'M', 8, table_frame },
};

/* The structure at p; how long it became. */
static size_t build(char *p, const char *letters)
{
	size_t n = 0;

	for (; *letters; letters++) {
		const struct field *f = fields;
		uint64_t value = (uint64_t)(*letters - '0');

		if (value < 10) {
			memcpy(p + n, &value, 8);
			n += 8;
			continue;
		}
		while (f->letter != *letters)
			f++;
		value = f->value();
		memcpy(p + n, &value, f->size);
		n += f->size;
	}
	return n;
}

/* ---- one call ---- */

static unsigned int depth;	/* calls under way, one inside of another */
static char *args;		/* where the next arguments go */

static char *space(void)
{
	char *p = args;

	args += 1024;
	if (args + 1024 > arena + ARENA_LISTS)
		args = arena;
	return p;
}

static void make(struct hypercall *hc);

static size_t header(char *p, const struct shape *s)
{
	uint32_t version = s->style == DOMCTL ? XEN_DOMCTL_INTERFACE_VERSION :
						XEN_SYSCTL_INTERFACE_VERSION;
	uint64_t d;

	memset(p, 0, 144);
	if (s->style == PLATFORM)
		version = XENPF_INTERFACE_VERSION;
	memcpy(p, &s->cmd, 4);
	memcpy(p + 4, &version, 4);
	if (s->style != DOMCTL)
		return 8;
	d = domain_id();
	memcpy(p + 8, &d, 2);
	return 16;
}

/* Mostly that of the row; then what follows fits another. */
static size_t ext_command(char *p, uint32_t cmd)
{
	uint64_t v = in8() < 0xc0 ? cmd : in_below(20);

	memcpy(p, &v, 8);
	return 8;
}

/* Builds what the call reads; how many elements of an array. */
static uint32_t build_args(const struct shape *s, char *p)
{
	bool array = s->style == CMD_ARRAY || s->style == ARRAY_DONE ||
		     s->style == EXT_ARRAY;
	uint32_t n = s->style == CMD_ARRAY ? 1 + in_below(4) :
		     array && in8() < 0x40 ? 2 + in_below(4) : 1;
	size_t at = 0;

	if (s->style == DOMCTL || s->style == SYSCTL ||
	    s->style == PLATFORM)
		at = header(p, s);
	for (uint32_t i = 0; i < n; i++) {
		if (s->style == EXT_ARRAY)
			at += ext_command(p + at, s->cmd);
		at += build(p + at, s->fields);
	}
	/* A flipped byte now and then. */
	if (in8() >= 0xe8)
		p[in_below(64)] ^= (char)in8();
	return n;
}

static void lay_out(struct hypercall *hc, const struct shape *s, uint64_t ptr,
		    uint32_t n)
{
	uint64_t a[4] = { s->cmd, ptr, n, 0 };

	switch (s->style) {
	case CMD_VCPU:
		a[1] = vcpu_id();
		a[2] = ptr;
		break;
	case DOMCTL:
	case SYSCTL:
		a[0] = ptr;
		break;
	case CONSOLE:
		a[0] = small();
		a[1] = in_number();
		a[2] = ptr;
		break;
	case PLATFORM:
		a[0] = ptr;
		break;
	case ARRAY_DONE:
	case EXT_ARRAY:
		a[0] = ptr;
		a[1] = n;
		a[2] = in8() & 1 ? 0 : pointer();
		a[3] = in8() < 0xc0 ? DOMID_SELF : two_domains();
		break;
	case REGISTERS:
		memcpy(a, (void *)(uintptr_t)ptr, sizeof(a));
		break;
	case PLAIN:
		a[0] = *s->fields ? ptr : in_number();
		a[1] = in_number();
		break;
	}
	memcpy(hc->arg, a, sizeof(a));
}

static void make_multicall(struct hypercall *hc)
{
	struct multicall_entry *e = (void *)space();
	uint32_t n = in_below(6);

	for (uint32_t i = 0; i < n; i++) {
		struct hypercall one = { 0 };

		make(&one);
		e[i].op = one.nr;
		memcpy(e[i].args, one.arg, sizeof(e[i].args));
	}
	*hc = (struct hypercall){ .nr = __HYPERVISOR_multicall,
				  .arg = { (unsigned long)e, n } };
}

static void make(struct hypercall *hc)
{
	static unsigned int nesting;
	char *p = space();
	uint32_t n;
	uint8_t pick = in8();
	const struct shape *s = &shapes[pick % ARRAY_SIZE(shapes)];

	if (world_nr_shapes && in8() < 0xc0)
		s = &world_shapes[pick % world_nr_shapes];
	if (pick >= 0xf8 && nesting < 2) {
		nesting++;
		make_multicall(hc);
		nesting--;
		return;
	}
	hc->nr = s->nr;
	n = build_args(s, p);
	lay_out(hc, s, (uint64_t)(uintptr_t)p, n);
	/* Wild registers. */
	if (in8() >= 0xe8)
		hc->arg[in_below(3)] = in_number();
	if (in8() >= 0xfc)
		hc->nr = in8();
}

/*
 * Management calls wait for vCPUs to leave their CPUs, or for each other:
 * one thread cannot play that while another call is under way.
 */
static bool may_run(const struct hypercall *hc)
{
	return !depth || (hc->nr != __HYPERVISOR_domctl &&
			  hc->nr != __HYPERVISOR_sysctl &&
			  hc->nr != __HYPERVISOR_multicall);
}

/* ---- who makes it, and what happens meanwhile ---- */

#define NR_STOPPED	8U

/* Calls that were answered by a continuation. */
static struct {
	struct vcpu *v;
	struct hypercall hc;
} stopped[NR_STOPPED];
static unsigned int next_stop;
static unsigned int preempt_in;		/* guest accesses until preemption */
static unsigned int others_in;		/* and until another CPU acts; 0: no */

void calls_reset(void)
{
	memset(stopped, 0, sizeof(stopped));
	preempt_in = others_in = 0;
	args = arena;
}

static bool still_there(const struct vcpu *v)
{
	domid_t next = 1;
	struct domain *d;
	bool found = false;

	while (!found && (d = domain_get_next(next)) != NULL) {
		for (unsigned int i = 0; i < d->max_vcpus; i++)
			found |= d->vcpu[i] == v;
		next = (domid_t)(d->domid + 1);
		domain_put(d);
	}
	return found;
}

/* An earlier call of v that is to go on, with what the guest made of it. */
static bool take_stopped(struct vcpu *v, struct hypercall *hc)
{
	for (unsigned int i = 0; i < NR_STOPPED; i++) {
		if (stopped[i].v != v || !still_there(v))
			continue;
		*hc = stopped[i].hc;
		stopped[i].v = NULL;
		if (in8() >= 0xf0)
			hc->arg[in_below(3)] = in_number();
		return true;
	}
	return false;
}

/* FUZZ_TRACE=1 in the environment: what is called, and the answers. */
static void trace(const struct vcpu *v, const struct hypercall *hc,
		  const char *what, long ret)
{
	static int on = -1;

	if (on < 0)
		on = getenv("FUZZ_TRACE") != NULL;
	if (on)
		fprintf(stderr, "%*sd%uv%u call %u (%#lx, %#lx, %#lx) %s %ld\n",
			(int)depth * 2, "", v->domain->domid, v->id, hc->nr,
			hc->arg[0], hc->arg[1], hc->arg[2], what, ret);
}

static void run_one(struct vcpu *v)
{
	struct hypercall hc = { 0 };
	long ret;

	if (!(in8() & 1) || !take_stopped(v, &hc))
		make(&hc);
	if (!may_run(&hc))
		return;
	preempt_in = in8() < 0x40 ? 1 + in_below(8) : 0;
	others_in = !depth && in8() < 0x60 ? 1 + in_below(12) : 0;
	host_in_call |= 1UL << host_pcpu->id;
	depth++;
	trace(v, &hc, "begins", 0);
	ret = hypercall_dispatch(&hc);
	trace(v, &hc, "ends", ret);
	depth--;
	host_in_call &= ~(1UL << host_pcpu->id);
	host_ask_preempt(false);
	if (ret == -ERESTART) {
		stopped[next_stop % NR_STOPPED].v = v;
		stopped[next_stop++ % NR_STOPPED].hc = hc;
		/* It takes its events first. */
		v->vcpu_info->evtchn_upcall_pending = 0;
	}
}

/* A CPU that runs a guest now and is not in the middle of a call. */
static bool go_on_some_cpu(void)
{
	unsigned int first = in_below(NR_CPUS);

	for (unsigned int i = 0; i < NR_CPUS; i++) {
		unsigned int cpu = (first + i) % NR_CPUS;

		if ((host_in_call >> cpu) & 1)
			continue;
		host_on(cpu);
		if (!host_current->is_idle)
			return true;
	}
	return false;
}

static void act(void)
{
	uint8_t b = in8();

	if (b < 0xc0 && world_nr_shapes && (b & 3) == 3)
		world_act();
	else if (b < 0xc0)
		run_one(host_current);
	else if (b < 0xe8)
		world_guest_write();
	else if (b < 0xf8)
		world_map();
	else
		world_pin();
}

void call_interleave(void)
{
	struct pcpu *pcpu = host_pcpu;
	struct vcpu *curr = host_current;

	if (preempt_in && --preempt_in == 0)
		host_ask_preempt(true);
	if (depth != 1 || !others_in || --others_in)
		return;
	CHECK(!host_irqs_off);
	if (go_on_some_cpu())
		act();
	host_pcpu = pcpu;
	host_current = curr;
}

/* Everyone sleeps: let the world go on a little. */
static void wake_someone(void)
{
	struct domain *d = domain_get_by_id((domid_t)(1 + in_below(NR_PLAYERS)));
	struct vcpu *v = d ? domain_vcpu(d, in_below(2)) : NULL;

	if (v && v->is_initialised) {
		bit_clear_atomic(&v->pause_flags, VPF_DOWN);
		vcpu_unblock(v);
		vcpu_wake(v);
	}
	if (d && in8() & 1) {
		/* Off its CPUs first: one thread cannot wait for itself. */
		domain_pause_nosync(d);
		host_settle();
		domain_resume(d);
		domain_unpause(d);
	}
	if (d)
		domain_put(d);
}

void call_play(void)
{
	uint8_t b = in8();

	if (b < 0x10)
		host_run(in8() * 200000LL);
	else if (b < 0x18 || !go_on_some_cpu())
		wake_someone();
	else
		act();
	host_settle();
}
