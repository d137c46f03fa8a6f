"""One of three instances on one PostgreSQL is killed with SIGKILL while all close attempts and issue certificates.

Each round a roomful answers and does not hand in; the window of the assessment ends and everybody is closed at once, by
whichever instance comes first. A trigger of the drill's own counts closings. The others go on: every attempt is closed
once, at its deadline; every pass has one certificate. In every second round the others are held until the kill, so that
what is leased then is the killed one's. It comes once the lease has run out: in the last round that is waited for, in
earlier ones the lease is ended by hand.
"""

import random
import signal
import sys
import time
from datetime import datetime, timedelta, timezone

from balancer import Balancer
from bank import DEFINITION
from candidates import Candidate, Crowd, Told, check
from installation import Broken, Installation, arguments, free_port, progress, run, until

ROOM, INSTANCES = 100, 3
WINDOW = 40  # seconds, to log in and to answer
LEASE = 120  # seconds, of certificates to be made

COUNT_CLOSINGS = """
create table closing (attempt_id text not null, at timestamptz not null default clock_timestamp());
create function count_closing() returns trigger language plpgsql as
    $$ begin insert into closing (attempt_id) values (new.id); return new; end $$;
create trigger count_closing after update of state on attempt for each row execute function count_closing();
"""
OPEN = "select count(*) from attempt where state = 'in_progress'"
DUE = "select count(*) from outbox where done_at is null"
LEASED = "select count(*) from outbox where done_at is null and leased_until > 0"
LATE = "select count(*) from attempt where closed_at <> deadline or not by_timeout or outcome <> 'passed'"


def drill(asked):
    told, held, longest = Told(), 0, 0.0
    with Installation(asked, people=ROOM * asked.rounds) as place:
        place.database.run(COUNT_CLOSINGS)
        ports = [free_port() for _ in range(INSTANCES)]
        servers = [place.start(port=port) for port in ports]
        for server in servers:
            server.answers()
        with Balancer("haproxy", place, ports) as balancer:
            for number in range(1, asked.rounds + 1):
                sit(place, place.people[ROOM * (number - 1) : ROOM * number], told, balancer)
                which = random.randrange(INSTANCES)
                others = servers[:which] + servers[which + 1 :]
                left = kill_while_it_works(place, servers[which], others if number % 2 == 0 else [])
                if number < asked.rounds:
                    place.release_leases()
                began = time.monotonic()
                all_issued = lambda: not place.database.number(DUE)
                until("the other instances to issue every certificate", all_issued, LEASE + 60, 0.2)
                took = time.monotonic() - began
                progress(f"round {number}: instance {which + 1} killed, {left}; all issued {took:.1f} s later")
                held, longest = held + left["orders leased"], max(longest, took)
                judge(place, told, ROOM * number, f"round {number}")
                servers[which] = place.start(port=ports[which]).answers()
        verify(place, servers)
    return (
        f"kept: {asked.rounds} kills, {ROOM * asked.rounds} attempts closed once at their deadline, "
        f"each certificate once, {held} certificates were leased when an instance died, the last one came {longest:.0f} s later"
    )


def sit(place, people, told, balancer):
    """A roomful that answers everything right and is still there when the window closes."""
    closes_at = datetime.now(timezone.utc) + timedelta(seconds=WINDOW)
    window = DEFINITION.replace("MINUTES", "60").replace("grace_seconds = 60", "grace_seconds = 1")
    window = window.replace('\nreview = ', f"\ncloses_at = {closes_at:%Y-%m-%dT%H:%M:%SZ}\nreview = ")
    (place.folder / "bank/assessment.toml").write_text(window, encoding="utf-8")
    place.tell("bank", "import", place.folder / "bank")
    sitting = [Candidate(person, "answers", told) for person in people]
    crowd = Crowd(sitting, balancer.address, is_patient=True)
    until("everybody to have answered", lambda: all(one.is_done for one in sitting), WINDOW - 2)
    crowd.stop()


def kill_while_it_works(place, server, held):
    """Kills at a moment of chance while certificates are leased; gives what was left then."""
    for other in held:
        other.process.send_signal(signal.SIGSTOP)
    until("the first attempt to be closed", lambda: place.database.number(OPEN) < ROOM, WINDOW + 20, 0.01)
    time.sleep(random.uniform(0.0, 0.6))
    until("certificates to be leased", lambda: place.database.number(LEASED), 20, 0.01)
    server.kill()
    left = {"attempts open": place.database.number(OPEN), "orders leased": place.database.number(LEASED)}
    for other in held:
        other.process.send_signal(signal.SIGCONT)
    return left


def judge(place, told, expected, when):
    """Everything that happened to these attempts, by the tables."""
    check(place, told, when)
    counts = {
        "attempts": "select count(*) from attempt",
        "attempts closed": "select count(distinct attempt_id) from closing",
        "closings": "select count(*) from closing",
        "certificates": "select count(*) from certificate where state = 'issued'",
        "holders of them": "select count(distinct attempt_id) from certificate where state = 'issued'",
        "entries of the log": "select count(*) from log_entry where occurrence = 'issue'",
    }
    found = {what: place.database.number(sql) for what, sql in counts.items()}
    if set(found.values()) != {expected} or place.database.number(OPEN):
        raise Broken(f"{when}: {expected} of each were expected: {found}")
    if place.database.number(LATE):
        raise Broken(f"{when}: {place.database.number(LATE)} attempts were not closed as passed at their deadline")


def verify(place, servers):
    """What the program itself finds."""
    log = place.folder / "log"
    for words in [("audit", "verify"), ("log", "export", "--out", log), ("log", "verify", log, "--key", key_of(place))]:
        progress(" ".join(map(str, words[:2])) + ": " + place.tell(*words).strip()[-200:])
    for server in servers:
        server.kill()


def key_of(place):
    """The log's key, as verifiers take it."""
    return place.tell("log", "key").split()[-1]


if __name__ == "__main__":
    sys.exit(run("killed instance", drill, arguments(__doc__, rounds=20, engines=("postgres",))))
