#!/usr/bin/env bash
# All drills with few rounds, in about nine minutes:
#
#     bash tests/faults/run.sh PROGRAM
#
# Needs root, strace, faketime, sqlite3, openssl, haproxy, nginx and PostgreSQL; MINHCHUNG_TEST_POSTGRES names a server,
# without it the drills start their own. Each drill prints one line; the last line counts. For long runs call a drill
# with --rounds.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
program=$(realpath "${1:?the program to do harm to, as target/release/minhchung}")
kept=0 failed=0

drill() {
    if python3 "$1" --binary "$program" "${@:2}" 2>"$said"; then
        kept=$((kept + 1))
    else
        failed=$((failed + 1))
        tail -n 5 "$said"
    fi
}

said=$(mktemp /tmp/minhchung-faults-said.XXXXXX)
trap 'rm -f "$said"' EXIT
for engine in sqlite postgres; do drill altered_tables.py --engine "$engine"; done
drill count_syncs.py --rounds 50
drill failed_sync.py --rounds 1
drill full_disk.py --rounds 1
drill stopped_postgres.py --rounds 1 --seconds 5
drill lost_commit_reply.py --rounds 1
for balancer in haproxy nginx; do drill rolling_restart.py --rounds 1 --balancer "$balancer"; done
drill killed_instance.py --rounds 2
drill stepped_everywhere.py --rounds 1
for engine in sqlite postgres; do
    drill kill_under_load.py --engine "$engine" --rounds 4
    drill refused_certificate.py --engine "$engine" --patience 10
    drill killed_migration.py --engine "$engine" --rounds 6
    drill restored_backup.py --engine "$engine" --rounds 1
    drill stepped_clock.py --engine "$engine" --rounds 1
done
echo "$kept kept, $failed not kept"
((failed == 0))
