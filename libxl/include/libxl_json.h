/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: types written to a yajl generator (yajl 2).
 *
 * libxl_TYPE_gen_json writes one value into what the caller has begun and
 * returns yajl's status. libxl_TYPE_to_json in the types' header makes text.
 */
#ifndef LIBXL_JSON_H
#define LIBXL_JSON_H

#include <libxl.h>

#include <yajl/yajl_gen.h>
#include <yajl/yajl_parse.h>
#include <yajl/yajl_version.h>

yajl_gen_status libxl__uint64_gen_json(yajl_gen hand, uint64_t val);
yajl_gen_status libxl_defbool_gen_json(yajl_gen hand, libxl_defbool *p);
yajl_gen_status libxl_uuid_gen_json(yajl_gen hand, libxl_uuid *p);
yajl_gen_status libxl_mac_gen_json(yajl_gen hand, libxl_mac *p);
yajl_gen_status libxl_bitmap_gen_json(yajl_gen hand, libxl_bitmap *p);
yajl_gen_status libxl_cpuid_policy_list_gen_json(yajl_gen hand,
						 libxl_cpuid_policy_list *p);
yajl_gen_status libxl_string_list_gen_json(yajl_gen hand,
					   libxl_string_list *p);
yajl_gen_status libxl_key_value_list_gen_json(yajl_gen hand,
					      libxl_key_value_list *p);
yajl_gen_status libxl_hwcap_gen_json(yajl_gen hand, libxl_hwcap *p);
yajl_gen_status libxl_ms_vm_genid_gen_json(yajl_gen hand, libxl_ms_vm_genid *p);

#include <_libxl_types_json.h>

#if defined(YAJL_MAJOR) && (YAJL_MAJOR > 1)
#define HAVE_YAJL_V2 1
#endif

/* yajl 2's length type; yajl 1 is not supported. */
#ifdef HAVE_YAJL_V2
typedef size_t libxl_yajl_length;
#else
typedef unsigned int libxl_yajl_length;
#endif

/* A parser that takes one value and leaves the rest of the text alone. */
static inline yajl_handle libxl__yajl_alloc(const yajl_callbacks *callbacks,
					    yajl_alloc_funcs *allocFuncs,
					    void *ctx)
{
	yajl_handle hand = yajl_alloc(callbacks, allocFuncs, ctx);

	if (hand)
		yajl_config(hand, yajl_allow_trailing_garbage, 1);
	return hand;
}

/* A generator that indents. */
static inline yajl_gen
libxl_yajl_gen_alloc(const yajl_alloc_funcs *allocFuncs)
{
	yajl_gen gen = yajl_gen_alloc(allocFuncs);

	if (gen)
		yajl_gen_config(gen, yajl_gen_beautify, 1);
	return gen;
}

#endif
