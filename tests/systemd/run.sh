#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh BUILD [PATTERN [PACKAGE]] - installs what was built into a throw-away copy of this machine's root, boots systemd
# and journald there, and runs the tests of this directory inside. Needs root, and no systemd here.
#
# Nothing outlives it: the root is an overlay on a tmpfs of a mount namespace of its own, and every
# process is below one whose end is the end of all.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
limit=${LIMIT:-600}

[ "$(id -u)" = 0 ] || {
	echo "tests/systemd/run.sh: only root can boot a systemd: sudo make check-systemd" >&2
	exit 77
}

work=$(mktemp -d /tmp/failoverd-systemd.XXXXXX)
cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
mounted=
if [ -z "$cgroups" ]; then
	cgroups=$work/cgroups
	mkdir "$cgroups"
	mount -t cgroup2 cgroup2 "$cgroups"
	mounted=$cgroups
fi
cgroup=$cgroups/failoverd-test.$$

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

mkdir "$cgroup" "$work/root" "$work/out"
echo "${2:-test_*.py}" >"$work/out/pattern"
[ -z "${3:-}" ] || cp "$3" "$work/out/failoverd.deb"
make -s -C "$here/../.." install B="$build" DESTDIR="$work/root" PREFIX=/usr
tests=$work/root/usr/lib/failoverd-tests
mkdir -p "$tests"
cp -r "$here/../sandbox" "$here/../demo" "$here" "$tests"
mkdir -p "$work/root/etc/systemd/system"
cp "$here"/guest.* "$work/root/etc/systemd/system"

status=0
(
	echo "$BASHPID" >"$cgroup/cgroup.procs"
	exec setpriv --pdeathsig KILL timeout -k 5 "$limit" setpriv --pdeathsig KILL \
		unshare --cgroup --mount --pid --ipc --uts --net --fork --kill-child \
		--propagation private --mount-proc "$here/boot.sh" "$work"
) </dev/null >"$work/out/console" 2>&1 || status=$?

if [ ! -f "$work/out/status" ]; then
	echo "systemd did not come to the end of the tests (status $status):" >&2
	tail -40 "$work/out/console" "$work/out"/tests* >&2
	exit 1
fi
cat "$work/out/tests"
status=$(cat "$work/out/status")
[ "$status" = 0 ] || tail -300 "$work/out/journal"
exit "$status"
