/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints the part of xm.cfg(5) that describes the variables, in scdoc, out of
 * the very table that the code uses. Runs at build time.
 */
#include <stdio.h>
#include <string.h>

#include "xm/variable.h"

/* Where a group of the table starts. */
static const struct {
	const char *first;
	const char *title;
} groups[] = {
	{ "name", "Identity and boot" },
	{ "root", "Kernel command line" },
	{ "memory", "Memory and processors" },
	{ "restart", "Life cycle" },
	{ "acpi", "Platform of HVM guests" },
	{ "vnc", "Screen of HVM guests" },
	{ "disk", "Devices" },
	{ "lapic", "Variables of Xen 3.0 and 3.1" },
	{ "paused", "Switches of the xm command" },
};

static void print_title(const struct xm_variable *var)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (!strcmp(groups[i].first, var->name))
			printf("## %s\n\n", groups[i].title);
}

static const char *type_of(const struct xm_variable *var)
{
	static const char *const kinds[] = {
		[XM_KIND_TEXT] = "string", [XM_KIND_INT] = "number",
		[XM_KIND_BOOL] = "switch", [XM_KIND_LIST] = "list",
		[XM_KIND_OTHER] = "number or string",
	};

	if (var->kind != XM_KIND_OTHER)
		return kinds[var->kind];
	if (!strcmp(var->name, "serial") || !strcmp(var->name, "cpus"))
		return "string or list";
	return var->cli == XM_CLI_NONE || var->cli == XM_CLI_LIST ?
		"any value" : kinds[XM_KIND_OTHER];
}

static const char *guests_of(const struct xm_variable *var)
{
	static const char *const names[] = {
		[XM_PV] = "PV", [XM_HVM] = "HVM", [XM_ANY] = "all guests",
	};

	return names[var->guests];
}

static const char *word_of(const struct xm_variable *var)
{
	static const char *const words[] = {
		[XM_CLI_NONE] = "no option, but a variable of the script",
		[XM_CLI_STRING] = "any text",
		[XM_CLI_INT] = "a decimal number",
		[XM_CLI_BOOL] = "yes, y, no or n",
		[XM_CLI_FLOAT] = "a decimal number or fraction",
		[XM_CLI_LIST] = "one element; repeat it for more",
	};

	return words[var->cli];
}

/* The table's texts have scdoc's * for bold, but no _ for underlined. */
static void print_text(const char *text)
{
	for (; *text; text++) {
		if (*text == '_')
			putchar('\\');
		putchar(*text);
	}
}

static void print_releases(const struct xm_variable *var)
{
	if (!var->until)
		printf("Xen %s to 4.2", var->since);
	else if (!strcmp(var->since, var->until))
		printf("Xen %s only", var->since);
	else
		printf("Xen %s to %s", var->since, var->until);
}

static void print_variable(const struct xm_variable *var)
{
	print_title(var);
	printf("*");
	print_text(var->name);
	printf("* = _%s_", type_of(var));
	if (var->def && strcmp(var->def, "\"\"") && strcmp(var->def, "[]")) {
		printf(", default ");
		print_text(var->def);
	}
	printf("\n\t");
	print_text(var->about);
	printf("\n\n\tFor %s; ", guests_of(var));
	print_releases(var);
	printf(". As a KEY=VALUE word: %s.\n\n", word_of(var));
	printf("\tIn xl");
	if (var->xl) {
		printf(" (*");
		print_text(var->xl);
		printf("*)");
	}
	printf(": ");
	print_text(var->becomes);
	printf("\n\n");
}

int main(void)
{
	for (size_t i = 0; i < xm_variable_count; i++)
		print_variable(&xm_variables[i]);
	return ferror(stdout) || fflush(stdout);
}
