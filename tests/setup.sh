#!/bin/sh
# setup.sh PACKAGE... - installs those of Debian's packages that are missing.
set -eu

missing=
for package in "$@"; do
	dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' ||
		missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
if ! command -v apt-get >/dev/null || { [ -n "$sudo" ] && ! command -v sudo >/dev/null; }; then
	echo "these are missing, and only root can install them: apt-get install$missing" >&2
	exit 1
fi
echo "installing$missing"
$sudo apt-get update -qq
# The names are words of our own list.
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -qq --no-install-recommends $missing >/dev/null
