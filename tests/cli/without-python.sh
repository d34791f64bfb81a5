#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
# A build without Python: data converts, programs are refused with advice.
. "$(dirname "$0")/tap.sh"

printf 'name = "g"\nkernel = "/boot/k"\nmemory = 64\n' >g.cfg
printf 'import os\nname = "g" + os.name\n' >p.cfg
run "$XL" convert g.cfg
check 'data converts' eval 'status_is 0 && prints "^on_crash"'
run "$XL" convert p.cfg
check 'a program is refused: status 2' status_is 2
check 'a program is refused: where and why' says 'p.cfg:[12].*error'
check 'a program is refused: what to do' says ';.*[Pp]ython'

finish
