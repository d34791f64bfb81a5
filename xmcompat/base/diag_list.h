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
DIAG(SYNTAX, "syntax-error", DIAG_ERROR,
     "Neither Python nor xl can read this. The text says what stands where it "
     "cannot, the advice what could be meant.")
DIAG(STRING_UNTERMINATED, "string-unterminated", DIAG_ERROR,
     "A string is not closed on its line, or one in triple quotes not before "
     "the file ends. The position is where it begins.")
DIAG(BRACKET_UNBALANCED, "bracket-unbalanced", DIAG_ERROR,
     "A bracket is never closed, closes nothing, or closes one of another "
     "kind.")
DIAG(STRAY_CHARACTER, "stray-character", DIAG_ERROR,
     "A character that means nothing outside of strings and comments, such as "
     "a typographic quotation mark from a web page.")
DIAG(NUL_BYTE, "nul-byte", DIAG_ERROR,
     "The file holds a NUL byte: it is no text file, or was damaged.")
DIAG(NUMBER_INVALID, "number-invalid", DIAG_ERROR,
     "A word that begins with a digit but is a number in neither language, "
     "such as 512M.")
DIAG(ESCAPE_INVALID, "escape-invalid", DIAG_ERROR,
     "A backslash escape that needs hexadecimal digits lacks them.")
DIAG(NESTING_TOO_DEEP, "nesting-too-deep", DIAG_ERROR,
     "Brackets are nested more than 100 deep, which no setting needs.")
DIAG(TOO_MANY_ERRORS, "too-many-errors", DIAG_ERROR,
     "After twenty errors the rest of the file is not read.")
DIAG(APPEND_KIND, "append-kind", DIAG_ERROR,
     "+= joins a list with text, or text with a list.")
DIAG(NOT_A_VALUE, "not-a-value", DIAG_ERROR,
     "A value was expected, but this would be a program; text needs quotes.")
DIAG(ONLY_XM, "only-xm", DIAG_ERROR,
     "The dialect was set to xl, but xl has no such value, name or statement.")
DIAG(ONLY_XL, "only-xl", DIAG_ERROR,
     "The dialect was set to xm, but Python 2 has no such value, name or "
     "statement.")
DIAG(DIALECT_CONFLICT, "dialect-conflict", DIAG_ERROR,
     "One place in the file is something only xm (Python) reads, another "
     "something only xl reads, so no tool ever read the whole file. Correct "
     "one of them, or set the dialect.")
DIAG(MODE_LINE_INVALID, "mode-line-invalid", DIAG_ERROR,
     "A line \"# xmxl: ...\" in the first or last five lines sets what such "
     "a line cannot set.")
DIAG(CODING_MISSING, "coding-missing", DIAG_NOTE,
     "The file holds characters beyond ASCII but no line that names their "
     "encoding. xl does not mind; xm refused such files under Python 2.5 and "
     "later. The bytes are kept as they are.")
DIAG(XL_OCTAL_ESCAPE, "xl-octal-escape", DIAG_WARNING,
     "xl accepts an escape such as \\101 in a string but puts nothing in its "
     "place; in xm it was a character.")

/* -- python -------------------------------------------------------------- */

/* -- xm ------------------------------------------------------------------ */

/* -- xm/device ----------------------------------------------------------- */

/* -- read (SXP, XML) ----------------------------------------------------- */

/* -- xlcfg --------------------------------------------------------------- */
DIAG(XL_REFUSED, "xl-refused", DIAG_ERROR,
     "xl would refuse the file because of this value.")
DIAG(XL_LEFT_OUT, "xl-left-out", DIAG_WARNING,
     "xl complains about a part of the value and goes on without it.")
DIAG(XL_NOT_A_NUMBER, "xl-not-a-number", DIAG_WARNING,
     "xl wants a number here; it complains, ignores the key and keeps its "
     "default.")
DIAG(XL_WRONG_KIND, "xl-wrong-kind", DIAG_WARNING,
     "xl wants a list where a single value stands, or the reverse; it "
     "complains and ignores the key.")
DIAG(XL_UNKNOWN_KEY, "xl-unknown-key", DIAG_WARNING,
     "xl never reads a key of this name and says nothing about it.")
DIAG(XL_NO_EFFECT, "xl-no-effect", DIAG_WARNING,
     "xl reads the key but it changes nothing, here or any more.")
DIAG(XL_MISSING_KEY, "xl-missing-key", DIAG_ERROR,
     "The file lacks a key that xl cannot do without.")
DIAG(XL_CONFLICT, "xl-conflict", DIAG_ERROR,
     "Two settings exclude each other; xl refuses the file.")

/* -- emit ---------------------------------------------------------------- */

/* -- convert ------------------------------------------------------------- */
