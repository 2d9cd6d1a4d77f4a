#!/usr/bin/env bash
# OPC UA stacks of others for the tests in test/integration/opcua/interop-*.test.ts, on any Debian with python3-venv, as root:
# open62541 (C, Debian trixie's package) and asyncua (Python, from PyPI).
#   opcua-peer.sh DIR   makes DIR, with the programs open62541-field and venv/bin/python in it
# Nothing is installed on this machine: the packages are unpacked below DIR, and compiled against in a chroot there.
set -euo pipefail
# shellcheck source=.ci/trixie.sh
. "$(dirname "$0")/trixie.sh"

PACKAGES=(libopen62541-1.4-dev gcc libc6-dev)
dir=$(realpath -m "${1:?a folder}")
tests=$(realpath "$(dirname "$0")/../test/integration/opcua")
root=$dir/root
[ ! -e "$dir" ] || { echo "$dir exists already; remove it first." >&2; exit 1; }
mkdir -p "$dir"

unpack_trixie "$root" "${PACKAGES[@]}"
mkdir -p "$root/tmp"
cp "$tests/open62541-field.c" "$root/tmp/"
env -i LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin chroot "$root" \
  gcc -std=c11 -Wall -Wextra -Werror -O1 -o /tmp/open62541-field /tmp/open62541-field.c -lopen62541
# By the loader and the libraries that it was linked with, outside of the chroot: so it needs no root, and reads any file.
loader=$(printf '%s\n' "$root"/usr/lib*/ld-linux-*.so.* | tail -n 1)
libraries=$(printf '%s\n' "$root"/usr/lib/*-linux-gnu | tail -n 1)
cat >"$dir/open62541-field" <<PROGRAM
#!/bin/sh
exec '$loader' --library-path '$libraries' '$root/tmp/open62541-field' "\$@"
PROGRAM
chmod +x "$dir/open62541-field"

/usr/bin/python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check -r "$tests/asyncua-requirements.txt"
