"""The installation that grows: a bank of 40 items, forms of 20, people of 60 units, an administrator."""

import json
import os
import subprocess

import operations
from installation import Installation, free_port


class Town(Installation):
    """An installation whose server is measured, and whose PostgreSQL is its own."""

    items, form, units = 40, operations.FORM, 60

    def __init__(self, asked, people):
        self.metrics_port = free_port()
        super().__init__(asked, people=people, own_cluster=True)

    def populate(self, people, minutes):
        people = super().populate(people, minutes)
        told = json.loads(self.tell("people", "administrator", "QT-1", "--name", "Trần Quản Trị", "--format", "json"))
        self.administrator = (told["login"], told["secret"])
        return people

    def serve_measured(self):
        """Starts the service, and waits until the log is published as far as it goes."""
        server = self.serve(environment={"MINHCHUNG_METRICS_LISTEN": f"127.0.0.1:{self.metrics_port}"})
        server.metrics_port = self.metrics_port
        operations.log_is_published(self)
        return server

    def psql(self, text):
        options = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        done = subprocess.run(["psql", *options, self.database.url], input=text, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"psql: {done.stderr[:2000]}")
        return done.stdout

    def processes(self, server):
        """The ids of what works for a request: the service, and the server of the database."""
        if not self.cluster:
            return [server.process.pid], []
        postmaster = int((self.cluster.folder / "data/postmaster.pid").read_text().split()[0])
        return [server.process.pid], [postmaster, *children(postmaster)]


def children(parent):
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                if int(file.read().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


