#!/bin/sh
# keep.sh BUILD TARGET... - adds to the corpus those of the inputs found that reach what it does not.
set -eu
cd "$(dirname "$0")/../.."
build=$1
shift

for target in "$@"; do
	mkdir -p "tests/fuzz/corpus/$target" "$build/found/$target"
	"$build/tests/fuzz/$target" -set_cover_merge=1 -max_len=4096 "tests/fuzz/corpus/$target" \
		"$build/found/$target" 2>/dev/null
	printf '%s: %s inputs\n' "$target" "$(find "tests/fuzz/corpus/$target" -type f | wc -l)"
done
