"""Nobody learns from a log-in who has an account: missing ones and wrong secrets get the same answer after the same time.

Tries of both kinds take turns on an idle service, each account few times; compared are status, size and text, the headers,
and the medians of the times, as a ratio within the same run.
"""

import json
import secrets
import statistics
import sys
import time

from callers import ask, form
from installation import Broken, Installation, arguments, progress, run

TRIES = 5  # of one account: ten in a minute make it wait
CLOSE = 0.1  # so much may the ratio of the medians be off
RUNS = 3  # a busy machine may spoil one; what tells who has an account shows in all of them


def by_program(server, login):
    body = json.dumps({"login": login, "secret": "AAAAA-BBBBB"})
    return ask(server, "POST", "/api/v1/session", body, {"Content-Type": "application/json"})


def by_page(server, login):
    body, headers = form({"login": login, "secret": "AAAAA-BBBBB"})
    return ask(server, "POST", "/login", body, headers | {"Accept": "text/html"})


def told(answer, login):
    """What the asker sees, without what they typed and without the clock."""
    text = answer.body.replace(login.encode(), b"LOGIN")
    unlike = {"date", "content-length"}
    headers = sorted((name.lower(), value) for name, value in answer.headers if name.lower() not in unlike)
    return answer.status, headers, text, dict(answer.headers)["content-length"] == str(len(answer.body))


def compared(server, way, people, rounds):
    """The ratio of the medians; a missing account over one that is there."""
    times, answers = {"there": [], "missing": []}, {"there": set(), "missing": set()}
    for number in range(rounds):
        there = people[number % len(people)][0]
        # As long as the other: the page shows again what was typed.
        missing = f"CB{secrets.randbelow(10 ** (len(there) - 2)):0{len(there) - 2}}"
        for kind, login in [("there", there), ("missing", missing)][:: 1 if number % 2 else -1]:
            began = time.perf_counter()
            answer = way(server, login)
            times[kind].append(time.perf_counter() - began)
            if answer.status != 401:
                raise Broken(f"{way.__name__}: {answer.status} for an account that is {kind}")
            answers[kind].add(str(told(answer, login)))
    if answers["there"] != answers["missing"] or len(answers["there"]) != 1:
        raise Broken(f"{way.__name__}: the answers differ: {answers}")
    return statistics.median(times["missing"]) / statistics.median(times["there"])


def drill(asked):
    share = -(-asked.rounds // TRIES)
    with Installation(asked, people=2 * RUNS * share) as place:
        server, shares = place.serve(), [place.people[at : at + share] for at in range(0, 2 * RUNS * share, share)]
        found = []
        for way in (by_program, by_page):
            for _ in range(RUNS):
                ratio = compared(server, way, shares.pop(), asked.rounds)
                progress(f"{way.__name__}: missing / there = {ratio:.3f}")
                if abs(ratio - 1) <= CLOSE:
                    break
            else:
                raise Broken(f"{way.__name__}: a missing account takes {ratio:.3f} times as long as one that is there")
            found.append(f"{ratio:.3f} {way.__name__.replace('_', ' ')}")
    return f"kept: equal answers, and of the times, missing over there, {' and '.join(found)}"


if __name__ == "__main__":
    sys.exit(run("log-in times", drill, arguments(__doc__, rounds=120)))
