/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The built-in module _xmxl: the layer's way to its channels.
 *
 * The audit hook turns an action that the sandbox would refuse into a Python
 * exception with a position. It is there for the message only: a program that
 * gets around it still has the system call filter to face.
 */
#include "config.h"

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/server/module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "python/server/broker.h"
#include "python/server/child.h"

static bool armed;
static PyObject *refused;	/* the layer's callback */

static PyObject *xmxl_send(PyObject *self, PyObject *arg)
{
	char *p;
	Py_ssize_t len;

	if (PyBytes_AsStringAndSize(arg, &p, &len))
		return NULL;
	while (len) {
		ssize_t n = write(CHILD_RESULT_FD, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return PyErr_SetFromErrno(PyExc_OSError);
		p += n;
		len -= n;
	}
	Py_RETURN_NONE;
}

static int received_fd(struct msghdr *msg)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(msg);
	int fd = -1;

	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

/* ask(message) -> (errno, text, descriptor or -1): the broker's answer. */
static PyObject *xmxl_ask(PyObject *self, PyObject *arg)
{
	static char text[BROKER_MESSAGE_MAX];
	char ctl[CMSG_SPACE(sizeof(int))];
	int err = 0;
	struct iovec iov[] = {
		{ &err, sizeof(err) }, { text, sizeof(text) },
	};
	struct msghdr msg = {
		.msg_iov = iov, .msg_iovlen = 2,
		.msg_control = ctl, .msg_controllen = sizeof(ctl),
	};
	char *p;
	Py_ssize_t len;
	ssize_t n;

	if (PyBytes_AsStringAndSize(arg, &p, &len))
		return NULL;
	if (send(CHILD_BROKER_FD, p, len, MSG_NOSIGNAL) != len)
		return PyErr_SetFromErrno(PyExc_OSError);
	n = recvmsg(CHILD_BROKER_FD, &msg, 0);
	if (n < (ssize_t)sizeof(err))
		return PyErr_SetFromErrno(PyExc_OSError);
	return Py_BuildValue("iy#i", err, text,
			     (Py_ssize_t)(n - sizeof(err)),
			     received_fd(&msg));
}

/* name=value into dict; false when memory is out */
static bool add_entry(PyObject *dict, const char *entry)
{
	const char *sign = strchr(entry, '=');
	PyObject *name, *value;
	bool done;

	if (!sign || sign == entry)
		return true;
	name = PyBytes_FromStringAndSize(entry, sign - entry);
	value = PyBytes_FromString(sign + 1);
	done = name && value && !PyDict_SetItem(dict, name, value) &&
	       !putenv((char *)entry);
	Py_XDECREF(name);
	Py_XDECREF(value);
	return done;
}

/*
 * environment(block): makes the entries, each with a NUL byte at its end, the
 * process's environment and gives them back as os.environ holds them.
 */
static PyObject *xmxl_environment(PyObject *self, PyObject *block)
{
	PyObject *dict;
	char *p;
	Py_ssize_t len;

	if (PyBytes_AsStringAndSize(block, &p, &len))
		return NULL;
	dict = PyDict_New();
	if (!dict || clearenv())
		return dict ? PyErr_NoMemory() : NULL;
	Py_INCREF(block);	/* the environment points into it from now on */
	for (const char *end = p + len; p < end; p += strlen(p) + 1) {
		if (add_entry(dict, p))
			continue;
		Py_DECREF(dict);
		return PyErr_NoMemory();
	}
	return dict;
}

static PyObject *xmxl_on_refused(PyObject *self, PyObject *arg)
{
	Py_INCREF(arg);
	Py_XSETREF(refused, arg);
	Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
	{ "send", xmxl_send, METH_O, NULL },
	{ "ask", xmxl_ask, METH_O, NULL },
	{ "environment", xmxl_environment, METH_O, NULL },
	{ "on_refused", xmxl_on_refused, METH_O, NULL },
	{ 0 },
};

static struct PyModuleDef module = {
	PyModuleDef_HEAD_INIT, .m_name = "_xmxl", .m_size = -1,
	.m_methods = methods,
};

static PyObject *module_create(void)
{
	return PyModule_Create(&module);
}

/* -- the audit hook ------------------------------------------------------- */

/* Events by name or, with a star, by what it begins with. */
static const char *const watched[] = {
	"socket.*", "subprocess.Popen", "os.system", "os.exec", "os.fork",
	"os.forkpty", "os.posix_spawn", "os.spawn", "os.kill", "os.killpg",
	"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link",
	"os.symlink", "os.chmod", "os.lchmod", "os.chown", "os.lchown",
	"os.truncate", "os.utime", "os.setxattr", "os.removexattr",
	"os.chflags", "os.lchflags", "ctypes.dlopen", "_thread.start_new_thread",
	"signal.pthread_kill", "resource.setrlimit", "resource.prlimit",
};

/* What only tells the machine's own name. */
static const char *const harmless[] = {
	"socket.gethostname",
};

static bool listed(const char *const *list, size_t n, const char *event)
{
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(list[i]);

		if (!strcmp(list[i], event) ||
		    (list[i][len - 1] == '*' &&
		     !strncmp(list[i], event, len - 1)))
			return true;
	}
	return false;
}

/* open(path, mode, flags): writing? */
static bool opens_for_writing(PyObject *args)
{
	PyObject *flags;
	long n;

	if (!PyTuple_Check(args) || PyTuple_GET_SIZE(args) < 3)
		return false;
	flags = PyTuple_GET_ITEM(args, 2);
	if (!PyLong_Check(flags))
		return false;
	n = PyLong_AsLong(flags);
	if (n == -1 && PyErr_Occurred()) {
		PyErr_Clear();
		return false;
	}
	return n & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND);
}

static int audit(const char *event, PyObject *args, void *data)
{
	PyObject *result;

	if (!armed || !refused)
		return 0;
	if (!strcmp(event, "open") ? !opens_for_writing(args)
	    : (!listed(watched, sizeof(watched) / sizeof(*watched), event) ||
	       listed(harmless, sizeof(harmless) / sizeof(*harmless), event)))
		return 0;
	result = PyObject_CallFunction(refused, "sO", event, args);
	Py_XDECREF(result);
	return result ? 0 : -1;
}

int module_install(void)
{
	if (PyImport_AppendInittab("_xmxl", module_create) ||
	    PySys_AddAuditHook(audit, NULL))
		return -1;
	return 0;
}

void module_arm(bool sandbox)
{
	armed = sandbox;
}
