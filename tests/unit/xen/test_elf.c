/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel files for dom0: what of an ELF file and its Xen notes will do, and
 * that no file, however odd, is read beyond its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <elf.h>

#include <hv/errno.h>
#include <x86/dom0.h>

#define BASE	0xffffffff80000000ULL
#define NONE	(~0ULL)

struct file {
	Elf64_Ehdr h;
	Elf64_Phdr ph[2];
	Elf64_Shdr sh[3];
	char names[32];
	uint8_t notes[512];
	uint8_t code[256];
};

struct shape {
	const char *what;
	uint64_t base, offset, entry, p2m;
	const char *loader, *version, *os, *features;
	int64_t supported;		/* -1: no such note */
	const char *string;		/* __xen_guest instead of notes */
	uint64_t want_entry;		/* 0: refused */
	uint64_t want_start;
};

static size_t note(uint8_t *p, uint32_t type, const void *desc, uint32_t n)
{
	uint32_t head[3] = { 4, n, type };

	memcpy(p, head, 12);
	memcpy(p + 12, "Xen", 4);
	memcpy(p + 16, desc, n);
	return 16 + ((n + 3) & ~3U);
}

static size_t text(uint8_t *p, uint32_t type, const char *s)
{
	return s ? note(p, type, s, (uint32_t)strlen(s) + 1) : 0;
}

static size_t number(uint8_t *p, uint32_t type, uint64_t v)
{
	return v != NONE ? note(p, type, &v, 8) : 0;
}

static size_t notes_make(uint8_t *p, const struct shape *s)
{
	size_t n = 0;
	uint32_t bits = (uint32_t)s->supported;

	n += text(p + n, 5, s->version);
	n += text(p + n, 6, s->os);
	n += text(p + n, 8, s->loader);
	n += text(p + n, 10, s->features);
	n += number(p + n, 1, s->entry);
	n += number(p + n, 3, s->base);
	n += number(p + n, 4, s->offset);
	n += number(p + n, 15, s->p2m);
	if (s->supported >= 0)
		n += note(p + n, 17, &bits, 4);
	return n;
}

static void make(struct file *f, const struct shape *s)
{
	size_t n;

	*f = (struct file){
		.h = { .e_machine = EM_X86_64, .e_entry = 0x100010,
		       .e_phoff = offsetof(struct file, ph), .e_phnum = 1,
		       .e_phentsize = sizeof(Elf64_Phdr),
		       .e_shoff = offsetof(struct file, sh),
		       .e_shentsize = sizeof(Elf64_Shdr), .e_shnum = 3,
		       .e_shstrndx = 2 },
		.names = "\0__xen_guest",
	};
	memcpy(f->h.e_ident, "\177ELF\2\1", 6);
	f->ph[0] = (Elf64_Phdr){ PT_LOAD, 7, offsetof(struct file, code), 0,
				 0x100000, 256, 0x3000, 4096 };
	f->sh[2] = (Elf64_Shdr){ .sh_type = SHT_STRTAB, .sh_size = 32,
				 .sh_offset = offsetof(struct file, names) };
	if (s->string) {
		strcpy((char *)f->notes, s->string);
		f->sh[1] = (Elf64_Shdr){
			.sh_name = 1, .sh_type = SHT_PROGBITS,
			.sh_offset = offsetof(struct file, notes),
			.sh_size = strlen(s->string) + 1 };
		return;
	}
	n = notes_make(f->notes, s);
	f->ph[1] = (Elf64_Phdr){ PT_NOTE, 4, offsetof(struct file, notes), 0,
				 0, n, n, 4 };
	f->h.e_phnum = 2;
}

/* base, offset, entry, p2m; loader, version, os, features; supported */
#define WHERE	BASE, 0, BASE + 0x100020, NONE
#define WHAT	"generic", "xen-3.0", "test", NULL, -1, NULL
#define FINE	BASE + 0x100020, BASE + 0x100000

static const struct shape shapes[] = {
	{ "plain", WHERE, WHAT, FINE },
	{ "at physical addresses, few notes", NONE, NONE, NONE, NONE, WHAT,
	  0x100010, 0x100000 },
	{ "no entry", BASE, NONE, NONE, NONE, WHAT, 0, 0 },
	{ "offset without base", NONE, 0, NONE, NONE, WHAT, 0, 0 },
	{ "entry below", BASE, 0, BASE, NONE, WHAT, 0, 0 },
	{ "entry above", BASE, 0, BASE + 0x103001, NONE, WHAT, 0, 0 },
	{ "base above the kernel", BASE, 0x200000, BASE + 0x100020, NONE, WHAT,
	  0, 0 },
	{ "P2M in the kernel", BASE, 0, BASE + 0x100020, BASE + 0x101000, WHAT,
	  0, 0 },
	{ "P2M elsewhere", BASE, 0, BASE + 0x100020, 0xffff880000000000, WHAT,
	  FINE },
	{ "no loader", WHERE, NULL, "xen-3.0", "test", NULL, -1, NULL, 0, 0 },
	{ "no loader, but Linux", WHERE, NULL, "xen-3.0", "linux", NULL, -1,
	  NULL, FINE },
	{ "another loader", WHERE, "mine", "xen-3.0", "test", NULL, -1, NULL,
	  0, 0 },
	{ "no version", WHERE, "generic", NULL, "test", NULL, -1, NULL, 0, 0 },
	{ "another version", WHERE, "generic", "xen-4.0", "test", NULL, -1,
	  NULL, 0, 0 },
	{ "a longer version", WHERE, "generic", "xen-3.0-x86_64", "test", NULL,
	  -1, NULL, FINE },
	{ "needs ring 0", WHERE, "generic", "xen-3.0", "test",
	  "!supervisor_mode_kernel", -1, NULL, 0, 0 },
	{ "bears ring 0", WHERE, "generic", "xen-3.0", "test",
	  "pae_pgdir_above_4gb|supervisor_mode_kernel", -1, NULL, FINE },
	{ "no dom0", WHERE, "generic", "xen-3.0", "test", NULL, 0, NULL, 0, 0 },
	{ "can be dom0", WHERE, "generic", "xen-3.0", "test", NULL, 1 << 11,
	  NULL, FINE },
	{ .what = "old string", .string = "GUEST_OS=x,XEN_VER=xen-3.0,"
	  "LOADER=generic,VIRT_BASE=0xffffffff80000000,ELF_PADDR_OFFSET=0x0,"
	  "VIRT_ENTRY=0xffffffff80100020", .want_entry = BASE + 0x100020,
	  .want_start = BASE + 0x100000 },
	{ .what = "old string, low", .string = "XEN_VER=xen-3.0,LOADER=generic",
	  .want_entry = 0x100010, .want_start = 0x100000 },
	{ .what = "old string, nothing in it", .string = "" },
};

static void files_are_taken_or_refused(void **state)
{
	struct kernel_image k;
	struct file f;

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		int err;

		make(&f, &shapes[i]);
		err = elf_examine(&f, sizeof(f), &k);
		if (!err != !!shapes[i].want_entry)
			fail_msg("%s: %d", shapes[i].what, err);
		if (err)
			continue;
		assert_int_equal(k.entry, shapes[i].want_entry);
		assert_int_equal(k.virt_start, shapes[i].want_start);
	}
}

static void pages_of_the_old_string_count_from_the_base(void **state)
{
	static const struct shape s = {
		.string = "HYPERCALL_PAGE=0x101,XEN_VER=xen-3.0,"
			  "LOADER=generic,VIRT_BASE=0x400000,"
			  "ELF_PADDR_OFFSET=0x0,VIRT_ENTRY=0x500000",
	};
	struct kernel_image k;
	struct file f;

	(void)state;
	make(&f, &s);
	assert_int_equal(elf_examine(&f, sizeof(f), &k), 0);
	assert_int_equal(k.hypercall_page, 0x501000);
}

static void a_note_cut_short_is_refused_its_padding_may_be(void **state)
{
	struct kernel_image k;
	struct file f;

	(void)state;
	make(&f, &shapes[0]);
	/* One more whose text of 5 bytes ends the segment. */
	f.ph[1].p_filesz += text(f.notes + f.ph[1].p_filesz, 7, "1.23") - 3;
	assert_int_equal(elf_examine(&f, sizeof(f), &k), 0);
	assert_string_equal(k.guest_version, "1.23");
	f.ph[1].p_filesz--;
	assert_int_equal(elf_examine(&f, sizeof(f), &k), -ENOEXEC);
}

static void *page_of(void *ctx, uint64_t virt)
{
	uint8_t *memory = ctx;

	assert_in_range(virt, BASE + 0x100000, BASE + 0x102fff);
	return memory + (virt - BASE - 0x100000);
}

/* Exactly as long as the file, so that ASan sees what goes beyond. */
static void try(const struct file *f, size_t size, uint8_t *memory)
{
	struct kernel_image k;
	void *copy = malloc(size ? size : 1);

	memcpy(copy, f, size);
	if (!elf_examine(copy, size, &k) && k.virt_start == BASE + 0x100000 &&
	    k.virt_end == BASE + 0x103000)
		elf_load(&k, page_of, memory);
	free(copy);
}

static void odd_files_are_not_read_beyond_their_end(void **state)
{
	uint8_t *memory = calloc(4, 4096);
	struct file f;

	(void)state;
	srand(1);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		make(&f, &shapes[i]);
		for (size_t n = 0; n < sizeof(f); n += 5)
			try(&f, n, memory);
		for (unsigned int n = 0; n < 2000; n++) {
			make(&f, &shapes[i]);
			for (int m = rand() % 4; m >= 0; m--)
				((uint8_t *)&f)[(size_t)rand() %
						sizeof(f)] = (uint8_t)rand();
			try(&f, sizeof(f), memory);
		}
	}
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_taken_or_refused),
		cmocka_unit_test(pages_of_the_old_string_count_from_the_base),
		cmocka_unit_test(
			a_note_cut_short_is_refused_its_padding_may_be),
		cmocka_unit_test(odd_files_are_not_read_beyond_their_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
