/* SPDX-License-Identifier: GPL-2.0-only */
/* The system's <xen/hvm/save.h> includes this name and needs nothing of it. */
