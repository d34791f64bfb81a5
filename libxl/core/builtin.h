/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The types that libxl.idl does not describe but uses: numbers, strings,
 * and those of libxl/builtin.h.
 */
#ifndef LIBXL_CORE_BUILTIN_H
#define LIBXL_CORE_BUILTIN_H

#include "core/type.h"

extern const struct lx_type lx_type_bool;
extern const struct lx_type lx_type_int;
extern const struct lx_type lx_type_uint8;
extern const struct lx_type lx_type_uint16;
extern const struct lx_type lx_type_uint32;
extern const struct lx_type lx_type_uint64;
extern const struct lx_type lx_type_devid;
extern const struct lx_type lx_type_domid;
extern const struct lx_type lx_type_string;
extern const struct lx_type lx_type_const_string;	/* not ours to free */
extern const struct lx_type lx_type_bitmap;
extern const struct lx_type lx_type_cpuid_policy_list;
extern const struct lx_type lx_type_defbool;
extern const struct lx_type lx_type_ev_link;
extern const struct lx_type lx_type_hwcap;
extern const struct lx_type lx_type_key_value_list;
extern const struct lx_type lx_type_mac;
extern const struct lx_type lx_type_ms_vm_genid;
extern const struct lx_type lx_type_string_list;
extern const struct lx_type lx_type_uuid;

#endif
