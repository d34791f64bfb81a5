/* SPDX-License-Identifier: GPL-2.0-only */
/* The instruction decoder: lengths, operands, addresses, and bytes at random. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include <hv/abi.h>
#include <x86/decode.h>

#define B(...) sizeof((uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ }

static const struct {
	const char *text;
	unsigned int n;
	uint8_t bytes[INSN_MAX];
	uint16_t opcode;
	bool mem;
	uint8_t reg, rm;
	int32_t disp;
	int64_t imm;
} cases[] = {
	{ "clts", B(0x0f, 0x06), 0x0f06, false, 0, 0, 0, 0 },
	{ "rex clts", B(0x48, 0x0f, 0x06), 0x0f06, false, 0, 0, 0, 0 },
	{ "rex before a prefix is dropped", B(0x4c, 0x66, 0x0f, 0x20, 0xc0),
	  0x0f20, false, 0, 0, 0, 0 },
	{ "mov cr8,rax", B(0x44, 0x0f, 0x20, 0xc0), 0x0f20, false, 8, 0, 0, 0 },
	{ "mov rax,dr7", B(0x0f, 0x23, 0xf8), 0x0f23, false, 7, 0, 0, 0 },
	{ "in al,0x80", B(0xe4, 0x80), 0xe4, false, 0, 0, 0, -128 },
	{ "rep outsb", B(0xf3, 0x6e), 0x6e, false, 0, 0, 0, 0 },
	{ "xsetbv", B(0x0f, 0x01, 0xd1), 0x0f01, false, 2, 1, 0, 0 },
	{ "mov [rax],rbx", B(0x48, 0x89, 0x18), 0x89, true, 3, 0, 0, 0 },
	{ "mov [rip+8],ecx", B(0x89, 0x0d, 8, 0, 0, 0), 0x89, true, 1, 5, 8,
	  0 },
	{ "mov [rsp+rcx*8-1],r9", B(0x4c, 0x89, 0x4c, 0xcc, 0xff), 0x89, true,
	  9, 4, -1, 0 },
	{ "mov [r13+0],r8d", B(0x45, 0x89, 0x45, 0), 0x89, true, 8, 13, 0, 0 },
	{ "mov [disp32],eax", B(0x89, 0x04, 0x25, 0x78, 0x56, 0x34, 0x12), 0x89,
	  true, 0, 4, 0x12345678, 0 },
	{ "movq $-1,[rdi]", B(0x48, 0xc7, 0x07, 0xff, 0xff, 0xff, 0xff), 0xc7,
	  true, 0, 7, 0, -1 },
	{ "movw $0x1234,[rdi]", B(0x66, 0xc7, 0x07, 0x34, 0x12), 0xc7, true, 0,
	  7, 0, 0x1234 },
	{ "testb $1,[rax]", B(0xf6, 0x00, 1), 0xf6, true, 0, 0, 0, 1 },
	{ "notb [rax]", B(0xf6, 0x10), 0xf6, true, 2, 0, 0, 0 },
	{ "testq $1,[rax]", B(0x48, 0xf7, 0x00, 1, 0, 0, 0), 0xf7, true, 0, 0,
	  0, 1 },
	{ "lock cmpxchg [rdi],rsi", B(0xf0, 0x48, 0x0f, 0xb1, 0x37), 0x0fb1,
	  true, 6, 7, 0, 0 },
	{ "lock btr $1,[rax]", B(0xf0, 0x0f, 0xba, 0x30, 1), 0x0fba, true, 6, 0,
	  0, 1 },
	{ "mov moffs,rax", B(0x48, 0xa3, 8, 7, 6, 5, 4, 3, 2, 1), 0xa3, false,
	  0, 0, 0, 0x0102030405060708 },
	{ "mov moffs32,al", B(0x67, 0xa2, 8, 7, 6, 5), 0xa2, false, 0, 0, 0,
	  0x05060708 },
	{ "movbe [rbx],rax", B(0x48, 0x0f, 0x38, 0xf1, 0x03), 0x38f1, true, 0,
	  3, 0, 0 },
	{ "shl [rbx],4", B(0x48, 0xc1, 0x23, 4), 0xc1, true, 4, 3, 0, 4 },
	{ "mov rdi,dr1, without mod 3", B(0x0f, 0x21, 0x4f), 0x0f21, false, 1,
	  7, 0, 0 },
	{ "movnti [rax],rcx", B(0x48, 0x0f, 0xc3, 0x08), 0x0fc3, true, 1, 0, 0,
	  0 },
};

static void known_instructions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct insn in;

		print_message("case \"%s\"\n", cases[i].text);
		assert_int_equal(insn_decode(cases[i].bytes, cases[i].n, &in),
				 0);
		assert_int_equal(in.len, cases[i].n);
		assert_int_equal(in.opcode, cases[i].opcode);
		assert_int_equal(in.is_mem, cases[i].mem);
		assert_int_equal(in.reg, cases[i].reg);
		assert_int_equal(in.rm, cases[i].rm);
		assert_int_equal(in.disp, cases[i].disp);
		assert_int_equal(in.imm, cases[i].imm);
	}
}

static const struct {
	const char *text;
	unsigned int n;
	uint8_t bytes[16];
	bool cut;
} bad[] = {
	{ "nothing", 0, { 0 }, true },
	{ "only prefixes", B(0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
			     0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90), true },
	{ "no second byte", B(0x0f), true },
	{ "no ModRM", B(0x89), true },
	{ "half a displacement", B(0x89, 0x0d, 1, 2), true },
	{ "half an immediate", B(0xc7, 0x07, 1, 2, 3), true },
	{ "longer than 15 bytes", B(0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
				    0x66, 0x66, 0x66, 0x66, 0x48, 0x81, 0x00,
				    1, 2), true },
	{ "push es, not in 64-bit code", B(0x06), false },
	{ "VEX", B(0xc5, 0xfc, 0x28, 0x03), false },
};

static void not_instructions(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct insn in;

		print_message("case \"%s\"\n", bad[i].text);
		assert_int_equal(insn_decode(bad[i].bytes, bad[i].n, &in), -1);
		assert_int_equal(in.cut, bad[i].cut);
	}
}

static const struct {
	const char *text;
	unsigned int n;
	uint8_t bytes[INSN_MAX];
	uint16_t opcode;
} bits32[] = {
	{ "in al,dx", B(0xec), 0xec },
	{ "inc eax is no prefix", B(0x40, 0xec), 0 },
	{ "mov eax,cr0", B(0x0f, 0x20, 0xc0), 0x0f20 },
	{ "outsb by 16 bits", B(0x67, 0x6e), 0x6e },
	{ "out imm", B(0xe6, 0x80), 0xe6 },
	{ "mov [ebx],eax", B(0x89, 0x03), 0 },
	{ "mov moffs,eax", B(0xa3, 1, 2, 3, 4), 0 },
};

static void code_of_32_bits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bits32) / sizeof(bits32[0]); i++) {
		struct insn in;
		int err = insn_decode32(bits32[i].bytes, bits32[i].n, &in);

		print_message("case \"%s\"\n", bits32[i].text);
		assert_int_equal(err, bits32[i].opcode ? 0 : -1);
		if (err)
			continue;
		assert_int_equal(in.opcode, bits32[i].opcode);
		assert_int_equal(in.len, bits32[i].n);
		assert_true(in.code32);
		assert_int_equal(in.rex, 0);
	}
}

/* The prefixes mean the other size there. */
static void code_of_16_bits(void **state)
{
	static const struct {
		unsigned int n;
		uint8_t bytes[INSN_MAX];
		bool op16, addr16;
	} t[] = {
		{ B(0xed), true, true }, { B(0x66, 0xed), false, true },
		{ B(0x67, 0x6f), true, false },
		{ B(0x66, 0x67, 0x6f), false, false },
	};
	struct insn in;

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		assert_int_equal(insn_decode16(t[i].bytes, t[i].n, &in), 0);
		assert_int_equal(in.len, t[i].n);
		assert_int_equal(in.op16, t[i].op16);
		assert_int_equal(in.addr32, t[i].addr16);
	}
	/* Memory operands are none of ours. */
	assert_int_equal(insn_decode16(t[0].bytes, 0, &in), -1);
	assert_int_equal(insn_decode16((const uint8_t *)"\x89\x07", 2, &in),
			 -1);
}

static void addresses(void **state)
{
	static const struct {
		unsigned int n;
		uint8_t bytes[INSN_MAX];
		uint64_t want;
	} t[] = {
		{ B(0x89, 0x08), 0x1000 },			/* rax */
		{ B(0x89, 0x48, 0xf0), 0xff0 },			/* rax-16 */
		{ B(0x89, 0x0c, 0xc8), 0x1000 + 8 * 0x20 },	/* rax+rcx*8 */
		{ B(0x89, 0x0d, 8, 0, 0, 0), 0x500000 + 6 + 8 },
		{ B(0x89, 0x0c, 0x25, 0xff, 0xff, 0xff, 0xff), ~0UL },
		{ B(0x67, 0x89, 0x48, 0xf0), 0xff0 },
		{ B(0x67, 0x89, 0x4b, 0xff), 0xffffffff },	/* ebx-1 */
		{ B(0x49, 0x89, 0x0f), 0xabc },			/* r15 */
	};
	struct cpu_user_regs r = {
		.rax = 0x1000, .rcx = 0x20, .rip = 0x500000, .r15 = 0xabc,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct insn in;

		assert_int_equal(insn_decode(t[i].bytes, t[i].n, &in), 0);
		assert_true(insn_address(&in, &r) == t[i].want);
	}
}

/* Whatever it takes for an instruction, it takes all of it and no more. */
static void random_bytes(void **state)
{
	uint64_t x = 88172645463325252ULL;
	unsigned int found = 0;

	(void)state;
	for (unsigned int round = 0; round < 200000; round++) {
		uint8_t b[INSN_MAX + 1], *tight;
		struct insn in, again;

		for (size_t i = 0; i < sizeof(b); i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			b[i] = (uint8_t)(x >> 24);
		}
		if (insn_decode(b, sizeof(b), &in))
			continue;
		found++;
		assert_in_range(in.len, 1, INSN_MAX);
		assert_in_range(in.reg, 0, 15);
		assert_in_range(in.rm, 0, 15);
		/* On the heap, so that a sanitizer sees a byte too many. */
		tight = malloc(in.len);
		assert_non_null(tight);
		memcpy(tight, b, in.len);
		assert_int_equal(insn_decode(tight, in.len, &again), 0);
		assert_memory_equal(&in, &again, sizeof(in));
		assert_int_equal(insn_decode(tight, in.len - 1U, &again), -1);
		free(tight);
	}
	assert_true(found > 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_instructions),
		cmocka_unit_test(not_instructions),
		cmocka_unit_test(code_of_32_bits),
		cmocka_unit_test(code_of_16_bits),
		cmocka_unit_test(addresses),
		cmocka_unit_test(random_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
