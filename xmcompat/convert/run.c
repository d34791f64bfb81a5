/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A run over many files: paths go out to the workers, results come back and
 * are reported in the order of the paths.
 *
 * At most WINDOW paths are between the walk and the report, so memory does not
 * grow with their number.
 */
#include "config.h"

#include "convert/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "convert/nameset.h"
#include "convert/progress.h"
#include "convert/report.h"
#include "convert/walk.h"
#include "convert/worker.h"

#define WORKERS_MAX 256
#define WINDOW 8192

/* A packed result that waits for its turn. */
struct slot {
	char *bytes;
	size_t len;
};

/* A file with several domains, the first of which is converted. */
struct several {
	struct task task;	/* .index: the next one */
	uint32_t domains;
	char *path, *top;	/* the task's */
};

struct run {
	const struct convert_options *opt;
	struct worker_job job;
	struct walk *walk;
	struct walk_item item;	/* the next one to be sent */
	bool have_item;
	bool retry;		/* it was looked at, but nobody had room */
	bool walked;		/* the walk is at its end */
	struct worker *workers;
	size_t nworkers;	/* started so far, at most .jobs */
	size_t jobs;
	struct pending *again;	/* tasks of workers that died */
	size_t nagain;
	struct several *several;	/* files with domains yet to be sent */
	size_t nseveral;
	struct slot *slots;	/* ring, by sequence number */
	unsigned long sent;	/* sequence numbers given out */
	unsigned long reported;
	struct nameset outputs;	/* what this run writes, where it matters */
	bool watch_outputs;
	struct report *report;
	struct progress progress;
	struct totals totals;
};

/* Set by a signal: no new files, and an end as soon as possible. */
static volatile sig_atomic_t interrupted;

static void on_signal(int sig)
{
	interrupted = sig;
}

/* -- results ---------------------------------------------------------------- */

static struct slot *slot_of(struct run *run, unsigned long seq)
{
	return &run->slots[seq % WINDOW];
}

static void keep_result(struct run *run, unsigned long seq, char *bytes,
			size_t len)
{
	*slot_of(run, seq) = (struct slot){ bytes, len };
}

/* Keeps a result that no worker made. */
static void keep_own(struct run *run, unsigned long seq, struct arena *a,
		     const struct result *r)
{
	char *packed, *bytes;
	size_t len = result_pack(a, r, &packed);

	bytes = malloc(len);
	if (!bytes)
		abort();
	memcpy(bytes, packed, len);
	keep_result(run, seq, bytes, len);
}

/* A failure of the file as a whole, known without converting it. */
static void keep_failure(struct run *run, unsigned long seq, const char *path,
			 enum diag_id id, const char *text, const char *advice)
{
	struct arena *a = arena_new();
	struct pos pos = { .file = path };
	struct diags ds;
	struct diag *d;
	struct result r = { .path = path, .outcome = OUTCOME_FAILED };

	diags_init(&ds, a);
	d = diag_add(&ds, id, pos, NULL, "%s", text);
	if (advice)
		diag_advise(&ds, d, "%s", advice);
	r.diags = ds.v;
	r.ndiags = ds.n;
	keep_own(run, seq, a, &r);
	arena_free(a);
}

static void keep_skipped(struct run *run, unsigned long seq, const char *path,
			 const char *why)
{
	struct arena *a = arena_new();
	struct result r = { .path = path, .why = why,
			    .outcome = OUTCOME_SKIPPED };

	keep_own(run, seq, a, &r);
	arena_free(a);
}

static void count(struct run *run, const struct result *r)
{
	struct totals *t = &run->totals;

	t->files++;
	t->outcome[r->outcome]++;
	t->written += r->action == ACTION_WRITTEN;
	t->any_private |= r->private;
}

static void report_one(struct run *run, const struct slot *slot)
{
	const struct convert_options *opt = run->opt;
	struct arena *a = arena_new();
	struct result r;

	if (result_unpack(a, slot->bytes, slot->len, &r))
		abort();	/* our own worker's bytes */
	count(run, &r);
	progress_clear(&run->progress);
	if (opt->print && r.text)
		fwrite(r.text, 1, r.text_len, opt->out);
	if (opt->diff && r.diff)
		fwrite(r.diff, 1, r.diff_len, opt->out);
	fflush(opt->out);
	report_file(run->report, &r);
	arena_free(a);
}

/* Reports what has come back, up to the first gap. */
static void report_ready(struct run *run)
{
	while (run->reported < run->sent) {
		struct slot *slot = slot_of(run, run->reported);

		if (!slot->bytes)
			break;
		report_one(run, slot);
		free(slot->bytes);
		slot->bytes = NULL;
		run->reported++;
	}
	progress_show(&run->progress, &run->totals);
}

/* -- tasks -------------------------------------------------------------------- */

/* A running worker with room; the one with the least to do. */
static struct worker *worker_free(struct run *run)
{
	struct worker *best = NULL;

	for (size_t i = 0; i < run->nworkers; i++) {
		struct worker *w = &run->workers[i];

		if (worker_has_room(w) && (!best || w->n < best->n))
			best = w;
	}
	return best;
}

static struct worker *stopped_worker(struct run *run)
{
	for (size_t i = 0; i < run->nworkers; i++)
		if (!run->workers[i].pid)
			return &run->workers[i];
	return run->nworkers < run->jobs ? &run->workers[run->nworkers] : NULL;
}

/* Someone to give a task to, started if all others are busy; or NULL. */
static struct worker *get_worker(struct run *run)
{
	struct worker *w = worker_free(run);
	struct worker *fresh;

	if (w && !w->n)
		return w;
	fresh = stopped_worker(run);
	if (!fresh)
		return w;
	if (worker_start(fresh, &run->job, run->workers, run->nworkers))
		return w;
	if (fresh == &run->workers[run->nworkers])
		run->nworkers++;
	return fresh;
}

/*
 * In place, a file with several names is converted under the first: two
 * workers would make a backup each.
 */
static bool seen_inode(struct run *run, const char *path)
{
	char key[64];
	struct stat st;

	if (stat(path, &st))
		return false;
	snprintf(key, sizeof(key), "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	return nameset_add(&run->outputs, key);
}

/* true: the item needs no worker, its result is kept. */
static bool settle_item(struct run *run, const struct walk_item *item)
{
	if (item->skip) {
		keep_skipped(run, run->sent++, item->path, item->skip);
		return true;
	}
	if (item->error) {
		keep_failure(run, run->sent++, item->path, DIAG_PATH_UNUSABLE,
			     item->error, item->advice);
		return true;
	}
	if (run->retry)
		return false;
	if (run->opt->in_place && seen_inode(run, item->path)) {
		keep_skipped(run, run->sent++, item->path,
			     "the same file as one before");
		return true;
	}
	if (run->watch_outputs && nameset_add(&run->outputs, item->rel)) {
		keep_failure(run, run->sent++, item->path, DIAG_OUTPUT_EXISTS,
			     "its output was written before in this run, for "
			     "another file of the same name",
			     "convert it into another directory");
		return true;
	}
	return false;
}

static bool is_busy(const struct run *run)
{
	for (size_t i = 0; i < run->nworkers; i++)
		if (run->workers[i].n)
			return true;
	return false;
}

/*
 * Gives a task to a worker. false: all are busy. When there is none and none
 * can be started, that is the file's failure.
 */
static bool send_task(struct run *run, const struct task *task,
		      unsigned long seq)
{
	struct worker *w = get_worker(run);

	if (w && worker_send(w, task, seq))
		return true;
	if (is_busy(run))
		return false;
	keep_failure(run, seq, task->path, DIAG_CONVERTER_CRASHED,
		     "no process could be started for it", NULL);
	return true;
}

static bool send_again(struct run *run)
{
	struct pending *p = &run->again[run->nagain - 1];

	if (!send_task(run, &p->task, p->seq))
		return false;
	pending_free(p);
	run->nagain--;
	return true;
}

static bool get_item(struct run *run)
{
	if (!run->have_item && !run->walked) {
		run->have_item = walk_next(run->walk, &run->item);
		run->walked = !run->have_item;
	}
	return run->have_item;
}

static void keep_several(struct run *run, const struct task *first,
			 uint32_t domains)
{
	struct several *s;

	run->several = realloc(run->several, (run->nseveral + 1) *
			       sizeof(*run->several));
	if (!run->several)
		abort();
	s = &run->several[run->nseveral++];
	*s = (struct several){ .task = *first, .domains = domains };
	s->path = strdup(first->path);
	s->top = first->top ? strdup(first->top) : NULL;
	if (!s->path || (first->top && !s->top))
		abort();
	s->task.path = s->path;
	s->task.rel = s->path + strlen(s->path) - strlen(first->rel);
	s->task.top = s->top;
	s->task.index = 1;
}

/* Sends the next domain of a file with several. */
static bool send_several(struct run *run)
{
	struct several *s = &run->several[run->nseveral - 1];

	if (!send_task(run, &s->task, run->sent))
		return false;
	run->sent++;
	if (++s->task.index < s->domains)
		return true;
	free(s->path);
	free(s->top);
	run->nseveral--;
	return true;
}

/* Sends the next path out; false when there is none, or nobody to take it. */
static bool send_next(struct run *run)
{
	const struct walk_item *item = &run->item;
	struct task task;

	if (run->nagain)
		return send_again(run);
	if (run->sent - run->reported >= WINDOW)
		return false;
	if (run->nseveral)
		return send_several(run);
	if (!get_item(run))
		return false;
	if (!settle_item(run, item)) {
		task = (struct task){ item->path, item->rel, item->top,
				      item->named, 0 };
		run->retry = !send_task(run, &task, run->sent);
		if (run->retry)
			return false;
		run->sent++;
	}
	run->have_item = false;
	return true;
}

/* -- workers -------------------------------------------------------------------- */

static void keep_again(struct run *run, struct worker *w)
{
	run->again = realloc(run->again, (run->nagain + w->n) *
			     sizeof(*run->again));
	if (!run->again)
		abort();
	while (w->n)	/* the last becomes the first to be sent again */
		run->again[run->nagain++] = w->queue[--w->n];
}

static void worker_died(struct run *run, struct worker *w)
{
	struct pending culprit;
	char text[128];
	int status = 0;
	size_t i = worker_bury(w, &status);

	if (interrupted) {
		while (w->n)
			worker_done(w);
		return;
	}
	culprit = w->queue[i];
	memmove(&w->queue[i], &w->queue[i + 1],
		(w->n - i - 1) * sizeof(w->queue[0]));
	w->n--;
	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "the converter crashed on it (%s)",
			 strsignal(WTERMSIG(status)));
	else
		snprintf(text, sizeof(text), "the converter gave up on it "
			 "(status %d)", WEXITSTATUS(status));
	keep_failure(run, culprit.seq, culprit.task.path,
		     DIAG_CONVERTER_CRASHED, text,
		     "please report this, with the file if you can");
	pending_free(&culprit);
	keep_again(run, w);
}

static void receive(struct run *run, struct worker *w)
{
	char *bytes;
	size_t len;

	if (worker_receive(w, &bytes, &len) == WORKER_DIED) {
		worker_died(run, w);
		return;
	}
	if (!w->queue[0].task.index && result_domains(bytes, len) > 1)
		keep_several(run, &w->queue[0].task,
			     result_domains(bytes, len));
	keep_result(run, w->queue[0].seq, bytes, len);
	worker_done(w);
}

/* Waits until some worker has news; false when none has anything to do. */
static bool wait_for_news(struct run *run)
{
	struct pollfd fds[WORKERS_MAX];
	struct worker *of[WORKERS_MAX];
	nfds_t n = 0;

	for (size_t i = 0; i < run->nworkers; i++) {
		struct worker *w = &run->workers[i];

		if (!w->pid || !w->n)
			continue;
		of[n] = w;
		fds[n++] = (struct pollfd){ .fd = w->fd, .events = POLLIN };
	}
	if (!n)
		return false;
	if (poll(fds, n, -1) < 0)
		return true;	/* a signal: the caller looks */
	for (nfds_t i = 0; i < n; i++)
		if (fds[i].revents)
			receive(run, of[i]);
	return true;
}

static bool is_finished(const struct run *run)
{
	return run->walked && !run->nagain && !run->nseveral &&
	       run->reported == run->sent;
}

static void run_all(struct run *run)
{
	bool busy;

	do {
		while (!interrupted && send_next(run))
			;
		report_ready(run);
		busy = wait_for_news(run);
	} while (!interrupted && (busy || !is_finished(run)));
	report_ready(run);
}

/* -- the whole ---------------------------------------------------------------- */

static void catch_signals(struct sigaction old[2])
{
	struct sigaction sa = { .sa_handler = on_signal };

	interrupted = 0;
	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, &old[0]);
	sigaction(SIGTERM, &sa, &old[1]);
}

static void restore_signals(const struct sigaction old[2])
{
	sigaction(SIGINT, &old[0], NULL);
	sigaction(SIGTERM, &old[1], NULL);
}

static unsigned long count_paths(char *const *paths, size_t n,
				 const struct walk_options *wopt)
{
	struct walk *w = walk_new(paths, n, wopt);
	struct walk_item item;
	unsigned long total = 0;

	while (walk_next(w, &item))
		total++;
	walk_free(w);
	return total;
}

static size_t job_count(const struct convert_options *opt)
{
	long n = opt->jobs;

	if (!n)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 1)
		n = 1;
	return n < WORKERS_MAX ? (size_t)n : WORKERS_MAX;
}

static void run_start(struct run *run, char *const *paths, size_t n,
		      const struct convert_options *opt)
{
	struct walk_options wopt = { .recurse = opt->recurse,
				     .except = opt->output_dir };

	run->opt = opt;
	run->job = (struct worker_job){
		.opt = opt,
		.print = opt->print,
		.diff = opt->diff || opt->report == REPORT_HTML,
	};
	run->walk = walk_new(paths, n, &wopt);
	run->jobs = job_count(opt);
	run->watch_outputs = opt->force && opt->output_dir && n > 1;
	run->workers = calloc(run->jobs, sizeof(*run->workers));
	run->slots = calloc(WINDOW, sizeof(*run->slots));
	if (!run->workers || !run->slots)
		abort();
	progress_start(&run->progress, opt->progress ? stderr : NULL,
		       opt->progress ? count_paths(paths, n, &wopt) : 0);
}

static void run_end(struct run *run)
{
	for (size_t i = 0; i < run->nworkers; i++)
		interrupted ? worker_kill(&run->workers[i]) :
			      worker_stop(&run->workers[i]);
	for (size_t i = 0; i < run->nagain; i++)
		pending_free(&run->again[i]);
	for (size_t i = 0; i < run->nseveral; i++) {
		free(run->several[i].path);
		free(run->several[i].top);
	}
	for (size_t i = 0; i < WINDOW; i++)
		free(run->slots[i].bytes);
	walk_free(run->walk);
	nameset_free(&run->outputs);
	free(run->again);
	free(run->several);
	free(run->workers);
	free(run->slots);
}

/* The new names themselves: the outputs' texts are on the disk already. */
static void sync_names(const struct run *run)
{
	int fd;

	if (!run->totals.written)
		return;
	if (run->opt->in_place) {
		sync();
		return;
	}
	fd = open(run->opt->output_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	syncfs(fd);
	close(fd);
}

static enum convert_status status_of(const struct totals *t)
{
	if (t->interrupted)
		return CONVERT_INTERRUPTED;
	if (t->outcome[OUTCOME_FAILED])
		return CONVERT_FAILED;
	return t->outcome[OUTCOME_ATTENTION] ? CONVERT_ATTENTION :
		CONVERT_EXACT;
}

enum convert_status convert_run(char *const *paths, size_t n,
				const struct convert_options *opt)
{
	struct run run = { 0 };
	struct arena *a = arena_new();
	struct sigaction old[2];
	enum convert_status status;
	struct diags ds;

	diags_init(&ds, a);
	run.report = report_open(opt, &ds);
	if (!run.report) {
		diags_print(stderr, &ds, DIAG_ERROR);
		arena_free(a);
		return CONVERT_FAILED;
	}
	catch_signals(old);
	run_start(&run, paths, n, opt);
	run_all(&run);
	run.totals.interrupted = interrupted != 0;
	run_end(&run);
	sync_names(&run);
	progress_clear(&run.progress);
	status = status_of(&run.totals);
	if (report_close(run.report, &run.totals, &ds)) {
		diags_print(stderr, &ds, DIAG_ERROR);
		status = CONVERT_FAILED;
	}
	restore_signals(old);
	arena_free(a);
	return status;
}
