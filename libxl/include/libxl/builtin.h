/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * libxl API: the types that the generated ones are made of.
 *
 * Every type has an init or a documented empty value, a dispose that leaves
 * it empty again (calling it twice is allowed) and a deep copy. Copies take
 * an uninitialised or empty destination. Included by libxl.h.
 */
#ifndef LIBXL_BUILTIN_H
#define LIBXL_BUILTIN_H

/* Numbers. A domid is a domain's id, a devid a device's number in its class. */
typedef uint32_t libxl_domid;
typedef int libxl_devid;
/* A value of the caller's, handed back with the event it belongs to. */
typedef uint64_t libxl_ev_user;

/* Events are kept in lists; the link belongs to whoever owns the event. */
struct libxl_event;
typedef XEN_TAILQ_ENTRY(struct libxl_event) libxl_ev_link;

/* An Ethernet address, and how to print one. */
typedef uint8_t libxl_mac[6];
#define LIBXL_MAC_FMT "%02hhx:%02hhx:%02hhx:%02hhx:%02hhx:%02hhx"
#define LIBXL_MAC_FMTLEN ((2 * 6) + 5)
#define LIBXL_MAC_BYTES(mac) mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]
void libxl_mac_copy(libxl_ctx *ctx, libxl_mac *dst, const libxl_mac *src);

/* Strings, ended by NULL; the list itself may be NULL (empty). */
typedef char **libxl_string_list;
void libxl_string_list_dispose(libxl_string_list *sl);
int libxl_string_list_length(const libxl_string_list *sl);
void libxl_string_list_copy(libxl_ctx *ctx, libxl_string_list *dst,
	const libxl_string_list *src);

/* Key, value, key, value, ... NULL. A value may be NULL, a key may not. */
typedef char **libxl_key_value_list;
void libxl_key_value_list_dispose(libxl_key_value_list *kvl);
int libxl_key_value_list_length(const libxl_key_value_list *kvl);
void libxl_key_value_list_copy(libxl_ctx *ctx, libxl_key_value_list *dst,
	const libxl_key_value_list *src);

/* The CPU's feature words as the hypervisor reports them. */
typedef uint32_t libxl_hwcap[8];
void libxl_hwcap_copy(libxl_ctx *ctx, libxl_hwcap *dst, const libxl_hwcap *src);

/* size bytes of bits, lowest bit first; {0, NULL} is the empty map. */
typedef struct {
	uint32_t size;
	uint8_t *map;
} libxl_bitmap;
void libxl_bitmap_init(libxl_bitmap *map);
void libxl_bitmap_dispose(libxl_bitmap *map);

/* What a guest may see of CPUID; made by libxl_cpuid_parse_config(). */
struct libxl__cpu_policy;
typedef struct libxl__cpu_policy *libxl_cpuid_policy_list;
void libxl_cpuid_dispose(libxl_cpuid_policy_list *cpuid_list);
int libxl_cpuid_policy_list_length(const libxl_cpuid_policy_list *l);
void libxl_cpuid_policy_list_copy(libxl_ctx *ctx, libxl_cpuid_policy_list *dst,
	const libxl_cpuid_policy_list *src);

/* vfunc_mask and func of a PCI device: all functions of the slot. */
#define LIBXL_PCI_FUNC_ALL (~0U)

/* Names of an enum's values; the table ends with s == NULL. */
typedef struct {
	const char *s;
	int v;
} libxl_enum_string_table;

/* Yes, no or "whatever is the default"; touched only by these functions. */
typedef struct {
	int val;
} libxl_defbool;
void libxl_defbool_set(libxl_defbool *db, bool b);
void libxl_defbool_unset(libxl_defbool *db);
/* Sets it unless it says yes or no already. */
void libxl_defbool_setdefault(libxl_defbool *db, bool b);
bool libxl_defbool_is_default(libxl_defbool db);
/* The value; the default must have been settled before. */
bool libxl_defbool_val(libxl_defbool db);
/* "True", "False" or "<default>". */
const char *libxl_defbool_to_string(libxl_defbool b);

/* Values that mean "choose for me". */
#define LIBXL_TIMER_MODE_DEFAULT -1
#define LIBXL_MEMKB_DEFAULT ~0ULL
#define LIBXL_RDM_MEM_BOUNDARY_MEMKB_DEFAULT (2048 * 1024)
#define LIBXL_MAX_GRANT_DEFAULT (~(uint32_t)0)
#define LIBXL_MAX_GRANT_FRAMES_DEFAULT 32
#define LIBXL_MAX_MAPTRACK_FRAMES_DEFAULT 1024
#define LIBXL_BUILDINFO_HVM_VIRIDIAN_ENABLE_DISABLE_WIDTH 64

/* Windows' VM generation id: 16 bytes, all zero when unused. */
#define LIBXL_MS_VM_GENID_LEN 16
typedef struct {
	uint8_t bytes[LIBXL_MS_VM_GENID_LEN];
} libxl_ms_vm_genid;

#endif
