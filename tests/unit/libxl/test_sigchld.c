/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Who hears of SIGCHLD, before and after a fork. What happens in a child is
 * told by its exit status: 0, or the line that does not hold.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "event/sigchld.h"

static bool heard(const struct lx_sigchld *c)
{
	struct pollfd p = { .fd = lx_sigchld_fd(c), .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

static bool is_open(int fd)
{
	int copy = dup(fd);

	return copy >= 0 && !close(copy);
}

/* A process that ends at once; its SIGCHLD has come when this returns. */
static void have_a_child(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static bool is_default(void)
{
	struct sigaction now;

	return !sigaction(SIGCHLD, NULL, &now) && now.sa_handler == SIG_DFL;
}

/* Runs one in a child after fork(); returns its exit status, 0 if all held. */
static int in_a_child(void (*run)(struct lx_sigchld *parents),
		      struct lx_sigchld *parents)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		lx_sigchld_postfork();
		run(parents);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* In a child, where no assertion of the test's can be caught. */
static void must(bool holds, int line)
{
	if (!holds)
		_exit(line % 255 + 1);
}

static void every_listener_hears_and_the_last_restores(void **state)
{
	struct lx_sigchld *a = lx_sigchld_get(), *b = lx_sigchld_get();

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	have_a_child();
	assert_true(heard(a));
	assert_true(heard(b));
	lx_sigchld_clear(a);
	assert_false(heard(a));
	lx_sigchld_put(a);
	assert_false(is_default());
	lx_sigchld_put(b);
	assert_true(is_default());
}

static void a_dropped_listener_is_used_again(void **state)
{
	struct lx_sigchld *a = lx_sigchld_get();
	struct lx_sigchld *again;

	(void)state;
	have_a_child();
	lx_sigchld_put(a);
	again = lx_sigchld_get();
	assert_ptr_equal(a, again);
	assert_false(heard(again));
	lx_sigchld_put(again);
}

static void listens_alone(struct lx_sigchld *parents)
{
	struct lx_sigchld *c;

	must(is_default(), __LINE__);
	have_a_child();
	must(!heard(parents), __LINE__);
	c = lx_sigchld_get();
	must(c && c != parents, __LINE__);
	have_a_child();
	must(heard(c) && !heard(parents), __LINE__);
	lx_sigchld_put(c);
	must(is_default(), __LINE__);
}

static void a_child_listens_on_pipes_of_its_own(void **state)
{
	struct lx_sigchld *c = lx_sigchld_get();

	(void)state;
	assert_int_equal(in_a_child(listens_alone, c), 0);
	lx_sigchld_put(c);
}

/* A child that frees what it inherited, before or after it listens itself. */
static void drops_late(struct lx_sigchld *parents)
{
	int fd = lx_sigchld_fd(parents);
	struct lx_sigchld *c = lx_sigchld_get();

	must(c && is_open(fd), __LINE__);
	lx_sigchld_put(parents);
	must(!is_open(fd) && !is_default(), __LINE__);
	have_a_child();
	must(heard(c), __LINE__);
	lx_sigchld_put(c);
	must(is_default(), __LINE__);
}

static void what_a_child_inherited_is_closed_when_dropped(void **state)
{
	struct lx_sigchld *c = lx_sigchld_get();

	(void)state;
	assert_int_equal(in_a_child(drops_late, c), 0);
	lx_sigchld_clear(c);
	have_a_child();
	assert_true(heard(c));
	lx_sigchld_put(c);
}

static void closes_the_unused(struct lx_sigchld *parents)
{
	struct lx_sigchld *c;

	must(lx_sigchld_fd(parents) < 0, __LINE__);
	c = lx_sigchld_get();
	must(c == parents, __LINE__);
	have_a_child();
	must(heard(c), __LINE__);
	lx_sigchld_put(c);
}

static void an_idle_pipe_is_closed_in_a_child(void **state)
{
	struct lx_sigchld *c = lx_sigchld_get();

	(void)state;
	lx_sigchld_put(c);
	assert_int_equal(in_a_child(closes_the_unused, c), 0);
	assert_true(is_open(lx_sigchld_fd(c)));
}

static void forks_again(struct lx_sigchld *grandparents)
{
	must(!in_a_child(drops_late, grandparents), __LINE__);
}

static void a_grandchild_does_as_a_child(void **state)
{
	struct lx_sigchld *c = lx_sigchld_get();

	(void)state;
	assert_int_equal(in_a_child(forks_again, c), 0);
	lx_sigchld_put(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_listener_hears_and_the_last_restores),
		cmocka_unit_test(a_dropped_listener_is_used_again),
		cmocka_unit_test(a_child_listens_on_pipes_of_its_own),
		cmocka_unit_test(what_a_child_inherited_is_closed_when_dropped),
		cmocka_unit_test(an_idle_pipe_is_closed_in_a_child),
		cmocka_unit_test(a_grandchild_does_as_a_child),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
