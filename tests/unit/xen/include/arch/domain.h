/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine contract on the host. */
#ifndef ARCH_DOMAIN_H
#define ARCH_DOMAIN_H

#include <hv/types.h>

struct arch_domain { unsigned int dummy; };
struct arch_vcpu { unsigned int dummy; };
struct arch_pcpu { unsigned int dummy; };

#endif
