# Installs what the tests need and the machine lacks. Sourced by scripts/test.sh.
# shellcheck shell=bash

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif ! has sudo; then
        return 1
    elif [[ -t 0 ]]; then
        sudo "$@"
    else
        sudo -n "$@" # nobody is there to type a password
    fi
}

# The newest PostgreSQL's folder of programs, nothing when there is none.
postgres_programs() {
    local folder
    folder=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -name initdb 2>/dev/null | sort -V | tail -n 1)
    if [[ -n $folder ]]; then
        dirname "$folder"
    elif has initdb; then
        dirname "$(command -v initdb)"
    fi
}

# Prints the Debian packages that are missing, by the programs they bring.
missing_packages() {
    local pair
    local wanted=(git:git node:nodejs npm:npm openssl:openssl pdftoppm:poppler-utils pdftotext:poppler-utils
        python3:python3 qpdf:qpdf softhsm2-util:softhsm2 strace:strace zbarimg:zbar-tools)
    if [[ $1 == with-browser ]]; then wanted+=(chromium:chromium chromedriver:chromium-driver); fi
    for pair in "${wanted[@]}"; do
        has "${pair%%:*}" || echo "${pair#*:}"
    done | sort -u
    [[ -n $(postgres_programs) ]] || echo postgresql
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

# install_packages with-browser|without-browser
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$1")
    ((${#missing[@]} > 0)) || return 0
    say "installing ${missing[*]}"
    if has apt-get && as_root apt-get update -q </dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
            "${missing[@]}" </dev/null; then
        mapfile -t missing < <(missing_packages "$1")
        ((${#missing[@]} > 0)) || return 0
    fi
    fail "tools are missing that only an administrator can install: apt-get install ${missing[*]}"
}

# install_cargo_tool NAME VERSION [OPTION...]: from source, compiled lightly: the tools run for
# seconds, and their own release settings would spend minutes on making them faster.
install_cargo_tool() {
    local name=$1 version=$2
    shift 2
    if has "$name"; then return 0; fi
    say "installing $name $version"
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        CARGO_PROFILE_RELEASE_DEBUG=0 cargo install --quiet --locked --version "$version" "$@" "$name" </dev/null ||
        fail "$name could not be installed: cargo install --locked $name"
}

# The versions are those installed when there is none; any version already there is used.
install_cargo_tools() {
    install_cargo_tool cargo-nextest 0.9.151 --no-default-features --features default-no-update
    install_cargo_tool cargo-deny 0.20.2
}

# rustfmt and clippy come with most toolchains.
install_toolchain_parts() {
    if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1; then return 0; fi
    say "installing rustfmt and clippy"
    { has rustup && rustup component add rustfmt clippy </dev/null; } ||
        fail "the Rust toolchain has no rustfmt or clippy: rustup component add rustfmt clippy"
}

# install_node_modules FOLDER: exactly what its package-lock.json names, once for each lock and Node.
install_node_modules() {
    local folder=$1 stamp
    if [[ ! -f $folder/package-lock.json ]]; then
        fail "$folder/package-lock.json is missing: the tests that need it cannot run"
        return
    fi
    has npm || return 0 # already counted as a missing tool
    stamp="$(cat "$folder/package.json" "$folder/package-lock.json" | sha256sum) $(node --version)"
    if [[ $(cat "$folder/node_modules/.installed" 2>/dev/null) == "$stamp" ]]; then return 0; fi
    say "installing node modules of $folder"
    if npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error </dev/null; then
        mkdir -p "$folder/node_modules" # npm makes none when nothing is to be installed
        echo "$stamp" >"$folder/node_modules/.installed"
    else
        fail "npm ci in $folder"
    fi
}

# install_python_packages REQUIREMENTS: exactly what the file names and hashes, in target/python, once for each file
# and Python.
install_python_packages() {
    local requirements=$1 stamp
    has python3 || return 0 # already counted as a missing tool
    stamp="$(sha256sum <"$requirements") $(python3 --version)"
    if [[ $(cat target/python/.installed 2>/dev/null) == "$stamp" ]]; then return 0; fi
    say "installing Python packages of $requirements"
    if python3 -m venv --clear target/python &&
        target/python/bin/pip install --quiet --disable-pip-version-check --require-hashes \
            --requirement "$requirements" </dev/null; then
        echo "$stamp" >target/python/.installed
    else
        fail "python3 -m venv target/python; target/python/bin/pip install --requirement $requirements"
    fi
}
