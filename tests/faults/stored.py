"""Reads the tables without the program under test, and holds them against what it acknowledged."""

import hashlib
import csv
import io
import json
import sqlite3
import subprocess
from urllib.parse import urlsplit


class Database:
    """A database by its address: SQLite through Python's own module, PostgreSQL through `psql`."""

    def __init__(self, url):
        self.url = url
        self.path = url.removeprefix("sqlite:") if url.startswith("sqlite:") else None

    def rows(self, sql):
        """Rows of texts; what is null is an empty text."""
        if self.path:
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            try:
                return [["" if cell is None else str(cell) for cell in row] for row in connection.execute(sql)]
            finally:
                connection.close()
        return list(csv.reader(io.StringIO(self.psql(sql))))

    def run(self, sql):
        """Runs statements for their effect."""
        if self.path:
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            try:
                connection.executescript(sql)
            finally:
                connection.close()
        else:
            self.psql(sql)

    def psql(self, sql):
        line = ["psql", "--no-psqlrc", "--quiet", "--csv", "--tuples-only", "--set=ON_ERROR_STOP=1", self.url]
        done = subprocess.run(line, input=sql, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"psql on {urlsplit(self.url).path}: {done.stderr}")
        return done.stdout

    def number(self, sql):
        return int(self.rows(sql)[0][0])


def faults(database, told):
    """Everything acknowledged that is not stored, and everything stored that must not be."""
    told_and_not_stored = lost_saves(database, told) + lost_scores(database, told)
    return told_and_not_stored + doubled(database) + broken_chain(database) + broken_log(database)


def lost_saves(database, told):
    rows = database.rows("select attempt_id, number, revision, response from response")
    stored = {(row[0], int(row[1])): (int(row[2]), json.loads(row[3])) for row in rows}
    found = []
    for place, (revision, choice) in told.saves.items():
        is_stored = stored.get(place)
        allowed = [(revision, {"choice": [choice]})]
        # One save more may be on its way: sent, and not answered yet.
        if place in told.sent:
            sent_revision, sent_choice = told.sent[place]
            allowed.append((sent_revision, {"choice": [sent_choice]}))
        if is_stored not in allowed:
            found.append(f"{place}: revision {revision} with {choice} was acknowledged, {is_stored} is stored")
    return found


def lost_scores(database, told):
    rows = database.rows("select id, outcome, earned, state from attempt")
    stored = {row[0]: row for row in rows}
    found = [f"attempt {attempt} was acknowledged and is gone" for attempt in told.attempts if attempt not in stored]
    for attempt, (outcome, earned) in told.scores.items():
        row = stored.get(attempt)
        if not row or row[1] != outcome or row[3] != "submitted" or int(row[2]) != round(earned * 100):
            found.append(f"attempt {attempt}: {outcome} with {earned} was acknowledged, {row} is stored")
    issued = dict(database.rows("select attempt_id, id from certificate where state = 'issued'"))
    for attempt, code in told.certificates.items():
        if issued.get(attempt) != code:
            found.append(f"attempt {attempt}: a certificate was shown, another or none is stored")
    return found


def doubled(database):
    """Things that may be there once only."""
    once = {
        "certificates of one attempt": "select attempt_id from certificate group by attempt_id having count(*) > 1",
        "one register number": "select register_number from certificate group by register_number having count(*) > 1",
        "one serial number": "select serial from certificate group by serial having count(*) > 1",
        "one place in a status list":
            "select cast(status_index as text) from certificate group by status_list, status_index having count(*) > 1",
        "open attempts of one person":
            "select person_id from attempt where state = 'in_progress' group by person_id having count(*) > 1",
        "records of one issue":
            "select subject from audit where action = 'certificate.issue' group by subject having count(*) > 1",
        "log entries of one issue":
            "select subject from log_entry where occurrence = 'issue' group by subject having count(*) > 1",
        "certificates without a pass":
            "select c.id from certificate c join attempt a on a.id = c.attempt_id where a.outcome <> 'passed'",
        "passes without an order":
            "select a.id from attempt a where a.outcome = 'passed' and not exists "
            "(select 1 from outbox o where o.subject like '%' || a.id)",
    }
    every = " union all ".join(f"select '{what}', q.* from ({sql}) q" for what, sql in once.items())
    return [f"{what}: {which}" for what, which in database.rows(every)]


def broken_chain(database):
    """The audit trail, hashed again from its definition."""
    rows = database.rows(
        "select sequence, at, actor, action, subject, detail, previous_hash, hash from audit order by sequence"
    )
    previous = "0" * 64
    for expected, row in enumerate(rows, start=1):
        digest = hashlib.sha256(b"minhchung audit v1")
        digest.update(int(row[0]).to_bytes(8, "big") + int(row[1]).to_bytes(8, "big", signed=True))
        for field in row[2:7]:
            digest.update(len(field.encode()).to_bytes(8, "big") + field.encode())
        if int(row[0]) != expected or row[6] != previous or row[7] != digest.hexdigest():
            return [f"the chain of the audit trail breaks at row {row[0]}"]
        previous = row[7]
    return []


def broken_log(database):
    """The transparency log: no position left out, every leaf the hash of its entry (RFC 6962)."""
    rows = database.rows("select position, entry, leaf_hash from log_entry order by position")
    for expected, (position, entry, leaf) in enumerate(rows):
        if int(position) != expected or leaf != hashlib.sha256(b"\0" + entry.encode()).hexdigest():
            return [f"the log breaks at entry {position}"]
    return []
