/* SPDX-License-Identifier: LGPL-2.1-only */
/* Domains listed, named, pinned; their files and configs. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <libxl_utils.h>

#include "core/xs.h"
#include "domain/config.h"
#include "domain/userdata.h"
#include "fake_host.h"
#include "fake_xs.h"

static char dir[64];

static int setup(void **state)
{
	libxl_ctx *ctx = fake_host_open();

	strcpy(dir, "/tmp/libxl-test-XXXXXX");
	if (!ctx || !mkdtemp(dir))
		return -1;
	ctx->lib_dir = dir;
	*state = ctx;
	return 0;
}

static int teardown(void **state)
{
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/*", dir);
	if (!glob(pattern, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
		globfree(&found);
	}
	rmdir(dir);
	fake_host_close(*state);
	return 0;
}

/* -- lists ------------------------------------------------------------------ */

static void all_domains_are_listed_beyond_one_batch(void **state)
{
	libxl_dominfo *list;
	int nr;

	for (int i = 0; i < 2500; i++)
		fake_host_domain(i, 0);
	fake_host_flask_calls = 0;
	list = libxl_list_domain(*state, &nr);
	assert_int_equal(nr, 2500);
	/* Labels are a hypercall each: none after the first ENOSYS. */
	assert_int_equal(fake_host_flask_calls, 1);
	assert_int_equal(list[2499].domid, 2499);
	libxl_dominfo_list_free(list, nr);
}

static void state_and_type_come_from_the_flags(void **state)
{
	static const struct {
		uint32_t flags, emulation;
		libxl_domain_type type;
		libxl_shutdown_reason reason;
	} cases[] = {
		{ 0, 0, LIBXL_DOMAIN_TYPE_PV, LIBXL_SHUTDOWN_REASON_UNKNOWN },
		{ XEN_DOMINF_shutdown | 1 << XEN_DOMINF_shutdownshift, 0,
		  LIBXL_DOMAIN_TYPE_PV, LIBXL_SHUTDOWN_REASON_REBOOT },
		/* A reason without shutdown means nothing. */
		{ 3 << XEN_DOMINF_shutdownshift, 0, LIBXL_DOMAIN_TYPE_PV,
		  LIBXL_SHUTDOWN_REASON_UNKNOWN },
		{ XEN_DOMINF_hvm_guest, XEN_X86_EMU_LAPIC,
		  LIBXL_DOMAIN_TYPE_PVH, LIBXL_SHUTDOWN_REASON_UNKNOWN },
		{ XEN_DOMINF_hvm_guest, XEN_X86_EMU_LAPIC | XEN_X86_EMU_PIT,
		  LIBXL_DOMAIN_TYPE_HVM, LIBXL_SHUTDOWN_REASON_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		xc_domaininfo_t *d = fake_host_domain(i, cases[i].flags);
		libxl_dominfo info;

		d->arch_config.emulation_flags = cases[i].emulation;
		assert_int_equal(libxl_domain_info(*state, &info, i), 0);
		assert_int_equal(info.domain_type, cases[i].type);
		assert_int_equal(info.shutdown_reason, cases[i].reason);
		libxl_dominfo_dispose(&info);
	}
}

static void a_domain_that_is_not_there_is_not_found(void **state)
{
	libxl_dominfo info;

	fake_host_domain(7, 0);
	assert_int_equal(libxl_domain_info(*state, &info, 5),
			 ERROR_DOMAIN_NOTFOUND);
	assert_string_equal(fake_host_log(), "");
}

/* -- names ------------------------------------------------------------------ */

static void names_are_those_of_living_domains(void **state)
{
	uint32_t id = 0;

	fake_host_domain(3, 0);
	fake_xs_set("/local/domain/2/name", "left-over");
	fake_xs_set("/local/domain/3/name", "web");
	assert_int_equal(libxl_name_to_domid(*state, "web", &id), 0);
	assert_int_equal(id, 3);
	assert_int_equal(libxl_name_to_domid(*state, "left-over", &id),
			 ERROR_INVAL);
	assert_int_equal(libxl_domain_qualifier_to_domid(*state, "17", &id), 0);
	assert_int_equal(id, 17);
	assert_int_equal(libxl_domain_qualifier_to_domid(*state, "1x", &id),
			 ERROR_INVAL);
	assert_int_equal(libxl_domain_qualifier_to_domid(*state, "", &id),
			 ERROR_INVAL);
	assert_null(libxl_domid_to_name(*state, 9));
}

static void stub_domains_are_known_by_their_target(void **state)
{
	uint32_t target = 99;

	fake_xs_set("/local/domain/4/target", "3");
	fake_xs_set("/local/domain/3/image/device-model-domid", "4");
	assert_true(libxl_is_stubdom(*state, 4, &target));
	assert_int_equal(target, 3);
	assert_false(libxl_is_stubdom(*state, 3, NULL));
	assert_int_equal(libxl_get_stubdom_id(*state, 3), 4);
	assert_int_equal(libxl_get_stubdom_id(*state, 4), 0);
}

/* -- vCPUs ------------------------------------------------------------------ */

static void only_the_affinity_that_is_given_is_set(void **state)
{
	libxl_bitmap map;

	libxl_bitmap_alloc(*state, &map, 8);
	libxl_bitmap_set(&map, 2);
	fake_host_hard = fake_host_soft = 0xff;
	assert_int_equal(libxl_set_vcpuaffinity(*state, 1, 0, &map, NULL), 0);
	assert_int_equal(fake_host_hard, 4);
	assert_int_equal(fake_host_soft, 0xff);
	assert_int_equal(libxl_set_vcpuaffinity(*state, 1, 0, NULL, NULL),
			 ERROR_INVAL);
	assert_int_equal(libxl_set_vcpuaffinity(*state, 1, 9, &map, NULL),
			 ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "Domain 1: vCPU 9"));
	libxl_bitmap_dispose(&map);
}

static void vcpus_go_online_in_one_transaction(void **state)
{
	xc_domaininfo_t *d = fake_host_domain(1, 0);
	libxl_bitmap map;

	d->max_vcpu_id = 2;
	fake_xs_conflicts(2);
	libxl_bitmap_alloc(*state, &map, 8);
	libxl_bitmap_set(&map, 1);
	assert_int_equal(libxl_set_vcpuonline(*state, 1, &map, NULL), 0);
	assert_string_equal(
		fake_xs_value("/local/domain/1/cpu/0/availability"), "offline");
	assert_string_equal(
		fake_xs_value("/local/domain/1/cpu/1/availability"), "online");
	assert_null(fake_xs_value("/local/domain/1/cpu/3/availability"));
	libxl_bitmap_set_any(&map);
	assert_int_equal(libxl_set_vcpuonline(*state, 1, &map, NULL),
			 ERROR_FAIL);
	assert_non_null(strstr(fake_host_log(), "8 vCPUs are outside 1-3"));
	libxl_bitmap_dispose(&map);
}

/* -- scheduler -------------------------------------------------------------- */

static void what_is_not_given_keeps_its_value(void **state)
{
	xc_domaininfo_t *d = fake_host_domain(1, 0);
	libxl_domain_sched_params p;

	d->max_vcpu_id = 1;
	fake_host_scheduler = XEN_SCHEDULER_CREDIT;
	fake_host_credit = (struct xen_domctl_sched_credit){ 256, 50 };
	libxl_domain_sched_params_init(&p);
	p.weight = 512;
	assert_int_equal(libxl_domain_sched_params_set(*state, 1, &p), 0);
	assert_int_equal(fake_host_credit.weight, 512);
	assert_int_equal(fake_host_credit.cap, 50);
	p.cap = 201;
	assert_int_equal(libxl_domain_sched_params_set(*state, 1, &p),
			 ERROR_INVAL);
	assert_non_null(strstr(fake_host_log(), "cap: 201 is outside 0-200"));
	p.weight = 0;
	assert_int_equal(libxl_domain_sched_params_set(*state, 1, &p),
			 ERROR_INVAL);
	assert_int_equal(fake_host_credit.weight, 512);
}

/* -- userdata --------------------------------------------------------------- */

static int files_there(void)
{
	char pattern[128];
	glob_t found;
	int n = 0;

	snprintf(pattern, sizeof(pattern), "%s/*", dir);
	if (!glob(pattern, 0, NULL, &found)) {
		n = found.gl_pathc;
		globfree(&found);
	}
	return n;
}

static void userdata_is_kept_under_the_known_name(void **state)
{
	const char *name =
		"userdata-d.1.01010101-0101-0101-0101-010101010101.xl";
	char path[256];
	uint8_t *data;
	int len;

	fake_host_domain(1, 0);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(libxl_userdata_store(*state, 1, "xl",
					      (uint8_t *)"ab\0c", 4), 0);
	assert_int_equal(access(path, R_OK), 0);
	assert_int_equal(files_there(), 1);
	assert_int_equal(libxl_userdata_retrieve(*state, 1, "xl", &data, &len),
			 0);
	assert_int_equal(len, 4);
	assert_memory_equal(data, "ab\0c", 4);
	free(data);
	assert_int_equal(libxl_userdata_store(*state, 1, "xl", NULL, 0), 0);
	assert_int_equal(files_there(), 0);
	assert_int_equal(libxl_userdata_retrieve(*state, 1, "xl", &data, &len),
			 0);
	assert_null(data);
	assert_int_equal(len, 0);
	assert_int_equal(libxl_userdata_unlink(*state, 1, "xl"), ERROR_FAIL);
}

static void userdata_of_no_domain_is_refused(void **state)
{
	uint8_t *data;
	int len;

	assert_int_equal(libxl_userdata_store(*state, 5, "xl",
					      (uint8_t *)"a", 1),
			 ERROR_LOCK_FAIL);
	assert_int_equal(libxl_userdata_retrieve(*state, 5, "xl", &data, &len),
			 ERROR_LOCK_FAIL);
	assert_int_equal(files_there(), 0);
}

/* A child holds the lock for a while; we get it only when that lets go. */
static void the_lock_holds_against_other_processes(void **state)
{
	struct lx_userdata_lock lock;
	struct lx_scope s;
	int fds[2];
	char byte;
	pid_t child;

	fake_host_domain(1, 0);
	assert_int_equal(pipe(fds), 0);
	lx_scope_enter(&s, *state, 1);
	child = fork();
	if (!child) {
		assert_int_equal(lx_userdata_lock(&s, &lock), 0);
		assert_int_equal(write(fds[1], "l", 1), 1);
		usleep(100000);
		assert_int_equal(libxl_userdata_store(*state, 2, "x", NULL, 0),
				 ERROR_LOCK_FAIL);
		assert_int_equal(write(fds[1], "u", 1), 1);
		lx_userdata_unlock(&s, &lock);
		_exit(0);
	}
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(lx_userdata_lock(&s, &lock), 0);
	/* "u" was written before it let go, so it is there by now. */
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(byte, 'u');
	lx_userdata_unlock(&s, &lock);
	waitpid(child, NULL, 0);
	lx_scope_leave(&s);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(files_there(), 0);
}

static void all_files_of_a_domain_go_at_once(void **state)
{
	struct lx_scope s;
	libxl_uuid uuid;

	fake_host_domain(1, 0);
	fake_host_domain(11, 0);
	memset(&uuid, 1, sizeof(uuid));
	assert_int_equal(libxl_userdata_store(*state, 1, "a", (uint8_t *)"x",
					      1), 0);
	assert_int_equal(libxl_userdata_store(*state, 1, "b", (uint8_t *)"x",
					      1), 0);
	assert_int_equal(libxl_userdata_store(*state, 11, "a", (uint8_t *)"x",
					      1), 0);
	lx_scope_enter(&s, *state, 1);
	assert_int_equal(lx_userdata_remove_all(&s, &uuid), 0);
	lx_scope_leave(&s);
	assert_int_equal(files_there(), 1);
}

/* A child that holds the lock finds its files, and its lock, to the end. */
static void they_stay_while_another_holds_the_lock(void **state)
{
	struct lx_userdata_lock lock;
	struct stat opened, named;
	struct lx_scope s;
	libxl_uuid uuid;
	int fds[2], status;
	char byte;
	pid_t child;

	fake_host_domain(1, 0);
	memset(&uuid, 1, sizeof(uuid));
	assert_int_equal(libxl_userdata_store(*state, 1, "a", (uint8_t *)"x",
					      1), 0);
	assert_int_equal(pipe(fds), 0);
	lx_scope_enter(&s, *state, 1);
	child = fork();
	if (!child) {
		bool kept;

		assert_int_equal(lx_userdata_lock(&s, &lock), 0);
		assert_int_equal(write(fds[1], "l", 1), 1);
		usleep(100000);
		kept = !fstat(lock.fd, &opened) && !stat(lock.path, &named) &&
			opened.st_ino == named.st_ino && files_there() == 2;
		lx_userdata_unlock(&s, &lock);
		_exit(!kept);
	}
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(lx_userdata_remove_all(&s, &uuid), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	lx_scope_leave(&s);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(files_there(), 0);
}

/* -- configs ---------------------------------------------------------------- */

static void store_config(libxl_ctx *ctx, const char *json)
{
	libxl_domain_config c;
	struct lx_scope s;

	libxl_domain_config_init(&c);
	assert_int_equal(libxl_domain_config_from_json(ctx, &c, json), 0);
	lx_scope_enter(&s, ctx, 1);
	assert_int_equal(lx_config_store(&s, &c), 0);
	lx_scope_leave(&s);
	libxl_domain_config_dispose(&c);
}

static void the_config_is_the_stored_one_with_what_changed(void **state)
{
	libxl_domain_config c;

	fake_host_domain(1, 0)->max_vcpu_id = 2;
	store_config(*state, "{\"c_info\": {\"name\": \"old\"}, \"b_info\": "
		     "{\"max_vcpus\": 3, \"avail_vcpus\": [0, 1], "
		     "\"target_memkb\": 1000, \"max_memkb\": 2000}}");
	fake_xs_set("/local/domain/1/name", "new");
	fake_xs_set("/local/domain/1/cpu/0/availability", "offline");
	fake_xs_set("/local/domain/1/cpu/2/availability", "online");
	fake_xs_set("/local/domain/1/memory/target", "700");
	fake_xs_set("/local/domain/1/memory/videoram", "-1");
	fake_xs_set("/local/domain/1/memory/static-max", "4000");
	libxl_domain_config_init(&c);
	assert_int_equal(libxl_retrieve_domain_configuration(*state, 1, &c,
							     NULL), 0);
	assert_string_equal(c.c_info.name, "new");
	assert_int_equal(c.c_info.uuid.uuid[5], 1);
	assert_int_equal(c.b_info.target_memkb, 699);
	assert_int_equal(c.b_info.max_memkb, 4000);
	assert_int_equal(libxl_bitmap_count_set(&c.b_info.avail_vcpus), 1);
	assert_true(libxl_bitmap_test(&c.b_info.avail_vcpus, 2));
	assert_int_equal(c.b_info.sched_params.sched, LIBXL_SCHEDULER_CREDIT2);
	libxl_domain_config_dispose(&c);
}

static void without_a_stored_config_there_is_none(void **state)
{
	libxl_domain_config c;

	fake_host_domain(1, 0);
	libxl_domain_config_init(&c);
	assert_int_equal(libxl_retrieve_domain_configuration(*state, 1, &c,
							     NULL),
			 ERROR_JSON_CONFIG_EMPTY);
	assert_non_null(strstr(fake_host_log(), "no stored config"));
	libxl_domain_config_dispose(&c);
}

static int add_disk(struct lx_scope *s, libxl_domain_config *c, void *arg)
{
	(void)s;
	c->disks = lx_out_calloc(1, sizeof(*c->disks));
	c->num_disks = 1;
	libxl_device_disk_init(&c->disks[0]);
	c->disks[0].vdev = lx_out_strdup("xvdb");
	return *(int *)arg;
}

static void a_change_is_stored_unless_it_fails(void **state)
{
	libxl_domain_config c;
	struct lx_scope s;
	int rc = ERROR_INVAL;

	fake_host_domain(1, 0);
	store_config(*state, "{}");
	lx_scope_enter(&s, *state, 1);
	assert_int_equal(lx_config_change(&s, add_disk, &rc), ERROR_INVAL);
	libxl_domain_config_init(&c);
	assert_int_equal(lx_config_load(&s, &c), 0);
	assert_int_equal(c.num_disks, 0);
	rc = 0;
	assert_int_equal(lx_config_change(&s, add_disk, &rc), 0);
	assert_int_equal(lx_config_load(&s, &c), 0);
	assert_int_equal(c.num_disks, 1);
	libxl_domain_config_dispose(&c);
	lx_scope_leave(&s);
	assert_int_equal(files_there(), 1);
}

/* -- xenstore --------------------------------------------------------------- */

static void pruning_stops_at_what_is_in_use(void **state)
{
	struct lx_scope s;

	lx_scope_enter(&s, *state, LX_NO_DOMID);
	fake_xs_set("/a/b/c/d", "1");
	fake_xs_set("/a/x", "1");
	assert_int_equal(lx_xs_prune(&s, XBT_NULL, "/a/b/c/d", "/"), 0);
	assert_null(fake_xs_value("/a/b"));
	assert_non_null(fake_xs_value("/a/x"));
	fake_xs_set("/top/b/c", "1");
	assert_int_equal(lx_xs_prune(&s, XBT_NULL, "/top/b/c", "/top"), 0);
	assert_null(fake_xs_value("/top/b"));
	assert_non_null(fake_xs_value("/top"));
	lx_scope_leave(&s);
}

static void numbers_in_xenstore_are_decimal(void **state)
{
	static const struct { const char *text; int rc; } cases[] = {
		{ "17", 0 }, { "18446744073709551615", 0 },
		{ "-1", ERROR_FAIL }, { "1x", ERROR_FAIL }, { "", ERROR_FAIL },
		{ "18446744073709551616", ERROR_FAIL },
	};
	struct lx_scope s;
	uint64_t n;

	lx_scope_enter(&s, *state, LX_NO_DOMID);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("\"%s\"\n", cases[i].text);
		fake_xs_set("/n", cases[i].text);
		assert_int_equal(lx_xs_read_u64(&s, XBT_NULL, "/n", &n),
				 cases[i].rc);
	}
	assert_int_equal(lx_xs_read_u64(&s, XBT_NULL, "/none", &n),
			 ERROR_NOTFOUND);
	lx_scope_leave(&s);
}

static void a_new_pool_may_have_any_number(void **state)
{
	static const uint32_t asked[] = { 0, LIBXL_CPUPOOL_POOLID_ANY, 7 };
	static const uint32_t given[] = { 1, 1, 7 };

	for (size_t i = 0; i < 3; i++) {
		uint32_t id = asked[i];
		libxl_bitmap none;
		libxl_uuid uuid;

		libxl_bitmap_init(&none);
		libxl_uuid_generate(&uuid);
		assert_int_equal(libxl_cpupool_create(*state, "p",
			LIBXL_SCHEDULER_CREDIT, none, &uuid, &id), 0);
		assert_int_equal(id, given[i]);
	}
	assert_string_equal(fake_xs_value("/local/pool/1/name"), "p");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(all_domains_are_listed_beyond_one_batch),
		TEST(state_and_type_come_from_the_flags),
		TEST(a_domain_that_is_not_there_is_not_found),
		TEST(a_new_pool_may_have_any_number),
		TEST(names_are_those_of_living_domains),
		TEST(stub_domains_are_known_by_their_target),
		TEST(only_the_affinity_that_is_given_is_set),
		TEST(vcpus_go_online_in_one_transaction),
		TEST(what_is_not_given_keeps_its_value),
		TEST(userdata_is_kept_under_the_known_name),
		TEST(userdata_of_no_domain_is_refused),
		TEST(the_lock_holds_against_other_processes),
		TEST(all_files_of_a_domain_go_at_once),
		TEST(they_stay_while_another_holds_the_lock),
		TEST(the_config_is_the_stored_one_with_what_changed),
		TEST(without_a_stored_config_there_is_none),
		TEST(a_change_is_stored_unless_it_fails),
		TEST(pruning_stops_at_what_is_in_use),
		TEST(numbers_in_xenstore_are_decimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
