# SPDX-License-Identifier: GPL-2.0-only
# From nm -n: the table that names addresses in stack traces.
BEGIN { n = 0 }
$2 ~ /^[tT]$/ && $3 !~ /^[.$]/ { addr[n] = $1; name[n++] = $3 }
END {
	print "\t.section .note.GNU-stack,\"\",@progbits"
	print "\t.section .symbols,\"a\",@progbits"
	print "\t.globl symbol_count, symbol_addrs, symbol_names"
	print "\t.balign 8\nsymbol_count:\n\t.quad " n + 0
	print "symbol_addrs:"
	for (i = 0; i < n; i++)
		print "\t.quad 0x" addr[i]
	print "symbol_names:"
	for (i = 0; i < n; i++)
		print "\t.asciz \"" name[i] "\""
}
