/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What a text is: a domain config in one of the forms we read, or what else.
 *
 * Folders of configs hold scripts, settings and notes besides. Content
 * decides; the file's name only where content leaves it open. An odd config
 * must not be thrown away: what sets one thing that only a domain has is a
 * config, however broken the rest is.
 */
#include <string.h>

#include "base/arena.h"
#include "read/read.h"
#include "read/recognise.h"

/* How far into a file one has to look to know it is no text. */
#define BINARY_PROBE 8192

static bool starts(const char *text, const char *word)
{
	return !strncmp(text, word, strlen(word));
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* -- binary data ------------------------------------------------------------ */

static const struct magic {
	const char *bytes;
	size_t len;
	const char *what;
} magics[] = {
	{ "LinuxGuestRecord", 16, "a saved domain" },
	{ "Xl\0S", 4, "a saved domain" },
	{ "\177ELF", 4, "a program or kernel" },
	{ "\037\213", 2, "compressed data" },
	{ "BZh", 3, "compressed data" },
	{ "\3757zXZ", 5, "compressed data" },
	{ "QFI\373", 4, "a disk image" },
	{ "KDMV", 4, "a disk image" },
	{ "conectix", 8, "a disk image" },
	{ "PK\003\004", 4, "an archive" },
	{ "%PDF", 4, "a PDF document" },
	{ "\211PNG", 4, "a picture" },
	{ "\377\330\377", 3, "a picture" },
	{ "\377\376", 2, "UTF-16 text: save it as UTF-8" },
	{ "\376\377", 2, "UTF-16 text: save it as UTF-8" },
	{ "-----BEGIN ", 11, "a key or certificate" },
};

static const char *binary(const char *text, size_t len)
{
	size_t n = len < BINARY_PROBE ? len : BINARY_PROBE, odd = 0;

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (len >= magics[i].len &&
		    !memcmp(text, magics[i].bytes, magics[i].len))
			return magics[i].what;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		odd += !c || (c < 0x20 && !is_space((char)c) && c != 0x1b &&
			      c != 0x1a);
	}
	/* A stray control character does not make a text binary. */
	return odd * 20 > n ? "binary data" : NULL;
}

/* -- by the first character -------------------------------------------------- */

/* Behind blank lines and comments; NULL if there is nothing else. */
static const char *first_mark(const char *p)
{
	for (;;) {
		while (is_space(*p))
			p++;
		if (*p != '#')
			return *p ? p : NULL;
		p += strcspn(p, "\n");
	}
}

/* Skips <?…?>, <!…> and comments before the root element. */
static const char *xml_root(const char *p)
{
	for (;;) {
		const char *end = NULL;

		while (is_space(*p))
			p++;
		if (starts(p, "<!--") && (end = strstr(p, "-->")))
			p = end + 3;
		else if ((starts(p, "<?") || starts(p, "<!")) &&
			 (end = strchr(p, '>')))
			p = end + 1;
		else
			return p;
	}
}

static enum input_kind recognise_xml(struct arena *a, const char *p,
				     const char **why)
{
	size_t n;

	p = xml_root(p);
	if (*p != '<') {
		*why = "malformed XML";
		return INPUT_OTHER;
	}
	n = strcspn(++p, " \t\r\n/>");
	if (n == 2 && starts(p, "xm")) {
		if (strstr(p, "<vm") || !strstr(p, "<server"))
			return INPUT_XENAPI;
		*why = "xm's own settings (xm-config.xml)";
	} else if (n == 6 && starts(p, "domain")) {
		*why = "libvirt's domain XML, which virsh domxml-to-native "
		       "converts";
	} else if (n == 4 && !strncmp(p, "html", 4)) {
		*why = "an HTML page";
	} else {
		*why = arena_printf(a, "XML of another kind (<%.*s>)",
				    n > 32 ? 32 : (int)n, p);
	}
	return INPUT_OTHER;
}

/* Is there a list with that head at the start of a line? */
static bool has_list(const char *text, const char *head)
{
	size_t n = strlen(head);

	for (const char *p = text; (p = strchr(p, '(')); p++) {
		const char *h = p + 1 + strspn(p + 1, " \t\r\n");
		const char *before = p;

		while (before > text && (before[-1] == ' ' ||
					 before[-1] == '\t'))
			before--;
		if ((before == text || before[-1] == '\n') &&
		    !strncmp(h, head, n) &&
		    (is_space(h[n]) || h[n] == '(' || h[n] == ')' ||
		     h[n] == '\\'))
			return true;
	}
	return false;
}

static enum input_kind recognise_sxp(const char *p, const char **why)
{
	if (has_list(p, "vm") || has_list(p, "domain"))
		return INPUT_SXP;
	if (strstr(p, "(xend-") || has_list(p, "network-script") ||
	    has_list(p, "dom0-min-mem") || has_list(p, "logfile") ||
	    has_list(p, "vif-script"))
		*why = "xend's own settings";
	else if (has_list(p, "vnet"))
		*why = "a virtual network of xend (vnet)";
	else if (strstr(p, "pci_ids") || strstr(p, "unconstrained_dev_ids"))
		*why = "xend's settings of PCI devices";
	else
		*why = "an S-expression that describes no domain";
	return INPUT_OTHER;
}

/* A shebang line; NULL if the rest may be a config all the same. */
static const char *script(const char *text)
{
	static const struct {
		const char *word, *what;
	} shells[] = {
		{ "perl", "a Perl script" }, { "ruby", "a Ruby script" },
		{ "awk", "an awk script" }, { "php", "a PHP script" },
		{ "expect", "an expect script" }, { "tclsh", "a Tcl script" },
		{ "node", "a JavaScript program" },
		{ "sh", "a shell script" },
	};
	size_t n = strcspn(text, "\n");

	if (!starts(text, "#!"))
		return NULL;
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		const char *at = strstr(text, shells[i].word);

		if (at && (size_t)(at - text) < n)
			return shells[i].what;
	}
	return NULL;
}

/* -- text ------------------------------------------------------------------- */

static bool has_suffix(const char *path, const char *suffix)
{
	size_t n = strlen(path), m = strlen(suffix);

	return n >= m && !strcmp(path + n - m, suffix);
}

/* The file's name, for what its content leaves open. */
static bool named_as_config(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	return has_suffix(base, ".cfg") || has_suffix(base, ".hvm") ||
	       has_suffix(base, ".pv") || starts(base, "xmdef") ||
	       starts(base, "xmexample");
}

static const char *other_text(const char *path,
			      const struct recognised_lines *l)
{
	if (l->xendomains)
		return "settings of xendomains";
	if (l->xl_conf)
		return "xl's own settings (xl.conf)";
	if (l->own_conf)
		return "xmxl's own settings (xmxl.conf)";
	if (l->shell > 1 && l->shell > l->python)
		return "a shell script";
	if (l->sections)
		return "a file of [sections], which xm and xl never had";
	if (l->prose)
		return "prose";
	if (l->assigned)
		return "it sets nothing that xm or xl knows";
	return "it sets nothing";
}

static enum input_kind recognise_text(const char *path, const char *text,
				      const char **why)
{
	struct recognised_lines l;

	recognise_lines(text, &l);
	/* xl takes indented lines; in a program they are its own variables. */
	if (!l.defs)
		l.strong += l.indented;
	if (l.pool && !l.strong) {
		*why = "a CPU pool (for cpupool-create)";
		return INPUT_OTHER;
	}
	if (l.shell_values && l.shell > 1 && !l.python)
		*why = "a shell script";
	else if (l.prose > 3 && l.prose > 2 * (l.code + l.strong))
		*why = "prose";
	else if ((l.main && l.strong < 2) || (!l.strong && l.defs > 2))
		*why = "a Python program of its own";
	else if (l.strong && l.sections && !l.lists)
		*why = "a file of [sections], which xm and xl never had";
	else if (l.strong || (l.weak && !l.xl_conf && !l.xendomains &&
			      !l.own_conf && !l.sections))
		return INPUT_CONFIG;
	else if (l.python && l.python >= l.prose && !l.shell)
		return INPUT_CONFIG;
	else if (l.assigned && named_as_config(path))
		return INPUT_CONFIG;
	else
		*why = other_text(path, &l);
	return INPUT_OTHER;
}

enum input_kind input_recognise(struct arena *a, const char *path,
				const char *text, size_t len,
				const char **why)
{
	const char *mark;

	*why = NULL;
	if (!len) {
		*why = "empty";
		return INPUT_OTHER;
	}
	if ((*why = binary(text, len)))
		return INPUT_OTHER;
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
		text += 3;
	mark = first_mark(text);
	if (!mark) {
		*why = *text && strchr(text, '#') ?
			"nothing but comments" : "nothing but blanks";
		return INPUT_OTHER;
	}
	if (*mark == '<')
		return recognise_xml(a, mark, why);
	if (*mark == '(')
		return recognise_sxp(mark, why);
	if (*mark == '{') {
		*why = "JSON";
		return INPUT_OTHER;
	}
	if (starts(mark, "diff --git ") || starts(mark, "--- a/")) {
		*why = "a patch";
		return INPUT_OTHER;
	}
	if (starts(mark, "/*") || starts(mark, "//")) {
		*why = "source text of a program";
		return INPUT_OTHER;
	}
	if ((*why = script(text)))
		return INPUT_OTHER;
	return recognise_text(path, text, why);
}
