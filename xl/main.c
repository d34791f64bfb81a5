/* SPDX-License-Identifier: GPL-2.0-only */
/* xl and xm: one program under two names. */
#include <stdio.h>
#include <string.h>

#include "xl/command.h"

static const struct program *program_named(const char *argv0)
{
	const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
	const char *name = slash ? slash + 1 : argv0;

	return name && !strcmp(name, "xm") ? &program_xm : &program_xl;
}

int main(int argc, char **argv)
{
	int status = program_run(program_named(argv[0]), argc, argv);

	if (fflush(stdout) || ferror(stdout)) {
		perror("standard output");
		return status ? status : 1;
	}
	return status;
}
