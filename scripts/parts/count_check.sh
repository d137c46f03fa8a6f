#!/usr/bin/env bash
# Feeds the counting of count.sh with outputs of known content: a count that cannot be trusted is worse than none.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
wrong=0

# expect "PASSED FAILED LEFT_OUT" COUNTER STATUS TEXT
expect() {
    local got
    printf '%s\n' "$4" >"$log"
    got=$(
        # shellcheck source=scripts/parts/count.sh
        source "$here/count.sh"
        "$2" "$log" "$3" 2>/dev/null
        echo "$passed $failed ${#left_out[@]}"
    )
    if [[ $got != "$1" ]]; then
        printf '%s: expected "%s", counted "%s" in:\n%s\n' "$2" "$1" "$got" "$4"
        wrong=$((wrong + 1))
    fi
}

expect "118 0 0" count_nextest 0 "     Summary [   5.321s] 118 tests run: 118 passed, 0 skipped"
expect "118 0 1" count_nextest 0 "     Summary [   5.321s] 118 tests run: 118 passed (2 slow, 1 flaky), 3 skipped"
expect "1 0 0" count_nextest 0 "     Summary [   0.010s] 1 test run: 1 passed, 0 skipped"
expect "116 4 1" count_nextest 100 \
    "     Summary [ 105.001s] 120 tests run: 116 passed (1 leaky), 2 failed, 1 timed out, 1 exec failed, 3 skipped"
expect "5 115 0" count_nextest 100 "     Summary [   2.000s] 7/120 tests run: 5 passed, 2 failed, 0 skipped"
expect "0 3 0" count_nextest 100 "     Summary [   2.000s] 3 tests run: 0 passed, 3 failed, 0 skipped"
expect "9 1 0" count_nextest 101 "     Summary [   2.000s] 9 tests run: 9 passed, 0 skipped"
expect "0 1 0" count_nextest 101 "error: could not compile \`minhchung\` (lib) due to 1 previous error"
expect "0 1 0" count_nextest 101 ""
expect "3 0 0" count_nextest 0 "a test printed: 9 tests run: 9 passed
     Summary [   1.000s] 3 tests run: 3 passed, 0 skipped
warning: 8 passed, 4 failed"
expect "3 0 1" count_doc_tests 0 "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s"
expect "5 2 0" count_doc_tests 101 "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out
test result: FAILED. 2 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out"
expect "0 0 0" count_doc_tests 0 "test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"
expect "0 1 0" count_doc_tests 101 "error[E0425]: cannot find value"
expect "0 1 0" count_doc_tests 0 ""

# The summary ends with the count, lists what failed, and fails with it.
ends() {
    local status=0 text
    text=$(
        # shellcheck source=scripts/parts/count.sh
        source "$here/count.sh"
        check "one" true >/dev/null
        check "two" "$1" >/dev/null 2>&1
        check "three" true >/dev/null
        summary
    ) || status=$?
    if [[ $status != "$2" || ${text##*$'\n'} != "$3" ]]; then
        printf 'summary: expected %s and "%s", got %s and:\n%s\n' "$2" "$3" "$status" "$text"
        wrong=$((wrong + 1))
    fi
}
ends true 0 "3 passed, 0 failed"
ends false 1 "2 passed, 1 failed"

((wrong == 0)) && echo "17 counts as expected"
