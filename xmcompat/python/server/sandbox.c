/* SPDX-License-Identifier: LGPL-2.1-only */
/* Entering the sandbox; the list of system calls is in filter.c. */
#include "config.h"

#include "python/server/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "python/server/filter.h"

/* Where the user database has no "nobody". */
#define OVERFLOW_ID 65534

int sandbox_prepare(struct sandbox *s)
{
	const struct passwd *pw = getpwnam("nobody");

	s->uid = pw && pw->pw_uid ? pw->pw_uid : OVERFLOW_ID;
	s->gid = pw && pw->pw_gid ? pw->pw_gid : OVERFLOW_ID;
	return filter_build(&s->filter);
}

static int set_limit(int which, rlim_t soft, rlim_t hard)
{
	struct rlimit now;

	if (getrlimit(which, &now))
		return errno;
	if (hard > now.rlim_max)
		hard = now.rlim_max;
	if (soft > hard)
		soft = hard;
	return setrlimit(which, &(struct rlimit){ soft, hard }) ? errno : 0;
}

int limits_enter(const struct wire_start *limits)
{
	int rc = 0;

	/* The second SIGXCPU limit cannot be caught. */
	if (limits->cpu_seconds)
		rc = set_limit(RLIMIT_CPU, limits->cpu_seconds,
			       limits->cpu_seconds + 1);
	if (!rc && limits->memory_mib)
		rc = set_limit(RLIMIT_AS, (rlim_t)limits->memory_mib << 20,
			       (rlim_t)limits->memory_mib << 20);
	return rc;
}

static int sandbox_limits(const struct wire_start *limits)
{
	static const struct { int which; rlim_t max; } fixed[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_FSIZE, 0 },
		{ RLIMIT_NPROC, 0 },
		{ RLIMIT_NOFILE, 64 },
		{ RLIMIT_MEMLOCK, 0 },
		{ RLIMIT_MSGQUEUE, 0 },
		{ RLIMIT_SIGPENDING, 16 },
	};
	int rc = limits_enter(limits);

	for (size_t i = 0; !rc && i < sizeof(fixed) / sizeof(fixed[0]); i++)
		rc = set_limit(fixed[i].which, fixed[i].max, fixed[i].max);
	return rc;
}

/* Root becomes nobody; anybody else stays who they are, without powers. */
static int drop_identity(const struct sandbox *s)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct none[2];

	if (geteuid() == 0 || getuid() == 0) {
		if (setgroups(0, NULL) ||
		    setresgid(s->gid, s->gid, s->gid) ||
		    setresuid(s->uid, s->uid, s->uid))
			return errno;
		if (getuid() == 0 || geteuid() == 0)
			return EPERM;
	}
	memset(none, 0, sizeof(none));
	return syscall(SYS_capset, &head, none) ? errno : 0;
}

/*
 * Where the kernel has Landlock, it too refuses writes, and what is worth
 * more, lets this process look into no process outside (/proc/PID/mem).
 * Without it the filter and the identity must do.
 */
static void enter_landlock(void)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs =
			LANDLOCK_ACCESS_FS_EXECUTE |
			LANDLOCK_ACCESS_FS_WRITE_FILE |
			LANDLOCK_ACCESS_FS_REMOVE_DIR |
			LANDLOCK_ACCESS_FS_REMOVE_FILE |
			LANDLOCK_ACCESS_FS_MAKE_CHAR |
			LANDLOCK_ACCESS_FS_MAKE_DIR |
			LANDLOCK_ACCESS_FS_MAKE_REG |
			LANDLOCK_ACCESS_FS_MAKE_SOCK |
			LANDLOCK_ACCESS_FS_MAKE_FIFO |
			LANDLOCK_ACCESS_FS_MAKE_BLOCK |
			LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	int fd = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);

	if (fd < 0)
		return;
	syscall(SYS_landlock_restrict_self, fd, 0);
	close(fd);
}

static int enter_filter(const struct sandbox *s)
{
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &s->filter))
		return errno;
	return 0;
}

int sandbox_enter(const struct sandbox *s, const struct wire_start *limits)
{
	int rc;

	/* No controlling terminal into which keys could be put. */
	setsid();
	rc = drop_identity(s);
	if (rc)
		return rc;
	/* After the change of identity, which would undo both. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return errno;
	enter_landlock();
	rc = sandbox_limits(limits);
	return rc ? rc : enter_filter(s);
}
