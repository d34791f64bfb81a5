/* SPDX-License-Identifier: GPL-2.0-only */
/* The page of hypercall entries that guests call into. */
#include <hv/string.h>
#include <hv/types.h>
#include <xen/xen.h>
#include <arch/page.h>
#include <x86/hypercall_page.h>

void hypercall_page_fill(void *page)
{
	/* push rcx, r11; mov eax; syscall; pop r11, rcx; ret */
	static const uint8_t entry[] = {
		0x51, 0x41, 0x53, 0xb8, 0, 0, 0, 0, 0x0f, 0x05,
		0x41, 0x5b, 0x59, 0xc3,
	};
	/* iret: its frame has rcx, r11 and rax */
	static const uint8_t iret[] = {
		0x51, 0x41, 0x53, 0x50, 0xb8, __HYPERVISOR_iret, 0, 0, 0,
		0x0f, 0x05,
	};
	uint8_t *p = page;

	memset(page, 0xcc, PAGE_SIZE);
	for (unsigned int i = 0; i < 128; i++, p += 32) {
		if (i == __HYPERVISOR_iret)
			continue;
		memcpy(p, entry, sizeof(entry));
		p[4] = (uint8_t)i;
	}
	memcpy((uint8_t *)page + __HYPERVISOR_iret * 32, iret, sizeof(iret));
}
