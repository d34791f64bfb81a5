/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The instruction decoder on any bytes: it reads no further than it may, says
 * the same each time, and nothing that a longer look would take back.
 */
#include <stdlib.h>
#include <string.h>

#include <x86/decode.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
	if (!good)
		abort();
}

/* Behind the copy there is nothing to be read. */
static int decode(const uint8_t *data, unsigned int n, struct insn *i)
{
	uint8_t *exact = malloc(n ? n : 1);
	int err;

	memcpy(exact, data, n);
	memset(i, 0, sizeof(*i));
	err = insn_decode(exact, n, i);
	free(exact);
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned int n = size < INSN_MAX ? (unsigned int)size : INSN_MAX;
	struct insn a, b;
	struct cpu_user_regs regs;

	if (decode(data, n, &a))
		return 0;
	check(a.len && a.len <= n);
	check(a.reg < 16 && a.rm < 16);
	check(insn_reg(&regs, a.reg) >= (uint64_t *)(void *)&regs &&
	      insn_reg(&regs, a.reg) < (uint64_t *)(void *)(&regs + 1));
	/* Its own bytes are enough, one less is not. */
	check(!decode(data, a.len, &b) && !memcmp(&a, &b, sizeof(a)));
	check(decode(data, a.len - 1U, &b));
	return 0;
}
