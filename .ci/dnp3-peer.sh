#!/usr/bin/env bash
# opendnp3 (Apache-2.0; the package yadnp3 from PyPI carries it) as master and as outstation for the tests in
# test/integration/dnp3/interop-*.test.ts, on any machine with a python3 that has venv.
#   dnp3-peer.sh DIR   makes DIR, with venv/bin/python in it
set -euo pipefail

dir=$(realpath -m "${1:?a folder}")
tests=$(realpath "$(dirname "$0")/../test/integration/dnp3")
[ ! -e "$dir" ] || { echo "$dir exists already; remove it first." >&2; exit 1; }
mkdir -p "$dir"
/usr/bin/python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check -r "$tests/opendnp3-requirements.txt"
