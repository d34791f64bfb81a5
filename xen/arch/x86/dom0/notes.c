/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a PV kernel says of itself: Xen notes (public elfnote.h), or the string
 * of the section __xen_guest, which came before them; and whether that will
 * do.
 */
#include <hv/errno.h>
#include <hv/mm.h>
#include <hv/printk.h>
#include <hv/string.h>
#include <xen/elfnote.h>
#include <xen/features.h>
#include <x86/dom0.h>

static const struct { const char *name; unsigned int bit; } features[] = {
	{ "writable_page_tables", XENFEAT_writable_page_tables },
	{ "writable_descriptor_tables", XENFEAT_writable_descriptor_tables },
	{ "auto_translated_physmap", XENFEAT_auto_translated_physmap },
	{ "supervisor_mode_kernel", XENFEAT_supervisor_mode_kernel },
	{ "pae_pgdir_above_4gb", XENFEAT_pae_pgdir_above_4gb },
	{ "dom0", XENFEAT_dom0 },
};

/* One of "a|!b|c"; what is asked for and not known is not to be had. */
static int feature_read(struct kernel_image *k, const char *word, size_t n)
{
	bool required = n && *word == '!';

	word += required;
	n -= required;
	for (unsigned int i = 0; i < ARRAY_SIZE(features); i++) {
		if (strlen(features[i].name) != n ||
		    strncmp(features[i].name, word, n))
			continue;
		k->features |= 1U << features[i].bit;
		if (required)
			k->required |= 1U << features[i].bit;
		return 0;
	}
	if (!required)
		return 0;
	printk(XL_ERR "dom0 kernel: requires unknown feature %.*s\n", (int)n,
	       word);
	return -ENOEXEC;
}

static int features_read(struct kernel_image *k, const char *s, size_t n)
{
	size_t at = 0;
	int err = 0;

	while (!err && at < n && s[at]) {
		size_t end = at;

		while (end < n && s[end] && s[end] != '|')
			end++;
		err = feature_read(k, s + at, end - at);
		at = end + 1;
	}
	return err;
}

static void copy_text(char *dst, size_t size, const char *s, size_t n)
{
	size_t used = strnlen(s, n);

	if (used > size - 1)
		used = size - 1;
	memcpy(dst, s, used);
	dst[used] = 0;
}

#define TEXT(field, s, n) copy_text(k->field, sizeof(k->field), s, n)

static uint64_t number(const uint8_t *desc, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, desc, n < 8 ? n : 8);
	return v;
}

int kernel_note(struct kernel_image *k, unsigned int type,
		const uint8_t *desc, size_t n)
{
	const char *text = (const char *)desc;
	uint64_t v = number(desc, n);

	switch (type) {
	case XEN_ELFNOTE_ENTRY:
		k->entry = v;
		break;
	case XEN_ELFNOTE_HYPERCALL_PAGE:
		k->hypercall_page = v;
		break;
	case XEN_ELFNOTE_VIRT_BASE:
		k->virt_base = v;
		break;
	case XEN_ELFNOTE_PADDR_OFFSET:
		k->paddr_offset = v;
		break;
	case XEN_ELFNOTE_INIT_P2M:
		k->init_p2m = v;
		break;
	case XEN_ELFNOTE_MOD_START_PFN:
		k->mod_start_pfn = v;
		break;
	case XEN_ELFNOTE_GUEST_OS:
		TEXT(os, text, n);
		break;
	case XEN_ELFNOTE_GUEST_VERSION:
		TEXT(guest_version, text, n);
		break;
	case XEN_ELFNOTE_XEN_VERSION:
		TEXT(xen_version, text, n);
		break;
	case XEN_ELFNOTE_LOADER:
		TEXT(loader, text, n);
		break;
	case XEN_ELFNOTE_PAE_MODE:
		k->pae = n >= 3 && (!strncmp(text, "yes", 3) ||
				    !strncmp(text, "bim", 3));
		/* In the string of old the longer word says it. */
		k->pae_extended = n >= 4 && !strncmp(text, "yes", 4);
		break;
	case XEN_ELFNOTE_PHYS32_ENTRY:
		k->phys32_entry = true;
		break;
	case XEN_ELFNOTE_FEATURES:
		return features_read(k, text, n);
	case XEN_ELFNOTE_SUPPORTED_FEATURES:
		k->says_supported = true;
		k->features |= (uint32_t)v;
		break;
	}
	return 0;
}

static const struct { const char *name; unsigned int note; } texts[] = {
	{ "LOADER", XEN_ELFNOTE_LOADER },
	{ "GUEST_OS", XEN_ELFNOTE_GUEST_OS },
	{ "GUEST_VER", XEN_ELFNOTE_GUEST_VERSION },
	{ "XEN_VER", XEN_ELFNOTE_XEN_VERSION },
	{ "FEATURES", XEN_ELFNOTE_FEATURES },
	{ "PAE", XEN_ELFNOTE_PAE_MODE },
}, numbers[] = {
	{ "VIRT_BASE", XEN_ELFNOTE_VIRT_BASE },
	{ "VIRT_ENTRY", XEN_ELFNOTE_ENTRY },
	{ "ELF_PADDR_OFFSET", XEN_ELFNOTE_PADDR_OFFSET },
	{ "HYPERCALL_PAGE", XEN_ELFNOTE_HYPERCALL_PAGE },
};

static bool is_name(const char *name, const char *s, size_t n)
{
	return strlen(name) == n && !strncmp(name, s, n);
}

/* "NAME=VALUE" of n bytes; the name's length is `eq`. */
static int word_read(struct kernel_image *k, const char *s, size_t eq,
		     size_t n)
{
	const char *value = s + eq + 1;
	size_t len = n > eq ? n - eq - 1 : 0;
	char digits[32];
	uint64_t v;

	for (unsigned int i = 0; i < ARRAY_SIZE(texts); i++)
		if (is_name(texts[i].name, s, eq))
			return kernel_note(k, texts[i].note,
					   (const uint8_t *)value, len);
	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (!is_name(numbers[i].name, s, eq))
			continue;
		copy_text(digits, sizeof(digits), value, len);
		v = str_to_ull(digits, NULL, 0);
		return kernel_note(k, numbers[i].note, (uint8_t *)&v, 8);
	}
	return 0;
}

int kernel_guest_string(struct kernel_image *k, const char *s, size_t n)
{
	static const char extended[] = "PAE=yes[extended-cr3]";
	size_t at = 0;
	int err = 0;

	n = strnlen(s, n);
	while (!err && at < n) {
		size_t end = at, eq;

		while (end < n && s[end] != ',')
			end++;
		for (eq = at; eq < end && s[eq] != '='; eq++)
			;
		err = word_read(k, s + at, eq - at, end - at);
		k->pae_extended |= is_name(extended, s + at, end - at);
		at = end + 1;
	}
	/* There it is a page's number, counted from the base. */
	if (k->hypercall_page != KERNEL_NO_VALUE)
		k->hypercall_page = (k->hypercall_page << PAGE_SHIFT) +
			(k->virt_base != KERNEL_NO_VALUE ? k->virt_base : 0);
	return err;
}

static int refuse(const char *what, const char *value)
{
	printk(XL_ERR "dom0 kernel: %s%s\n", what, value);
	return -ENOEXEC;
}

int kernel_check(const struct kernel_image *k)
{
	/* Linux said nothing of loaders when there was but one. */
	if (strncmp(k->loader, "generic", 7) && strncmp(k->os, "linux", 5))
		return refuse("built for neither the generic loader nor "
			      "Linux's, but ", k->loader);
	if (strncmp(k->xen_version, "xen-3.0", 7))
		return refuse("not built for Xen v3.0, but ", k->xen_version);
	if (k->required & 1U << XENFEAT_supervisor_mode_kernel)
		return refuse("wants to run in ring 0", "");
	if (k->says_supported && !(k->features & 1U << XENFEAT_dom0))
		return refuse("says that it cannot be dom0", "");
	return 0;
}
