"""What real people do, one request after the other, and what each costs in time and in work of the processor."""

import hashlib
import http.client
import json
import os
import random
import time

from installation import ASSESSMENT, RIGHT, Broken, until

FORM = 20
TICK = os.sysconf("SC_CLK_TCK")


class Client:
    """One connection; what is not answered as it should be ends the run."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.token = None

    def ask(self, method, path, body=None, headers=None):
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        content = None
        if body is not None:
            content, sent["Content-Type"] = json.dumps(body), "application/json"
        self.connection.request(method, path, content, sent | (headers or {}))
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise Broken(f"{method} {path}: {answer.status} {text[:300]!r}")
        return text

    def tell(self, method, path, body=None):
        return json.loads(self.ask(method, path, body))

    def log_in(self, person):
        login, secret = person
        self.token = self.tell("POST", "/api/v1/session", {"login": login, "secret": secret})["token"]
        return self.token

    def post_form(self, path, fields):
        """A form as an administrator's page sends it; the answer leads on."""
        csrf = hashlib.sha256(f"minhchung csrf v1{self.token}".encode()).digest()[:16].hex()
        pairs = "&".join(f"{name}={value}" for name, value in (fields | {"csrf": csrf}).items())
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, pairs, headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise Broken(f"POST {path}: {answer.status}")


class Sitting:
    """An attempt from start to end."""

    def __init__(self, client, token):
        self.client, self.token = client, token

    def start(self):
        self.client.token = self.token
        self.attempt = self.client.tell("POST", f"/api/v1/assessments/{ASSESSMENT}/attempts")["id"]
        return self.attempt

    def save(self, number, choice, revision=0):
        self.client.token = self.token
        path = f"/api/v1/attempts/{self.attempt}/responses/{number}"
        self.client.ask("PUT", path, {"revision": revision, "response": {"choice": [choice]}})

    def submit(self):
        self.client.token = self.token
        return self.client.tell("POST", f"/api/v1/attempts/{self.attempt}/submit")

    def result(self):
        self.client.token = self.token
        return self.client.tell("GET", f"/api/v1/attempts/{self.attempt}/result")


def play_templates(town, server, people):
    """Real people who fail once and pass then, each with answers of their own."""
    client = Client(server.port)
    for person in people:
        client.token = None
        token = client.log_in(person)
        for right in (random.randint(3, 11), random.randint(12, FORM)):
            sitting = Sitting(client, token)
            sitting.start()
            good = set(random.sample(range(1, FORM + 1), right))
            for number in range(1, FORM + 1):
                sitting.save(number, RIGHT if number in good else random.choice("bcd"))
            sitting.submit()
    town.certificates_follow()
    log_is_published(town)


def log_is_published(town):
    behind = ("select (select value from counter where name = 'log') - "
              "coalesce((select max(size) from log_checkpoint), 0)")
    until("the log to be published", lambda: town.database.number(behind) == 0, 900, 0.5)


class Meter:
    """Processor seconds of the service and of the database's server."""

    def __init__(self, town, server):
        self.town, self.server, self.idle = town, server, (0.0, 0.0)

    def read(self):
        return tuple(sum(map(used, ids)) for ids in self.town.processes(self.server))

    def learn_idle(self, seconds=5):
        before = self.read()
        time.sleep(seconds)
        self.idle = tuple((now - then) / seconds for now, then in zip(self.read(), before))


def used(process):
    """What it used, and what those used that it waited for: ended processes of PostgreSQL."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(fields[place]) for place in range(11, 15)) / TICK


def timed(meter, calls, seconds=None):
    """Makes calls one after the other: times in milliseconds, and processor milliseconds of one."""
    times, before, began = [], meter.read(), time.monotonic()
    for call in calls:
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1e3)
        if seconds and time.monotonic() - began > seconds and len(times) >= 3:
            break
    elapsed = time.monotonic() - began
    after = zip(meter.read(), before, meter.idle)
    spent = [(now - then - idle * elapsed) * 1e3 / len(times) for now, then, idle in after]
    times.sort()
    return {
        "count": len(times), "median_ms": times[len(times) // 2], "p99_ms": times[len(times) * 99 // 100],
        "service_cpu_ms": max(spent[0], 0.0), "database_cpu_ms": max(spent[1], 0.0),
    }


def work(figures):
    """Processor milliseconds of service and database together."""
    return figures["service_cpu_ms"] + figures["database_cpu_ms"]


def measured(town, server, people, seconds):
    """Every kind of request, by name."""
    client, meter, found = Client(server.port), Meter(town, server), {}
    administrator = Client(server.port)
    administrator.log_in(town.administrator)
    meter.learn_idle()

    fixed = Client(server.port)

    def note(name, calls, limit=None):
        """Beside it a piece of work that is the same at every size: how fast the machine was just then."""
        beside = timed(meter, [lambda: fixed.ask("GET", "/log/tile/0/000")] * 100)
        try:
            found[name] = timed(meter, calls, limit) | {"beside_ms": work(beside)}
        except Broken as broken:
            found[name] = {"refused": str(broken)}
            fixed.connection.close()

    tokens = []
    note("log in", [lambda person=person: tokens.append(fresh(server).log_in(person)) for person in people])
    failing = [Sitting(client, token) for token in tokens]
    note("start", [sitting.start for sitting in failing])
    note("save", [lambda s=sitting, n=number: s.save(n, "b") for number in range(1, FORM + 1) for sitting in failing])
    note("submit, failed", [sitting.submit for sitting in failing])
    passing = [Sitting(client, token) for token in tokens]
    note("start again", [sitting.start for sitting in passing])
    for number in range(1, FORM + 1):
        for sitting in passing:
            sitting.save(number, RIGHT)
    beside = timed(meter, [lambda: fixed.ask("GET", "/log/tile/0/000")] * 100)
    issued = issue(town, meter, passing, found["submit, failed"])
    found["issue, from submit until stored"] = issued | {"beside_ms": work(beside)}
    log_is_published(town)
    codes = [sitting.result()["certificate"]["id"] for sitting in passing]
    often = (codes * 10)[:1000]

    def pages(path, who=client):
        return [lambda code=code: who.ask("GET", path.format(code)) for code in often]

    client.token = None
    note("verify page", pages("/v/{}"), seconds)
    note("certificate by the API", pages("/api/v1/certificates/{}"), seconds)
    note("proof from the log", pages("/certificates/{}.proof"), seconds)
    note("tile of the log", [lambda: client.ask("GET", "/log/tile/0/000")] * 1000, seconds)
    last = town.database.number("select max(status_list) from certificate")
    note("status list", [lambda: client.ask("GET", f"/status/{last}")] * 500, seconds)
    revoke_and_list(note, town, administrator, client, codes[:20])
    note("result page", [lambda s=sitting: s.result() for sitting in passing], seconds)
    note("what may be sat", [lambda s=sitting: own_list(s) for sitting in passing], seconds)
    watcher = Client(server.metrics_port)
    readings = {
        "ready": (watcher, "/health/ready"), "metrics": (watcher, "/metrics"),
        "unit dashboard": (administrator, "/admin"),
        "people list search": (administrator, f"/admin/assessments/{ASSESSMENT}/not-done?q=nguyen"),
        "register, first page": (administrator, "/admin/certificates"),
        "register, search by name": (administrator, "/admin/certificates?q=dang+xuan+trang"),
        "register, search by code": (administrator, f"/admin/certificates?q={codes[0]}"),
        "supervision": (administrator, f"/admin/assessments/{ASSESSMENT}/supervision"),
        "decisions": (administrator, "/admin/decisions"),
        "statistics": (administrator, f"/admin/assessments/{ASSESSMENT}/statistics"),
    }
    for name, (who, path) in readings.items():
        note(name, [lambda w=who, p=path: w.ask("GET", p)] * 200, seconds)
    found["peak memory"] = {"kb": peak_memory(server.process.pid)}
    return found


def fresh(server):
    return Client(server.port)


def own_list(sitting):
    sitting.client.token = sitting.token
    sitting.client.ask("GET", "/api/v1/assessments")


def issue(town, meter, passing, submit):
    """From the submit that passes until the certificate counts as issued; the work without that of the submit."""
    pause = 0.2

    def one(sitting):
        sitting.submit()
        time.sleep(pause)

    found = timed(meter, [lambda s=sitting: one(s) for sitting in passing])
    town.certificates_follow()
    ids = ", ".join(f"'attempt/{sitting.attempt}'" for sitting in passing)
    rows = town.database.rows(f"select done_at - created_at from outbox where subject in ({ids})")
    times = sorted(int(row[0]) / 1e3 for row in rows)
    return found | {
        "median_ms": times[len(times) // 2], "p99_ms": times[len(times) * 99 // 100],
        "service_cpu_ms": max(found["service_cpu_ms"] - submit["service_cpu_ms"], 0.0),
        "database_cpu_ms": max(found["database_cpu_ms"] - submit["database_cpu_ms"], 0.0),
    }


def revoke_and_list(note, town, administrator, client, codes):
    """Taking a certificate back, and the list that has to be signed anew."""
    numbers = {code: town.database.number(f"select status_list from certificate where id = '{code}'") for code in codes}
    fields = {"reason": "issued_in_error", "explanation": "thu", "confirm": "yes"}

    def both(code):
        administrator.post_form(f"/admin/certificates/{code}/revoke", fields)
        client.ask("GET", f"/status/{numbers[code]}")

    note("revocation and the list signed anew", [lambda code=code: both(code) for code in codes])


def peak_memory(process):
    with open(f"/proc/{process}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))
