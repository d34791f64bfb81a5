/* SPDX-License-Identifier: LGPL-2.1-only */
/* The functions of libxml2 that we use, found when they are needed. */
#include "base/xml.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/diag.h"

struct libxml2 {
	const xmlChar *(*buffer_content)(const xmlBuffer *buf);
	xmlBufferPtr (*buffer_create)(void);
	void (*buffer_free)(xmlBufferPtr buf);
	int (*check_utf8)(const unsigned char *text);
	xmlDtdPtr (*create_subset)(xmlDocPtr doc, const xmlChar *name,
				   const xmlChar *external,
				   const xmlChar *system);
	xmlDocPtr (*read_memory)(xmlParserCtxtPtr ctxt, const char *text,
				 int size, const char *url,
				 const char *encoding, int options);
	void (*dump_doc)(xmlDocPtr doc, xmlChar **text, int *len,
			 const char *encoding, int format);
	xmlNodePtr (*get_root)(const xmlDoc *doc);
	xmlNodePtr (*set_root)(xmlDocPtr doc, xmlNodePtr root);
	void (*free_doc)(xmlDocPtr doc);
	void (*free_parser)(xmlParserCtxtPtr ctxt);
	long (*line_of)(const xmlNode *node);
	xmlChar *(*get_prop)(const xmlNode *node, const xmlChar *name);
	xmlNodePtr (*new_child)(xmlNodePtr parent, xmlNsPtr ns,
				const xmlChar *name, const xmlChar *content);
	xmlDocPtr (*new_doc)(const xmlChar *version);
	xmlNodePtr (*new_doc_node)(xmlDocPtr doc, xmlNsPtr ns,
				   const xmlChar *name,
				   const xmlChar *content);
	xmlNodePtr (*new_node)(xmlNsPtr ns, const xmlChar *name);
	xmlParserCtxtPtr (*new_parser)(void);
	xmlAttrPtr (*new_prop)(xmlNodePtr node, const xmlChar *name,
			       const xmlChar *value);
	xmlNodePtr (*new_text_child)(xmlNodePtr parent, xmlNsPtr ns,
				     const xmlChar *name,
				     const xmlChar *content);
	int (*dump_node)(xmlBufferPtr buf, xmlDocPtr doc, xmlNodePtr node,
			 int level, int format);
	xmlChar *(*get_content)(const xmlNode *node);
	int (*compare)(const xmlChar *a, const xmlChar *b);
};

static struct libxml2 real;

#define REAL(f) offsetof(struct libxml2, f)

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
	{ "xmlBufferContent", REAL(buffer_content) },
	{ "xmlBufferCreate", REAL(buffer_create) },
	{ "xmlBufferFree", REAL(buffer_free) },
	{ "xmlCheckUTF8", REAL(check_utf8) },
	{ "xmlCreateIntSubset", REAL(create_subset) },
	{ "xmlCtxtReadMemory", REAL(read_memory) },
	{ "xmlDocDumpFormatMemoryEnc", REAL(dump_doc) },
	{ "xmlDocGetRootElement", REAL(get_root) },
	{ "xmlDocSetRootElement", REAL(set_root) },
	{ "xmlFreeDoc", REAL(free_doc) },
	{ "xmlFreeParserCtxt", REAL(free_parser) },
	{ "xmlGetLineNo", REAL(line_of) },
	{ "xmlGetProp", REAL(get_prop) },
	{ "xmlNewChild", REAL(new_child) },
	{ "xmlNewDoc", REAL(new_doc) },
	{ "xmlNewDocNode", REAL(new_doc_node) },
	{ "xmlNewNode", REAL(new_node) },
	{ "xmlNewParserCtxt", REAL(new_parser) },
	{ "xmlNewProp", REAL(new_prop) },
	{ "xmlNewTextChild", REAL(new_text_child) },
	{ "xmlNodeDump", REAL(dump_node) },
	{ "xmlNodeGetContent", REAL(get_content) },
	{ "xmlStrcmp", REAL(compare) },
};

#define COUNT (sizeof(functions) / sizeof(functions[0]))

static void *open_library(void)
{
	static const char *const names[] = {
		"libxml2.so.2", "libxml2.so.16", "libxml2.so",
	};
	void *lib = NULL;

	for (size_t i = 0; i < 3 && !lib; i++)
		lib = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
	return lib;
}

static bool load(void)
{
	void *lib = open_library();

	for (size_t i = 0; lib && i < COUNT; i++) {
		void *f = dlsym(lib, functions[i].name);

		if (!f)
			return false;
		*(void **)((char *)&real + functions[i].offset) = f;
	}
	return lib != NULL;
}

int xml_load(const char *file, struct diags *ds)
{
	struct pos pos = { .file = file };
	struct diag *d;

	if (real.new_doc || load())
		return 0;
	d = diag_add(ds, DIAG_XML_MISSING, pos, NULL,
		     "libxml2 cannot be loaded");
	diag_advise(ds, d, "install it (Debian: apt-get install libxml2)");
	return -1;
}

/* -- libxml2's names ---------------------------------------------------------- */

/* Hidden: libxml2 itself must not find these in the place of its own. */
#define OURS __attribute__((visibility("hidden")))

OURS xmlFreeFunc xmlFree = free;	/* what libxml2 sets it to */

OURS const xmlChar *xmlBufferContent(const xmlBuffer *buf)
{
	return real.buffer_content(buf);
}

OURS xmlBufferPtr xmlBufferCreate(void)
{
	return real.buffer_create();
}

OURS void xmlBufferFree(xmlBufferPtr buf)
{
	real.buffer_free(buf);
}

OURS int xmlCheckUTF8(const unsigned char *text)
{
	return real.check_utf8(text);
}

OURS xmlDtdPtr xmlCreateIntSubset(xmlDocPtr doc, const xmlChar *name,
				  const xmlChar *external,
				  const xmlChar *system)
{
	return real.create_subset(doc, name, external, system);
}

OURS xmlDocPtr xmlCtxtReadMemory(xmlParserCtxtPtr ctxt, const char *text,
				 int size, const char *url,
				 const char *encoding, int options)
{
	return real.read_memory(ctxt, text, size, url, encoding, options);
}

OURS void xmlDocDumpFormatMemoryEnc(xmlDocPtr doc, xmlChar **text, int *len,
				    const char *encoding, int format)
{
	real.dump_doc(doc, text, len, encoding, format);
}

OURS xmlNodePtr xmlDocGetRootElement(const xmlDoc *doc)
{
	return real.get_root(doc);
}

OURS xmlNodePtr xmlDocSetRootElement(xmlDocPtr doc, xmlNodePtr root)
{
	return real.set_root(doc, root);
}

OURS void xmlFreeDoc(xmlDocPtr doc)
{
	real.free_doc(doc);
}

OURS void xmlFreeParserCtxt(xmlParserCtxtPtr ctxt)
{
	real.free_parser(ctxt);
}

OURS long xmlGetLineNo(const xmlNode *node)
{
	return real.line_of(node);
}

OURS xmlChar *xmlGetProp(const xmlNode *node, const xmlChar *name)
{
	return real.get_prop(node, name);
}

OURS xmlNodePtr xmlNewChild(xmlNodePtr parent, xmlNsPtr ns,
			    const xmlChar *name, const xmlChar *content)
{
	return real.new_child(parent, ns, name, content);
}

OURS xmlDocPtr xmlNewDoc(const xmlChar *version)
{
	return real.new_doc(version);
}

OURS xmlNodePtr xmlNewDocNode(xmlDocPtr doc, xmlNsPtr ns, const xmlChar *name,
			      const xmlChar *content)
{
	return real.new_doc_node(doc, ns, name, content);
}

OURS xmlNodePtr xmlNewNode(xmlNsPtr ns, const xmlChar *name)
{
	return real.new_node(ns, name);
}

OURS xmlParserCtxtPtr xmlNewParserCtxt(void)
{
	return real.new_parser();
}

OURS xmlAttrPtr xmlNewProp(xmlNodePtr node, const xmlChar *name,
			   const xmlChar *value)
{
	return real.new_prop(node, name, value);
}

OURS xmlNodePtr xmlNewTextChild(xmlNodePtr parent, xmlNsPtr ns,
				const xmlChar *name, const xmlChar *content)
{
	return real.new_text_child(parent, ns, name, content);
}

OURS int xmlNodeDump(xmlBufferPtr buf, xmlDocPtr doc, xmlNodePtr node,
		     int level, int format)
{
	return real.dump_node(buf, doc, node, level, format);
}

OURS xmlChar *xmlNodeGetContent(const xmlNode *node)
{
	return real.get_content(node);
}

OURS int xmlStrcmp(const xmlChar *a, const xmlChar *b)
{
	return real.compare(a, b);
}
