/* SPDX-License-Identifier: GPL-2.0-only */
/* What the families of measures share. */
#ifndef BENCH_H
#define BENCH_H

#include "guest.h"

struct bench {
	const char *name;
	/* What is timed; 0, or an error that ends the measure. */
	long (*once)(void);
	unsigned int ops;	/* operations in it: the figure is for one */
};

/* Times each many times; what came out is printed at the end. */
void bench_run(const struct bench *list, unsigned int nr);
#define BENCH_RUN(list) bench_run(list, sizeof(list) / sizeof(*(list)))

/* A figure that is no time: pages, say. */
void bench_value(const char *name, long value);

/* Ends the run: without this step the measures mean nothing. */
void bench_need(const char *what, long err);

static inline uint64_t tsc(void)
{
	uint32_t lo, hi;

	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return lo | (uint64_t)hi << 32;
}

/* ---- events: counts upcalls, see events.c ---- */

extern volatile unsigned int upcalls;
void events_init(void);
/* A port of virtual interrupt virq, or of an event to ourselves (NO_VIRQ). */
#define NO_VIRQ (~0U)
evtchn_port_t event_port(uint32_t virq, uint32_t vcpu);
long event_send(evtchn_port_t port);
void event_clear(evtchn_port_t port);
/* Waits until it is pending, upcalls being masked, and clears it. */
long event_wait(evtchn_port_t port);
/* Takes back what the waiting and the sending left of upcalls. */
void events_unmask(void);

/* ---- other domains: domains.c ---- */

struct xen_domctl;
/* A request all of whose other fields are zero; there is one only. */
struct xen_domctl *domain_control(uint32_t cmd, domid_t id);
/* A paused domain with its vCPUs and 64 MiB to take; an error as returned. */
long domain_create(unsigned int vcpus, domid_t *id);
long domain_destroy(domid_t id);
/* The machine's, or -1. */
long free_pages(void);

void calls_bench(void);
void events_bench(void);
void tables_bench(void);
void grants_bench(void);
void memory_bench(void);
void traps_bench(void);
void vcpus_bench(void);
void domains_bench(void);
void guests_bench(void);
void console_bench(void);

#endif
