#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Inputs that are no configs, and places that cannot be written: one clear
# error with a position, and nothing half written.
. "$(dirname "$0")/tap.sh"

good='name = "g"\nkernel = "/boot/k"\nmemory = 64\n'

# refused NAME FILE PATTERN: converting FILE fails with PATTERN and leaves nothing.
refused() {
	rm -rf o
	run "$XL" convert -o o "$2"
	check "$1: status 2" status_is 2
	check "$1: says why" says "$3"
	check "$1: nothing is written" eval 'absent o || holds_only o'
}

: >empty.cfg
refused empty empty.cfg 'empty.cfg.*no domain config: .*empty'
mkdir folder
refused directory folder 'folder.*directory; -r'
head -c 4096 /bin/true >binary.cfg
refused binary binary.cfg 'binary.cfg.*(no domain config: |NUL)'
truncate -s 100M huge.cfg
refused '100 MB' huge.cfg 'huge.cfg.*(large|4 MiB)'
printf 'name = "g"\nkernel = "/boot/k\nmemory = 64\n' >open.cfg
refused 'unterminated string' open.cfg 'open.cfg:2:[0-9]+: error: .*not closed'
printf 'name = "g"\ndisk = [ "a",\n' >bracket.cfg
refused 'unterminated list' bracket.cfg 'bracket.cfg:2:[0-9]+: error: '
{ printf 'a = '; head -c 100000 /dev/zero | tr '\0' '['; echo; } >deep.cfg
refused 'nesting 100,000' deep.cfg 'deep.cfg:1:[0-9]+: error: .*deep'
{ printf 'a = '; head -c 100000 /dev/zero | tr '\0' '('; echo 1; } >paren.cfg
refused 'parentheses 100,000' paren.cfg 'paren.cfg:1:[0-9]+: error: '
printf 'name = "g"\0\nmemory = 64\n' >nul.cfg
refused 'NUL byte' nul.cfg 'nul.cfg.*(NUL|binary)'
refused 'missing file' nowhere.cfg 'nowhere.cfg: error: .*No such file'
mkfifo pipe.cfg
refused pipe pipe.cfg 'pipe.cfg: error: .*pipe'
printf '(vm (name x)' >open.sxp
refused 'S-expression cut short' open.sxp 'open.sxp:1.*error'
printf '<xm><vm>' >open.xml
refused 'XML cut short' open.xml 'open.xml:1.*error'
if [ "$(id -u)" != 0 ]; then
	printf "$good" >secret.cfg
	chmod 0 secret.cfg
	refused unreadable secret.cfg 'secret.cfg: error: .*Permission denied'
else
	skip unreadable 'root reads everything'
fi
run "$XL" convert --names empty.cfg
check 'names of an empty file: an error' status_is 2

if ! has_python; then
	skip 'missing include' 'built without Python'
else
	printf 'execfile("not-there.inc")\nname = "g"\n' >include.cfg
	refused 'missing include' include.cfg 'include.cfg:1.*not-there.inc'
	printf 'x = 1\nname = undefined_name\n' >nameerror.cfg
	refused 'name that is not there' nameerror.cfg \
		'nameerror.cfg:2.*undefined_name'
fi

# A value of each wrong type for each kind of variable: an error or a warning
# or a note with the line, never silence and never a crash.
for line in 'memory = "lots"' 'memory = [1]' 'vcpus = "two"' 'vcpus = [2]' \
	'name = ["a"]' 'disk = "phy:a,xvda,w"' 'disk = 5' 'disk = [5]' \
	'vif = "bridge=a"' 'vif = 7' 'kernel = [1]' 'on_crash = "explode"' \
	'on_crash = 3' 'cpus = {"a": 1}' 'pci = "x"' 'pci = ["zz"]' \
	'vfb = "type=vnc"' 'uuid = "xyz"' 'memory = None' 'memory = 64L' \
	'memory = True' 'boot = ["c"]' 'cpuid = 5' 'irq = ["x"]' \
	'ioports = ["zzz"]' 'bootloader = ["a"]' 'extra = ["a"]' \
	'vcpus = 1.5' 'maxmem = "x"' 'shadow_memory = "x"'; do
	printf "${good}%s\n" "$line" >wrong.cfg
	run "$XL" convert --dialect xm wrong.cfg
	check "wrong type: $line" eval \
		'[ "$status" -le 2 ] && says "wrong.cfg:4:"'
done

# -- places that cannot be written ------------------------------------------
printf "$good" >g.cfg
rm -rf o && mkdir o
printf 'precious\n' >o/g.cfg
run "$XL" convert -o o g.cfg
check 'existing output: status 2' status_is 2
check 'existing output: says so' says 'g.cfg exists.*--force'
check 'existing output: untouched' eval '[ "$(cat o/g.cfg)" = precious ]'
run "$XL" convert --force -o o g.cfg
check 'existing output: --force overwrites' eval \
	'status_is 0 && grep -q "^memory" o/g.cfg && holds_only o g.cfg'
run "$XL" convert -o o g.cfg
check 'same output again: nothing to do' eval 'status_is 0 && says unchanged'
run "$XL" convert --force -o . g.cfg
check 'output onto the input: refused' eval \
	'status_is 2 && says "overwrite the input"'
run "$XL" convert -o g.cfg/sub g.cfg
check 'output below a file: refused' eval 'status_is 2 && says "g.cfg"'

if [ "$(id -u)" = 0 ]; then
	skip 'read-only directory' 'root writes everywhere'
else
	mkdir ro && chmod 555 ro
	run "$XL" convert -o ro g.cfg
	check 'read-only directory: status 2' status_is 2
	check 'read-only directory: says why' says 'Permission denied'
fi

small=$scratch/small
mkdir "$small"
if mount -t tmpfs -o size=64k tmpfs "$small" 2>/dev/null; then
	head -c 60000 /dev/zero >"$small/fill"
	{ printf "$good"; for i in $(seq 400); do
		echo "# a comment that takes room, number $i"; done; } >long.cfg
	run "$XL" convert -o "$small" long.cfg
	check 'disk full: status 2' status_is 2
	check 'disk full: says why' says 'No space left'
	check 'disk full: nothing is left' holds_only "$small" fill
	cp g.cfg "$small/in.cfg" 2>/dev/null
	head -c 65536 /dev/zero >"$small/fill" 2>/dev/null
	before=$(cksum <"$small/in.cfg")
	run "$XL" convert --in-place "$small/in.cfg"
	check 'disk full, in place: the file is as it was, or converted' eval \
		'[ "$(cksum <"$small/in.cfg")" = "$before" ] || status_is 0'
	umount "$small"
else
	skip 'disk full' 'no tmpfs can be mounted'
fi

run "$XL" convert --check --report json --report-file g.cfg g.cfg
check 'report over a config: refused' eval \
	'status_is 2 && says "no such report" && grep -q "^kernel" g.cfg'
run "$XL" convert --check --report json --report-file r.json g.cfg
run "$XL" convert --check --report json --report-file r.json g.cfg
check 'report over an older report: written' status_is 0

finish
