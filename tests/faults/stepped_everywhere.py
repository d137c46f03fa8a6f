"""The clock of every instance is stepped at once: none is ready any more, and saving goes on behind the balancer.

Readiness tells a balancer to send requests elsewhere. Where there is no elsewhere, as when all clocks follow one that
is wrong, or a certificate waits too long, everything that can still be done has to go on being done. Not one request of
those who save may fail, neither when readiness goes nor when it comes back.
"""

import sys
import time

from balancer import Balancer
from candidates import Crowd, Told, check, mixed, saves_more
from installation import Broken, Installation, arguments, free_port, needs, progress, run, until
from stepped_clock import Clock, faults_of

SAVING, INSTANCES, STEP = 12, 3, 3600


def drill(asked):
    needs("faketime", "faketime")
    told = Told()
    with Installation(asked, people=SAVING) as place:
        clock, ports = Clock(place), [free_port() for _ in range(INSTANCES)]
        servers = [place.start(environment=clock.environment, port=port) for port in ports]
        for server in servers:
            server.answers()
        with Balancer("haproxy", place, ports) as balancer:
            everybody = mixed(place.people, told, saving=SAVING, failing=0)
            for one in everybody:
                one.pause = 0.02
            crowd = Crowd(everybody, balancer.address, is_patient=True)
            # No attempt starts while the clock is in doubt.
            until("everybody to save", lambda: len(told.attempts) == SAVING and told.counts["saved"] > 50)
            while_stepped = sum(one_step(balancer, clock, servers, told) for _ in range(asked.rounds))
            crowd.stop()
        check(place, told, "the end")
        for server in servers:
            server.kill()
    failed = told.counts["refused"] + told.counts["cut off"]
    if failed:
        raise Broken(f"{failed} requests failed: " + "; ".join(told.failures[:5]))
    return f"kept: {asked.rounds} steps of every clock, {while_stepped} saved while none was ready, {told.summary()}"


def one_step(balancer, clock, servers, told):
    """Gives how much was saved while nobody was ready."""
    clock.set(STEP)
    until("every instance to be unready", lambda: all(server.get("/health/ready")[0] == 503 for server in servers))
    saved = told.counts["saved"]
    time.sleep(4)
    status, body = balancer.get("/health/ready")
    saved = told.counts["saved"] - saved
    if not saved:
        raise Broken(f"nothing was saved while no instance was ready: {told.failures[:1]}")
    if status != 503 or b"was stepped" not in body:
        raise Broken(f"readiness through the balancer: {status} {body[:200]!r}")
    progress(f"stepped: {saved} saved in 4 s; through the balancer {status} {faults_of(body)}")
    clock.set(0)
    until("readiness after it", lambda: all(server.get("/health/ready")[0] == 200 for server in servers))
    time.sleep(2)
    until("saving to go on", saves_more(told, 50))
    return saved


if __name__ == "__main__":
    sys.exit(run("stepped everywhere", drill, arguments(__doc__, rounds=5, engines=("postgres",))))
