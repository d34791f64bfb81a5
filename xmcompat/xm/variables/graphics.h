/* SPDX-License-Identifier: LGPL-2.1-only */
/* Rows of xm_variables[]: how an HVM guest's screen is shown. */
{
	.name = "vnc", .cli = XM_CLI_BOOL, .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.0", .xl = "vnc", .rule = rule_vnc,
	.about = "Show the screen over VNC. The variables here have no effect "
		 "when *vfb* is used.",
	.becomes = "Always written out: off in xm unless asked for, on in xl.",
},
{
	.name = "vncdisplay", .cli = XM_CLI_INT, .kind = XM_KIND_INT,
	.guests = XM_HVM, .since = "3.1", .xl = "vncdisplay",
	.rule = rule_display,
	.about = "VNC display, the port less 5900; the first one to try while "
		 "*vncunused* is on.",
	.becomes = "Kept.",
},
{
	.name = "vnclisten", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_HVM, .since = "3.1", .xl = "vnclisten",
	.rule = rule_display,
	.about = "Address for VNC to listen on; 127.0.0.1 unless xend's "
		 "settings said otherwise.",
	.becomes = "Kept.",
},
{
	.name = "vncunused", .cli = XM_CLI_BOOL, .def = "1",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.1",
	.xl = "vncunused", .rule = rule_display,
	.about = "Take the first free VNC display.",
	.becomes = "Kept.",
},
{
	.name = "vncpasswd", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_HVM, .since = "3.1", .xl = "vncpasswd",
	.rule = rule_display,
	.about = "Password for VNC; empty means none. Without it, that of "
		 "xend's settings.",
	.becomes = "Kept.",
},
{
	.name = "sdl", .cli = XM_CLI_BOOL, .kind = XM_KIND_BOOL,
	.guests = XM_HVM, .since = "3.0", .xl = "sdl", .rule = rule_display,
	.about = "Show the screen in a window on the host.",
	.becomes = "Kept.",
},
{
	.name = "opengl", .cli = XM_CLI_BOOL, .def = "1",
	.kind = XM_KIND_BOOL, .guests = XM_HVM, .since = "3.3",
	.xl = "opengl", .rule = rule_opengl,
	.about = "Draw that window with OpenGL.",
	.becomes = "Written out when *sdl* is on: off by default in xl.",
},
{
	.name = "display", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_HVM, .since = "3.0", .xl = "display",
	.rule = rule_display,
	.about = "X11 display for that window; from the environment by "
		 "default.",
	.becomes = "Kept.",
},
{
	.name = "xauthority", .cli = XM_CLI_STRING, .kind = XM_KIND_TEXT,
	.guests = XM_HVM, .since = "3.1", .xl = "xauthority",
	.rule = rule_display,
	.about = "X11 authority file for that window; from the environment by "
		 "default.",
	.becomes = "Kept.",
},
{
	.name = "keymap", .cli = XM_CLI_STRING, .def = "\"\"",
	.kind = XM_KIND_TEXT, .guests = XM_ANY, .since = "3.1",
	.xl = "keymap", .rule = rule_keymap,
	.about = "Keyboard layout, for *vfb* too; that of xend's settings by "
		 "default.",
	.becomes = "Kept; with *vfb*, each frame buffer gets it.",
},
{
	.name = "vncconsole", .cli = XM_CLI_BOOL, .kind = XM_KIND_BOOL,
	.guests = XM_ANY, .since = "3.0", .rule = rule_run_control,
	.about = "Start a VNC viewer when the domain is created.",
	.becomes = "Lost with a warning if it is on: use *xl create -V*.",
},
{
	.name = "vncviewer", .cli = XM_CLI_BOOL, .kind = XM_KIND_BOOL,
	.guests = XM_ANY, .since = "3.0", .rule = rule_run_control,
	.about = "The same; the command line's *--vncviewer*.",
	.becomes = "Lost with a warning if it is on: use *xl create -V*.",
},
