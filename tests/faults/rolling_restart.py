"""Three instances on one PostgreSQL behind a balancer are restarted one after the other while candidates work.

Any request goes to any instance. Each instance in turn gets SIGTERM, has to end with 0 within a minute, and is started
again. Not one request may fail: no answer of 500 or above, no connection that is cut. Every certificate comes without
waiting for a lease, so that an instance that stops leaves nothing half done.
"""

import http.client
import sys
import threading
import time

from balancer import KINDS, Balancer
from candidates import Candidate, Crowd, Told, check, saves_more
from installation import Broken, Installation, arguments, free_port, progress, run, until

SAVING, FAILING, PASSING = 24, 4, 40  # the last for each instance that is restarted
INSTANCES = 3


class Verifier:
    """Looks at certificates, their files and public proofs through the balancer; notes every answer that is not 200."""

    def __init__(self, balancer, told):
        self.balancer, self.told = balancer, told
        self.seen, self.stopping = 0, threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self):
        while not self.stopping.wait(0.02):
            with self.told.lock:
                codes = list(self.told.certificates.values())[-3:]
            paths = ["/health/live", "/log/checkpoint", "/login", "/assets/fonts/be-vietnam-pro-OFL.txt"]
            paths += [path for code in codes for path in (f"/v/{code}", f"/certificates/{code}.pdf")]
            for path in paths:
                try:
                    status, body = self.balancer.get(path)
                except (OSError, http.client.HTTPException) as error:
                    status, body = 0, repr(error).encode()
                self.seen += 1
                if status != 200:
                    self.told.blame(f"GET {path}: {status} {body[:100]!r}")

    def stop(self):
        self.stopping.set()
        self.thread.join()


def drill(asked):
    restarts, told = INSTANCES * asked.rounds, Told()
    with Installation(asked, people=SAVING + FAILING + PASSING * restarts) as place:
        ports = [free_port() for _ in range(INSTANCES)]
        servers = [place.start(port=port) for port in ports]
        for server in servers:
            server.answers()
        everybody = crowd_of(place.people, told, restarts)
        slowest, began = 0.0, time.monotonic()
        with Balancer(asked.balancer, place, ports) as balancer:
            crowd, verifier = Crowd(everybody, balancer.address, is_patient=True), Verifier(balancer, told)
            until("the load to be acknowledged", saves_more(told, 100))
            for number in range(restarts):
                which = number % INSTANCES
                slowest = max(slowest, restart(place, servers, which))
                progress(f"restart {number + 1} of instance {which + 1}: {told.summary()}, {verifier.seen} looked at")
            passing = [one for one in everybody if one.way == "passes"]
            until("everybody to have passed", lambda: all(one.is_done for one in passing), 60)
            crowd.stop()
            verifier.stop()
        seconds = time.monotonic() - began
        for failure in told.failures[:20]:
            progress(failure)
        finish(place, told, servers, len(passing))
    return (
        f"kept behind {asked.balancer}: {restarts} restarts in {seconds:.0f} s, {told.summary()}, "
        f"{verifier.seen} looked at; no request failed, {len(passing)} certificates, the slowest stop took {slowest:.1f} s"
    )


def crowd_of(people, told, restarts):
    """Some are there all the time; those who pass come one after the other."""
    ways = ["saves"] * SAVING + ["fails"] * FAILING + ["passes"] * PASSING * restarts
    everybody = [Candidate(person, way, told) for person, way in zip(people, ways, strict=True)]
    for number, one in enumerate(everybody):
        one.pause = 0.02 if one.way == "saves" else 0.1
        one.comes_after = max(0, number - SAVING - FAILING) * 10.0 / PASSING
    return everybody


def restart(place, servers, which):
    """As an operator does it: stop, start, wait until it is ready and noticed. Gives how long the stop took."""
    began = time.monotonic()
    code = servers[which].stop()
    took = time.monotonic() - began
    if code or took > 60:
        raise Broken(f"instance {which + 1} ended with {code} after {took:.1f} s: {servers[which].words()[-400:]}")
    servers[which] = place.start(port=servers[which].port).answers()
    until("the instance to be ready", lambda: servers[which].get("/health/ready")[0] == 200)
    time.sleep(3)
    return took


def finish(place, told, servers, passing):
    check(place, told, "the end")
    failed = told.counts["refused"] + told.counts["cut off"]
    if failed:
        raise Broken(f"{failed} requests failed: " + "; ".join(told.failures[:5]))
    open_orders = "select count(*) from outbox where done_at is null"
    until("every certificate that is due", lambda: place.database.number(open_orders) == 0, 10, 0.2)
    issued = place.database.number("select count(*) from certificate where state = 'issued'")
    if issued != passing:
        raise Broken(f"{passing} passes and {issued} certificates")
    verified = place.ask("audit", "verify")
    if verified.returncode:
        raise Broken(f"audit verify: {verified.stdout}{verified.stderr}")
    for server in servers:
        if server.stop():
            raise Broken(f"an instance ended with {server.process.returncode}: {server.words()[-400:]}")


if __name__ == "__main__":
    balancer = lambda parser: parser.add_argument("--balancer", choices=KINDS, default=KINDS[0])
    sys.exit(run("rolling restart", drill, arguments(__doc__, rounds=5, engines=("postgres",), more=balancer)))
