/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The embedded interpreter.
 *
 * It takes nothing from the environment, no user or site packages, and a
 * fixed hash seed, so that one program gives one result. File names and text
 * are Latin-1 throughout: a Python 2 string is bytes, and in Latin-1 each
 * character of a Python 3 string is one byte.
 */
#include "config.h"

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/server/interp.h"

#include <stdio.h>
#include <string.h>

#include "python/python_home.h"
#include "python/server/heap.h"
#include "python/server/module.h"

static PyObject *run_function;	/* the layer's entry */

/*
 * The layer's modules become frozen modules: found without looking at any
 * file. Older interpreters keep their own frozen modules in the same table.
 */
static int freeze_layer(void)
{
	const struct _frozen *old = PyImport_FrozenModules;
	struct _frozen *table;
	int n = 0;

	while (old && old[n].name)
		n++;
	table = calloc(n + layer_module_count + 1, sizeof(*table));
	if (!table)
		return -1;
	if (n)
		memcpy(table, old, n * sizeof(*table));
	for (int i = 0; i < layer_module_count; i++) {
		table[n + i].name = layer_modules[i].name;
		table[n + i].code = layer_modules[i].code;
		table[n + i].size = layer_modules[i].size;
	}
	PyImport_FrozenModules = table;
	return 0;
}

static PyStatus configure(PyConfig *c)
{
	PyStatus s;

	PyConfig_InitIsolatedConfig(c);
	c->site_import = 0;
	c->write_bytecode = 0;
	c->use_hash_seed = 1;
	c->hash_seed = 0;
	c->install_signal_handlers = 0;
	c->buffered_stdio = 1;
	c->optimization_level = 0;
	s = PyConfig_SetString(c, &c->home, PYTHON_HOME);
	if (!PyStatus_Exception(s))
		s = PyConfig_SetString(c, &c->program_name, L"xm");
	if (!PyStatus_Exception(s))
		s = PyConfig_SetString(c, &c->filesystem_encoding, L"latin-1");
	if (!PyStatus_Exception(s))
		s = PyConfig_SetString(c, &c->filesystem_errors, L"strict");
	if (!PyStatus_Exception(s))
		s = PyConfig_SetString(c, &c->stdio_encoding, L"latin-1");
	return s;
}

static PyStatus preconfigure(void)
{
	PyPreConfig p;

	PyPreConfig_InitIsolatedConfig(&p);
	p.utf8_mode = 0;
	p.coerce_c_locale = 0;
	p.configure_locale = 0;
	return Py_PreInitialize(&p);
}

static int report(PyStatus s)
{
	fprintf(stderr, "xmxl-python: %s\n",
		s.err_msg ? s.err_msg : "the interpreter does not start");
	return -1;
}

static int load_layer(void)
{
	PyObject *layer = PyImport_ImportModule("xmxl_run");

	if (layer)
		run_function = PyObject_GetAttrString(layer, "run");
	Py_XDECREF(layer);
	if (run_function)
		return 0;
	PyErr_Print();
	return -1;
}

int interp_start(void)
{
	PyConfig c;
	PyStatus s = preconfigure();

	if (PyStatus_Exception(s))
		return report(s);
	heap_install();
	if (freeze_layer() || module_install())
		return -1;
	s = configure(&c);
	if (!PyStatus_Exception(s))
		s = Py_InitializeFromConfig(&c);
	PyConfig_Clear(&c);
	if (PyStatus_Exception(s))
		return report(s);
	return load_layer();
}

int interp_rehearse(void)
{
	PyObject *layer = PyImport_ImportModule("xmxl_run"), *done = NULL;

	if (layer)
		done = PyObject_CallMethod(layer, "rehearse", NULL);
	Py_XDECREF(layer);
	if (!done)
		PyErr_Print();
	Py_XDECREF(done);
	return done ? 0 : -1;
}

int interp_run(const char *request, size_t len, bool sandbox)
{
	PyObject *result;

	module_arm(sandbox);
	result = PyObject_CallFunction(run_function, "y#i", request,
				       (Py_ssize_t)len, (int)sandbox);
	if (result)
		return 0;
	PyErr_Print();
	return 1;
}
