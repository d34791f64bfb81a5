/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What a config cannot do in the sandbox. After each attempt the same pool
 * evaluates a harmless program: neither we nor the evaluator took harm.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "python/evaluate.h"
#include "python/pool.h"

/* A busy machine may need long for a second of CPU time. */
#define LONG 60
/* All files lie in a folder of this run's own, which is the current one. */
#define VICTIM "victim"

struct result {
	struct arena *arena;
	enum python_result res;
	struct python_outcome out;
	struct diags ds;
};

static void evaluate(struct python_pool *p, struct result *r,
		     const char *text, enum python_policy policy,
		     unsigned int wall)
{
	struct python_request req = {
		.path = "guest.cfg", .text = text, .len = strlen(text),
		.policy = policy,
		.limits = { .cpu_seconds = 1, .wall_seconds = wall },
	};

	r->arena = arena_new();
	diags_init(&r->ds, r->arena);
	r->res = python_evaluate(p, r->arena, &req, &r->out, &r->ds);
}

static void assert_works(struct python_pool *p)
{
	struct result r;
	const struct value *v;

	evaluate(p, &r, "memory = 7 / 2\n", PYTHON_SANDBOX, LONG);
	assert_int_equal(r.res, PYTHON_OK);
	v = tree_get(r.out.tree, "memory");
	assert_non_null(v);
	assert_int_equal(v->type, VALUE_INT);
	assert_int_equal(v->i, 3);
	arena_free(r.arena);
}

static const struct {
	const char *title, *program;
	enum diag_id id;
	unsigned int line;
	const char *says;	/* part of the text */
} attempts[] = {
	{ "write a file", "name = 'x'\nopen('" VICTIM "', 'w')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "write the file '" VICTIM "'" },
	{ "append to a file", "open('" VICTIM "', 'a')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 1, "write the file" },
	{ "write, and hide it",
	  "try:\n  open('" VICTIM "', 'w')\nexcept:\n  pass\nname='x'\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "write the file" },
	{ "open by descriptor flags",
	  "import os\nos.open('" VICTIM "', os.O_RDWR)\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "write the file" },
	{ "delete", "import os\n\nos.unlink('" VICTIM "')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 3, "delete the file" },
	{ "rename", "import os\nos.rename('" VICTIM "', '/tmp/x')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "rename" },
	{ "make a folder", "import os\nos.mkdir('new')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "make the folder" },
	{ "link", "import os\nos.symlink('/etc', 'new')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "make a link" },
	{ "change the mode", "import os\nos.chmod('" VICTIM "', 0777)\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "change the file" },
	{ "make a device", "import os\nos.mknod('new', 0600)\n",
	  DIAG_PYTHON_EXCEPTION, 2, "Operation not permitted" },
	{ "a command's output",
	  "import os\nx = os.popen('echo hi').read()\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "run the command 'echo hi'" },
	{ "os.system", "import os\nos.system('touch /tmp/x')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "run the command 'touch /tmp/x'" },
	{ "commands", "import commands\nx = commands.getoutput('hostname')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "run the command" },
	{ "exec", "import os\nos.execv('/bin/sh', ['sh'])\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "run the command" },
	{ "fork", "import os\nos.fork()\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "start a process" },
	{ "fork bomb", "import os\nwhile 1:\n  try: os.fork()\n"
	  "  except OSError: pass\n",
	  DIAG_PYTHON_REFUSED_ACTION, 3, "start a process" },
	{ "thread", "import thread\nthread.start_new_thread(len, ('a',))\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "start a thread" },
	{ "connect", "import socket\ns = socket.socket()\n"
	  "s.connect(('127.0.0.1', 22))\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "use the network" },
	{ "unix socket",
	  "import socket\nsocket.socket(socket.AF_UNIX)\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "use the network" },
	{ "look a name up", "import socket\nsocket.gethostbyname('xen.org')\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "look up the name 'xen.org'" },
	{ "kill the evaluator", "import os\nos.kill(os.getppid(), 9)\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "send a signal" },
	{ "kill all", "import os\nos.kill(-1, 9)\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "send a signal" },
	{ "the evaluator's memory",
	  "import os\nopen('/proc/%d/mem' % os.getppid())\n",
	  DIAG_PYTHON_EXCEPTION, 2, "Permission denied" },
	{ "load a library", "import ctypes\nc = ctypes.CDLL(None)\n",
	  DIAG_PYTHON_REFUSED_ACTION, 0, "load a library" },
	{ "endless loop", "while 1: pass\n", DIAG_PYTHON_LIMIT, 0,
	  "more than 1 second" },
	{ "endless sleep", "import time\ntime.sleep(1000)\n",
	  DIAG_PYTHON_LIMIT, 0, "did not end within 2 seconds" },
	{ "loop that catches all",
	  "while 1:\n  try:\n    while 1: pass\n  except: pass\n",
	  DIAG_PYTHON_LIMIT, 0, "more than 1 second" },
	{ "ignored CPU limit", "import signal\n"
	  "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile 1: pass\n",
	  DIAG_PYTHON_LIMIT, 0, "more than 1 second" },
	{ "memory", "x = 1\ny = 'a' * (1 << 30)\n",
	  DIAG_PYTHON_LIMIT, 2, "ran out of memory" },
	{ "memory bit by bit", "x = []\nwhile 1: x.append('a' * 1000000)\n",
	  DIAG_PYTHON_LIMIT, 2, "ran out of memory" },
	{ "huge output", "while 1: print 'x' * 100000\n",
	  DIAG_PYTHON_LIMIT, 0, "printed more than" },
	{ "huge result", "x = 'a' * 50000000\n",
	  DIAG_PYTHON_LIMIT, 0, "values take more than" },
	{ "many values", "x = [0] * 200000\n",
	  DIAG_PYTHON_EXCEPTION, 0, "more than 100000 values" },
	{ "recursion", "def f(): f()\nf()\n",
	  DIAG_PYTHON_EXCEPTION, 1, "recursion depth" },
	{ "raising a limit", "import resource\n"
	  "resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))\n",
	  DIAG_PYTHON_REFUSED_ACTION, 2, "" },
	{ "a lie on the result pipe", "import os\nos.write(3, 'T' + chr(255) * 8)\n",
	  DIAG_PYTHON_CRASH, 0, "without handing its values back" },
	{ "silence", "import os\nos._exit(0)\n",
	  DIAG_PYTHON_CRASH, 0, "without handing its values back" },
};

static int refused_at(const struct result *r, unsigned int line)
{
	for (size_t i = 0; i < r->ds.n; i++)
		if (r->ds.v[i].pos.line == line)
			return (int)i;
	return 0;
}

static void attempts_are_refused(void **state)
{
	struct python_pool *p = python_pool_new();

	for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++) {
		struct result r;
		const struct diag *d;

		print_message("# attempt: %s\n", attempts[i].title);
		evaluate(p, &r, attempts[i].program, PYTHON_SANDBOX,
			 strstr(attempts[i].title, "sleep") ? 2 : LONG);
		assert_int_equal(r.res, PYTHON_ERROR);
		assert_true(r.ds.n > 0);
		d = &r.ds.v[refused_at(&r, attempts[i].line)];
		if (!strstr(d->text, attempts[i].says))
			fail_msg("says: %s", d->text);
		assert_int_equal(d->id, attempts[i].id);
		if (attempts[i].line)
			assert_int_equal(d->pos.line, attempts[i].line);
		assert_string_equal(d->pos.file, "guest.cfg");
		assert_null(r.out.tree);
		arena_free(r.arena);
		assert_int_equal(access(VICTIM, F_OK), 0);
		assert_int_equal(access("new", F_OK), -1);
		assert_works(p);
	}
	python_pool_free(p);
}

static void make_secret(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* Root's program runs as nobody: it may not read what only root may. */
static void secrets_stay_unread(void **state)
{
	struct python_pool *p;
	/* Not beside the config: what lies there is the config's to read. */
	char path[] = "/tmp/xmxl-secret-XXXXXX", program[80];
	struct result r;
	int fd;

	if (geteuid()) {
		print_message("# SKIPPED: only root has secrets from it\n");
		skip();
	}
	p = python_pool_new();
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "secret", 6), 6);
	close(fd);
	snprintf(program, sizeof(program), "x = open('%s').read()\n", path);
	evaluate(p, &r, program, PYTHON_SANDBOX, LONG);
	assert_int_equal(r.res, PYTHON_ERROR);
	assert_non_null(strstr(r.ds.v[0].text, "Permission denied"));
	arena_free(r.arena);
	unlink(path);
	python_pool_free(p);
}

/* An include beside the config is fetched for it; what links out is not. */
static void own_includes_are_fetched(void **state)
{
	static const char program[] = "execfile('common.py')\n";
	char dir[] = "/tmp/xmxl-test-XXXXXX", path[100];
	struct python_pool *p = python_pool_new();
	struct python_request req = { .text = program, .len = sizeof(program) - 1 };
	struct arena *a = arena_new();
	struct python_outcome out;
	struct diags ds;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/common.py", dir);
	make_secret(path, "memory = 64\n");
	snprintf(path, sizeof(path), "%s/guest.cfg", dir);
	req.path = path;
	diags_init(&ds, a);
	diags_print(stdout, &ds, DIAG_NOTE);
	assert_int_equal(python_evaluate(p, a, &req, &out, &ds), PYTHON_OK);
	assert_int_equal(tree_get(out.tree, "memory")->i, 64);
	assert_string_equal(strrchr(tree_find(out.tree, "memory")->pos.file,
				    '/'), "/common.py");

	snprintf(path, sizeof(path), "%s/common.py", dir);
	unlink(path);
	assert_int_equal(symlink("/etc/shadow", path), 0);
	snprintf(path, sizeof(path), "%s/guest.cfg", dir);
	if (!geteuid())
		assert_int_equal(python_evaluate(p, a, &req, &out, &ds),
				 PYTHON_ERROR);
	snprintf(path, sizeof(path), "%s/common.py", dir);
	unlink(path);
	rmdir(dir);
	arena_free(a);
	python_pool_free(p);
}

static void trusted_programs_run_commands(void **state)
{
	struct python_pool *p = python_pool_new();
	struct result r;

	evaluate(p, &r, "import commands, os\nprint 'a'\nos.system('echo b')\n"
		 "print 'c'\nname = commands.getoutput('echo vm')\n",
		 PYTHON_TRUSTED, LONG);
	assert_int_equal(r.res, PYTHON_OK);
	assert_string_equal(tree_get(r.out.tree, "name")->str, "vm");
	assert_string_equal(r.out.output, "a\nb\nc\n");
	arena_free(r.arena);
	python_pool_free(p);
}

static void never_refuses_with_the_place(void **state)
{
	struct python_request req = {
		.path = "guest.cfg", .text = "x = f()\n", .len = 8,
		.policy = PYTHON_NEVER, .program_text = "a call",
		.program_pos = { "guest.cfg", 1, 5 },
	};
	struct python_pool *p = python_pool_new();
	struct arena *a = arena_new();
	struct python_outcome out;
	struct diags ds;

	diags_init(&ds, a);
	assert_int_equal(python_evaluate(p, a, &req, &out, &ds),
			 PYTHON_REFUSED);
	assert_int_equal(ds.v[0].pos.line, 1);
	assert_int_equal(ds.v[0].pos.column, 5);
	assert_int_equal(python_pool_pid(p), 0);
	arena_free(a);
	python_pool_free(p);
}

static void a_dead_evaluator_is_replaced(void **state)
{
	struct python_pool *p = python_pool_new();

	assert_works(p);
	assert_true(python_pool_pid(p) > 0);
	assert_int_equal(kill(python_pool_pid(p), SIGKILL), 0);
	assert_works(p);
	python_pool_free(p);
}

static void a_missing_evaluator_is_told(void **state)
{
	struct python_pool *p = python_pool_at("/nonexistent/xmxl-python");
	struct result r;

	evaluate(p, &r, "a = 1\n", PYTHON_SANDBOX, LONG);
	assert_int_equal(r.res, PYTHON_ERROR);
	assert_int_equal(r.ds.v[0].id, DIAG_PYTHON_EVALUATOR);
	assert_non_null(strstr(r.ds.v[0].text, "/nonexistent/xmxl-python"));
	arena_free(r.arena);
	python_pool_free(p);
}

static void exits_carry_their_status(void **state)
{
	struct python_pool *p = python_pool_new();
	struct result r;

	evaluate(p, &r, "import sys\nprint 'bye'\nsys.exit(7)\n",
		 PYTHON_SANDBOX, LONG);
	assert_int_equal(r.res, PYTHON_EXIT);
	assert_int_equal(r.out.exit_status, 7);
	assert_string_equal(r.out.output, "bye\n");
	arena_free(r.arena);
	evaluate(p, &r, "import sys\nsys.exit('no memory')\n", PYTHON_SANDBOX, LONG);
	assert_int_equal(r.res, PYTHON_EXIT);
	assert_int_equal(r.out.exit_status, 1);
	assert_string_equal(r.out.errors, "no memory\n");
	arena_free(r.arena);
	python_pool_free(p);
}

static char folder[] = "/tmp/xmxl-sandbox-XXXXXX";

static int setup(void **state)
{
	/* Nobody may go there, as to any config's folder. */
	if (!mkdtemp(folder) || chdir(folder) || chmod(folder, 0755))
		return -1;
	make_secret(VICTIM, "victim");
	return chmod(VICTIM, 0666);
}

static int teardown(void **state)
{
	return unlink(VICTIM) || chdir("/") || rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attempts_are_refused),
		cmocka_unit_test(secrets_stay_unread),
		cmocka_unit_test(own_includes_are_fetched),
		cmocka_unit_test(trusted_programs_run_commands),
		cmocka_unit_test(never_refuses_with_the_place),
		cmocka_unit_test(a_dead_evaluator_is_replaced),
		cmocka_unit_test(a_missing_evaluator_is_told),
		cmocka_unit_test(exits_carry_their_status),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
