"""A migration is killed in its middle, and two instances migrate an empty database at once.

The first start on an empty database is killed at one call to the system after another (strace): a commit's sync on SQLite, a
message to the server on PostgreSQL. The next start has to end up with the schema of an undisturbed one.
"""

import subprocess
import sys

from installation import Broken, Installation, arguments, free_port, needs, progress, run

SCHEMA = {
    "sqlite": "select type, name, coalesce(sql, '') from sqlite_master where name not like 'sqlite_%' order by type, name",
    "postgres": "select table_name, column_name, data_type, is_nullable from information_schema.columns "
    "where table_schema = 'public' order by table_name, ordinal_position",
}
APPLIED = "select version, success from _sqlx_migrations order by version"
CALLS = {"sqlite": "fdatasync,fsync,pwrite64", "postgres": "sendto"}


def schema(place):
    return place.database.rows(SCHEMA[place.engine]), place.database.rows(APPLIED)


def emptied(place):
    """The database as before its first start."""
    if place.engine == "sqlite":
        for file in place.home.glob("minhchung.db*"):
            file.unlink()
    else:
        place.database.run("drop schema public cascade; create schema public;")


def drill(asked):
    needs("strace", "strace")
    with Installation(asked) as place:
        emptied(place)
        place.serve().kill()
        expected = schema(place)
        calls = calls_of_a_start(place)
        step = max(1, calls // asked.rounds)
        died = sum(one_kill(place, number, expected) for number in range(1, calls + 1, step))
        progress(f"killed at {died} of {calls} calls")
        for _ in range(asked.rounds // 4 + 1):
            both_at_once(place, expected)
    if died < asked.rounds // 2:
        raise Broken(f"only {died} starts were killed")
    return f"kept: {died} migrations killed, {asked.rounds // 4 + 1} migrated by two at once; always the same schema"


def calls_of_a_start(place):
    """How many such calls the thread that makes most of them needs from an empty database to a listening service."""
    emptied(place)
    trace = place.folder / "calls"
    traced = ["strace", "-D", "-f", "-qq", "-e", f"trace={CALLS[place.engine]}", "-o", trace]
    place.serve(before=traced, environment=ONE).kill()
    threads = {}
    for line in trace.read_text(errors="replace").splitlines():
        if "(" in line and "resumed" not in line:
            thread = line.split(" ", 1)[0]
            threads[thread] = threads.get(thread, 0) + 1
    return max(threads.values())


# One thread speaks with the database server, so that its calls can be counted off.
ONE = {"TOKIO_WORKER_THREADS": "1"}


def one_kill(place, number, expected):
    """Kills a first start at its so-many-eth call; whether it died there."""
    emptied(place)
    calls = CALLS[place.engine]
    inject = ["-e", f"trace={calls}", "-e", f"inject={calls}:signal=SIGKILL:when={number}", "-o", "/dev/null"]
    server = place.start(before=["strace", "-D", "-f", "-qq", *inject], environment=ONE)
    try:
        server.process.wait(3)
    except subprocess.TimeoutExpired:
        pass
    has_died = server.process.poll() is not None
    server.kill()
    place.serve().kill()
    if schema(place) != expected:
        raise Broken(f"killed at call {number}: the schema is another one; applied {schema(place)[1][-2:]}")
    return has_died


def both_at_once(place, expected):
    emptied(place)
    servers = [place.start(port=free_port()) for _ in range(2)]
    try:
        for server in servers:
            server.answers()
    finally:
        for server in servers:
            server.kill()
    if schema(place) != expected:
        raise Broken("two at once made another schema")


if __name__ == "__main__":
    sys.exit(run("killed migration", drill, arguments(__doc__, rounds=24)))
