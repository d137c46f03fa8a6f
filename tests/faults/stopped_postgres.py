"""PostgreSQL is stopped under load and comes back: candidates lose nothing.

On a PostgreSQL of its own. While it is away everybody is told to come back (503 with Retry-After); once it is back the same
requests, sent again, are acknowledged, without a restart of the service.
"""

import sys
import time

from candidates import Crowd, Told, check, mixed, saves_more
from failed_sync import words
from installation import Broken, Installation, arguments, progress, run, until


def drill(asked):
    told = Told()
    with Installation(asked, people=14 + 2 * asked.rounds, own_cluster=True) as place:
        server, everybody = place.serve(), mixed(place.people, told)
        for number in range(1, asked.rounds + 1):
            crowd = Crowd(everybody[: 14 + 2 * number], server.address, is_patient=True)
            until("the load to be acknowledged", saves_more(told, 50))
            one_outage(place, server, told, number, asked.seconds)
            time.sleep(2)
            crowd.stop()
            check(place, told, f"outage {number}")
        place.certificates_follow()
        check(place, told, "the end")
        if server.process.poll() is not None:
            raise Broken(f"the service ended with {server.process.returncode}")
        server.kill()
    return f"kept: {asked.rounds} outages of {asked.seconds} s, {told.summary()}; nothing acknowledged was lost"


def one_outage(place, server, told, number, seconds):
    place.cluster.stop("immediate" if number % 2 else "fast")
    time.sleep(0.5)
    saved, refused, began = told.counts["saved"], told.counts["refused"], time.monotonic()
    time.sleep(seconds)
    saved, refused = told.counts["saved"] - saved, told.counts["refused"] - refused
    ready, live = server.get("/health/ready")[0], server.get("/health/live")[0]
    if saved or not refused or ready != 503 or live != 200:
        raise Broken(f"while away: {saved} saved, {refused} refused, ready {ready}, live {live}")
    place.cluster.start()
    began = time.monotonic()
    until("saving to go on once PostgreSQL is back", saves_more(told, 30), 60)
    progress(
        f"outage {number}: {refused} refused while away; saving again {time.monotonic() - began:.1f} s after it was back; "
        f"{told.summary()}; {words(server)}"
    )


if __name__ == "__main__":
    seconds = lambda parser: parser.add_argument("--seconds", type=int, default=60, help="how long it is away")
    sys.exit(run("stopped PostgreSQL", drill, arguments(__doc__, rounds=2, engines=("postgres",), more=seconds)))
