/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What dom0 writes to the console, as it leaves the serial port: byte for
 * byte. `run` makes an answer of what comes between the marks.
 */
#include "ask.h"

#include <xen/io/console.h>

static char text[8192] __attribute__((aligned(4096)));

static long put(const void *p, uint64_t n)
{
	return hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, n, p);
}

static void begin(const char *name)
{
	say("RAW %s\n", name);
}

static void end(const char *name, long r)
{
	say("\nRAW end\n");
	answer(named(name, "returns", ~0UL), r);
}

static void pieces(void)
{
	static const struct {
		const char *name, *text;
		unsigned int len;
	} rows[] = {
		{ "a line", "Test result: SUCCESS\n", 21 },
		{ "no newline", "half", 4 }, { "nothing", "", 0 },
		{ "two lines", "one\ntwo\n", 8 },
		{ "only newlines", "\n\n\n", 3 },
		{ "carriage returns", "a\r\nb\rc\r\n", 8 },
		{ "a tab", "a\tb\n", 4 }, { "a zero", "a\0b\n", 4 },
		{ "only a zero", "", 1 }, { "bells", "\a\b\v\f\n", 5 },
		{ "escapes", "\033[1mbold\033[0m\n", 13 },
		{ "upper half", "\x80\xa0\xc3\xa9\xff\n", 6 },
		{ "percent", "100% %s %n %p\n", 14 },
		{ "levels", "<0>zero<1>one\n", 14 },
		{ "prefix", "(XEN) not from it\n", 18 },
	};

	for (unsigned int i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		long r;

		begin(rows[i].name);
		r = put(rows[i].text, rows[i].len);
		end(rows[i].name, r);
	}
	begin("in three parts");
	put("one ", 4);
	put("two ", 4);
	end("in three parts", put("three\n", 6));
	begin("letter by letter");
	for (const char *s = "--- Xen Test Framework ---\n"; *s; s++)
		put(s, 1);
	end("letter by letter", 0);
}

static void lengths(void)
{
	static const unsigned int n[] = {
		126, 127, 128, 129, 255, 256, 257, 511, 512, 1023, 1024, 1025,
		4095, 4096, 4097,
	};
	long r;

	for (unsigned int i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i % 23);
	for (unsigned int i = 0; i < sizeof(n) / sizeof(*n); i++) {
		begin(named("length", "", n[i]));
		r = put(text, n[i]);
		end(named("length", "", n[i]), r);
	}
	/* Half of it is not there. */
	update_va(text + 4096, 0, UVMF_INVLPG);
	for (unsigned int i = 1; i < 300; i += 127) {
		begin(named("into a hole", "", i));
		r = put(text + 4096 - i, i + 4);
		end(named("into a hole", "", i), r);
	}
	begin("nowhere");
	end("nowhere", put(HOLE, 8));
	begin("from the hypervisor");
	end("from the hypervisor", put(HV_ADDR, 8));
	begin("2^32 and 3 bytes");
	end("2^32 and 3 bytes", put(text, (1UL << 32) + 3));
}

void test_main(void)
{
	pieces();
	lengths();
}
