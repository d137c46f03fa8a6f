#!/usr/bin/env bash
# Scanners against a service of their own on this machine, in about twenty minutes:
#
#     bash tests/security/run.sh PROGRAM [FOLDER]
#
# Needs Python 3.11, slowhttptest and the needs of tests/faults/run.sh. The scanners from PyPI are installed into FOLDER
# (a fresh one under /tmp when left out, removed afterwards). Each scan prints one line; the last line counts.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
program=$(realpath "${1:?the program to scan, as target/release/minhchung}")
kept=0 failed=0
said=$(mktemp /tmp/minhchung-security-said.XXXXXX)
scanners=${2:-$(mktemp -d /tmp/minhchung-scanners.XXXXXX)}
trap 'rm -f "$said"; [[ -n ${2:-} ]] || rm -rf "$scanners"' EXIT

if [[ ! -x $scanners/bin/schemathesis ]]; then
    python3 -m venv "$scanners" && "$scanners/bin/pip" install --quiet --requirement requirements.txt || exit 1
fi
export PYTHONPATH=../faults

scan() {
    if "$scanners/bin/python" "$1" --binary "$program" "${@:2}" 2>"$said"; then
        kept=$((kept + 1))
    else
        failed=$((failed + 1))
        tail -n 60 "$said"
    fi
}

for engine in sqlite postgres; do
    scan contract.py --engine "$engine"
    scan log_in_times.py --engine "$engine"
done
scan pages.py
scan slow_clients.py
echo "$kept kept, $failed not kept"
((failed == 0))
