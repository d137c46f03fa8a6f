"""The answer to a commit is lost: PostgreSQL has committed, the connection breaks before the service hears of it.

A small proxy stands between the two. It understands the protocol as far as needed to see a COMMIT, or a save (one statement,
a transaction by itself), waits until PostgreSQL has answered, keeps the answer and cuts both connections. The outcome is
unknown to the service; candidates send the same request again, with the same key or revision. Everything happens once.
"""

import socket
import struct
import sys
import threading
import time

from candidates import Crowd, Told, check, mixed
from installation import Broken, Installation, arguments, free_port, postgres_parts, progress, run


class Proxy:
    """Forwards to PostgreSQL; cuts every `nth` commit and every `nth` save while `is_cutting`."""

    def __init__(self, target, nth):
        self.target, self.nth, self.is_cutting = target, nth, False
        self.seen, self.cuts, self.lock = {"commit": 0, "save": 0}, {"commit": 0, "save": 0}, threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", free_port()), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            Link(self, client, socket.create_connection(self.target))

    def is_next(self, kind):
        """Whether this one is to be cut."""
        with self.lock:
            self.seen[kind] += 1
            is_cut = self.is_cutting and self.seen[kind] % self.nth[kind] == 0
            self.cuts[kind] += is_cut
            return is_cut


class Link:
    """One connection through the proxy."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        for side in (client, server):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.saves = set()  # names of prepared statements that save
        self.doomed = threading.Event()  # the answer on its way is the last one, and is kept
        threading.Thread(target=self.guard, args=(self.requests,), daemon=True).start()
        threading.Thread(target=self.guard, args=(self.answers,), daemon=True).start()

    def guard(self, work):
        try:
            work()
        except (OSError, EOFError):
            pass
        for side in (self.client, self.server):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def requests(self):
        # The first message has no type; encryption is refused by PostgreSQL, after which the real first one comes.
        while True:
            length = exactly(self.client, 4)
            rest = exactly(self.client, struct.unpack("!i", length)[0] - 4)
            self.server.sendall(length + rest)
            if struct.unpack("!i", rest[:4])[0] == 3 << 16:
                break
        while True:
            kind, body, whole = message(self.client)
            if self.kind_of(kind, body):
                self.doomed.set()
            self.server.sendall(whole)

    def kind_of(self, kind, body):
        """Whether this message's answer is to be lost."""
        if kind == b"P":
            name, query = body.split(b"\0")[:2]
            (self.saves.add if b"into response" in query.lower() else self.saves.discard)(name)
        if kind == b"B" and body.split(b"\0")[1] in self.saves:
            return self.proxy.is_next("save")
        if kind == b"Q" and body.upper().startswith(b"COMMIT"):
            return self.proxy.is_next("commit")
        return False

    def answers(self):
        # The one byte that refuses encryption, where it was asked for.
        first = self.server.recv(1, socket.MSG_PEEK)
        if first == b"N":
            self.client.sendall(self.server.recv(1))
        while True:
            kind, _, whole = message(self.server)
            if not self.doomed.is_set():
                self.client.sendall(whole)
            elif kind == b"Z":
                raise EOFError  # Ready for the next query: this one is committed, and nobody hears of it.


def exactly(side, count):
    parts = b""
    while len(parts) < count:
        part = side.recv(count - len(parts))
        if not part:
            raise EOFError
        parts += part
    return parts


def message(side):
    head = exactly(side, 5)
    body = exactly(side, struct.unpack("!i", head[1:])[0] - 4)
    return head[:1], body, head + body


def drill(asked):
    told = Told()
    with Installation(asked, people=14 + 2 * asked.rounds) as place:
        host, port, user, password, name = postgres_parts(place.database.url)
        proxy = Proxy((host, port), {"commit": 7, "save": 9})
        place.configure(f"postgres://{user}:{password}@127.0.0.1:{proxy.port}/{name}", "proxied.toml")
        server = place.serve(config="proxied.toml")
        everybody = mixed(place.people, told)
        for number in range(1, asked.rounds + 1):
            crowd = Crowd(everybody[: 14 + 2 * number], server.address, is_patient=True)
            proxy.is_cutting = True
            time.sleep(4)
            proxy.is_cutting = False
            time.sleep(1)
            crowd.stop()
            check(place, told, f"round {number}")
            progress(f"round {number}: answers lost {proxy.cuts}; {told.summary()}")
        finish(place, server, everybody, told)
        proxy.listener.close()
        server.kill()
    if not proxy.cuts["commit"] or not proxy.cuts["save"]:
        raise Broken(f"no answer was cut: {proxy.seen}")
    cuts = f"{proxy.cuts['commit']} commits and {proxy.cuts['save']} saves"
    return f"kept: answers lost to {cuts}; {told.summary()}; each done once"


def finish(place, server, everybody, told):
    """A round of issuing whose answer was lost is taken up again."""
    crowd = Crowd([one for one in everybody if one.way == "passes"], server.address, is_patient=True)
    place.certificates_follow()
    time.sleep(1)
    crowd.stop()
    check(place, told, "the end")
    passes = place.database.number("select count(*) from attempt where outcome = 'passed'")
    issued = place.database.number("select count(*) from certificate where state = 'issued'")
    if passes != issued:
        raise Broken(f"{passes} passes, {issued} certificates")


if __name__ == "__main__":
    sys.exit(run("lost commit reply", drill, arguments(__doc__, rounds=3, engines=("postgres",))))
