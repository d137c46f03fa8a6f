"""A disk that fails to sync: from some moment on every fsync and fdatasync of the service says EIO, by strace.

Promised is: nothing is called saved that is not kept; the program ends by itself, with another code than 0; the next start
recovers what was acknowledged. On SQLite, since PostgreSQL syncs by itself.
"""

import collections
import glob
import json
import re
import subprocess
import sys
import time

import stored
from candidates import Crowd, Told, mixed
from installation import Broken, Installation, arguments, needs, progress, run, until


class BrokenDisk:
    """strace on a running process, until `repair`."""

    def __init__(self, pid):
        inject = "inject=fsync,fdatasync:error=EIO:when=1+"
        line = ["strace", "-f", "-p", str(pid), "-e", "trace=fsync,fdatasync", "-e", inject, "-o", "/dev/null"]
        self.process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        until("strace to be attached", lambda: is_traced(pid), 10, 0.01)

    def repair(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()


def is_traced(pid):
    """Whether every thread of a process is traced."""
    states = [open(file, encoding="utf-8").read() for file in glob.glob(f"/proc/{pid}/task/*/status")]
    return all("TracerPid:\t0\n" not in state for state in states)


def drill(asked):
    needs("strace", "strace")
    endings = []
    for number in range(1, asked.rounds + 1):
        with Installation(asked, people=16) as place:
            endings.append(one_round(place, number))
    ended = [code for code in endings if code is not None]
    if len(ended) < len(endings) or 0 in ended:
        raise Broken(
            f"nothing acknowledged was lost, but of {len(endings)} services {len(endings) - len(ended)} went on after failed "
            f"syncs instead of ending with a code other than 0"
        )
    return f"kept: {len(ended)} services ended by themselves with {sorted(set(ended))}; nothing acknowledged was lost"


def one_round(place, number):
    """The code that the service ended with by itself; nothing if it did not."""
    told = Told()
    server = place.serve()
    crowd = Crowd(mixed(place.people, told), server.address, is_patient=True)
    until("the load to be acknowledged", lambda: told.counts["saved"] > 50)
    disk = BrokenDisk(server.process.pid)
    time.sleep(0.3)  # What was synced before the disk broke may still be on its way to the candidates.
    before = told.counts["saved"]
    time.sleep(3)
    said_saved = told.counts["saved"] - before
    code, ready = server.process.poll(), server.get("/health/ready")
    disk.repair()
    time.sleep(1.5)
    afterwards = told.counts["saved"] - before - said_saved
    progress(
        f"round {number}: {said_saved} called saved while syncs failed; ended with {code}; ready {ready[0]}; "
        f"{afterwards} saved after the repair without a restart; {told.summary()}"
    )
    progress(f"the service's words: {words(server)}")
    server.kill()
    crowd.stop()
    place.serve()
    found = told.wrong + stored.faults(place.database, told)
    if said_saved:
        found.append(f"{said_saved} saves were acknowledged while no sync succeeded")
    if found:
        raise Broken(f"round {number}: " + "; ".join(found[:5]))
    return code


def words(server):
    """What the service logged, each sentence once."""
    lines = collections.Counter()
    for line in server.words().splitlines():
        try:
            fields = json.loads(line)["fields"]
            lines[f"{fields.get('message')}: {re.sub(r'[0-9a-f]{16,}', '..', str(fields.get('error')))}"] += 1
        except (ValueError, KeyError):
            lines[line[:120]] += 1
    return [f"{count} x {text}" for text, count in lines.most_common(4)]


if __name__ == "__main__":
    sys.exit(run("failed sync", drill, arguments(__doc__, rounds=3, engines=("sqlite",))))
