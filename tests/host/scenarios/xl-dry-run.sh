# SPDX-License-Identifier: GPL-2.0-only
# The distribution's xl reads every config of /scenario/cfg and prints the same
# domain as the JSON beside it (the uuid apart, which it draws).
. ./lib.sh
n=0 bad=0
for cfg in cfg/*.cfg; do
	want=${cfg%.cfg}.json
	n=$((n + 1))
	if ! xl -N create "$cfg" >/tmp/got 2>/tmp/err; then
		bad=$((bad + 1))
		echo "refused: $cfg: $(tail -n 2 /tmp/err)"
	elif ! sed -e '/^Parsing config from/d' -e '/"uuid":/d' /tmp/got |
		cmp -s - "$want"; then
		bad=$((bad + 1))
		echo "differs: $cfg"
		sed -e '/^Parsing config from/d' -e '/"uuid":/d' /tmp/got |
			diff - "$want" | head -n 6
	fi
done
echo "$n configs, $bad differ"
[ "$n" -gt 0 ] && [ "$bad" = 0 ]
