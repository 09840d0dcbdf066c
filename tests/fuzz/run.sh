#!/bin/sh
# run.sh BUILD SECONDS TARGET... - lets each target search for so long, from the corpus that is kept
# and what was found before. What makes one fail is left in BUILD/crashes.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$1
seconds=$2
shift 2
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for target in "$@"; do
	found=$build/found/$target
	mkdir -p "$found" "$build/crashes"
	set -- "$found" "tests/fuzz/corpus/$target"
	[ -e "tests/fuzz/$target.dict" ] && set -- "-dict=tests/fuzz/$target.dict" "$@"
	if "$build/tests/fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
		-max_len=16384 -print_final_stats=1 -artifact_prefix="$build/crashes/$target-" \
		"$@" >"$log" 2>&1; then
		printf 'ok       %-16s %s runs, %s inputs\n' "$target" \
			"$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
			"$(find "$found" -type f | wc -l)"
	else
		tail -60 "$log"
		printf 'FAILED   %s\n' "$target"
		failed=1
	fi
done
exit $failed
