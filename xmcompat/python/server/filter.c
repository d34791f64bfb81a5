/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The system call filter of the sandbox: what is allowed, with which
 * arguments; everything else fails with EPERM, and a few calls that no
 * mistake explains end the process.
 */
#include "config.h"

#include "python/server/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "python/server/sandbox.h"

/* By name, so that one list serves machines that lack some of them. */
static const char *const allowed[] = {
	/* what is open already, and memory */
	"read", "readv", "pread64", "preadv", "write", "writev", "close",
	"close_range", "lseek", "_llseek", "fstat", "fstat64", "dup", "dup2",
	"dup3", "pipe", "pipe2", "poll", "ppoll", "ppoll_time64", "select",
	"_newselect", "pselect6", "pselect6_time64", "recvmsg", "recvfrom",
	"sendmsg", "sendto", "mmap", "mmap2", "mprotect", "munmap", "mremap",
	"madvise", "brk", "fadvise64", "fadvise64_64",
	/* looking at files */
	"stat", "stat64", "lstat", "lstat64", "newfstatat", "fstatat64",
	"statx", "access", "faccessat", "faccessat2", "readlink", "readlinkat",
	"getdents", "getdents64", "getcwd", "chdir", "fchdir", "statfs",
	"statfs64", "fstatfs", "fstatfs64", "umask",
	/* oneself and the time */
	"getpid", "getppid", "gettid", "getuid", "geteuid", "getgid",
	"getegid", "getresuid", "getresgid", "getgroups", "getpgrp", "getpgid",
	"getsid", "getpriority", "getrlimit", "ugetrlimit", "getrusage",
	"getcpu", "sched_getaffinity", "sched_yield", "uname", "sysinfo",
	"times", "time", "gettimeofday", "clock_gettime", "clock_gettime64",
	"clock_getres", "clock_getres_time64", "nanosleep", "clock_nanosleep",
	"clock_nanosleep_time64", "getrandom", "alarm", "setitimer",
	"getitimer", "pause",
	/* what libc and the interpreter do unasked */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend",
	"sigreturn", "sigaltstack", "futex", "futex_time64", "exit",
	"exit_group", "set_robust_list", "set_tid_address", "rseq",
	"membarrier", "arch_prctl", "restart_syscall",
};

/* So new that libc tries the older call when they are not there. */
static const char *const unknown[] = { "clone3", "openat2", "fchmodat2" };

/* Nobody does these by accident. */
static const char *const deadly[] = {
	"ptrace", "process_vm_readv", "process_vm_writev", "bpf", "userfaultfd",
	"perf_event_open", "init_module", "finit_module", "delete_module",
	"kexec_load", "kexec_file_load", "mount", "umount2", "pivot_root",
	"reboot", "swapon", "swapoff", "keyctl", "add_key", "request_key",
	"unshare", "setns", "open_by_handle_at", "io_uring_setup",
	"process_madvise", "pidfd_getfd", "kcmp", "move_pages", "migrate_pages",
	"iopl", "ioperm", "modify_ldt", "personality", "seccomp",
};

static int add(scmp_filter_ctx ctx, uint32_t action, const char *name,
	       unsigned int n, const struct scmp_arg_cmp *cmp)
{
	int nr = seccomp_syscall_resolve_name(name);

	if (nr == __NR_SCMP_ERROR)
		return 0;	/* this libseccomp does not know it: refused */
	return seccomp_rule_add_array(ctx, action, nr, n, cmp);
}

static int add_names(scmp_filter_ctx ctx, uint32_t action,
		     const char *const *names, size_t n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++)
		rc = add(ctx, action, names[i], 0, NULL);
	return rc;
}

/* Opening for reading only; O_PATH and O_DIRECTORY do no harm. */
static int add_open(scmp_filter_ctx ctx)
{
	const scmp_datum_t writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC |
				    O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
	struct scmp_arg_cmp at = SCMP_A2(SCMP_CMP_MASKED_EQ, writes, 0);
	struct scmp_arg_cmp plain = SCMP_A1(SCMP_CMP_MASKED_EQ, writes, 0);
	int rc = add(ctx, SCMP_ACT_ALLOW, "openat", 1, &at);

	return rc ? rc : add(ctx, SCMP_ACT_ALLOW, "open", 1, &plain);
}

/* Calls of which only some commands are harmless: argument and value. */
static const struct {
	const char *name;
	unsigned int arg;
	scmp_datum_t value;
} commands[] = {
	{ "ioctl", 1, TCGETS },		/* isatty() */
	{ "ioctl", 1, FIOCLEX },
	{ "ioctl", 1, FIONCLEX },
	{ "ioctl", 1, FIONBIO },
	{ "ioctl", 1, FIONREAD },
	{ "fcntl", 1, F_GETFD },
	{ "fcntl", 1, F_SETFD },
	{ "fcntl", 1, F_GETFL },
	{ "fcntl", 1, F_DUPFD },
	{ "fcntl", 1, F_DUPFD_CLOEXEC },
	{ "fcntl64", 1, F_GETFD },
	{ "fcntl64", 1, F_SETFD },
	{ "fcntl64", 1, F_GETFL },
	{ "fcntl64", 1, F_DUPFD },
	{ "fcntl64", 1, F_DUPFD_CLOEXEC },
	{ "prlimit64", 0, 0 },		/* its own limits */
};

static int add_commands(scmp_filter_ctx ctx)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof(commands) / sizeof(commands[0]);
	     i++) {
		struct scmp_arg_cmp cmp = {
			.arg = commands[i].arg, .op = SCMP_CMP_MASKED_EQ,
			.datum_a = 0xffffffffu, .datum_b = commands[i].value,
		};

		rc = add(ctx, SCMP_ACT_ALLOW, commands[i].name, 1, &cmp);
	}
	return rc;
}

static int add_rules(scmp_filter_ctx ctx)
{
	int rc = add_names(ctx, SCMP_ACT_ALLOW, allowed,
			   sizeof(allowed) / sizeof(allowed[0]));

	if (!rc)
		rc = add_names(ctx, SCMP_ACT_ERRNO(ENOSYS), unknown,
			       sizeof(unknown) / sizeof(unknown[0]));
	if (!rc)
		rc = add_names(ctx, SCMP_ACT_KILL_PROCESS, deadly,
			       sizeof(deadly) / sizeof(deadly[0]));
	if (!rc)
		rc = add_open(ctx);
	return rc ? rc : add_commands(ctx);
}

/*
 * The compiled program is kept as it is: handing the same bytes to the kernel
 * in each child takes microseconds, compiling them again a millisecond.
 */
static int export_program(scmp_filter_ctx ctx, struct sock_fprog *out)
{
	int fd = memfd_create("filter", MFD_CLOEXEC);
	off_t size;
	int rc;

	if (fd < 0)
		return errno;
	rc = -seccomp_export_bpf(ctx, fd);
	size = lseek(fd, 0, SEEK_END);
	if (!rc && size > 0) {
		out->len = size / sizeof(struct sock_filter);
		out->filter = malloc(size);
		if (!out->filter || pread(fd, out->filter, size, 0) != size)
			rc = EIO;
	}
	close(fd);
	return rc;
}

int filter_build(struct sock_fprog *out)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc;

	if (!ctx)
		return ENOMEM;
	seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	rc = -add_rules(ctx);
	if (!rc)
		rc = export_program(ctx, out);
	seccomp_release(ctx);
	return rc;
}
