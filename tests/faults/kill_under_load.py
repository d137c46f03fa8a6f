"""The service is killed with SIGKILL under load, again and again.

Each round: start, candidates save, submit and pass, SIGKILL at a moment of chance, start again, and the tables are read
without the program. On PostgreSQL only the service is killed. What no candidate was told may be there or not; what was told
must be. At the end every pass has its certificate, once.
"""

import random
import sys
import time

from candidates import Candidate, Crowd, Told, check, saves_more
from installation import Broken, Installation, arguments, progress, run, until

SAVING, FAILING, PASSING = 12, 2, 2


def drill(asked):
    people = SAVING + FAILING + PASSING * asked.rounds
    told = Told()
    with Installation(asked, people) as place:
        ways = ["saves"] * SAVING + ["fails"] * FAILING + ["passes"] * (people - SAVING - FAILING)
        everybody = [Candidate(person, way, told) for person, way in zip(place.people, ways)]
        lasting, passing = everybody[: SAVING + FAILING], everybody[SAVING + FAILING :]
        for number in range(1, asked.rounds + 1):
            place.release_leases()
            server = place.serve()
            check(place, told, f"round {number}")
            crowd = Crowd(lasting + [one for one in passing if not one.is_done][:PASSING], server.address)
            until("the load to be acknowledged", saves_more(told, 20), 30, 0.01)
            time.sleep(random.uniform(0.1, 0.6))
            server.kill()
            crowd.stop()
            if number % 10 == 0:
                progress(f"round {number}: {told.summary()}")
        finish(place, told, lasting + passing)
        issued = place.database.number("select count(*) from certificate where state = 'issued'")
        return f"kept: {asked.rounds} kills, {told.summary()}, {issued} certificates; nothing lost, nothing twice"

def finish(place, told, everybody):
    """After the last start everybody hears the answers still missing, and what is due is made."""
    place.release_leases()
    server = place.serve()
    check(place, told, "the last one")
    crowd = Crowd([one for one in everybody if one.way != "saves" and one.token], server.address, is_patient=True)
    time.sleep(1)
    place.certificates_follow()
    crowd.stop()
    server.kill()
    check(place, told, "the end")
    passes = place.database.number("select count(*) from attempt where outcome = 'passed'")
    issued = place.database.number("select count(*) from certificate where state = 'issued'")
    if passes != issued or not passes:
        raise Broken(f"{passes} passes and {issued} certificates")
    verified = place.ask("audit", "verify")
    if verified.returncode:
        raise Broken(f"audit verify: {verified.stdout}{verified.stderr}")


if __name__ == "__main__":
    asked = arguments(__doc__, rounds=200)
    sys.exit(run("kill under load", drill, asked))
