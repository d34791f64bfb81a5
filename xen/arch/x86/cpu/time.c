/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System time: nanoseconds since boot, TSC ticks times a 32.32 factor, the
 * same computation guests do with the factor in their vcpu_time_info.
 *
 * The TSC's rate is measured once against the HPET, else the ACPI timer,
 * else the PIT. All CPUs are taken to have the same TSC.
 */
#include <hv/console.h>
#include <hv/domain.h>
#include <hv/machine.h>
#include <hv/printk.h>
#include <hv/softirq.h>
#include <hv/string.h>
#include <x86/acpi.h>
#include <x86/apic.h>
#include <x86/asm.h>
#include <x86/options.h>
#include <x86/paging.h>
#include <x86/time.h>

#define CALIBRATE_MS	20U

static uint64_t tsc_base;
static uint32_t khz;
static uint32_t scale_mul = 0x80000000U;
static int8_t scale_shift;
static bool started;

/* Wall clock at system time zero. */
static spinlock_t wc_lock = SPINLOCK_INIT;
static uint64_t wc_sec;
static uint32_t wc_nsec;

uint64_t tsc_to_ns(uint64_t ticks)
{
	unsigned __int128 v;

	if (scale_shift < 0)
		ticks >>= -scale_shift;
	else
		ticks <<= scale_shift;
	v = (unsigned __int128)ticks * scale_mul;
	return (uint64_t)(v >> 32);
}

s_time_t arch_now(void)
{
	return started ? (s_time_t)tsc_to_ns(rdtsc() - tsc_base) : 0;
}

uint32_t tsc_khz(void) { return khz; }
uint32_t tsc_mul(void) { return scale_mul; }
int8_t tsc_shift(void) { return scale_shift; }

/* ticks << shift lies in [2^31, 2^32) nanosecond factors: best precision. */
static void scale_set(uint64_t hz)
{
	uint64_t target = hz;

	scale_shift = 0;
	while (target > 2000000000ULL) {
		target >>= 1;
		scale_shift--;
	}
	while (target <= 1000000000ULL) {
		target <<= 1;
		scale_shift++;
	}
	scale_mul = (uint32_t)((1000000000ULL << 32) / target);
}

/* ---- measuring against something of known rate ---- */

struct reference {
	const char *name;
	uint64_t (*read)(void);
	uint64_t hz, mask;
};

static volatile uint32_t *hpet;

static uint64_t hpet_read(void) { return hpet[0xf0 / 4]; }
static uint64_t pm_timer_read(void) { return inl(acpi_info.pm_timer_port); }

static const char *const clock_sources[] = { "hpet", "acpi", "pit", "tsc" };

static bool source_known(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(clock_sources); i++)
		if (!strcmp(clock_sources[i], name))
			return true;
	return false;
}

/* clocksource= names one; else the first there is, as for the TSC itself. */
static bool source_wanted(const char *name)
{
	return !source_known(opt_clocksource) ||
	       !strcmp(opt_clocksource, "tsc") ||
	       !strcmp(opt_clocksource, name);
}

static bool hpet_reference(struct reference *r)
{
	uint32_t period;

	if (!acpi_info.hpet || !source_wanted("hpet"))
		return false;
	hpet = ioremap(acpi_info.hpet, 0x400, HYPER_UC);
	period = hpet ? hpet[1] : 0;		/* femtoseconds */
	if (!period || period > 100000000)
		return false;
	hpet[0x10 / 4] |= 1;
	*r = (struct reference){ "HPET", hpet_read,
				 1000000000000000ULL / period, 0xffffffff };
	return true;
}

static bool pm_timer_reference(struct reference *r)
{
	if (!acpi_info.pm_timer_port || !source_wanted("acpi"))
		return false;
	*r = (struct reference){ "ACPI PM timer", pm_timer_read, 3579545,
				 0xffffff };
	return true;
}

static uint64_t measure_with(const struct reference *r)
{
	uint64_t ticks = r->hz * CALIBRATE_MS / 1000;
	uint64_t from = r->read(), t0 = rdtsc(), to, t1;

	do {
		to = r->read();
		t1 = rdtsc();
	} while (((to - from) & r->mask) < ticks);
	/* 20 ms at any rate there is: the product fits 64 bits. */
	return (t1 - t0) * r->hz / ((to - from) & r->mask);
}

/* Channel 2 counts CALIBRATE_MS down, once; port 0x61 shows its output. */
static uint64_t measure_with_pit(void)
{
	uint32_t count = 1193182U * CALIBRATE_MS / 1000;
	uint64_t t0;

	outb(0x61, (uint8_t)((inb(0x61) & ~2) | 1));
	outb(0x43, 0xb0);
	outb(0x42, (uint8_t)count);
	outb(0x42, (uint8_t)(count >> 8));
	t0 = rdtsc();
	while (!(inb(0x61) & 0x20))
		arch_cpu_relax();
	return (rdtsc() - t0) * 1000 / CALIBRATE_MS;
}

/* ---- CMOS clock ---- */

static uint8_t cmos(uint8_t reg)
{
	outb(0x70, reg);
	return inb(0x71);
}

static unsigned int cmos_number(uint8_t reg, bool bcd)
{
	uint8_t v = cmos(reg);

	return bcd ? (v >> 4) * 10U + (v & 15U) : v;
}

static uint64_t days_before(unsigned int y, unsigned int m, unsigned int d)
{
	/* Days since 1970-01-01, counting years from March. */
	if (m <= 2) {
		y--;
		m += 12;
	}
	return 365ULL * y + y / 4 - y / 100 + y / 400 +
	       (153 * (m - 3) + 2) / 5 + d - 1 - 719468;
}

static uint64_t cmos_time(void)
{
	bool bcd = !(cmos(0x0b) & 4);
	uint64_t t = 0, again = 1;

	/* Read until two readings agree: it may change under us. */
	while (t != again) {
		again = t;
		while (cmos(0x0a) & 0x80)
			arch_cpu_relax();
		t = days_before(2000 + cmos_number(9, bcd),
				cmos_number(8, bcd), cmos_number(7, bcd));
		t = t * 86400 + cmos_number(4, bcd) * 3600 +
		    cmos_number(2, bcd) * 60 + cmos_number(0, bcd);
	}
	return t;
}

static uint64_t wallclock_seconds(void)
{
	return wc_sec;
}

void time_init(void)
{
	struct reference ref;
	uint64_t hz;

	if (hpet_reference(&ref) || pm_timer_reference(&ref)) {
		hz = measure_with(&ref);
	} else {
		ref.name = "PIT";
		ref.hz = 1193182;
		hz = measure_with_pit();
	}
	if (opt_clocksource[0] && !source_known(opt_clocksource))
		printk(XL_WARN "clocksource=%s: not one of hpet, acpi, pit, "
		       "tsc; taking %s\n", opt_clocksource, ref.name);
	khz = (uint32_t)(hz / 1000);
	scale_set(hz);
	tsc_base = rdtsc();
	started = true;
	wc_sec = cmos_time();
	console_set_wallclock(wallclock_seconds);
	printk(XL_WARN "Platform timer is %llu.%03lluMHz %s\n",
	       (unsigned long long)ref.hz / 1000000,
	       (unsigned long long)ref.hz / 1000 % 1000, ref.name);
	printk(XL_WARN "Detected %u.%03u MHz processor.\n", khz / 1000,
	       khz % 1000);
}

void delay_us(unsigned int us)
{
	s_time_t end = arch_now() + MICROSECS(us);

	/* Before there is a clock (a panic): such a read takes about 1 us. */
	for (; !started && us; us--)
		(void)inb(0x80);
	if (!started)
		return;
	while (arch_now() < end)
		arch_cpu_relax();
}

void arch_timer_program(s_time_t deadline)
{
	int64_t ns;

	if (!deadline) {
		apic_timer_set(0);
		return;
	}
	ns = deadline - arch_now();
	apic_timer_set(ns <= 0 ? -1 : ns);
}

/* ---- what guests see ---- */

static void time_record_write(struct vcpu_time_info *t)
{
	uint64_t tsc = rdtsc();
	uint32_t version = t->version | 1;

	WRITE_ONCE(t->version, version);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	t->tsc_timestamp = tsc;
	t->system_time = tsc_to_ns(tsc - tsc_base);
	t->tsc_to_system_mul = scale_mul;
	t->tsc_shift = scale_shift;
	t->flags = XEN_PVCLOCK_TSC_STABLE_BIT;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(t->version, version + 1);
}

void arch_vcpu_update_time(struct vcpu *v)
{
	if (v->vcpu_info && !v->is_idle)
		time_record_write(&v->vcpu_info->time);
	v->arch.time_area_due = v->arch.time_area != NULL;
}

void arch_update_wallclock(struct domain *d)
{
	struct shared_info *s = d->shared_info;
	unsigned long flags = spin_lock_irqsave(&wc_lock);
	uint64_t sec = wc_sec + (uint64_t)d->time_offset;

	if (s) {
		uint32_t version = s->wc_version | 1;

		WRITE_ONCE(s->wc_version, version);
		__atomic_thread_fence(__ATOMIC_RELEASE);
		s->wc_sec = (uint32_t)sec;
		s->wc_sec_hi = (uint32_t)(sec >> 32);
		s->wc_nsec = wc_nsec;
		__atomic_thread_fence(__ATOMIC_RELEASE);
		WRITE_ONCE(s->wc_version, version + 1);
	}
	spin_unlock_irqrestore(&wc_lock, flags);
}

void arch_set_wallclock(uint64_t sec, uint32_t nsec)
{
	unsigned long flags = spin_lock_irqsave(&wc_lock);

	wc_sec = sec;
	wc_nsec = nsec;
	spin_unlock_irqrestore(&wc_lock, flags);
}

uint64_t wallclock_boot(uint32_t *ns)
{
	*ns = wc_nsec;
	return wc_sec;
}
