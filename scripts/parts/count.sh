# Counting: what passed, what failed, what was left out. Sourced by scripts/test.sh.
# shellcheck shell=bash

passed=0
failed=0
failures=() # a line for each thing that failed
left_out=() # a sentence for each thing that was not run

say() { printf '\n== %s\n' "$*"; }

pass() { passed=$((passed + ${1:-1})); }

# fail SENTENCE [HOW_MANY]
fail() {
    failed=$((failed + ${2:-1}))
    failures+=("$1")
    printf 'FAILED: %s\n' "$1" >&2
}

leave_out() {
    left_out+=("$1")
    printf 'NOT RUN: %s\n' "$1" >&2
}

# check NAME COMMAND...: one check, counted as one.
check() {
    local name=$1
    shift
    say "$name"
    if "$@" </dev/null; then pass; else fail "$name"; fi
}

# number_before WORD TEXT: the 12 of "12 passed, 3 failed"; 0 when the word is not there.
number_before() {
    if [[ $2 =~ ([0-9]+)\ $1 ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi
}

# count_nextest LOG STATUS: counts by nextest's summary line,
# `Summary [ 5.321s] 120 tests run: 118 passed (1 slow), 1 failed, 1 timed out, 3 skipped`.
# Whatever was to run and did not pass is a failure, whatever nextest calls it.
count_nextest() {
    local line run ok skipped
    line=$(grep -E '^ *Summary \[' "$1" | tail -n 1 || true)
    # `7/120 tests run` when nextest was stopped half way: 120 were to run.
    if [[ ! $line =~ ([0-9]+)\ tests?\ run: ]]; then
        fail "cargo nextest run: ended with status $2 before any test ran"
        return
    fi
    run=${BASH_REMATCH[1]}
    ok=$(number_before passed "$line")
    skipped=$(number_before skipped "$line")
    pass "$ok"
    if ((run > ok)); then
        fail "cargo nextest run: $((run - ok)) of $run tests" $((run - ok))
    elif (($2 != 0)); then
        fail "cargo nextest run: ended with status $2 although every test passed"
    fi
    if ((skipped > 0)); then
        leave_out "tests marked #[ignore] or left out by an option: $skipped (cargo nextest run --run-ignored only)"
    fi
}

# count_doc_tests LOG STATUS: adds up the lines `test result: ok. 3 passed; 0 failed; 1 ignored; ...`.
count_doc_tests() {
    local line ok=0 bad=0 ignored=0 results=0
    while IFS= read -r line; do
        results=$((results + 1))
        ok=$((ok + $(number_before passed "$line")))
        bad=$((bad + $(number_before failed "$line")))
        ignored=$((ignored + $(number_before ignored "$line")))
    done < <(grep -E '^test result: ' "$1" || true)
    pass "$ok"
    if ((bad > 0)); then
        fail "cargo test --doc: $bad tests" "$bad"
    elif (($2 != 0 || results == 0)); then
        fail "cargo test --doc: ended with status $2 after $results results"
    fi
    if ((ignored > 0)); then leave_out "documentation tests marked ignore: $ignored"; fi
}

# The last words; their status is the script's.
summary() {
    local line
    printf '\n'
    for line in "${left_out[@]}"; do printf 'NOT RUN: %s\n' "$line"; done
    for line in "${failures[@]}"; do printf 'FAILED: %s\n' "$line"; done
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
}
