/* SPDX-License-Identifier: LGPL-2.1-only */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "convert/output.h"

struct place {
	struct arena *arena;
	struct diags diags;
	char dir[32];
};

static int enter_place(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	p->arena = arena_new();
	diags_init(&p->diags, p->arena);
	strcpy(p->dir, "/tmp/output-XXXXXX");
	*state = p;
	return mkdtemp(p->dir) && !chdir(p->dir) ? 0 : -1;
}

static int leave_place(void **state)
{
	struct place *p = *state;
	static const char *const files[] = {
		"f", "g", "f.orig", "f.orig.1",
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(files[i]);
	assert_int_equal(chdir("/"), 0);
	/* Fails if anything else was left behind. */
	assert_int_equal(rmdir(p->dir), 0);
	arena_free(p->arena);
	free(p);
	return 0;
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void assert_holds(const char *path, const char *want)
{
	char buf[64] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	buf[fread(buf, 1, sizeof(buf) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(buf, want);
}

static enum output_result put(struct place *p, struct output_request *req,
			      const char *text)
{
	struct output o;
	enum output_result res = output_stage(&o, req, text, strlen(text),
					      &p->diags);

	if (res == OUTPUT_DONE)
		res = output_commit(&o, &p->diags);
	output_free(&o);
	return res;
}

static void nothing_is_overwritten_unasked(void **state)
{
	struct output_request req = { .path = "f", .mode = 0644 };

	assert_int_equal(put(*state, &req, "one"), OUTPUT_DONE);
	assert_holds("f", "one");
	assert_int_equal(put(*state, &req, "one"), OUTPUT_SAME);
	assert_int_equal(put(*state, &req, "two"), OUTPUT_FAILED);
	assert_holds("f", "one");
	req.replace = true;
	assert_int_equal(put(*state, &req, "two"), OUTPUT_DONE);
	assert_holds("f", "two");
}

static void what_appears_meanwhile_is_not_overwritten(void **state)
{
	struct place *p = *state;
	struct output_request req = { .path = "f", .mode = 0644 };
	struct output o;

	assert_int_equal(output_stage(&o, &req, "ours", 4, &p->diags),
			 OUTPUT_DONE);
	write_file("f", "theirs");
	assert_int_equal(output_commit(&o, &p->diags), OUTPUT_FAILED);
	output_free(&o);
	assert_holds("f", "theirs");
}

static void abandoning_leaves_nothing(void **state)
{
	struct place *p = *state;
	struct output_request req = { .path = "f", .mode = 0644 };
	struct output o;

	assert_int_equal(output_stage(&o, &req, "text", 4, &p->diags),
			 OUTPUT_DONE);
	output_abandon(&o);
	output_free(&o);
	assert_int_equal(access("f", F_OK), -1);
}

static struct output_request in_place(const char *path)
{
	struct output_request req = { .path = path, .source = path,
				      .in_place = true };

	assert_int_equal(stat(path, &req.source_stat), 0);
	return req;
}

static void in_place_keeps_every_older_file(void **state)
{
	struct output_request req;
	struct stat st;

	write_file("f", "one");
	assert_int_equal(chmod("f", 0640), 0);
	req = in_place("f");
	assert_int_equal(put(*state, &req, "two"), OUTPUT_DONE);
	req = in_place("f");
	assert_int_equal(put(*state, &req, "three"), OUTPUT_DONE);
	assert_holds("f", "three");
	assert_holds("f.orig", "one");
	assert_holds("f.orig.1", "two");
	assert_int_equal(stat("f", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
}

static void a_file_that_changed_is_left_alone(void **state)
{
	struct output_request req;

	write_file("f", "one");
	req = in_place("f");
	write_file("f", "edited");
	assert_int_equal(put(*state, &req, "two"), OUTPUT_FAILED);
	assert_holds("f", "edited");
	assert_int_equal(access("f.orig", F_OK), -1);
}

static void the_input_is_no_output(void **state)
{
	struct output_request req;

	write_file("f", "one");
	req = in_place("f");
	req.in_place = false;
	req.replace = true;
	assert_int_equal(put(*state, &req, "two"), OUTPUT_FAILED);
	assert_holds("f", "one");
}

int main(void)
{
#define IN_PLACE(f) cmocka_unit_test_setup_teardown(f, enter_place, leave_place)
	const struct CMUnitTest tests[] = {
		IN_PLACE(nothing_is_overwritten_unasked),
		IN_PLACE(what_appears_meanwhile_is_not_overwritten),
		IN_PLACE(abandoning_leaves_nothing),
		IN_PLACE(in_place_keeps_every_older_file),
		IN_PLACE(a_file_that_changed_is_left_alone),
		IN_PLACE(the_input_is_no_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
