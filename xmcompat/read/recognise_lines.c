/* SPDX-License-Identifier: LGPL-2.1-only */
/* What the lines of a text look like: code, settings, prose. */
#include "read/recognise.h"

#include <stddef.h>
#include <string.h>

#include "xlcfg/keys.h"
#include "xm/variable.h"

/* Names that settings of other programs have as well. */
static const char *const weak_names[] = {
	"name", "type", "root", "ip", "cpus", "boot", "target", "gateway",
	"netmask", "hostname", "interface", "dhcp", "display", "description",
	"uuid", "pool", "paused", "quiet", "load", "usb", "serial", "monitor",
	"parallel", "extra", NULL
};

static const char *const pool_names[] = { "sched", "nodes", NULL };

static const char *const xl_conf_names[] = {
	"autoballoon", "run_hotplug_scripts", "lockfile", "output_format",
	"vifscript", "defaultbridge", "vif.default.script",
	"vif.default.bridge", "vif.default.gatewaydev", "claim_mode",
	"sxp_output", "remus.default.netbufscript", "domid_policy", NULL
};

static const char *const python_words[] = {
	"import", "from", "def", "if", "elif", "else", "for", "while", "try",
	"except", "finally", "class", "return", "print", "raise", "execfile",
	"exec", "del", "global", "assert", "with", "pass", "break",
	"continue", "locals", NULL
};

static const char *const python_alone[] = {
	"pass", "break", "continue", "return", "print", "raise", NULL
};

static const char *const shell_words[] = {
	"then", "fi", "done", "do", "esac", "export", "echo", "exit", "set",
	"source", "local", "unset", "shift", "trap", NULL
};

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789_."

struct line {
	const char *p;		/* behind the indentation */
	size_t len;		/* without blanks at the end */
	bool indented;
};

static bool is_word(const char *p, size_t n, const char *const *words)
{
	for (; *words; words++)
		if (strlen(*words) == n && !strncmp(*words, p, n))
			return true;
	return false;
}

static bool known(const char *p, size_t n, bool *weak)
{
	char name[64];

	if (n >= sizeof(name))
		return false;
	memcpy(name, p, n);
	name[n] = '\0';
	*weak = is_word(p, n, weak_names);
	return xm_variable_find(name) || xl_key_find(name);
}

/* A value that neither Python nor xl would read: a bare word or path. */
static bool is_shell_value(const char *p, const char *end)
{
	if (p >= end)
		return true;
	if (*p == '/' || *p == '$' || *p == '`')
		return true;
	return false;
}

/* name = value, name += value; false if it is none. */
static bool take_assignment(const struct line *line,
			    struct recognised_lines *out)
{
	const char *end = line->p + line->len;
	size_t n = strspn(line->p, NAME_CHARS);
	const char *p = line->p + n;
	bool weak = false;

	if (!n || n > line->len || (*line->p >= '0' && *line->p <= '9'))
		return false;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	if (p < end && *p == '+')
		p++;
	if (p >= end || *p != '=' || (p + 1 < end && p[1] == '='))
		return false;
	out->assigned++;
	for (p++; p < end && (*p == ' ' || *p == '\t'); p++)
		;
	out->lists += p < end && *p == '[';
	if (!strncmp(line->p, "XENDOMAINS_", 11))
		out->xendomains = true;
	else if (is_word(line->p, n, xl_conf_names))
		out->xl_conf = true;
	else if ((n == 6 || n > 7) && !strncmp(line->p, "python", 6))
		out->own_conf = true;
	else if (is_word(line->p, n, pool_names))
		out->pool = true;
	else if (!known(line->p, n, &weak))
		out->shell_values += is_shell_value(p, end);
	else if (is_shell_value(p, end))
		out->shell_values++, out->weak++;
	else if (weak)
		out->weak++;
	else if (line->indented)
		out->indented++;
	else
		out->strong++;
	return true;
}

static bool take_words(const struct line *line, struct recognised_lines *out)
{
	size_t n = strspn(line->p, NAME_CHARS);
	char last = line->p[line->len - 1];

	if (n > line->len)
		n = line->len;
	/* A colon ends what a statement of Python begins; prose has commas. */
	if (is_word(line->p, n, python_words) &&
	    (last == ':' || last == ')' || last == '\'' || last == '"' ||
	     !strncmp(line->p, "import ", 7) ||
	     !strncmp(line->p, "from ", 5) ||
	     (line->len == n && is_word(line->p, n, python_alone)))) {
		out->python++;
		out->defs += !strncmp(line->p, "def ", 4) ||
			     !strncmp(line->p, "class ", 6);
		if (!strncmp(line->p, "if __name__", 11))
			out->main = true;
		return true;
	}
	if (is_word(line->p, n, shell_words) ||
	    (line->len > 1 && !strncmp(line->p, "[ ", 2)) ||
	    (line->len > 5 && !strncmp(line->p + line->len - 6, "; then", 6))) {
		out->shell++;
		return true;
	}
	return false;
}

/* Rows of lists, calls, continued strings: nothing that starts a thought. */
static bool is_code(const struct line *line)
{
	char first = *line->p, last = line->p[line->len - 1];

	if (first == '|' || !strncmp(line->p, "```", 3) ||
	    !strncmp(line->p, "- ", 2) || !strncmp(line->p, "* ", 2))
		return false;		/* marks of written text */
	return strchr("'\"[](){},;@", first) || strchr(",\\])}([{", last) ||
	       memchr(line->p, '=', line->len) != NULL;
}

/* [word] and nothing else. */
static bool is_section(const struct line *line)
{
	size_t n = strspn(line->p + 1, NAME_CHARS "- :*{},");

	return *line->p == '[' && line->len > 2 && n == line->len - 2 &&
	       line->p[line->len - 1] == ']' &&
	       !(line->p[1] >= '0' && line->p[1] <= '9');
}

static void take_line(const struct line *line, struct recognised_lines *out)
{
	if (take_assignment(line, out) || take_words(line, out))
		return;
	if (is_section(line))
		out->sections++;
	else if (is_code(line))
		out->code++;
	else
		out->prose++;
}

/* Where the next line begins; text in triple quotes counts as one line. */
static const char *next_line(const char *p, size_t len)
{
	const char *end = p + len;

	for (const char *q = p; q + 2 < end; q++) {
		const char *close;

		if (strncmp(q, "\"\"\"", 3) && strncmp(q, "'''", 3))
			continue;
		close = strstr(q + 3, *q == '"' ? "\"\"\"" : "'''");
		if (!close || close < end)
			break;
		end = close + strcspn(close, "\n");
		break;
	}
	return *end ? end + 1 : end;
}

void recognise_lines(const char *text, struct recognised_lines *out)
{
	*out = (struct recognised_lines){ 0 };
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");
		struct line line = { p, len, false };

		while (line.len && (*line.p == ' ' || *line.p == '\t'))
			line.p++, line.len--, line.indented = true;
		while (line.len && strchr(" \t\r\f\v", line.p[line.len - 1]))
			line.len--;
		if (line.len && *line.p != '#')
			take_line(&line, out);
		p = next_line(p, len);
	}
}
