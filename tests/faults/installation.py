"""An installation of the service to do harm to: configuration, bank, people, and the processes that run on it.

Everything is made by the command line, as an operator would, in a temporary folder. What was started here is ended here, by
its process id.
"""

import argparse
import csv
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from bank import BANK, DEFINITION, ISSUER, ITEM
from stored import Database

ASSESSMENT = "fault-drill"
ITEMS = 6
RIGHT = "a"


class Broken(Exception):
    """A promise that was not kept, or a drill that could not be run."""


def arguments(purpose, rounds, engines=("sqlite", "postgres"), more=None):
    """The command line that all drills share; `more` adds options of one drill."""
    parser = argparse.ArgumentParser(description=purpose, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=Path, help="the program under test")
    parser.add_argument("--engine", choices=engines, default=engines[0])
    parser.add_argument("--rounds", type=int, default=rounds)
    if more:
        more(parser)
    asked = parser.parse_args()
    asked.binary = asked.binary.resolve()
    if not asked.binary.is_file():
        parser.error(f"there is no program {asked.binary}")
    return asked


def run(name, drill, asked):
    """Runs a drill: 0 and its summary, or 1 and what was lost."""
    # Whoever ends a drill ends what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        print(f"{name} on {asked.engine}: {drill(asked)}")
        return 0
    except Broken as broken:
        print(f"{name} on {asked.engine}: NOT KEPT: {broken}")
        return 1


def progress(text):
    print(f"  {text}", file=sys.stderr, flush=True)


def needs(program, package):
    if shutil.which(program) is None:
        raise Broken(f"{program} is missing: apt-get install {package}")


def free_port():
    """A port below those that the kernel gives to connections, so that a service may have it again after a kill."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def until(what, check, seconds=30.0, pause=0.05):
    """Waits for something true; says what was waited for when it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(pause)
    raise Broken(f"waited {seconds:.0f} s in vain for {what}")


class Server:
    """A running `serve`."""

    def __init__(self, process, port, said):
        self.process, self.port, self.said = process, port, said

    @property
    def address(self):
        return ("127.0.0.1", self.port)

    def get(self, path, timeout=15):
        """Status and body; 0 when nobody answers."""
        connection = http.client.HTTPConnection(*self.address, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def answers(self, seconds=30):
        def is_up():
            if self.process.poll() is not None:
                raise Broken(f"the service ended with {self.process.returncode}: {self.words()[-400:]}")
            return self.get("/health/live")[0] == 200

        until("the service to answer", is_up, seconds, 0.01)
        return self

    def words(self):
        return self.said.read_text(errors="replace")

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """As an operator would; 3 s of that are announced."""
        self.process.terminate()
        try:
            return self.process.wait(70)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Broken("the service did not stop within 70 s of SIGTERM") from None


class Cluster:
    """A PostgreSQL of our own, which may be stopped and started again."""

    def __init__(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise Broken("PostgreSQL is missing: apt-get install postgresql")
        self.programs = found[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="minhchung-faults-pg.", dir="/tmp"))
        self.port, self.password = free_port(), secrets.token_hex(16)
        (self.folder / "password").write_text(self.password)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            shutil.chown(self.folder / "password", "postgres")
        self.command(
            "initdb", "--username=minhchung", "--auth=scram-sha-256", f"--pwfile={self.folder}/password",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )
        settings = f"listen_addresses='127.0.0.1'\nport={self.port}\nunix_socket_directories='{self.folder}'\n"
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as file:
            file.write(settings + "max_connections=100\n")
        self.start()

    def command(self, program, *words):
        line = [str(self.programs / program), f"--pgdata={self.folder}/data", *words]
        if os.geteuid() == 0:
            line = ["runuser", "-u", "postgres", "--", *line]
        done = subprocess.run(line, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if done.returncode:
            raise Broken(f"{program}: {done.stderr.decode(errors='replace')}")

    @property
    def url(self):
        return f"postgres://minhchung:{self.password}@127.0.0.1:{self.port}"

    def start(self):
        self.command("pg_ctl", "start", f"--log={self.folder}/log", "--wait", "--silent")

    def stop(self, mode="immediate"):
        self.command("pg_ctl", "stop", f"--mode={mode}", "--wait", "--silent")

    def remove(self):
        if (self.folder / "data/postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Installation:
    """A folder with everything a service needs, and the service on it. Use it with `with`."""

    # What the bank has, what of it a form has, and among how many units people are.
    items, form, units = ITEMS, ITEMS, 1

    def __init__(self, asked, people=0, own_cluster=False, minutes=120, folder=None):
        self.binary, self.engine = asked.binary, asked.engine
        self.folder = Path(tempfile.mkdtemp(prefix="minhchung-faults.", dir="/tmp"))
        self.home = folder or self.folder  # of the database file and the certificates' files
        self.port, self.started, self.cluster = free_port(), [], None
        try:
            self.database = Database(self.make_database(own_cluster))
            self.configure(self.database.url)
            self.people = self.populate(people, minutes) if people else []
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for server in self.started:
            server.kill()
        if self.cluster:
            self.cluster.remove()
        elif self.engine == "postgres" and hasattr(self, "database"):
            Database(self.server_url + "/postgres").run(f"drop database if exists {self.name} with (force)")
        shutil.rmtree(self.folder, ignore_errors=True)

    def make_database(self, own_cluster):
        if self.engine == "sqlite":
            return f"sqlite:{self.home}/minhchung.db"
        needs("psql", "postgresql-client")
        self.server_url = os.environ.get("MINHCHUNG_TEST_POSTGRES")
        if own_cluster or not self.server_url:
            self.cluster = Cluster()
            self.server_url = self.cluster.url
        self.name = f"faults_{secrets.token_hex(6)}"
        Database(self.server_url + "/postgres").run(f"create database {self.name}")
        return f"{self.server_url}/{self.name}"

    def configure(self, url, name="minhchung.toml"):
        """Writes a configuration for a database's address; gives its file."""
        at = self.folder
        for secret, text in [("passphrase", "a passphrase for drills"), ("identity", "5a" * 32)]:
            (at / secret).write_text(text)
            (at / secret).chmod(0o600)
        file = at / name
        file.write_text(
            f'base_url = "https://chungnhan.example.vn"\ndatabase = "{url}"\ndata = "{self.home}/files"\n'
            f'keys = "{at}/keys"\nkey_passphrase_file = "{at}/passphrase"\nidentity_secret_file = "{at}/identity"\n'
            f"hashing_lanes = 2\n{ISSUER}",
            encoding="utf-8",
        )
        if not (at / "keys").exists():
            self.tell("key", "new")
            self.tell("key", "new", "--purpose", "log")
        return file

    def environment(self, port=None):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("MINHCHUNG_")}
        return clean | {"MINHCHUNG_LOG": "warn", "MINHCHUNG_LISTEN": f"127.0.0.1:{port or self.port}"}

    def ask(self, *words, config="minhchung.toml"):
        """Runs a command of the program; gives how it ended."""
        line = [self.binary, "--config", self.folder / config, *words]
        return subprocess.run(
            line, cwd=self.folder, env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    def tell(self, *words):
        """Runs a command that has to work."""
        done = self.ask(*words)
        if done.returncode:
            raise Broken(f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout

    def populate(self, people, minutes):
        """A bank whose key the drills know, and people with their secrets."""
        bank = self.folder / "bank"
        (bank / "items").mkdir(parents=True)
        (bank / "bank.toml").write_text(BANK, encoding="utf-8")
        items = "".join(ITEM.replace("NUMBER", f"{number:03}") for number in range(1, self.items + 1))
        (bank / "items/all.toml").write_text(items, encoding="utf-8")
        definition = DEFINITION.replace("MINUTES", str(minutes)).replace("count = 6", f"count = {self.form}")
        (bank / "assessment.toml").write_text(definition, encoding="utf-8")
        self.tell("bank", "import", bank)
        roster = "mã nhân viên,họ và tên,đơn vị\n"
        everybody = range(1, people + 1)
        roster += "".join(f"CB-{number},Nguyễn Thị Ánh,Đơn vị {number % self.units + 1}\n" for number in everybody)
        (self.folder / "roster.csv").write_text(roster, encoding="utf-8")
        self.tell("people", "import", self.folder / "roster.csv", "--secrets", self.folder / "secrets.csv")
        with open(self.folder / "secrets.csv", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
        return [(row[0], row[-1]) for row in rows[1:]]

    def start(self, before=(), environment=None, config="minhchung.toml", port=None):
        """Starts `serve`, under another program when `before` says so; does not wait."""
        line = [*before, self.binary, "--config", self.folder / config, "serve"]
        said = self.folder / f"said-{time.monotonic_ns()}"
        with open(said, "wb") as file:
            process = subprocess.Popen(
                line, cwd=self.folder, env=self.environment(port) | (environment or {}),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=file,
            )
        server = Server(process, port or self.port, said)
        self.started = [one for one in self.started if one.process.poll() is None] + [server]
        return server

    def release_leases(self):
        """What was refused waits for a minute, what a killed service had leased for two: no drill waits for that."""
        self.database.run("update outbox set leased_until = 0, available_at = 0 where done_at is null")

    def certificates_follow(self, seconds=60):
        """Waits until nothing is due any more."""
        due = "select count(*) from outbox where done_at is null"
        self.release_leases()
        until("every certificate that is due", lambda: self.database.number(due) == 0, seconds, 0.2)

    def serve(self, **how):
        return self.start(**how).answers()


def postgres_parts(url):
    """Host, port, user, password and database of an address."""
    parts = urlsplit(url)
    return parts.hostname, parts.port, parts.username, parts.password, parts.path.lstrip("/")
