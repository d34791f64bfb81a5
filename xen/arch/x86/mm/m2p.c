/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine-to-physical table: one word a frame, read by guests. */
#include <hv/machine.h>
#include <x86/layout.h>

static inline uint64_t *m2p_slot(mfn_t m)
{
	return (uint64_t *)M2P_RW_START + m.n;
}

void arch_m2p_set(mfn_t m, uint64_t gpfn)
{
	if (mfn_valid(m))
		WRITE_ONCE(*m2p_slot(m), gpfn);
}

uint64_t arch_m2p_get(mfn_t m)
{
	return mfn_valid(m) ? READ_ONCE(*m2p_slot(m)) : M2P_INVALID;
}
