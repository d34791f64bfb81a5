/* SPDX-License-Identifier: LGPL-2.1-only */
/* Text of unknown encoding, made fit for JSON and HTML. */
#ifndef XMCOMPAT_CONVERT_UTF8_H
#define XMCOMPAT_CONVERT_UTF8_H

#include <stddef.h>

/* Bytes of the well-formed UTF-8 character at s, 0 if there is none (RFC 3629). */
size_t utf8_length(const char *s, size_t len);

/*
 * Copies text to out (2 * len + 1 bytes), where each byte that is no UTF-8
 * becomes the Latin-1 character it probably was. Returns the length.
 */
size_t utf8_clean(char *out, const char *s, size_t len);

#endif
