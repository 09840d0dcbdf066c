#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh BUILD SUITE [PACKAGE] - installs what was built into a throw-away copy of this machine's
# root, boots systemd and journald there, and runs tests inside. Needs root, and namespaces.
#
# SUITE is a pattern of the files of this directory that are run, or "system": the tests of
# tests/system, with a failoverd that systemd starts as its unit says.
#
# Where the machine does not permit it, the last line is "skipped: " and the reason, and the
# status 77. Nothing outlives it: the root is an overlay on a tmpfs of a mount namespace of its own,
# and every process is below one whose end is the end of all.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
suite=$2
package=${3:-}
limit=${LIMIT:-900}

skip() {
	echo "skipped: no systemd can be booted here: $*"
	exit 77
}

# Why the last command failed, without util-linux's advice where else to look.
why() {
	grep -v 'dmesg(1)' "$work/why" | tail -1
}

[ "$(id -u)" = 0 ] || skip "only root can; sudo make check-systemd"
[ -x /lib/systemd/systemd ] || skip "there is none: apt-get install systemd"

work=$(mktemp -d /tmp/failoverd-systemd.XXXXXX)
mounted=
cgroup=

# The cgroup can be removed when the last process in it has gone.
# shellcheck disable=SC2317 # the traps call it
leave() {
	for _ in $(seq 100); do
		[ -d "$cgroup" ] || break
		[ ! -f "$cgroup/cgroup.kill" ] || echo 1 >"$cgroup/cgroup.kill" || true
		find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true
		[ ! -d "$cgroup" ] || sleep 0.05
	done
	[ -z "$mounted" ] || umount "$mounted"
	rm -rf "$work"
}
trap leave EXIT
trap 'exit 130' INT TERM

cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
if [ -z "$cgroups" ]; then
	cgroups=$work/cgroups
	mkdir "$cgroups"
	mount -t cgroup2 cgroup2 "$cgroups" 2>"$work/why" || skip "cgroups: $(why)"
	mounted=$cgroups
fi
mkdir "$cgroups/failoverd-test.$$" 2>"$work/why" || skip "cgroups: $(why)"
cgroup=$cgroups/failoverd-test.$$

# In namespaces, a cgroup and a time of their own; their end is the end of all in them.
apart() {
	(
		echo "$BASHPID" >"$cgroup/cgroup.procs" || exit
		exec setpriv --pdeathsig KILL timeout -k 5 "$limit" setpriv --pdeathsig KILL \
			unshare --cgroup --mount --pid --ipc --uts --net --fork --kill-child \
			--propagation private --mount-proc "$@"
	) </dev/null
}

mkdir "$work/root" "$work/out"
apart "$here/boot.sh" --try >"$work/why" 2>&1 || skip "$(why)"

make -s -C "$here/../.." install B="$build" DESTDIR="$work/root" PREFIX=/usr
tests=$work/root/usr/lib/failoverd-tests
mkdir -p "$tests" "$work/root/etc/systemd/system"
cp -r "$here/../sandbox" "$here/../demo" "$here" "$tests"
cp "$here"/guest.* "$work/root/etc/systemd/system"
printf '%s\n' "$suite" >"$work/out/suite"
[ -z "$package" ] || cp "$package" "$work/out/package"

status=0
apart "$here/boot.sh" "$work" "$here/../.." "$build" >"$work/out/console" 2>&1 || status=$?

if [ ! -f "$work/out/status" ]; then
	echo "systemd did not come to the end of the tests (status $status):" >&2
	tail -40 "$work/out/console" "$work/out"/tests* >&2
	exit 1
fi
cat "$work/out/tests"
status=$(cat "$work/out/status")
[ "$status" = 0 ] || tail -300 "$work/out/journal"
exit "$status"
