# SPDX-License-Identifier: GPL-2.0-only
# For scripts that speak TAP: one line per case. Sourced, not run.

# A path that is not relative: each case runs in a folder of its own.
top_builddir=$(cd "${top_builddir:-.}" && pwd) || exit 1
XL=$top_builddir/xl/xl
XM=$top_builddir/xl/xm
[ -x "$XL" ] && [ -x "$XM" ] ||
	{ echo "Bail out! $XL or xm is not there; run make first"; exit 1; }
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch" 2>/dev/null; rm -rf "$scratch"' EXIT
XMXL_CONF=$scratch/settings.conf
export XMXL_CONF
: >"$XMXL_CONF"
mkdir "$scratch/work"
cd "$scratch/work" || exit 1
cases=0 failures=0

# What COMMAND… said and how it ended, in $out, $err and $status.
run() {
	timeout 60 "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	out=$(tr -d '\0' <"$scratch/out")
	err=$(tr -d '\0' <"$scratch/err")
}

# check NAME CONDITION…: the condition is a command.
check() {
	local name=$1
	shift
	cases=$((cases + 1))
	if "$@"; then
		echo "ok $cases - $name"
		return
	fi
	failures=$((failures + 1))
	echo "not ok $cases - $name"
	printf '%s\n' "status $status" "$out" "$err" | head -12 | cut -c1-300 |
		sed 's/^/#   /'
}

skip() {
	cases=$((cases + 1))
	echo "ok $cases - $1 # SKIP $2"
}

finish() {
	echo "1..$cases"
	exit $((failures > 0))
}

# Was the evaluator built?
has_python() {
	printf 'import os\n' >"$scratch/probe"
	! "$XL" convert --names "$scratch/probe" 2>&1 | grep -q without-python
}

says() { printf '%s\n%s\n' "$out" "$err" | grep -qE -- "$1"; }
prints() { grep -qE -- "$1" <<<"$out"; }
status_is() { [ "$status" = "$1" ]; }
same() { cmp -s "$1" "$2"; }
absent() { [ ! -e "$1" ]; }
# Only the files that are named are in the folder, hidden ones counted too.
holds_only() {
	local folder=$1
	shift
	[ "$(ls -A "$folder" | sort | tr '\n' ' ')" = \
		"$(printf '%s\n' "$@" | sort | tr '\n' ' ' | sed 's/^ $//')" ]
}
