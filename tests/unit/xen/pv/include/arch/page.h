/* SPDX-License-Identifier: GPL-2.0-only */
/* As for the generic half: "RAM" is a window of reserved memory. */
#ifndef PV_ARCH_PAGE_H
#define PV_ARCH_PAGE_H

#include "../../../include/arch/page.h"

#define PAGE_SIZE	(1UL << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

#endif
