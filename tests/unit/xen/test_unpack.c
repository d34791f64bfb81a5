/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packed dom0 kernels: what the real packers write is unpacked; what is
 * damaged or cut short is refused, and never written past its room.
 */
#include <stdio.h>
#include <unistd.h>

#include "machine.h"

#include <x86/dom0.h>

#include "../../../xen/arch/x86/dom0/unpack/unpack.h"

#define PLAIN_SIZE	(700U << 10)
#define GUARD		64U

/* As Linux's build calls them; all write to standard output. */
static const struct format {
	const char *name, *command;
} formats[] = {
	{ "gzip",  "gzip -n -9" },
	{ "zstd",  "zstd -22 --ultra -q -c" },
	{ "lz4",   "lz4 -l -9 -q -c" },
	{ "bzip2", "bzip2 -9 -c" },
	{ "xz",    "xz --check=crc32 --x86 --lzma2=,dict=32MiB -c" },
	{ "lzma",  "lzma -9 -c" },
	{ "lzo",   "lzop -9 -c" },
};

static uint8_t plain[PLAIN_SIZE];
static struct { uint8_t *data; size_t size; } packed[ARRAY_SIZE(formats)];

/* ---- the machine, as far as kernel.c wants it ---- */

void library_begin(struct library_state *s) { memset(s, 0, sizeof(*s)); }
void library_end(const struct library_state *s) { (void)s; }

static uint32_t random_state = 1;

static uint32_t next_random(void)
{
	random_state = random_state * 1664525U + 1013904223U;
	return random_state >> 8;
}

/* Looks like an ELF file of code: some of it repeats, some does not. */
static void plain_make(void)
{
	for (size_t i = 0; i < sizeof(plain); i++)
		plain[i] = i > 4096 && next_random() % 8 ?
			   plain[i - 4096 + next_random() % 2] :
			   (uint8_t)next_random();
	memcpy(plain, "\177ELF\2\1\1", 7);
}

/* What the command makes of the plain text; size 0 if it is not there. */
static void pack(size_t nr)
{
	char in[] = "/tmp/unpack-in-XXXXXX", command[256];
	int fd = mkstemp(in);
	FILE *out;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, plain, sizeof(plain)), sizeof(plain));
	close(fd);
	packed[nr].data = malloc(2 * sizeof(plain));
	snprintf(command, sizeof(command), "%s < %s 2>/dev/null",
		 formats[nr].command, in);
	out = popen(command, "r");
	assert_non_null(out);
	packed[nr].size = fread(packed[nr].data, 1, 2 * sizeof(plain), out);
	if (pclose(out))
		packed[nr].size = 0;
	unlink(in);
}

static int setup(void **state)
{
	(void)state;
	host_memory(1 << 20);
	host_add_ram(4096, 65536, 0, false);
	plain_make();
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		pack(i);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		free(packed[i].data);
	return 0;
}

/* Unpacks into exactly `room` bytes and looks that no more were written. */
static int unpack(const uint8_t *in, size_t n, size_t room, size_t *got,
		  bool compare)
{
	const struct packer *p = packer_of(in, n);
	uint8_t *copy = malloc(n ? n : 1), *out = malloc(room + GUARD);
	int err = -1000;

	memcpy(copy, in, n);
	memset(out, 0xa5, room + GUARD);
	if (p)
		err = p->unpack(copy, n, out, room, got);
	for (size_t i = 0; i < GUARD; i++)
		assert_int_equal(out[room + i], 0xa5);
	if (compare && !err)
		assert_memory_equal(out, plain, *got);
	free(copy);
	free(out);
	return err;
}

static void unpacks_what_the_packers_write(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		size_t got = 0;

		print_message("%s: %zu bytes%s\n", formats[i].name,
			      packed[i].size,
			      packed[i].size ? "" : ", SKIPPED: no such tool");
		if (!packed[i].size)
			continue;
		assert_string_equal(packer_of(packed[i].data,
					      packed[i].size)->name,
				    formats[i].name);
		assert_int_equal(unpack(packed[i].data, packed[i].size,
					PLAIN_SIZE, &got, true), 0);
		assert_int_equal(got, PLAIN_SIZE);
	}
}

static void refuses_what_does_not_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		size_t got;

		if (!packed[i].size)
			continue;
		print_message("%s\n", formats[i].name);
		assert_int_equal(unpack(packed[i].data, packed[i].size,
					PLAIN_SIZE - 1, &got, false), -ENOSPC);
		assert_int_equal(unpack(packed[i].data, packed[i].size, 4096,
					&got, false), -ENOSPC);
	}
}

static void refuses_what_is_cut_short(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		for (size_t n = 12; n < packed[i].size;
		     n += packed[i].size / 23) {
			size_t got = 0;
			int err = unpack(packed[i].data, n, PLAIN_SIZE, &got,
					 true);

			/* lz4's blocks have no end: what is there may be all. */
			if (!err && !strcmp(formats[i].name, "lz4"))
				err = got == PLAIN_SIZE ? 0 : -EINVAL;
			if (err != -EINVAL)
				print_message("%s cut at %zu\n",
					      formats[i].name, n);
			assert_int_equal(err, -EINVAL);
		}
}

static void survives_any_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		unsigned int accepted = 0;

		for (unsigned int n = 0; packed[i].size && n < 60; n++) {
			uint8_t *bad = malloc(packed[i].size);
			size_t got, at;

			memcpy(bad, packed[i].data, packed[i].size);
			/* Mostly headers: that is where sizes are. */
			at = next_random() % (n % 2 ? packed[i].size : 64);
			bad[at] ^= (uint8_t)(1 + next_random() % 255);
			accepted += !unpack(bad, packed[i].size, PLAIN_SIZE,
					    &got, false);
			free(bad);
		}
		print_message("%s: %u of 60 damages went unnoticed\n",
			      formats[i].name, accepted);
	}
}

/* ---- bzImages ---- */

#define SETUP_SECTS	4U
#define PAYLOAD_OFFSET	0x300U
#define PAYLOAD_AT	((SETUP_SECTS + 1) * 512 + PAYLOAD_OFFSET)

static void put32(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }

static uint8_t *bzimage_make(size_t nr, size_t *size)
{
	bool gzip = !strcmp(formats[nr].name, "gzip");
	size_t n = packed[nr].size + (gzip ? 0 : 4);
	uint8_t *b = calloc(1, PAYLOAD_AT + n);

	b[0x1f1] = SETUP_SECTS;
	memcpy(b + 0x202, "HdrS", 4);
	b[0x206] = 0x0f;
	b[0x207] = 0x02;
	put32(b + 0x248, PAYLOAD_OFFSET);
	put32(b + 0x24c, (uint32_t)n);
	memcpy(b + PAYLOAD_AT, packed[nr].data, packed[nr].size);
	if (!gzip)
		put32(b + PAYLOAD_AT + n - 4, PLAIN_SIZE);
	*size = PAYLOAD_AT + n;
	return b;
}

static void finds_the_kernel_in_a_bzimage(void **state)
{
	uint64_t before = heap_free_pages();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		struct kernel_file f;
		size_t size;
		uint8_t *b;

		if (!packed[i].size)
			continue;
		b = bzimage_make(i, &size);
		print_message("%s\n", formats[i].name);
		assert_int_equal(kernel_unpack(b, size, &f), 0);
		assert_int_equal(f.size, PLAIN_SIZE);
		assert_memory_equal(f.elf, plain, PLAIN_SIZE);
		/* No more than it needs is taken, and all of it comes back. */
		assert_int_equal(heap_free_pages(), before - PLAIN_SIZE / 4096);
		kernel_release(&f);
		assert_int_equal(heap_free_pages(), before);
		free(b);
	}
}

static void refuses_a_bzimage_cut_short(void **state)
{
	struct kernel_file f;
	size_t size;
	uint8_t *b = bzimage_make(1, &size);

	(void)state;
	assert_int_not_equal(kernel_unpack(b, size - 1, &f), 0);
	assert_int_not_equal(kernel_unpack(b, 0x1000, &f), 0);
	put32(b + 0x24c, 0xffffffff);
	assert_int_not_equal(kernel_unpack(b, size, &f), 0);
	put32(b + 0x248, 0xfffffff0);
	assert_int_not_equal(kernel_unpack(b, size, &f), 0);
	free(b);
}

static void refuses_a_wrong_size_word(void **state)
{
	static const uint32_t sizes[] = {
		0, 1, PLAIN_SIZE - 1, PLAIN_SIZE + 1, 0xffffffff,
	};
	uint64_t before = heap_free_pages();
	struct kernel_file f;
	size_t size;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint8_t *b = bzimage_make(1, &size);

		put32(b + size - 4, sizes[i]);
		assert_int_not_equal(kernel_unpack(b, size, &f),
				     0);
		free(b);
	}
	assert_int_equal(heap_free_pages(), before);
}

static void takes_elf_files_and_gzipped_ones(void **state)
{
	struct kernel_file f;

	(void)state;
	assert_int_equal(kernel_unpack(plain, PLAIN_SIZE, &f), 0);
	assert_ptr_equal(f.elf, plain);
	assert_int_equal(f.size, PLAIN_SIZE);
	assert_int_equal(kernel_unpack(packed[0].data, packed[0].size, &f), 0);
	assert_memory_equal(f.elf, plain, PLAIN_SIZE);
	assert_int_not_equal(kernel_unpack("garbage", 7, &f), 0);
	assert_int_not_equal(kernel_unpack("", 0, &f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unpacks_what_the_packers_write),
		cmocka_unit_test(refuses_what_does_not_fit),
		cmocka_unit_test(refuses_what_is_cut_short),
		cmocka_unit_test(survives_any_damage),
		cmocka_unit_test(finds_the_kernel_in_a_bzimage),
		cmocka_unit_test(refuses_a_bzimage_cut_short),
		cmocka_unit_test(refuses_a_wrong_size_word),
		cmocka_unit_test(takes_elf_files_and_gzipped_ones),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
