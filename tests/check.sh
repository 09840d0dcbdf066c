#!/bin/sh
# check.sh - unit tests by layer, scenarios, system tests, lint; ends with "N passed, N failed".
# Run by `make check`, which sets FAILOVERD_BUILD and MAKE; and ALSO: further targets that are to be
# counted in. A failed part is shown whole; one that this machine does not permit, with the reason.
set -u
cd "$(dirname "$0")/.." || exit 1
make=${MAKE:-make}
passed=0
failed=0
log=$(mktemp)
behind=$(mktemp -d)
trap 'rm -rf "$log" "$behind"' EXIT

# part NAME COMMAND... - counts what the command's tests report: cmocka's or unittest's lines, else one.
part() {
	name=$1
	shift
	began=$(date +%s)
	"$@" >"$log" 2>&1
	rc=$?
	good=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
	bad=$(sed -n 's/^ *\([0-9]*\) FAILED TEST.*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
	ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in .*/\1/p' "$log" | awk '{n += $1} END {print n + 0}')
	left=$(sed -n 's/^\(OK\|FAILED\) (.*skipped=\([0-9]*\).*/\2/p' "$log" | awk '{n += $1} END {print n + 0}')
	why=$(sed -n 's/^skipped: //p' "$log" | tail -1)
	if [ "$ran" -gt 0 ]; then
		bad=$(sed -n 's/^FAILED (\(.*\))$/\1/p' "$log" | tr ',' '\n' | grep -v skipped |
			tr -c '0-9\n' ' ' | awk '{n += $1} END {print n + 0}')
		good=$((ran - bad - left))
	fi
	if [ $((good + bad + left)) -eq 0 ] && [ -z "$why" ]; then
		[ $rc -eq 0 ] && good=1 || bad=1
	elif [ $rc -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
	verdict=ok
	if [ $rc -ne 0 ]; then
		verdict=FAILED
		cat "$log"
	elif [ -n "$why" ]; then
		verdict=skipped
		name="$name: $why"
	fi
	[ "$left" -eq 0 ] || name="$name, $left skipped"
	printf '%-8s %4d passed, %d failed, %ds  %s\n' "$verdict" "$good" "$bad" \
		$(($(date +%s) - began)) "$name"
}

# begin NAME COMMAND... - runs it behind the parts that follow; end NAME waits for it.
begin() {
	name=$1
	shift
	(
		nice -n 19 "$@" >"$behind/$name.log" 2>&1
		echo $? >"$behind/$name.rc"
	) &
}

end() {
	wait
	cat "$behind/$1.log"
	return "$(cat "$behind/$1.rc")"
}

# AWS's published signature suite, when it lies beside us; its cases are in the tests as well.
for suite in ../*/sigv4-vectors; do
	[ -d "$suite" ] && export FAILOVERD_SIGV4_VECTORS="${FAILOVERD_SIGV4_VECTORS:-$(cd "$suite" && pwd)}"
done

jobs=$(nproc)
part "build" "$make" -j"$jobs" all
part "build of the unit tests" "$make" -j"$jobs" unit
# What takes processor time alone has that which the tests leave: they mostly wait.
if [ -z "${SAN:-}${COV:-}" ]; then
	begin clang "$make" CC=clang B=build/clang -j"$jobs" all unit
	begin tidy "$make" tidy
fi
for test in "$FAILOVERD_BUILD"/tests/unit/*/test_*; do
	case $test in *.o | *.d) continue ;; esac
	part "unit ${test#"$FAILOVERD_BUILD"/tests/unit/}" "$test"
done
part "install" python3 -m unittest discover -s tests/install -t .
part "manual" python3 -m unittest discover -s tests/manual -t .
part "build of the fuzz targets" "$make" -j"$jobs" fuzzers
for corpus in tests/fuzz/corpus/*; do
	part "corpus $(basename "$corpus")" "$FAILOVERD_BUILD/tests/fuzz/$(basename "$corpus")" "$corpus"
done
part "schema" python3 -m unittest discover -s tests/schema -t .
for scenario in tests/scenario/*.scenario; do
	part "scenario $(basename "$scenario" .scenario)" "$FAILOVERD_BUILD/failoverctl" play "$scenario"
done
part "play" python3 -m unittest discover -s tests/scenario -p 'test_*.py'
part "sandbox" python3 -m unittest discover -s tests/sandbox -t tests -p 'test_*.py'
part "demo" python3 -m unittest discover -s tests/demo -p 'test_*.py'
part "soak" python3 -m unittest discover -s tests/soak -p 'test_*.py'
part "bench" python3 -m unittest discover -s tests/bench -p 'test_*.py'
part "system" "$make" system
if [ -z "${SAN:-}${COV:-}" ]; then
	for lint in format-check layers headers cppcheck shell; do
		part "lint $lint" "$make" "$lint"
	done
	part "lint tidy" end tidy
	part "build with clang" end clang
fi

for target in ${ALSO:-}; do
	part "$target" "$make" "$target"
done

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
