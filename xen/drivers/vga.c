/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VGA text: a cell is a character and its colours, from 0xb8000. What the
 * screen is like stands in the BIOS data area.
 */
#include <hv/string.h>
#include <xen/xen.h>
#include <arch/page.h>
#include <x86/asm.h>
#include <x86/vga.h>

#define TEXT_AT		0xb8000UL
#define BDA_COLUMNS	0x44a		/* 16 bits */
#define BDA_CURSOR	0x450		/* column, row */
#define BDA_LAST_ROW	0x484
#define BDA_FONT	0x485		/* 16 bits */
#define GREY		0x0700
#define BLANK		(GREY | ' ')

#define MISC_READ	0x3cc
#define GRAPHICS_INDEX	0x3ce
#define CRTC_INDEX	0x3d4
#define CRTC_CURSOR	0x0e

static bool shown;
static unsigned int columns, rows, x, y;

static volatile uint16_t *cell(unsigned int col, unsigned int row)
{
	volatile uint16_t *text = arch_paddr_to_virt(TEXT_AT);

	return text + row * columns + col;
}

static unsigned int bda(unsigned int at, unsigned int bytes)
{
	const volatile uint8_t *p = arch_paddr_to_virt(at);

	return bytes == 1 ? p[0] : p[0] | p[1] << 8;
}

static bool text_mode(void)
{
	if (inb(MISC_READ) == 0xff)
		return false;
	outb(GRAPHICS_INDEX, 6);
	return !(inb(GRAPHICS_INDEX + 1) & 1);
}

bool vga_init(void)
{
	if (!text_mode())
		return false;
	columns = bda(BDA_COLUMNS, 2);
	rows = bda(BDA_LAST_ROW, 1) + 1;
	if (columns < 40 || columns > 132 || rows < 25 || rows > 60)
		return false;
	x = bda(BDA_CURSOR, 1);
	y = bda(BDA_CURSOR + 1, 1);
	if (x >= columns || y >= rows)
		x = y = 0;
	shown = true;
	return true;
}

static void cursor_move(void)
{
	unsigned int at = y * columns + x;

	outb(CRTC_INDEX, CRTC_CURSOR);
	outb(CRTC_INDEX + 1, (uint8_t)(at >> 8));
	outb(CRTC_INDEX, CRTC_CURSOR + 1);
	outb(CRTC_INDEX + 1, (uint8_t)at);
}

static void line_feed(void)
{
	x = 0;
	if (++y < rows)
		return;
	y = rows - 1;
	for (unsigned int i = 0; i < (rows - 1) * columns; i++)
		*cell(i, 0) = *cell(i + columns, 0);
	for (unsigned int c = 0; c < columns; c++)
		*cell(c, rows - 1) = BLANK;
}

static void put(char c)
{
	switch (c) {
	case '\n':
		line_feed();
		return;
	case '\r':
		x = 0;
		return;
	case '\t':
		do
			put(' ');
		while (x % 8);
		return;
	}
	*cell(x, y) = GREY | (uint8_t)c;
	if (++x == columns)
		line_feed();
}

void vga_write(const char *s, size_t n)
{
	if (!shown)
		return;
	while (n--)
		put(*s++);
	cursor_move();
}

bool vga_describe(struct dom0_vga_console_info *info)
{
	if (!columns)
		return false;
	memset(info, 0, sizeof(*info));
	info->video_type = XEN_VGATYPE_TEXT_MODE_3;
	info->u.text_mode_3.font_height = (uint16_t)bda(BDA_FONT, 2);
	info->u.text_mode_3.cursor_x = (uint16_t)x;
	info->u.text_mode_3.cursor_y = (uint16_t)y;
	info->u.text_mode_3.rows = (uint16_t)rows;
	info->u.text_mode_3.columns = (uint16_t)columns;
	return true;
}
