#!/bin/sh
# SPDX-License-Identifier: MIT
# units.sh BUILD [LAYER] - every unit test under valgrind: no invalid or unset memory, no leak.
# Left out are those that want processes and disks just as the kernel gives them, which valgrind
# does not. Ends with "N passed, N failed". FAILOVERD_JOBS at once; half an hour on two processors.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$1
layer=${2:-*}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
export here results FAILOVERD_VALGRIND=1

# shellcheck disable=SC2016 # expanded by the shell that xargs starts
find "$build"/tests/unit -path "*/$layer/test_*" -type f -perm -u+x |
	grep -v -e io/test_process -e _disk$ | sort | xargs -P "${FAILOVERD_JOBS:-$(nproc)}" -I '{}' sh -c '
	name=$(echo "$1" | sed "s,.*/unit/,,; s,/,_,")
	if nice -n 10 valgrind -q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite --suppressions="$here/memcheck.supp" \
		"$1" >"$results/$name.log" 2>&1; then
		touch "$results/$name.passed"
	else
		touch "$results/$name.failed"
		echo "FAILED ${1##*/unit/}"
		grep -E "^==|FAILED|Error" "$results/$name.log" | head -40
	fi' sh '{}'
passed=$(find "$results" -name '*.passed' | wc -l)
failed=$(find "$results" -name '*.failed' | wc -l)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
