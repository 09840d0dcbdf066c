#!/bin/sh
# SPDX-License-Identifier: MIT
# guest.sh - runs inside: prepares what a package's installation would, runs the tests, ends it all.
suite=$(cat /out/suite)

run() {
	case $suite in
	system) python3 -m systemd.system ;;
	*) python3 -m unittest discover -v -s systemd -t . -p "$suite" ;;
	esac
}

systemd-sysusers
systemd-tmpfiles --create
journalctl --update-catalog
systemctl daemon-reload
status=0
run >/out/tests 2>&1 || status=$?
journalctl -q -b -o short-precise >/out/journal
echo "$status" >/out/status
systemctl --no-block exit "$status"
