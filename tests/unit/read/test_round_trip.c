/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What we read of an S-expression and write again is the same S-expression;
 * XenAPI XML out of it, read again, makes the same domain for xl, unless the
 * writer said that something is lost. Each file of the corpus is a TAP test
 * of each kind; some expressions of our own come first.
 *
 * The corpus is looked for in $XMXL_CORPUS, then beside the source tree.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "emit/emit.h"
#include "lang/print.h"
#include "read/read.h"
#include "read/sxp.h"
#include "xm/rules.h"

static const char *const own[] = {
	"(vm (name a) (memory 64) (vcpu_avail 3) (vcpus 4) (cpus (0 1 2 3)) "
	"(image (linux (kernel /k) (ramdisk /r) "
	"(ip 1.2.3.4:5.6.7.8:g:m:h:eth0:off) (root '/dev/x ro') "
	"(videoram 4) (args 'a=\"b\"') (tsc_mode 0) (nomigrate 0))) "
	"(device (tap (uname tap:aio:/a) (dev xvda) (mode w!))) "
	"(device (vif)))",
	"(vm (name b) (memory 64) (image (hvm (kernel hvmloader) "
	"(serial (pty none)) (boot dc) (vnc 1))) "
	"(device (vbd (uname '') (dev hdc:cdrom) (mode r))) "
	"(device (vusb (usb-ver 1) (num-ports 1) (port (1 1-1)))) "
	"(device (ioports (from 0x2f8) (to 0x2ff))) (device (irq (irq 7))) "
	"(device (vtpm (instance 2) (backend 0))))",
	"(vm (name r) (memory 64) (restart always) (image (linux (kernel /k))))",
	"(vm (name r) (memory 64) (restart onreboot) (image (linux (kernel /k))))",
	("(vm (name c) (memory 64) (cpuid \"{'1': {'ecx': "
	 "'xxxxxxxxxxx00xxxxxxxxxxxxxxxxxxx'}}\") (image (linux (kernel /k))))"),
};

static unsigned int tests;

static void result(bool ok, const char *what, const char *name)
{
	printf("%sok %u - %s: %s\n", ok ? "" : "not ", ++tests, what, name);
}

/* What is read of an S-expression or XML, as an option table. */
static struct xm_options *options(struct arena *a, bool xml, const char *name,
				  const char *text, struct diags *ds)
{
	struct xm_cmdline cmd = { 0 };
	struct tree *t = xml ? read_xenapi(a, name, text, strlen(text), NULL, ds) :
		read_sxp(a, name, text, strlen(text), NULL, ds);

	return t ? xm_options_build(a, t, &cmd, name, false, ds) : NULL;
}

static char *emit(struct arena *a, const struct xm_options *o, bool xml,
		  struct diags *ds)
{
	char *text = NULL, *copy = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int r = xml ? emit_xenapi(out, o, ds) : emit_sxp(out, o, ds);

	fclose(out);
	if (!r)
		copy = arena_strdup(a, text);
	free(text);
	return copy;
}

/* The order of an option's pairs was a Python dictionary's: it is nothing. */
static bool same_unordered(const struct sxp *x, const struct sxp *y)
{
	size_t n = 0;

	if (sxp_equal(x, y))
		return true;
	if (x->kind != SXP_LIST || y->kind != SXP_LIST)
		return false;
	for (const struct sxp *e = y->first; e; e = e->next)
		n++;
	for (const struct sxp *e = x->first; e; e = e->next, n--) {
		const struct sxp *f = y->first;

		while (f && !same_unordered(e, f))
			f = f->next;
		if (!f || !n)
			return false;
	}
	return !n;
}

static void sxp_trip(struct arena *a, const char *name, const char *text)
{
	struct diags ds;
	struct xm_options *o;
	struct sxp *want, *have;
	char *again;

	diags_init(&ds, a);
	want = sxp_parse(a, name, text, strlen(text), &ds);
	o = options(a, false, name, text, &ds);
	again = o ? emit(a, o, false, &ds) : NULL;
	have = again ? sxp_parse(a, name, again, strlen(again), &ds) : NULL;
	if (have && same_unordered(want, have)) {
		result(true, "sxp", name);
		return;
	}
	result(false, "sxp", name);
	diags_print(stdout, &ds, DIAG_WARNING);
	printf("%s\n", again ? again : "");
}

static bool said_lost(const struct diags *ds)
{
	for (size_t i = 0; i < ds->n; i++)
		if (ds->v[i].id == DIAG_XENAPI_LOST)
			return true;
	return false;
}

static void print_tree(const struct tree *t)
{
	struct print_layout layout = { 0 };

	for (size_t i = 0; t && i < t->n; i++) {
		printf("# %s = ", t->v[i].name);
		print_value(stdout, t->v[i].value, &layout);
		putchar('\n');
	}
	puts("#");
}

/*
 * XenAPI has one text for what xl keeps in root and extra, and always a
 * maximum of the memory.
 */
static void join_line(struct tree *t)
{
	const struct value *max = tree_get(t, "maxmem");
	const struct value *root = tree_get(t, "root");
	const struct value *extra = tree_get(t, "extra");
	struct pos pos = { 0 };
	char *line = arena_printf(t->arena, "%s%s%s%s", root ? "root=" : "",
				  root ? root->str : "",
				  root && extra ? " " : "",
				  extra ? extra->str : "");
	size_t n = strlen(line);

	tree_del(t, "root");
	tree_del(t, "extra");
	if (max && value_equal(max, tree_get(t, "memory")))
		tree_del(t, "maxmem");
	while (n && line[n - 1] == ' ')
		line[--n] = '\0';
	tree_set(t, "line", value_string(t->arena, line, pos), pos);
}

static void xml_trip(struct arena *a, const char *name, const char *text)
{
	struct diags ds;
	struct xm_options *o, *again;
	struct tree *want, *have;
	char *xml;

	diags_init(&ds, a);
	o = options(a, false, name, text, &ds);
	want = o ? xm_to_xl(a, o, false, &ds) : NULL;
	xml = o ? emit(a, o, true, &ds) : NULL;
	again = xml ? options(a, true, name, xml, &ds) : NULL;
	have = again ? xm_to_xl(a, again, false, &ds) : NULL;
	if (want && have) {
		join_line(want);
		join_line(have);
	}
	if (again && (said_lost(&ds) || !want ||
		      (have && tree_equal(want, have)))) {
		result(true, "xenapi", name);
		return;
	}
	result(false, "xenapi", name);
	diags_print(stdout, &ds, DIAG_ERROR);
	print_tree(want);
	print_tree(have);
	printf("%s\n", xml ? xml : "");
}

/* The corpus writes @CWD@ for the folder xm ran in. */
static void resolve(char *text)
{
	while ((text = strstr(text, "@CWD@")))
		memcpy(text, "/tmp1", 5);
}

static int is_sxp(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 4 && !strcmp(d->d_name + n - 4, ".sxp");
}

static void one_folder(const char *path)
{
	struct dirent **names;
	int n = scandir(path, &names, is_sxp, alphasort);

	for (int i = 0; i < n; i++) {
		struct arena *a = arena_new();
		struct diags ds;
		char *text;
		size_t len;

		diags_init(&ds, a);
		if (file_read(a, arena_printf(a, "%s/%s", path,
					      names[i]->d_name),
			      &text, &len, &ds)) {
			result(false, "read", names[i]->d_name);
		} else {
			resolve(text);
			sxp_trip(a, names[i]->d_name, text);
			xml_trip(a, names[i]->d_name, text);
		}
		arena_free(a);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

/* One of our own with all that xm adds to it. */
static const char *complete(struct arena *a, const char *name,
			    const char *text)
{
	struct diags ds;
	struct xm_options *o;
	char *whole;

	diags_init(&ds, a);
	o = options(a, false, name, text, &ds);
	whole = o ? emit(a, o, false, &ds) : NULL;
	result(whole != NULL, "written", name);
	return whole ? whole : "";
}

int main(void)
{
	const char *corpus = getenv("XMXL_CORPUS");
	const char *source = getenv("top_srcdir");
	struct arena *a = arena_new();

	setenv("HOME", "/root", 1);
	unsetenv("DISPLAY");
	unsetenv("XAUTHORITY");
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		char *name = arena_printf(a, "own %zu", i);

		const char *whole = complete(a, name, own[i]);

		sxp_trip(a, name, whole);
		xml_trip(a, name, whole);
	}
	if (!corpus)
		corpus = arena_printf(a, "%s/../shared/corpus",
				      source ? source : ".");
	one_folder(arena_printf(a, "%s/xm/SXP", corpus));
	one_folder(arena_printf(a, "%s/xm/libvirt/SXP", corpus));
	printf("1..%u\n", tests);
	arena_free(a);
	return 0;
}
