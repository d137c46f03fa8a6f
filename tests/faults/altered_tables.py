"""The reader of the tables is tried: it has to notice what it is there to notice.

A good load is found good. Then one thing after another is altered, in what was acknowledged or in the tables, and the reader
has to name it; a reader that finds everything good would make every other drill worthless.
"""

import sys

import stored
from candidates import Crowd, Told, mixed
from installation import Broken, Installation, arguments, run, until


def tampered(told):
    """What was acknowledged, altered: saves and scores that are not stored so."""
    place, (revision, choice) = next(iter(told.saves.items()))
    for other in ((revision + 2, choice), (revision, "z")):
        told.saves[place] = other
        yield f"{place}: revision"
    told.saves.clear()
    attempt = next(iter(told.scores))
    told.scores[attempt] = ("passed", 99)
    yield f"attempt {attempt}: passed with 99"
    told.scores.clear()
    attempt = next(iter(told.certificates))
    told.certificates[attempt] = "another"
    yield "a certificate was shown"
    told.certificates.clear()
    told.attempts.add("never started")
    yield "attempt never started was acknowledged"
    told.attempts.clear()


ALTERED = {
    "the chain of the audit trail": "update audit set actor = 'x' where sequence = 2",
    "the log breaks": "update log_entry set entry = 'x' where position = 1",
    "certificates without a pass": "update attempt set outcome = 'failed' where id in (select attempt_id from certificate)",
    "records of one issue":
        "insert into audit select sequence + 100, at, actor, action, subject, detail, previous_hash, hash from audit "
        "where action = 'certificate.issue'",
}


def drill(asked):
    told = Told()
    with Installation(asked, people=6) as place:
        server = place.serve()
        crowd = Crowd(mixed(place.people, told, saving=2, failing=1), server.address)
        until("certificates", lambda: len(told.certificates) == 3)
        crowd.stop()
        server.kill()
        if found := told.wrong + stored.faults(place.database, told):
            raise Broken(f"a good load is called bad: {found[:3]}")
        count = 0
        for expected in tampered(told):
            count += notices(place, told, expected)
        for expected, statement in ALTERED.items():
            place.database.run(statement)
            count += notices(place, told, expected)
    return f"kept: {count} alterations noticed"


def notices(place, told, expected):
    found = stored.faults(place.database, told)
    if not any(expected in fault for fault in found):
        raise Broken(f"not noticed: {expected}; found {found[:3]}")
    return 1


if __name__ == "__main__":
    sys.exit(run("altered tables", drill, arguments(__doc__, rounds=1)))
