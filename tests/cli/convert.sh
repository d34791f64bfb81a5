#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# xl convert as an administrator uses it.
. "$(dirname "$0")/tap.sh"

config() { printf 'name = "%s"\nkernel = "/boot/k"\nmemory = %s\n' "$1" "${2:-64}"; }

mkdir -p tree/sub tree/.git
config a >tree/a.cfg
config b >tree/sub/b
config c >tree/c.cfg~
config d >tree/.git/d
echo '#!/bin/sh' >tree/script.sh
ln -s .. tree/sub/loop
ln -s ../a.cfg tree/sub/link
chmod 640 tree/a.cfg

run "$XL" convert -r -o out tree
check 'a tree: status 0' status_is 0
check 'a tree: the files stand where they stood' eval \
	'[ -f out/a.cfg ] && [ -f out/sub/b ] && [ -f out/sub/link ]'
check 'a tree: backups and hidden files are passed over' eval \
	'absent out/c.cfg~ && absent out/.git'
check 'a tree: what was passed over is said, and why' eval \
	'says "skipped.*c.cfg~ .an editor" && says "skipped.*script.sh"'
check 'a tree: a loop of links ends' says 'skipped.*loop .a directory that'
check 'a tree: the mode is kept' eval '[ "$(stat -c %a out/a.cfg)" = 640 ]'
check 'a tree: the sum is said' says '[0-9]+ files: 3 exact'
check 'converted files hold what xl needs' eval \
	'grep -q "^on_crash = \"restart\"" out/a.cfg'

run "$XL" convert -r -o out2 out
check 'converting the conversion changes nothing' eval \
	'status_is 0 && diff -r out out2'

cp -r tree place
run "$XL" convert -r --in-place place
check 'in place: the original is beside it' same place/a.cfg.orig tree/a.cfg
check 'in place: the file is the conversion' same place/a.cfg out/a.cfg
check 'in place: the mode is kept' eval '[ "$(stat -c %a place/a.cfg)" = 640 ]'
run "$XL" convert -r --in-place place
check 'in place, again: nothing to do' eval \
	'status_is 0 && same place/a.cfg.orig tree/a.cfg && absent place/a.cfg.orig.1'
config a 128 >place/a.cfg
run "$XL" convert --in-place place/a.cfg
check 'in place: an older backup is never touched' eval \
	'same place/a.cfg.orig tree/a.cfg && [ -f place/a.cfg.orig.1 ]'
check 'in place: nothing else is left' eval \
	'! ls -A place | grep -q xmxl'

{ config e; yes '' | head -100000; echo 'vcpus = 1'; } >empty.cfg
run "$XL" convert empty.cfg
check 'empty lines stay, however many' eval \
	'[ "$(grep -n "^vcpus" "$scratch/out" | cut -d: -f1)" = 100004 ]'
for i in $(seq 20000); do echo "helper$i = $i"; done >many.cfg
config m >>many.cfg
run "$XL" convert many.cfg
check 'many names take no long time' eval \
	'status_is 0 && [ "$(grep -c "^#     helper" "$scratch/out")" = 20000 ]'

config s >real.cfg
ln -s real.cfg link.cfg
run "$XL" convert --in-place link.cfg
check 'in place: a link stays a link, its target is converted' eval \
	'[ -L link.cfg ] && grep -q on_crash real.cfg'

run "$XL" convert tree/a.cfg
check 'one file: the conversion is printed' prints '^on_crash'
{ config p; echo 'builder = "hvm"
vncpasswd = "hush1"
vfb = [ "type=vnc,vncpasswd=hush2" ]'; } >password.cfg
chmod 644 password.cfg
run "$XL" convert -v --check password.cfg
check 'a password is in no report' eval '! says hush && says "vncpasswd"'
run "$XL" convert --check --report html password.cfg
check 'a password is in no page' eval '! prints hush && prints "\*\*\*"'
run "$XL" convert --check --report json password.cfg
check 'a password is in no JSON report' eval '! prints hush && prints vfb'
run "$XL" convert password.cfg
check 'a password is in the conversion' prints 'vncpasswd *= *"hush2"'
check 'one file: the report is not' eval '! prints "exact"'
run "$XL" convert - <tree/a.cfg
run "$XL" convert --diff tree/a.cfg
check 'a diff: as patch reads it' eval \
	'prints "^--- tree/a.cfg" && prints "^@@ -" && prints "^.on_crash"'
"$XL" convert --diff tree/a.cfg 2>/dev/null >p.diff
cp tree/a.cfg patched
check 'a diff: patch makes the conversion of it' eval \
	'! command -v patch >/dev/null || { patch -s patched p.diff && cmp -s patched out/a.cfg; }'
run "$XL" convert --check tree/a.cfg
check '--check writes nothing' eval 'status_is 0 && ! prints "^on_crash"'
run "$XL" convert tree/a.cfg tree/sub/b
check 'two files without a place: told how' eval 'status_is 2 && says "-o DIR"'
run "$XL" convert tree/a.cfg memory=96
check 'KEY=VALUE as in xm' prints '^memory = 96'

printf '%s\n' 'name = "h"' 'builder = "hvm"' 'memory = 64' 'hap = False' >hap.cfg
run "$XL" convert hap.cfg
check 'what xm dropped: a warning, status 1' eval \
	'status_is 1 && says "hap.cfg:4:.*warning"'
run "$XL" convert --as-meant hap.cfg
check '--as-meant: what was meant' eval 'prints "^hap *= *0"'

for f in json sxp xenapi libvirt; do
	run "$XL" convert --format $f tree/a.cfg
	check "--format $f" eval 'status_is 0 && [ -n "$out" ]'
done
run "$XL" convert --format nonsense tree/a.cfg
check '--format nonsense: status 2' eval 'status_is 2 && says "is not one of"'
run "$XL" convert --names tree/a.cfg
check '--names is JSON' eval 'python3 -m json.tool <"$scratch/out" >/dev/null'

# -- reports ------------------------------------------------------------------
cp hap.cfg tree/hap.cfg
for f in text json html; do
	run "$XL" convert -r --check --report $f --report-file r.$f tree
	check "report as $f: status 1" status_is 1
	check "report as $f: names the file and line" eval \
		'grep -q hap.cfg r.$f && grep -q hap r.$f'
	check "report as $f: private, as an input is" eval \
		'[ "$(stat -c %a r.$f)" = 600 ]'
done
chmod 644 tree/a.cfg
run "$XL" convert -r --check --report text --report-file r.text tree
check 'report: readable, as all inputs are' eval \
	'umask 022; rm r.text; "$XL" convert -r --check --report-file r.text tree; [ "$(stat -c %a r.text)" = 644 ]'
check 'report as json: is JSON' eval 'python3 -m json.tool <r.json >/dev/null'
printf 'name = "x<script>alert(1)</script>&"\nkernel="/k"\nmemory = 64\n' \
	>'tree/<img src=x onerror=alert(1)>.cfg'
run "$XL" convert -r --check --report html --report-file r.html tree
check 'report as html: what files say stays text' eval \
	'! grep -qE "<img|<script>alert" r.html'
check 'report as html: nothing from elsewhere' eval \
	'! grep -qE "https?://|<(script|link|img)[^>]+(src|href)=|url[(]|@import" r.html'

# -- several domains in one file, as xm list -l prints them ------------------------
cat >all.sxp <<'EOF'
(domain (domid 0) (name Domain-0) (memory 512))
(domain (domid 3) (name web1) (memory 64) (image (linux (kernel /k))))
(domain (domid 4) (name web2) (memory 32) (image (linux (kernel /k))))
(domain (domid 5) (name web3) (memory 16) (image (linux (kernel /k))))
EOF
run "$XL" convert -o several all.sxp tree/a.cfg
check 'several domains: a file each' eval \
	'[ "$(ls several/all.sxp | tr "\n" " ")" = "web1 web2 web3 " ]'
check 'several domains: each its own' eval \
	'grep -q "memory = 32" several/all.sxp/web2 && grep -q "memory = 16" several/all.sxp/web3'
check 'several domains: each in the report' eval \
	'says "all.sxp: web1" && says "all.sxp: web3" && says "4 files"'
run "$XL" convert all.sxp
check 'several domains: standard output has no room' eval \
	'status_is 2 && says "3 domains" && says "give -o DIR"'
cp all.sxp inplace.sxp
run "$XL" convert --in-place inplace.sxp
check 'several domains: nor has the file itself' eval \
	'status_is 2 && same inplace.sxp all.sxp'
run "$XL" convert --check all.sxp
check 'several domains: all are checked' says '3 files'

# -- interrupted -----------------------------------------------------------------
mkdir many
for i in $(seq 300); do config "m$i" >"many/m$i.cfg"; done
printf 'name = "slow"\nwhile True:\n    pass\n' >many/m0-slow.cfg
"$XL" convert -r -j2 -o mout many >/dev/null 2>&1 &
pid=$!
sleep 0.7
kill -INT $pid 2>/dev/null
wait $pid
status=$?
check '^C: ends at once with status 130 or was done' eval \
	'status_is 130 || status_is 2'
half=0
for f in mout/*; do
	[ ! -e "$f" ] || tail -1 "$f" | grep -q . || half=1
done
check '^C: no output is half written' eval \
	'[ $half = 0 ] && ! ls -A mout 2>/dev/null | grep -q xmxl'

# -- a converter that dies ---------------------------------------------------------
if ! has_python; then
	skip 'a converter that dies' 'built without Python'
else
	rm -rf mout
	"$XL" convert -r -j1 -o mout many >"$scratch/out" 2>"$scratch/err" &
	pid=$!
	sleep 0.5
	worker=$(pgrep -P $pid | head -1)
	kill -SEGV "$worker"
	wait $pid
	status=$?
	out=$(cat "$scratch/out")
	check 'a converter that dies: its file is reported' eval \
		'status_is 2 && says "failed.*m0-slow.cfg" && says "converter-crashed"'
	check 'a converter that dies: no other file is lost' eval \
		'[ "$(ls mout | wc -l)" = 300 ] && says "301 files: 300 exact"'
fi

finish
