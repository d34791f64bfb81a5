/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxml2, loaded when a document is XML and not before: it brings ICU, 35 MB
 * of libraries that a host needs for nothing else we do, and ten times the
 * start-up time of everything else together.
 *
 * Code that uses it includes libxml2's own headers and calls its functions as
 * ever: xml.c defines those that we use, each of which calls the real one.
 */
#ifndef XMCOMPAT_BASE_XML_H
#define XMCOMPAT_BASE_XML_H

struct diags;

/*
 * To be asked before any function of libxml2's. Returns 0, or -1 with an ERROR
 * about file if it cannot be loaded.
 */
int xml_load(const char *file, struct diags *ds);

#endif
