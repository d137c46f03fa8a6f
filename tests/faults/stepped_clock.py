"""The clock steps an hour forwards and backwards while candidates work; the machine's own clock is never touched.

`faketime` lies to the service's process alone, and only about the time of day. Promised is: saving goes on; starting and
issuing are suspended after a step of more than two seconds, and readiness says so; no attempt is closed by a step; no
certificate is dated before the one before it. Once the step is undone everything goes on.
"""

import json
import sys
import time
from pathlib import Path

import stored
from candidates import Candidate, Crowd, Told
from installation import Broken, Installation, arguments, needs, progress, run, until

MINUTES = 30  # of an attempt: less than the step
# Ahead of the machine's clock, so that a step back does not lead to before the keys were made. PostgreSQL has a clock of
# its own, which has to agree.
AHEAD = {"sqlite": 2 * 24 * 3600, "postgres": 0}


class Clock:
    """The time of day of one process, told by a file that is read anew each time."""

    def __init__(self, place):
        self.file, self.ahead = place.folder / "time-of-day", AHEAD[place.engine]
        self.set(0)
        preload = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        if preload is None:
            raise Broken("libfaketimeMT is missing: apt-get install faketime")
        self.environment = {
            "LD_PRELOAD": str(preload),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, seconds):
        """So many seconds before or after the time that the service began with."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{self.ahead + seconds:+d}\n")
        new.rename(self.file)


def drill(asked):
    needs("faketime", "faketime")
    found = []
    for number, step in enumerate([3600, -3600] * asked.rounds, start=1):
        with Installation(asked, people=10, minutes=MINUTES) as place:
            found += [f"a step of {step:+d} s: {fault}" for fault in one_step(place, step)]
    if found:
        raise Broken("; ".join(sorted(set(found))))
    return f"kept: {2 * asked.rounds} steps; saving went on, starting and issuing waited, dates never went back"


def one_step(place, step):
    """What a step of the clock did that it may not do."""
    clock, told = Clock(place), Told()
    server = place.serve(environment=clock.environment)
    ways = ["saves"] * 4 + ["passes"] * 6
    everybody = [Candidate(person, way, told) for person, way in zip(place.people, ways)]
    saving, before, after = everybody[:4], everybody[4:7], everybody[7:]
    for one in saving:
        one.pause = 0.02
    crowd = Crowd(saving + before, server.address, is_patient=True)
    issued = "select count(*) from certificate where state = 'issued'"
    until("three certificates before the step", lambda: place.database.number(issued) == 3)
    ready_before = server.get("/health/ready")[0]
    clock.set(step)
    saved = told.counts["saved"]
    late = Crowd(after, server.address, is_patient=True)
    time.sleep(6)
    ready = server.get("/health/ready")
    crowd.stop()
    saved = told.counts["saved"] - saved
    started = sum(1 for one in after if one.attempt)
    closed = place.database.number("select count(*) from attempt where by_timeout")
    now_issued = place.database.number(issued)
    progress(
        f"{step:+d} s: {saved} saved after it, {started} of 3 started, {now_issued - 3} issued, {closed} of 4 attempts closed; "
        f"ready {ready_before} then {ready[0]} {faults_of(ready[1])}; {told.wrong[:1]}"
    )
    clock.set(0)
    found = []
    try:
        until("three certificates after it", lambda: place.database.number(issued) == 6)
        until("readiness after it", lambda: server.get("/health/ready")[0] == 200)
    except Broken as broken:
        found.append(f"undone, it did not go on: {broken}")
    late.stop()
    progress(f"back again: {place.database.number(issued)} issued; ready {server.get('/health/ready')[0]}")
    lines = server.words().count("was stepped")
    server.kill()
    if lines != 1:
        found.append(f"{lines} lines of the log tell of it")
    if not saved or closed:
        found.append(f"{saved} saves went on and {closed} running attempts were closed")
    if started:
        found.append("starting was not suspended")
    if now_issued > 3:
        found.append("issuing was not suspended")
    if ready_before != 200 or not any("clock" in fault and "stepped" in fault for fault in faults_of(ready[1])):
        found.append("readiness says nothing of it")
    return found + backdated(place.database) + stored.faults(place.database, told)


def faults_of(body):
    """The reasons that readiness gives."""
    return [f"{check['name']}: {check['reason']}" for check in json.loads(body or b"{}").get("checks", []) if not check["ok"]]


def backdated(database):
    """Certificates dated before one with a smaller register number."""
    rows = database.rows("select register_number, claim from certificate order by register_number")
    dates = [(number, json.loads(claim)["issued_at"]) for number, claim in rows]
    pairs = zip(dates, dates[1:])
    return [f"certificate {later[0]} is dated before {one[0]}" for one, later in pairs if later[1] < one[1]]


if __name__ == "__main__":
    sys.exit(run("stepped clock", drill, arguments(__doc__, rounds=1)))
