#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# Command lines of xl and xm under valgrind: no invalid access, no value used
# that was never set, nothing lost, whatever the command says. Skipped where
# there is no valgrind, and for a build with sanitizers, which do the same.
configs=$(cd "$(dirname "$0")/../../configs" && pwd) || exit 1
. "$(dirname "$0")/tap.sh"

cat >full.cfg <<'CFG'
name = "g"
builder = "linux"
kernel = "/boot/k"
memory = 64
vcpus = 2
cpus = "0-1,^1"
disk = ["phy:/dev/vg/a,xvda,w", "tap:qcow2:/b.qcow2,xvdb,r"]
vif = ["mac=00:16:3e:00:00:01,bridge=br0,rate=10MB/s", ""]
vfb = ["type=vnc,vncunused=1"]
on_crash = "coredump-restart"
extra = "a b" + " c"
CFG
printf 'name = "g"\nkernel = \nmemory = "x"\n' >wrong.cfg
printf 'name = "g\n' >torn.cfg
: >empty.cfg

command -v valgrind >/dev/null || { echo '1..0 # SKIP no valgrind'; exit 0; }
! nm -D "$XL" 2>/dev/null | grep -q __asan_init ||
	{ echo '1..0 # SKIP a build with sanitizers'; exit 0; }

# What Xen's libraries keep until the end is not lost; children are not ours.
valgrind="valgrind -q --leak-check=full --errors-for-leak-kinds=definite
	--child-silent-after-fork=yes --error-exitcode=99"

clean() {
	run $valgrind "$@"
	check "${*//"$top_builddir/"/}" eval '[ "$status" != 99 ] && ! says "^==[0-9]+=="'
}

while read -r program arguments; do
	eval "words=($arguments)"
	[ "$program" = xl ] && program=$XL || program=$XM
	clean "$program" "${words[@]}"
done <<'LINES'
xl
xl --help
xl help create
xl help -v nothing
xl nothing
xl create
xl create --nothing full.cfg
xl create -n full.cfg
xl -N create full.cfg
xl -vvv -N create full.cfg 'memory=96' 'name="other"'
xl create -n full.cfg 'name=other'
xl create -n "$configs/quickstart.cfg"
xl create -n wrong.cfg
xl create -n torn.cfg
xl create -n empty.cfg
xl create -n nowhere.cfg
xl create full.cfg
xl convert full.cfg
xl convert -o out full.cfg wrong.cfg
xl convert --help
xl list
xl list -l g
xl info
xl destroy
xl destroy g
xl shutdown -a -w
xl block-attach g phy:/dev/a,xvda,w
xl vcpu-set g many
xm
xm help
xm help --long
xm create -n full.cfg
xm create -n full.cfg vcpus=3
xm create -n wrong.cfg
xm create --help_config
xm new full.cfg
xm list
xm list --nothing
xm destroy g
xm nothing
LINES
finish
