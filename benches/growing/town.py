"""The installation that grows: a bank of 40 items, forms of 20, people of 60 units, an administrator."""

import csv
import json
import os
import subprocess

import operations
from bank import BANK, DEFINITION, ITEM
from installation import Installation, free_port

ITEMS, FORM, UNITS = 40, 20, 60


class Town(Installation):
    """An installation whose server is measured, and whose PostgreSQL is its own."""

    def __init__(self, asked, people):
        self.metrics_port = free_port()
        super().__init__(asked, people=people, own_cluster=True)

    def populate(self, people, minutes):
        bank = self.folder / "bank"
        (bank / "items").mkdir(parents=True)
        (bank / "bank.toml").write_text(BANK, encoding="utf-8")
        items = "".join(ITEM.replace("NUMBER", f"{number:03}") for number in range(1, ITEMS + 1))
        (bank / "items/all.toml").write_text(items, encoding="utf-8")
        definition = DEFINITION.replace("MINUTES", str(minutes)).replace("count = 6", f"count = {FORM}")
        (bank / "assessment.toml").write_text(definition, encoding="utf-8")
        self.tell("bank", "import", bank)
        roster = "mã nhân viên,họ và tên,đơn vị\n"
        everybody = range(1, people + 1)
        roster += "".join(f"CB-{number},Nguyễn Thị Ánh,Đơn vị {number % UNITS + 1}\n" for number in everybody)
        (self.folder / "roster.csv").write_text(roster, encoding="utf-8")
        self.tell("people", "import", self.folder / "roster.csv", "--secrets", self.folder / "secrets.csv")
        told = json.loads(self.tell("people", "administrator", "QT-1", "--name", "Trần Quản Trị", "--format", "json"))
        self.administrator = (told["login"], told["secret"])
        with open(self.folder / "secrets.csv", encoding="utf-8-sig") as file:
            return [(row[0], row[-1]) for row in list(csv.reader(file))[1:]]

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


