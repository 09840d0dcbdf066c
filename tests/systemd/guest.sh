#!/bin/sh
# SPDX-License-Identifier: MIT
# guest.sh - runs inside: prepares what a package's installation would, runs the tests, ends it all.
systemd-sysusers
systemd-tmpfiles --create
journalctl --update-catalog
systemctl daemon-reload
status=0
python3 -m unittest discover -v -s systemd -t . -p "$(cat /out/pattern)" >/out/tests 2>&1 || status=$?
journalctl -q -b -o short-precise >/out/journal
echo "$status" >/out/status
systemctl --no-block exit "$status"
