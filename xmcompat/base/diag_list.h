/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Every diagnostic there is: DIAG(SYMBOL, "stable-name", LEVEL, "for the manual").
 * Included with DIAG defined; no include guard on purpose. Each module keeps
 * its rows together under its own heading. A name, once released, stays.
 */

/* -- base, config -------------------------------------------------------- */
DIAG(FILE_UNREADABLE, "file-unreadable", DIAG_ERROR,
     "The file cannot be opened or read; the text names the system's reason.")
DIAG(FILE_NOT_REGULAR, "file-not-regular", DIAG_ERROR,
     "A directory, device, socket or pipe was given where a config is read.")
DIAG(FILE_TOO_LARGE, "file-too-large", DIAG_ERROR,
     "The file is larger than any domain config; the limit is 4 MiB.")
DIAG(NAME_KEPT, "name-kept", DIAG_NOTE,
     "The name and its value mean the same in xl.")
DIAG(NAME_RENAMED, "name-renamed", DIAG_NOTE,
     "xl knows the same setting under another name.")
DIAG(NAME_REWRITTEN, "name-rewritten", DIAG_NOTE,
     "The value is spelled as xl reads it; its meaning is the same.")
DIAG(DEFAULT_EXPLICIT, "default-explicit", DIAG_NOTE,
     "The file relied on a default of xm that xl does not share; it is now "
     "written out.")
DIAG(HELPER_VARIABLE, "helper-variable", DIAG_NOTE,
     "A name that only the script uses; it is no setting of xm or xl.")
DIAG(PROGRAM_IN_XL, "program-in-xl", DIAG_ERROR,
     "The file holds Python code, which xl's dialect has not, but the dialect "
     "was forced to xl by option, setting or mode line.")
DIAG(PROGRAM_REFUSED, "program-refused", DIAG_ERROR,
     "The file is a program and the policy for programs is \"never\".")
DIAG(WORD_APPEND_KIND, "word-append-kind", DIAG_ERROR,
     "A += on the command line joins values of different kinds.")
DIAG(WORD_NOT_CONFIG, "word-not-config", DIAG_ERROR,
     "A word given to xl create is no config line; strings need their quotes.")
DIAG(SETTING_UNKNOWN, "setting-unknown", DIAG_ERROR,
     "xmxl.conf sets a name that is no setting.")
DIAG(SETTING_INVALID, "setting-invalid", DIAG_ERROR,
     "xmxl.conf gives a setting a value it cannot have.")

/* -- lang ---------------------------------------------------------------- */

/* -- python -------------------------------------------------------------- */

/* -- xm ------------------------------------------------------------------ */

/* -- xm/device ----------------------------------------------------------- */

/* -- read (SXP, XML) ----------------------------------------------------- */

/* -- xlcfg --------------------------------------------------------------- */

/* -- emit ---------------------------------------------------------------- */

/* -- convert ------------------------------------------------------------- */
