#!/usr/bin/env bash
# Every test of Minh Chứng, on a machine with a Rust toolchain and a C compiler:
#
#     bash scripts/test.sh           installs what is missing, runs everything
#     bash scripts/test.sh --fast    leaves out the browser, and says so
#
# Ends with `N passed, N failed`; the exit code is 0 only when nothing failed. A failure does not hide what
# comes after it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/parts/count.sh
source scripts/parts/count.sh
# shellcheck source=scripts/parts/install.sh
source scripts/parts/install.sh
# shellcheck source=scripts/parts/postgres.sh
source scripts/parts/postgres.sh

browser=with-browser
for option in "$@"; do
    case $option in
        --fast) browser=without-browser ;;
        --help | -h)
            sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
            exit 0
            ;;
        *)
            echo "unknown option $option; known are --fast and --help" >&2
            exit 2
            ;;
    esac
done

logs=$(mktemp -d /tmp/minhchung-test.XXXXXX)
is_finished=no

# However the script ends: nothing is left behind, and half a run never looks like a whole one.
leave() {
    local status=$?
    set +e
    stop_postgres
    rm -rf "$logs"
    if [[ $is_finished == no ]]; then
        fail "scripts/test.sh stopped before its end, with status $status"
        summary
    fi
    exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
has cargo || { echo "cargo is missing: install a Rust toolchain from https://rustup.rs" >&2; exit 1; }

# Known faults come from a list on the network. Without the network an earlier copy is used; without a copy
# the check is not run, and not counted.
check_advisories() {
    local log=$logs/advisories
    say "cargo deny: known faults (RustSec)"
    if cargo deny --locked check advisories </dev/null >"$log" 2>&1; then
        pass
    elif ! grep -q 'failed to fetch advisory database' "$log"; then
        cat "$log"
        fail "cargo deny: known faults (RustSec)"
    elif cargo deny --locked check --disable-fetch advisories </dev/null >"$log" 2>&1; then
        echo "the list could not be fetched; an earlier copy was used"
        pass
    elif grep -q "^error\[" "$log"; then
        cat "$log"
        fail "cargo deny: known faults (RustSec), by an earlier copy of the list"
    else
        leave_out "cargo deny check advisories: the list of known faults could not be fetched and there is no recent copy"
    fi
}

# run_logged LOG COMMAND...: shows and keeps the output; the status is the command's.
run_logged() {
    local log=$1
    shift
    "$@" </dev/null 2>&1 | tee "$log"
}

run_tests() {
    local status=0 filter=()
    say "cargo nextest run"
    if [[ $browser == without-browser ]]; then
        leave_out "the tests in a browser (tests/browser.rs), because of --fast"
        # nextest refuses to leave out a binary that is not there.
        if [[ -f tests/browser.rs ]]; then filter=(--filterset 'not binary(browser)'); fi
    elif [[ ! -f tests/browser.rs ]]; then
        fail "tests/browser.rs is missing: nothing was tested in a browser"
    fi
    run_logged "$logs/nextest" cargo nextest run --locked --no-fail-fast --color never \
        --status-level slow --final-status-level fail "${filter[@]}" || status=$?
    count_nextest "$logs/nextest" "$status"
}

run_doc_tests() {
    local status=0
    say "cargo test --doc"
    run_logged "$logs/doc" cargo test --locked --doc --no-fail-fast || status=$?
    count_doc_tests "$logs/doc" "$status"
}

install_packages "$browser"
install_toolchain_parts
install_cargo_tools
install_node_modules tests/independent
install_python_packages tests/independent/requirements.txt
if [[ $browser == with-browser ]]; then install_node_modules tests/browser; fi

check "counting of this script" bash scripts/parts/count_check.sh
check "cargo fmt" cargo fmt --check
check "cargo clippy" cargo clippy --locked --all-targets --quiet -- -D warnings
check "cargo deny: licences, bans, sources" cargo deny --locked check --hide-inclusion-graph bans licenses sources
check_advisories
start_postgres
run_tests
stop_postgres
run_doc_tests
is_finished=yes
summary
