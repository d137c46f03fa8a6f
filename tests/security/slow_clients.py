"""Clients that send or read as slowly as they can keep nobody else waiting: slowhttptest, and a probe beside it.

The probe does what people do meanwhile: opens pages, has a certificate checked, logs in, saves an answer, looks at the
dashboard. Each has to be served, not sent away, within a second.
"""

import json
import re
import subprocess
import sys
import threading
import time

from callers import Caller, administrator, ask
from installation import Broken, Installation, arguments, needs, progress, run

PATIENCE = 1.0
FORM, FILE = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


def attacks(code):
    """What slowhttptest is told, by what it does."""
    slow_body = ["-B", "-s", "60000", "-x", "10"]
    return {
        "slow headers": ["-H", "-x", "10"],
        "slow form of a log-in": [*slow_body, "-f", FORM],
        "slow JSON of a log-in": [*slow_body, "-f", "application/json"],
        "slow file to check": [*slow_body, "-s", "2000000", "-f", FILE],
        "slow file of items": [*slow_body, "-s", "2000000", "-f", FILE],
        "slow file of results": [*slow_body, "-s", "2000000", "-f", FILE],
        "slow reading": ["-X", "-k", "3", "-w", "10", "-y", "20", "-n", "2", "-z", "8"],
        "ranges": ["-R", "-a", "1", "-b", "3000"],
    }, {
        "slow form of a log-in": "/login",
        "slow JSON of a log-in": "/api/v1/session",
        "slow file to check": "/v",
        "slow file of items": "/authoring/ngan-hang/upload",
        "slow file of results": "/admin/decisions/upload",
        "ranges": f"/certificates/{code}.pdf",
        "slow reading": "/v",
    }


class Probe:
    """What others do meanwhile, one thing after the other, until told to stop."""

    def __init__(self, server, candidate, chief, code):
        self.server, self.candidate, self.chief, self.code = server, candidate, chief, code
        self.attempt = candidate.starts()
        self.revision = candidate.json("GET", f"/api/v1/attempts/{self.attempt}")["items"][0]["revision"]
        self.stopping, self.late, self.slowest, self.count = threading.Event(), [], 0.0, 0
        self.thread = threading.Thread(target=self.work, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()

    def deeds(self):
        as_json = {"Content-Type": "application/json"}
        account = {"login": self.candidate.login, "secret": self.candidate.secret}
        answer = {"revision": self.revision, "response": {"choice": ["a"]}}
        responses = f"/api/v1/attempts/{self.attempt}/responses/1"
        return [
            ("GET", "/", None, {}),
            ("GET", "/login", None, {}),
            ("GET", f"/v/{self.code}", None, {}),
            ("POST", "/api/v1/verify", json.dumps({"payload": "x"}), as_json),
            ("POST", "/api/v1/session", json.dumps(account), as_json),
            ("GET", f"/api/v1/attempts/{self.attempt}", None, self.candidate.bearer),
            ("PUT", responses, json.dumps(answer), as_json | self.candidate.bearer),
            ("GET", "/admin", None, self.chief.bearer),
            ("GET", "/authoring", None, self.chief.bearer),
            ("GET", f"/certificates/{self.code}.pdf", None, {}),
        ]

    def work(self):
        while not self.stopping.is_set():
            for method, path, body, headers in self.deeds():
                began = time.monotonic()
                try:
                    status = ask(self.server, method, path, body, headers, timeout=10).status
                except OSError as error:
                    status = repr(error)
                took = time.monotonic() - began
                self.slowest, self.count = max(self.slowest, took), self.count + 1
                if status != 200 or took > PATIENCE:
                    self.late.append(f"{method} {path.replace(self.code, 'CODE')}: {status} after {took:.2f} s")
                self.revision += method == "PUT" and status == 200
            time.sleep(0.1)


def attack(server, options, path, connections, seconds):
    line = ["slowhttptest", *options, "-c", str(connections), "-r", "500", "-i", "5", "-l", str(seconds), "-p", "3"]
    done = subprocess.run(
        [*line, "-u", f"http://127.0.0.1:{server.port}{path}"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    said = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    numbers = {name: int(count) for name, count in re.findall(r"(connected|closed|error|pending): +(\d+)", said)}
    if not numbers:
        raise Broken(f"slowhttptest ended with {done.returncode}: {said[-400:]}")
    return numbers


def drill(asked):
    needs("slowhttptest", "slowhttptest")
    with Installation(asked, people=2) as place:
        account = administrator(place)
        server = place.serve()
        candidate, passer, chief = (Caller(server, who) for who in [*place.people, account])
        code, found, slowest = passer.passes(), [], 0.0
        options, paths = attacks(code)
        for name in options:
            with Probe(server, candidate, chief, code) as probe:
                numbers = attack(server, options[name], paths.get(name, "/"), asked.connections, asked.seconds)
            slowest = max(slowest, probe.slowest)
            told = f"{probe.count} asked beside it, {len(probe.late)} not served in time, the slowest {probe.slowest:.2f} s"
            progress(f"{name}: {numbers}; {told}")
            found += [f"{name}: {late}" for late in probe.late[:3]]
            if server.process.poll() is not None:
                raise Broken(f"{name}: the service ended with {server.process.returncode}")
        if found:
            raise Broken("; ".join(found))
    return f"kept: {len(options)} attacks, {asked.connections} connections each; others waited {slowest:.2f} s at most"


def more(parser):
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=25)


if __name__ == "__main__":
    sys.exit(run("slow clients", drill, arguments(__doc__, rounds=1, more=more)))
