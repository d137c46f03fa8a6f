"""A saved response is on the disk before it is acknowledged: counted in a trace of the service's calls to the system.

What a killed program wrote, the kernel still has; so killing it cannot show a missing sync. Here strace writes down each
request, write, sync and answer of single saves on SQLite; between a request and its answer a sync of the write-ahead log has
to have ended well, after the last write to it. The judge itself is tried first, on made-up traces that are wrong.
"""

import re
import sys

from candidates import Candidate, Told
from installation import Broken, Installation, arguments, needs, progress, run

CALL = re.compile(r"^(?P<thread>\d+) +(?P<rest>.*)$")


def whole_calls(lines):
    """Calls in the order in which they ended; strace splits those that others interrupt."""
    begun = {}
    for line in lines:
        if not (match := CALL.match(line)):
            continue
        thread, rest = match["thread"], match["rest"]
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest.removesuffix("<unfinished ...>")
        elif rest.startswith("<... "):
            yield begun.pop(thread, "") + rest.split("resumed>", 1)[-1]
        else:
            yield rest


def unsynced(lines):
    """How many saves were acknowledged, and how many of them without a sync before."""
    acknowledged = missing = 0
    waiting = is_synced = False
    for call in whole_calls(lines):
        if "PUT /api/v1/attempts/" in call:
            waiting, is_synced = True, False
        elif call.startswith(("pwrite64(", "write(")) and "-wal>" in call:
            is_synced = False
        elif call.startswith(("fdatasync(", "fsync(")) and "-wal>" in call:
            is_synced = call.rstrip().endswith("= 0")
        elif waiting and "HTTP/1.1 200" in call:
            acknowledged += 1
            missing += not is_synced
            waiting = False
    return acknowledged, missing


REQUEST = '7 recvfrom(12<socket:[1]>, "PUT /api/v1/attempts/a/responses/1 HT"..., 8192, 0, NULL, NULL) = 300'
WRITE = '8 pwrite64(9</x/minhchung.db-wal>, "..."..., 4096, 32) = 4096'
SYNC = "8 fdatasync(9</x/minhchung.db-wal>) = 0"
FAILED = "8 fdatasync(9</x/minhchung.db-wal>) = -1 EIO (Input/output error)"
OTHER = "8 fdatasync(9</x/minhchung.db>) = 0"
ANSWER = '7 sendto(12<socket:[1]>, "HTTP/1.1 200 OK\\r\\n"..., 200, MSG_NOSIGNAL, NULL, 0) = 200'
SPLIT = ["8 fdatasync(9</x/minhchung.db-wal> <unfinished ...>", "8 <... fdatasync resumed>) = 0"]


def judge_is_fair():
    """The judge is wrong if it passes a trace without syncs."""
    made_up = {
        "synced": ([REQUEST, WRITE, SYNC, ANSWER], 0),
        "synced, in two lines": ([REQUEST, WRITE, *SPLIT, ANSWER], 0),
        "never synced": ([REQUEST, WRITE, ANSWER], 1),
        "synced before the request only": ([SYNC, REQUEST, WRITE, ANSWER], 1),
        "synced after the answer": ([REQUEST, WRITE, ANSWER, SYNC], 1),
        "answered while the sync went on": ([REQUEST, WRITE, SPLIT[0], ANSWER, SPLIT[1]], 1),
        "written again after the sync": ([REQUEST, SYNC, WRITE, ANSWER], 1),
        "the sync failed": ([REQUEST, WRITE, FAILED, ANSWER], 1),
        "another file synced": ([REQUEST, WRITE, OTHER, ANSWER], 1),
    }
    for case, (lines, expected) in made_up.items():
        if unsynced(lines) != (1, expected):
            raise Broken(f"the judge of traces is wrong about `{case}`: {unsynced(lines)}")
    return len(made_up)


def drill(asked):
    needs("strace", "strace")
    cases = judge_is_fair()
    with Installation(asked, people=1) as place:
        trace, told = place.folder / "trace", Told()
        calls = "trace=fsync,fdatasync,pwrite64,read,write,writev,recvfrom,sendto,sendmsg"
        server = place.serve(before=["strace", "-D", "-f", "-qq", "-y", "-s", "40", "-e", calls, "-o", trace])
        candidate = Candidate(place.people[0], "saves", told)
        while told.counts["saved"] < asked.rounds and not told.wrong:
            candidate.step(server.address)
        server.kill()
        acknowledged, missing = unsynced(trace.read_text(errors="replace").splitlines())
        progress(f"{acknowledged} answers in the trace, {missing} without a sync")
        if told.wrong or acknowledged != asked.rounds or missing:
            raise Broken(f"{acknowledged} of {asked.rounds} saves seen, {missing} acknowledged unsynced; {told.wrong[:3]}")
    return f"kept: {acknowledged} saves, each synced before it was acknowledged; {cases} made-up traces judged rightly"


if __name__ == "__main__":
    sys.exit(run("count syncs", drill, arguments(__doc__, rounds=200, engines=("sqlite",))))
