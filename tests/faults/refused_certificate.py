"""A trigger in the database refuses the row of one certificate: the others are issued, and that one when the trigger is gone.

All passes are due in the same moment, so that the refused one stands among the others in one round of issuing.
"""

import sys
import time

import stored
from candidates import Crowd, Told, mixed
from failed_sync import words
from installation import Broken, Installation, arguments, progress, run, until

PASSING = 8
POSTPONED = 60  # seconds until a refused certificate is tried again


def refuse(place, condition):
    """A trigger that refuses rows of certificates; it replaces the one before."""
    allow(place)
    if place.engine == "sqlite":
        place.database.run(
            f"create trigger refused before insert on certificate when {condition} "
            "begin select raise(abort, 'refused by the drill'); end;"
        )
        return
    place.database.run(
        "create or replace function refuse() returns trigger language plpgsql as "
        "$$ begin raise exception 'refused by the drill'; end $$;"
        f"create trigger refused before insert on certificate for each row when ({condition}) execute function refuse();"
    )


def allow(place):
    on = "" if place.engine == "sqlite" else " on certificate"
    place.database.run(f"drop trigger if exists refused{on};")


def drill(asked):
    told = Told()
    with Installation(asked, people=PASSING) as place:
        server = place.serve()
        refuse(place, "new.id is not null")
        crowd = Crowd(mixed(place.people, told, saving=0, failing=0), server.address, is_patient=True)
        submitted = "select count(*) from attempt where outcome = 'passed'"
        until("everybody to pass", lambda: place.database.number(submitted) == PASSING)
        unlucky = place.database.rows("select id from attempt order by id")[PASSING // 2][0]
        refuse(place, f"new.attempt_id = '{unlucky}'")
        place.release_leases()
        others = wait_for(place, PASSING - 1, asked.patience)
        progress(f"{others} of {PASSING - 1} others issued within {asked.patience} s; {words(server)}")
        allow(place)
        if asked.patience < POSTPONED:
            place.release_leases()
        began = time.monotonic()
        last = wait_for(place, PASSING, POSTPONED + 10)
        progress(f"without the trigger: {last} of {PASSING} issued after {time.monotonic() - began:.0f} s more")
        crowd.stop()
        found = told.wrong + stored.faults(place.database, told)
        if others < PASSING - 1:
            found.append(f"one refused certificate kept {PASSING - 1 - others} others from being issued for {asked.patience} s")
        if last < PASSING:
            found.append(f"{PASSING - last} certificates were not issued after the trigger was gone")
        server.kill()
        if found:
            raise Broken("; ".join(found[:5]))
    return f"kept: {PASSING - 1} were issued beside the refused one, which followed when the trigger was gone"


def wait_for(place, count, seconds):
    """How many certificates are issued, at the latest after so many seconds."""
    issued = "select count(*) from certificate where state = 'issued'"
    end = time.monotonic() + seconds
    while (is_issued := place.database.number(issued)) < count and time.monotonic() < end:
        time.sleep(0.2)
    return is_issued


if __name__ == "__main__":
    patience = lambda parser: parser.add_argument("--patience", type=int, default=140, help="seconds the others may take")
    sys.exit(run("refused certificate", drill, arguments(__doc__, rounds=1, more=patience)))
