#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# xl create -n, xm create -n, and how both programs answer calls.
. "$(dirname "$0")/tap.sh"

printf 'name = "g"\nkernel = "/boot/k"\nmemory = 64\n' >g.cfg

run "$XL" create -n g.cfg
check 'xl create -n: status 0' status_is 0
check 'xl create -n: says which file' eval \
	'says "^Parsing config from g.cfg$" && ! prints Parsing'
check 'xl create -n: prints one JSON document' eval \
	'python3 -m json.tool <"$scratch/out" >/dev/null'
check 'xl create -n: says what xm would have meant' says 'xm would have.*on_crash'
run "$XL" -N create -q g.cfg
check 'xl -N create -q: says nothing of it' eval \
	'status_is 0 && ! says Parsing'
{
	cat g.cfg
	echo 'vif = ["bogus=1"]'
	echo 'cpuid = ["4294967295:eax=00000000000000000000000000000001", "oops"]'
} >left-out.cfg
run "$XL" create -n --dialect=xl left-out.cfg
check 'xl create -n: says what it leaves out, once each' eval \
	'status_is 0 && [ "$(grep -c xl-left-out "$scratch/err")" = 3 ] &&
	says "^left-out.cfg:5:10: warning: cpuid: \"42949.*0xffffffff"'
run "$XL" cr -n g.cfg 'memory=96'
check 'xl: abbreviated; words are config lines' prints '98304'
run "$XL" create -n g.cfg 'name=other'
check 'xl: a word that is no config line' eval 'status_is 1 && says quote'
run "$XL" create -n
check 'xl create without a file: status 6, as of xl' status_is 6
run "$XL" create g.cfg
check 'xl create without Xen: one sentence' eval \
	'status_is 1 && [ "$(wc -l <"$scratch/err")" = 1 ]'
run "$XL" create -n nowhere.cfg
check 'xl create of nothing: status 3, as of xl' eval 'status_is 3 && says nowhere.cfg'
run "$XL"
check 'xl alone: usage, status 1' eval 'status_is 1 && says Usage'
run "$XL" list
check 'xl list without Xen: one sentence' eval \
	'status_is 1 && [ "$(wc -l <"$scratch/err")" = 1 ] && says "no Xen on this machine"'
run "$XL" migrate
check 'xl migrate: not there yet, one sentence' eval \
	'status_is 1 && [ "$(wc -l <"$scratch/err")" = 1 ] && says "not there yet"'
run "$XL" nonsense
check 'xl nonsense: status 1' eval 'status_is 1 && says nonsense'
run "$XL" c
check 'xl c: ambiguous' eval 'status_is 1 && says ambiguous'
run "$XL" create --nonsense
check 'xl create --nonsense: status 2' status_is 2

run "$XM" create -n g.cfg
check 'xm create -n: status 0' status_is 0
check 'xm create -n: says which file' prints '^Using config file "./g.cfg".$'
check 'xm create -n: prints the domain' prints '^\(vm'
run "$XM" create -nq g.cfg
check 'xm create -nq: only the domain' eval '! prints "Using"'
run "$XM" create -n -f nowhere.cfg g.cfg
check 'xm: the last file named wins' status_is 0
run "$XM" create -n g.cfg vcpus=3 -f g.cfg
check 'xm: words set variables' prints '\(vcpus 3\)'
run "$XM" create -n --path=/nonexistent:. g.cfg
check 'xm --path' status_is 0
run "$XM" create -n nowhere.cfg
check 'xm: no such config' eval \
	'status_is 1 && says "^Error: Unable to open config file: nowhere.cfg"'
run "$XM" create -n
check 'xm: the default config' says 'Unable to open config file: xmdefconfig'
run "$XM" create -n g.cfg vcpus=many
check 'xm: a value that is no number' eval 'status_is 1 && says "Invalid value"'
run "$XM" create g.cfg --help
check 'xm create --help: usage, status 1' eval 'status_is 1 && says Usage'
run "$XM" create --help_config
check 'xm create --help_config lists variables' prints '^on_crash = '
run "$XM" create -x g.cfg
check 'xm create -x: XML' eval 'status_is 0 && prints "<xm"'
run "$XM" create -nq g.cfg
cp "$scratch/out" g.sxp
run "$XM" create -n -F g.sxp
check 'xm create -F: an S-expression' eval 'status_is 0 && prints "name g"'
run "$XM" nonsense
check 'xm nonsense' eval 'status_is 1 && says "Error: Subcommand nonsense not found!"'
run "$XM" balloon
check 'xm: an old name is noted' says 'balloon is deprecated, use xm mem-set'
run "$XM" c
check 'xm: one letter is no abbreviation' eval 'status_is 1 && says "not found"'
run "$XM" help
check 'xm help: status 0' status_is 0

printf 'import sys\nprint "leaving"\nsys.exit(7)\n' >exit.cfg
run "$XM" create -n exit.cfg
if ! has_python; then
	skip 'sys.exit' 'built without Python'
else
	check 'xm: what a program prints is printed' prints leaving
	check "xm: sys.exit's status is xm's" status_is 7
fi

finish
