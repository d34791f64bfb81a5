/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Bootloaders: shell scripts that do what a bootloader may do, for better or
 * worse.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "domain/bootloader.h"
#include "event/events.h"
#include "fake_host.h"
#include "fake_xs.h"

static char dir[] = "/tmp/libxl-boot-XXXXXX";

static int setup(void **state)
{
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	*state = fake_host_open();
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	char command[100];

	fake_host_close(*state);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* A program in dir with this text; OUT and DIR are set in it. */
static const char *script(const char *text)
{
	static char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/boot", dir);
	f = fopen(path, "w");
	fprintf(f, "#!/bin/sh\n"
		"echo \"$@\" >%s/args\n"
		"for a; do case $a in\n"
		"--output=*) OUT=${a#--output=};;\n"
		"--output-directory=*) DIR=${a#--output-directory=};;\n"
		"esac; done\n%s\n", dir, text);
	fchmod(fileno(f), 0700);
	fclose(f);
	return path;
}

static const char *contents(const char *name)
{
	static char text[1000];
	char path[200];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	if (!f)
		return NULL;
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* Names in dir that a bootloader's run made and that are not the log. */
static int left_over(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	int n = 0;

	while ((e = readdir(d)))
		n += !strncmp(e->d_name, "bootloader.", 11) &&
		     !strstr(e->d_name, ".log");
	closedir(d);
	return n;
}

static struct lx_bootloader *now;
static char chosen[300];

static void start(struct lx_op *op)
{
	lx_bootloader_run(op, now);
	lx_op_join(op);
}

static void use(struct lx_op *op)
{
	snprintf(chosen, sizeof(chosen), "%s|%s|%s", now->new_kernel,
		 now->new_ramdisk ? now->new_ramdisk : "-",
		 now->new_cmdline ? now->new_cmdline : "-");
	lx_bootloader_clean(op->s, now);
	lx_op_next(op);
}

static const struct lx_step steps[] = {
	{ "bootloader", start, NULL },
	{ "use", use, NULL },
	{ NULL, NULL, NULL },
};

static int run(libxl_ctx *ctx, struct lx_bootloader *b,
	       const libxl_asyncop_how *how)
{
	b->disk = "/dev/disk";
	b->run_dir = dir;
	b->log_dir = dir;
	now = b;
	chosen[0] = '\0';
	return lx_op_run(lx_op_new(ctx, 7, how, steps, 0));
}

static void its_choice_is_read(void **state)
{
	char *args[] = { (char *)"-q", (char *)"--x=y z", NULL };
	struct lx_bootloader b = {
		.program = script("echo hello\n"
			"printf 'kernel %s/k\\0ramdisk %s/r\\0args a  b\\0'"
			" $DIR $DIR >$OUT; touch $DIR/k $DIR/r"),
		.args = args, .kernel = "K", .cmdline = "quiet x",
	};
	char expected[300];

	assert_int_equal(run(*state, &b, NULL), 0);
	snprintf(expected, sizeof(expected),
		 "%s/bootloader.7.d/k|%s/bootloader.7.d/r|a  b", dir, dir);
	assert_string_equal(chosen, expected);
	snprintf(expected, sizeof(expected),
		 "-q --x=y z --kernel=K --args=quiet x "
		 "--output=%s/bootloader.7.out --output-format=simple0 "
		 "--output-directory=%s/bootloader.7.d /dev/disk\n", dir, dir);
	assert_string_equal(contents("args"), expected);
	assert_string_equal(contents("bootloader.7.log"), "hello\n");
	assert_int_equal(left_over(), 0);
}

/* pygrub does not make the file that it writes into. */
static void the_output_file_is_there(void **state)
{
	struct lx_bootloader b = {
		.program = script("printf 'kernel /k\\0' |"
				  " dd of=$OUT conv=nocreat 2>/dev/null"),
	};

	assert_int_equal(run(*state, &b, NULL), 0);
	assert_string_equal(chosen, "/k|-|-");
	assert_int_equal(left_over(), 0);
}

static const struct {
	const char *text;
	const char *message;
} failures[] = {
	{ "echo why; exit 3", "ended with status 3" },
	{ "kill -9 $$", "was ended by Killed" },
	{ "true", "it wrote nothing into its output file" },
	{ "rm $OUT", "its output file is gone" },
	{ "printf 'ramdisk r\\0' >$OUT", "it named no kernel" },
	{ "printf 'x' >$OUT", "which means nothing here" },
};

static void failures_are_explained_and_leave_nothing(void **state)
{
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct lx_bootloader b = {
			.program = script(failures[i].text)
		};

		fake_host_log();
		assert_int_equal(run(*state, &b, NULL), ERROR_FAIL);
		assert_non_null(strstr(fake_host_log(), failures[i].message));
		assert_int_equal(left_over(), 0);
	}
}

static void a_program_that_is_not_there_is_named(void **state)
{
	struct lx_bootloader b = { .program = "/nonexistent/boot" };

	assert_int_equal(run(*state, &b, NULL), ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "/nonexistent/boot"));
	assert_non_null(strstr(contents("bootloader.7.log"),
			       "/nonexistent/boot: cannot be run"));
}

/* The user's console client: reads the menu's question, then answers it. */
static char question[20];

static void *answer(void *arg)
{
	int fd = open(arg, O_RDWR | O_NOCTTY);

	if (read(fd, question, sizeof(question) - 1) > 0 &&
	    write(fd, "2\n", 2) != 2)
		strcpy(question, "nobody listens");
	close(fd);
	return NULL;
}

static pthread_t client;

static void connect_client(struct lx_op *op, struct lx_bootloader *b)
{
	(void)op;
	assert_string_equal(fake_xs_value("/local/domain/7/console/tty"),
			    b->tty);
	assert_int_equal(pthread_create(&client, NULL, answer, (void *)b->tty),
			 0);
}

static void a_menu_talks_to_the_console(void **state)
{
	struct lx_bootloader b = {
		.program = script("echo which; read n; "
				  "printf \"kernel /k$n\\0\" >$OUT"),
		.console = connect_client,
	};

	assert_int_equal(run(*state, &b, NULL), 0);
	pthread_join(client, NULL);
	assert_string_equal(question, "which\n");
	assert_string_equal(chosen, "/k2|-|-");
}

static void much_output_without_a_reader_is_no_trouble(void **state)
{
	struct lx_bootloader b = {
		.program = script("head -c 1000000 /dev/zero | tr '\\0' x; "
				  "printf 'kernel /k\\0' >$OUT"),
	};
	struct stat st;
	char path[100];

	assert_int_equal(run(*state, &b, NULL), 0);
	snprintf(path, sizeof(path), "%s/bootloader.7.log", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 1000000);
}

static void an_abort_kills_it(void **state)
{
	libxl_asyncop_how how = { NULL, { .for_event = 3 } };
	struct lx_bootloader b = { .program = script("sleep 100") };
	libxl_event *event;

	assert_int_equal(run(*state, &b, &how), 0);
	assert_int_equal(libxl_ao_abort(*state, &how), 0);
	libxl_event_wait(*state, &event, LIBXL_EVENTMASK_ALL, NULL, NULL);
	assert_int_equal(event->u.operation_complete.rc, ERROR_ABORTED);
	libxl_event_free(*state, event);
	assert_int_equal(left_over(), 0);
}

#define booting(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		booting(its_choice_is_read),
		booting(the_output_file_is_there),
		booting(failures_are_explained_and_leave_nothing),
		booting(a_program_that_is_not_there_is_named),
		booting(a_menu_talks_to_the_console),
		booting(much_output_without_a_reader_is_no_trouble),
		booting(an_abort_kills_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
