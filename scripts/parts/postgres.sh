# A PostgreSQL cluster of our own, thrown away at the end. Sourced by scripts/test.sh.
# shellcheck shell=bash
#
# It runs as an ordinary user (PostgreSQL refuses to run as root), listens on a free port of 127.0.0.1 and
# on a socket in its own folder, and syncs to disk as in production: the service refuses less.

postgres_folder=""

as_postgres() {
    if ((EUID == 0)); then
        (cd / && runuser -u "$postgres_user" -- "$@")
    else
        "$@"
    fi
}

postgres_settings() {
    cat <<SETTINGS
listen_addresses = '127.0.0.1'
port = $1
unix_socket_directories = '$postgres_folder'
max_connections = 400
shared_buffers = 256MB
max_wal_size = 4GB
checkpoint_timeout = 30min
jit = off
max_parallel_workers_per_gather = 0
SETTINGS
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Makes the cluster, starts it and exports MINHCHUNG_TEST_POSTGRES: the server, without a database.
start_postgres() {
    local programs password port try log
    programs=$(postgres_programs)
    [[ -n $programs ]] || return 0 # already counted as a missing tool
    say "starting PostgreSQL"
    postgres_user=$(id -un)
    if ((EUID == 0)); then
        postgres_user=postgres
        id postgres >/dev/null 2>&1 || useradd --system --shell /usr/sbin/nologin postgres
    fi
    # A short path: a socket's may have at most 107 bytes.
    postgres_folder=$(mktemp -d /tmp/minhchung-postgres.XXXXXX)
    log=$postgres_folder/log
    password=$(openssl rand -hex 16)
    printf '%s\n' "$password" >"$postgres_folder/password"
    if ((EUID == 0)); then chown -R "$postgres_user" "$postgres_folder"; fi
    if ! as_postgres "$programs/initdb" --pgdata="$postgres_folder/data" --username=minhchung --auth=scram-sha-256 \
        --pwfile="$postgres_folder/password" --encoding=UTF8 --locale=C.UTF-8 --data-checksums --no-sync >/dev/null; then
        fail "PostgreSQL's initdb; the tests that need a PostgreSQL fail too"
        return
    fi
    # Another program may take the port between the question and the start.
    for try in 1 2 3; do
        port=$(free_port)
        postgres_settings "$port" | as_postgres tee "$postgres_folder/data/postgresql.auto.conf" >/dev/null
        if as_postgres "$programs/pg_ctl" start --pgdata="$postgres_folder/data" --log="$log" \
            --wait --timeout=60 --silent </dev/null; then
            export MINHCHUNG_TEST_POSTGRES="postgres://minhchung:$password@127.0.0.1:$port"
            as_postgres "$programs/postgres" --version
            return
        fi
        printf 'PostgreSQL did not start, attempt %s of 3\n' "$try" >&2
    done
    tail -n 20 "$log" >&2 || true
    fail "PostgreSQL did not start; the tests that need a PostgreSQL fail too"
}

# Stops the cluster by its own folder, and removes it. Harmless when there is none.
stop_postgres() {
    local folder=$postgres_folder pid
    [[ -n $folder ]] || return 0
    postgres_folder=""
    if [[ -f $folder/data/postmaster.pid ]]; then
        pid=$(head -n 1 "$folder/data/postmaster.pid")
        # Nothing in it is worth a clean stop.
        as_postgres "$(postgres_programs)/pg_ctl" stop --pgdata="$folder/data" --mode=immediate \
            --wait --timeout=30 --silent </dev/null || as_postgres kill -KILL "$pid" || true
    fi
    rm -rf "$folder"
}
