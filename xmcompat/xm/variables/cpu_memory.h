/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rows of xm_variables[]: processors, memory and time. */
{
	.name = "memory", .cli = XM_CLI_INT, .def = "128", .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.0", .xl = "memory", .rule = rule_memory,
	.about = "Memory at start in MiB, a number without a unit. A fraction "
		 "is cut off.",
	.becomes = "Always written out as a whole number: xl's default is 32.",
},
{
	.name = "maxmem", .cli = XM_CLI_INT, .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.0", .xl = "maxmem", .rule = rule_maxmem,
	.about = "Memory in MiB up to which the guest may be ballooned; as "
		 "*memory* by default, and never less.",
	.becomes = "Kept.",
},
{
	.name = "shadow_memory", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_INT, .guests = XM_ANY, .since = "3.1",
	.xl = "shadow_memory", .rule = rule_shadow_memory,
	.about = "Memory in MiB for shadow or nested page tables. An HVM guest "
		 "gets at least 4 KiB for each of 256 pages per virtual CPU "
		 "and two per MiB of *maxmem*.",
	.becomes = "Kept where it is more than that, which xl computes alike.",
},
{
	.name = "memory_sharing", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "4.0",
	.rule = rule_lost_switch,
	.about = "Let pages be shared with other guests; needs *hap*.",
	.becomes = "Lost with a warning if it is on.",
},
{
	.name = "vcpus", .cli = XM_CLI_INT, .def = "1", .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.0", .xl = "vcpus", .rule = rule_vcpus,
	.about = "Number of virtual CPUs; with *maxvcpus*, of those online at "
		 "the start.",
	.becomes = "Always written out.",
},
{
	.name = "maxvcpus", .cli = XM_CLI_NONE, .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "4.0", .xl = "maxvcpus",
	.rule = rule_maxvcpus,
	.about = "Number of virtual CPUs that may be online. With this alone "
		 "one is online at the start.",
	.becomes = "Kept; *vcpus* is never more than this.",
},
{
	.name = "vcpu_avail", .cli = XM_CLI_INT, .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.1", .until = "3.4", .xl = "vcpus",
	.rule = rule_vcpu_avail,
	.about = "Bit mask of the virtual CPUs online at the start. xm 4.0 and "
		 "later does not read it.",
	.becomes = "Left out with a warning. With *--as-meant* a mask of the "
		   "lowest CPUs becomes *vcpus* and *maxvcpus*.",
},
{
	.name = "cpu", .cli = XM_CLI_INT, .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.0", .xl = "cpus", .rule = rule_cpu,
	.about = "Physical CPU to run on, in addition to *cpus*.",
	.becomes = "Folded into *cpus*.",
},
{
	.name = "cpus", .cli = XM_CLI_STRING, .kind = XM_KIND_OTHER,
	.guests = XM_ANY, .since = "3.0", .xl = "cpus", .rule = rule_cpus,
	.about = "Physical CPUs the guest may run on: a text of numbers, "
		 "ranges A-B and exclusions ^N, read from left to right; or a "
		 "list with one such text for each virtual CPU.",
	.becomes = "Kept. Empty means any CPU and is left out.",
},
{
	.name = "cpu_weight", .cli = XM_CLI_INT, .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.1", .xl = "cpu_weight",
	.rule = rule_cpu_weight,
	.about = "Share of processor time, 1 to 65535; 256 by default.",
	.becomes = "Kept.",
},
{
	.name = "cpu_cap", .cli = XM_CLI_INT, .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.1", .xl = "cap", .rule = rule_cpu_cap,
	.about = "Most processor time the guest gets, in percent of one CPU; "
		 "0 is no limit.",
	.becomes = "*cap*.",
},
{
	.name = "nestedhvm", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "4.2",
	.xl = "nestedhvm",
	.about = "Offer hardware virtualisation to the guest.",
	.becomes = "Kept.",
},
{
	.name = "hap", .cli = XM_CLI_INT, .def = "1", .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.3", .xl = "hap",
	.about = "Hardware assisted paging.",
	.becomes = "Kept.",
},
{
	.name = "oos", .cli = XM_CLI_INT, .def = "1", .kind = XM_KIND_BOOL,
	.guests = XM_ANY, .since = "4.0", .xl = "oos",
	.about = "Let shadow page tables be out of sync for a while.",
	.becomes = "Kept.",
},
{
	.name = "superpages", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_PV, .since = "4.0",
	.rule = rule_lost_switch,
	.about = "Build the PV guest out of 2 MiB pages.",
	.becomes = "Lost with a warning if it is on.",
},
{
	.name = "machine_address_size", .cli = XM_CLI_INT, .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.3", .rule = rule_lost_switch,
	.about = "Bits of the machine addresses the guest's memory may have.",
	.becomes = "Lost with a warning.",
},
{
	.name = "suppress_spurious_page_faults", .cli = XM_CLI_BOOL,
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.4",
	.rule = rule_lost_switch,
	.about = "Hide from the guest page faults that the hypervisor's lazy "
		 "updates cause.",
	.becomes = "Lost with a warning if it is on.",
},
{
	.name = "tsc_mode", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_OTHER, .guests = XM_ANY, .since = "4.0",
	.xl = "tsc_mode", .rule = rule_tsc_mode,
	.about = "How the guest sees the time stamp counter: 0 as suits the "
		 "host, 1 always emulated, 2 native, 3 for guests that know "
		 "the PV rdtscp.",
	.becomes = "xl's word for it: *default*, *always_emulate*, *native*, "
		   "*native_paravirt*.",
},
{
	.name = "nomigrate", .cli = XM_CLI_INT, .def = "0",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "4.0",
	.xl = "nomigrate",
	.about = "Forbid to migrate and to save the domain.",
	.becomes = "Kept.",
},
{
	.name = "s3_integrity", .cli = XM_CLI_INT, .def = "1",
	.kind = XM_KIND_BOOL, .guests = XM_ANY, .since = "3.4",
	.rule = rule_no_effect,
	.about = "Have tboot check the guest's memory over a suspend of the "
		 "host.",
	.becomes = "Left out; xl has no such switch.",
},
{
	.name = "vhpt", .cli = XM_CLI_INT, .def = "0", .kind = XM_KIND_INT,
	.guests = XM_ANY, .since = "3.2", .rule = rule_no_effect,
	.about = "Size of a page table of the ia64 architecture.",
	.becomes = "Left out.",
},
