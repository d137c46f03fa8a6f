"""Candidates who save and submit without a pause, and the list of what they were told.

A request without an answer is sent again, word for word, until it has one: as the page does.
"""

import http.client
import json
import secrets
import threading
import time

import stored
from installation import ASSESSMENT, ITEMS, RIGHT, Broken


class Told:
    """What the service said it had done, by all candidates."""

    def __init__(self):
        self.lock = threading.Lock()
        self.saves = {}  # (attempt, place): last acknowledged (revision, choice)
        self.sent = {}  # (attempt, place): (revision, choice) on its way
        self.attempts, self.scores, self.certificates = set(), {}, {}
        self.counts = {"saved": 0, "submitted": 0, "refused": 0, "cut off": 0}
        self.failures = []  # what was refused and cut off
        self.wrong = []  # answers that may never be given
        self.last_saved_at = 0.0

    def count(self, what, failure=None):
        with self.lock:
            self.counts[what] += 1
            if failure:
                self.failures.append(f"{time.strftime('%H:%M:%S')} {what}: {failure}")

    def blame(self, text):
        with self.lock:
            self.wrong.append(text)

    def summary(self):
        return ", ".join(f"{number} {what}" for what, number in self.counts.items())


class CutOff(Exception):
    """No answer came."""


class Refused(Exception):
    """Told to come back later."""


def connect(host, port, context=None):
    """By TLS where there is a context for it."""
    if context is None:
        return http.client.HTTPConnection(host, port, timeout=30)
    return http.client.HTTPSConnection(host, port, timeout=30, context=context)


class Candidate:
    """`way`: `saves` for ever, `fails` again and again, `passes` once, or `answers` everything and does not hand in."""

    def __init__(self, person, way, told):
        self.login, self.secret = person
        self.way, self.told = way, told
        self.token = self.attempt = self.key = self.connection = None
        self.revisions, self.turn, self.is_done = {}, 0, False
        self.comes_after = self.pause = 0.0

    def sit(self, address, stopping, is_patient):
        """Goes on until told to stop; when cut off a patient one tries again, another one gives up."""
        stopping.wait(self.comes_after)
        while not stopping.is_set() and not self.is_done:
            try:
                self.step(address)
                if self.pause:
                    time.sleep(self.pause)
            except Refused as refused:
                self.told.count("refused", refused)
                time.sleep(0.2)
            except CutOff as cut_off:
                self.told.count("cut off", cut_off)
                if not is_patient:
                    return
                time.sleep(0.2)
            except (KeyError, TypeError, ValueError) as error:
                self.told.blame(f"an answer that cannot be read: {error!r}")
                return
        self.hang_up()

    def step(self, address):
        if self.token is None:
            answer = self.ask(address, "POST", "/api/v1/session", {"login": self.login, "secret": self.secret})
            self.token = answer["token"]
        elif self.attempt is None:
            self.begin(address)
        elif self.turn < (10**9 if self.way == "saves" else ITEMS):
            self.save(address)
        elif self.way == "answers":
            self.is_done = True
        else:
            self.submit(address)

    def begin(self, address):
        self.key = self.key or secrets.token_hex(12)
        started = self.ask(address, "POST", f"/api/v1/assessments/{ASSESSMENT}/attempts", None, self.key)
        self.attempt, self.key, self.turn = started["id"], None, 0
        self.revisions = {item["number"]: item["revision"] for item in started["items"]}
        with self.told.lock:
            self.told.attempts.add(self.attempt)

    def save(self, address):
        number = self.turn % ITEMS + 1
        choice = {"passes": RIGHT, "answers": RIGHT, "fails": "b"}.get(self.way) or "abcd"[self.turn // ITEMS % 4]
        base, place = self.revisions[number], (self.attempt, number)
        with self.told.lock:
            self.told.sent[place] = (base + 1, choice)
        path = f"/api/v1/attempts/{self.attempt}/responses/{number}"
        saved = self.ask(address, "PUT", path, {"revision": base, "response": {"choice": [choice]}})
        if saved["revision"] != base + 1:
            self.told.blame(f"{place}: sent on revision {base}, acknowledged as {saved['revision']}")
        with self.told.lock:
            self.told.saves[place] = (base + 1, choice)
            del self.told.sent[place]
            self.told.counts["saved"] += 1
            self.told.last_saved_at = time.monotonic()
        self.revisions[number], self.turn = base + 1, self.turn + 1

    def submit(self, address):
        self.key = self.key or secrets.token_hex(12)
        result = self.ask(address, "POST", f"/api/v1/attempts/{self.attempt}/submit", None, self.key)
        self.note(result)
        if self.way == "fails":
            self.told.count("submitted")
            self.attempt = self.key = None
        elif result["certificate"]:
            self.told.count("submitted")
            self.is_done = True
        else:
            time.sleep(0.05)

    def note(self, result):
        """One attempt has one score and one certificate, however often it is asked."""
        score, told = (result["outcome"], result["score"]["earned"]), self.told
        with told.lock:
            if told.scores.setdefault(self.attempt, score) != score:
                told.wrong.append(f"{self.attempt}: two scores, {told.scores[self.attempt]} and {score}")
            if result["certificate"]:
                code = result["certificate"]["id"]
                if told.certificates.setdefault(self.attempt, code) != code:
                    told.wrong.append(f"{self.attempt}: two certificates")

    def ask(self, address, method, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            headers["Idempotency-Key"] = key
        content = None
        if body is not None:
            content, headers["Content-Type"] = json.dumps(body), "application/json"
        try:
            if self.connection is None:
                self.connection = connect(*address)
            self.connection.request(method, path, content, headers)
            answer = self.connection.getresponse()
            status, retry, text = answer.status, answer.getheader("Retry-After"), answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            raise CutOff(f"{method} {path}: {error!r}") from None
        what = f"{method} {path}: {status} {text[:200]!r}"
        # 502 and 504 are a balancer's.
        if status in (429, 502, 503, 504):
            if not retry:
                self.told.blame(f"without Retry-After: {what}")
            raise Refused(what)
        if status not in (200, 201):
            self.told.blame(what)
            raise Refused(what)
        return json.loads(text)

    def hang_up(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Crowd:
    """Candidates at work, each in a thread."""

    def __init__(self, candidates, address, is_patient=False):
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(target=one.sit, args=(address, self.stopping, is_patient), daemon=True)
            for one in candidates
        ]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def mixed(people, told, saving=12, failing=2):
    """A crowd of every kind: the rest passes."""
    ways = ["saves"] * saving + ["fails"] * failing + ["passes"] * (len(people) - saving - failing)
    return [Candidate(person, way, told) for person, way in zip(people, ways)]


def saves_more(told, count):
    """Asks whether more than so many were saved since."""
    before = told.counts["saved"]
    return lambda: told.counts["saved"] > before + count


def check(place, told, when):
    """Ends a drill where the tables are wrong or an answer was."""
    found = told.wrong + stored.faults(place.database, told)
    if found:
        raise Broken(f"{when}: " + "; ".join(found[:5]))
