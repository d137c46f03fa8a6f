"""Multiplies the rows of real people inside the engine, with every constraint kept.

What the service counts goes on: numbers of certificates, places in status lists, the audit trail's chain, the log's
entries with their hashes. The tree over them is made by the service itself when it publishes. Signatures of multiplied
certificates do not hold; none of those is measured. Ids are as random as real ones and rows come in the order of time,
so that indexes grow in all their parts.
"""

import csv
import hashlib
import os
import random
import secrets
import sqlite3
import time
from datetime import UTC, datetime

from installation import progress

TEMPLATES = 48
CHUNK = 25_000
LIST_FILL, LIST_LENGTH = 100_000, 131_072
REVOKED_EACH = 200
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PAIRS = [one + other for one in ALPHABET for other in ALPHABET]
VALUE = {digit: value for value, digit in enumerate(ALPHABET)}
FAMILY = ("Nguyễn nguyen", "Trần tran", "Lê le", "Phạm pham", "Hoàng hoang", "Vũ vu", "Đặng dang", "Bùi bui")
MIDDLE = ("Văn van", "Thị thi", "Đức duc", "Minh minh", "Ngọc ngoc", "Hữu huu", "Thanh thanh", "Xuân xuan")
GIVEN = ("An an", "Bình binh", "Châu chau", "Dũng dung", "Giang giang", "Hà ha", "Khánh khanh", "Linh linh",
         "Mai mai", "Nam nam", "Oanh oanh", "Phúc phuc", "Quân quan", "Sơn son", "Trang trang", "Uyên uyen", "Yến yen")

ROW = (
    "n bigint", "template bigint", "at bigint", "person text", "failed text", "passed text", "certificate text",
    "full_name text", "search_name text", "serial bigint", "register bigint", "status_list bigint",
    "status_index bigint", "sealed text", "pdf text", "audit_sequence bigint", "detail text", "previous_hash text",
    "hash text", "position bigint", "entry text", "leaf_hash text",
)
# Of the certificates that are taken back: a row of the trail and an entry of the log.
TAKEN = (
    "certificate text", "status_list bigint", "at bigint", "audit_sequence bigint", "detail text", "previous_hash text",
    "hash text", "position bigint", "entry text", "leaf_hash text",
)
TEMPLATE = """
    select c.id, c.attempt_id, c.person_id, f.id, f.started_at, a.started_at, c.serial, c.register_number,
           p.full_name, p.search_name
    from certificate c join attempt a on a.id = c.attempt_id join person p on p.id = c.person_id
    join attempt f on f.person_id = c.person_id and f.number = 1
    where p.login like 'CB-%' and a.number = 2 order by c.serial limit 48"""
TEMPLATE_ROW = (
    "number bigint", "certificate text", "passed text", "person text", "failed text", "failed_at bigint",
    "passed_at bigint", "serial text", "register text", "full_name text", "search_name text",
)


def identifier():
    """128 random bits in 26 digits."""
    bits = random.getrandbits(128)
    return "".join(PAIRS[bits >> shift & 1023] for shift in range(120, -1, -10))


def certificate_id():
    """With its check character: ISO 7064, MOD 33,32."""
    digits, product = identifier(), 32
    for digit in digits:
        total = (product + VALUE[digit]) % 32 or 32
        product = total * 2 % 33
    return digits + ALPHABET[(33 - product) % 32]


def deed(sequence, at, action, subject, detail, previous):
    """The hash of a row of the audit trail."""
    digest = hashlib.sha256(b"minhchung audit v1" + sequence.to_bytes(8, "big") + at.to_bytes(8, "big"))
    for field in ("system", action, subject, detail, previous):
        digest.update(len(field.encode()).to_bytes(8, "big") + field.encode())
    return digest.hexdigest()


def entry(kind, certificate, sealed, at):
    """An entry of the log and the hash of its leaf."""
    name = hashlib.sha256(f"minhchung log id v1\n{certificate}".encode()).hexdigest()[:32]
    second = datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f'{{"at":"{second}","h":"{sealed}","id":"{name}","t":"{kind}","v":1}}'
    return text, hashlib.sha256(b"\0" + text.encode()).hexdigest()


class Numbers:
    """What the service counts, gone on with."""

    def __init__(self, database):
        self.counters = {name: int(value) for name, value in database.rows("select name, value from counter")}
        self.serial, = (name for name in self.counters if name.startswith("serial/"))
        self.register, = (name for name in self.counters if name.startswith("register/"))
        self.previous = database.rows("select hash from audit order by sequence desc limit 1")[0][0]
        # Only the list that is being filled has places that are taken.
        number = self.counters["status"] // LIST_FILL + 1
        rows = database.rows(f"select status_index from certificate where status_list = {number}")
        self.places = {number: free({int(row[0]) for row in rows})}
        # In the order of time, the newest just before the first real one.
        self.first_at = int(database.rows("select min(started_at) from attempt")[0][0])

    def next(self, name):
        self.counters[name] = self.counters.get(name, 0) + 1
        return self.counters[name]

    def place(self):
        """A list and a free place in it."""
        number = (self.next("status") - 1) // LIST_FILL + 1
        if number not in self.places:
            self.places[number] = free(set())
        return number, self.places[number].pop()

    def told(self, kind, certificate, sealed, at, detail):
        """The row of the audit trail and the entry of the log about a certificate."""
        sequence, position = self.next("audit"), self.next("log") - 1
        text, leaf = entry(kind, certificate, sealed, at)
        before = self.previous
        self.previous = deed(sequence, at, f"certificate.{kind}", certificate, detail, before)
        return sequence, detail, before, self.previous, position, text, leaf

    def rows(self, first, last, spread):
        """Rows for the certificates of these numbers, and for those of them that are taken back."""
        made, taken = [], []
        for n in range(first, last):
            at = self.first_at - 86_400_000_000 - (spread - n) * 20_000_000
            family, middle, given = (random.choice(names).split() for names in (FAMILY, MIDDLE, GIVEN))
            code, sealed, pdf = certificate_id(), secrets.token_hex(32), secrets.token_hex(32)
            status = self.place()
            said = self.told("issue", code, sealed, at, f'{{"pdf_sha256":"{pdf}"}}')
            made.append((
                n, n % TEMPLATES, at, identifier(), identifier(), identifier(), code,
                f"{family[0]} {middle[0]} {given[0]}", f"{family[1]} {middle[1]} {given[1]}",
                self.next(self.serial), self.next(self.register), *status, sealed, pdf, *said,
            ))
            if n % REVOKED_EACH == 0:
                detail = '{"reason":"issued_in_error"}'
                taken.append((code, status[0], at, *self.told("revoke", code, sealed, at, detail)))
                self.next(f"status-list/{status[0]}")
        return made, taken


def free(taken):
    """The places of a list that are not taken, in the order of chance."""
    places = [place for place in range(LIST_LENGTH) if place not in taken]
    random.shuffle(places)
    return places


def grow(town, size):
    """Makes so many certificates of those that are there. The service must not run."""
    engine = (Postgres if town.cluster else Sqlite)(town)
    have = town.database.number("select count(*) from certificate")
    numbers, multiplied, started = Numbers(town.database), statements(town.database), time.monotonic()
    with engine:
        for first in range(have, size, CHUNK):
            last = min(first + CHUNK, size)
            made, taken = numbers.rows(first, last, size)
            engine.insert(made, taken, multiplied + counters(numbers))
            progress(f"{last} certificates, {time.monotonic() - started:.0f} s")


def columns(database, table):
    if database.path:
        return [row[1] for row in database.rows(f"pragma table_info({table})")]
    known = f"select attname from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 order by attnum"
    return [row[0] for row in database.rows(known)]


def copied(database, table, source, instead):
    """Rows of a table like those of `source`, with something else in some columns."""
    names = columns(database, table)
    chosen = ", ".join(instead.get(name, f"t.{name}") for name in names)
    joined = f"growth_row r join growth_template g on g.number = r.template join {source}"
    return f"insert into {table} ({', '.join(names)}) select {chosen} from {joined} order by r.n"


def statements(database):
    """What multiplies, in the order that the references ask for."""
    def attempt(which, before):
        shift = f"r.at - {before} - g.{which}_at"
        times = ("started_at", "deadline", "accepts_until", "locked_at", "closed_at")
        instead = {"id": f"r.{which}", "person_id": "r.person"} | {name: f"t.{name} + ({shift})" for name in times}
        answers = {"attempt_id": f"r.{which}", "saved_at": f"t.saved_at + ({shift})"}
        return [
            copied(database, "attempt", f"attempt t on t.id = g.{which}", instead),
            copied(database, "response", f"response t on t.attempt_id = g.{which}", answers),
        ]

    serial, register = (f"replace(g.{name}, substr(g.{name}, 1, {width}), {numbered})" for name, width, numbered in (
        ("serial", 5, padded("r.serial", 5)), ("register", 6, padded("r.register", 6))))
    claim = (f"replace(replace(replace(replace(t.claim, t.id, r.certificate), g.serial, {serial}), "
             f"g.register, {register}), g.full_name, r.full_name)")
    shift = "r.at - g.passed_at"
    return [
        copied(database, "person", "person t on t.id = g.person", {
            "id": "r.person", "login": "'GR-' || r.n", "full_name": "r.full_name", "search_name": "r.search_name",
            "created_at": "r.at - 8000000000"}),
        *attempt("failed", 7_200_000_000),
        *attempt("passed", 3_600_000_000),
        copied(database, "outbox", "outbox t on t.subject = 'attempt/' || g.passed", {
            "subject": "'attempt/' || r.passed", "created_at": f"t.created_at + ({shift})",
            "available_at": f"t.available_at + ({shift})", "done_at": f"t.done_at + ({shift})"}),
        copied(database, "certificate", "certificate t on t.id = g.certificate", {
            "id": "r.certificate", "basis": "'attempt/' || r.passed", "attempt_id": "r.passed", "person_id": "r.person",
            "serial": serial, "register_number": register, "status_list": "r.status_list",
            "status_index": "r.status_index", "claim": claim,
            "credential": "replace(replace(t.credential, t.id, r.certificate), g.full_name, r.full_name)",
            "sealed_sha256": "r.sealed", "pdf_sha256": "r.pdf", "reserved_at": "r.at", "issued_at": "r.at",
            "search_name": "r.search_name"}),
        *told("issue", "growth_row"),
        "insert into revocation "
        "(certificate_id, reason_class, reason_text, actor, revoked_at, status_list, status_index) "
        "select t.certificate, 'issued_in_error', 'Cấp nhầm', 'system', t.at, r.status_list, r.status_index "
        "from growth_taken t join growth_row r on r.certificate = t.certificate",
        *told("revoke", "growth_taken"),
    ]


def told(kind, source):
    """Rows of the audit trail and entries of the log."""
    return [
        "insert into audit (sequence, at, actor, action, subject, detail, previous_hash, hash) "
        f"select audit_sequence, at, 'system', 'certificate.{kind}', certificate, detail, previous_hash, hash "
        f"from {source}",
        "insert into log_entry (position, occurrence, subject, entry, leaf_hash) "
        f"select position, '{kind}', certificate, entry, leaf_hash from {source}",
    ]


def padded(number, width):
    """As the service writes it: at least so many digits."""
    text = f"cast({number} as text)"
    return f"case when length({text}) < {width} then substr('{'0' * width}' || {text}, -{width}) else {text} end"


def counters(numbers):
    return [
        f"insert into counter (name, value) values ('{name}', {value}) "
        f"on conflict (name) do update set value = excluded.value where counter.value < excluded.value"
        for name, value in numbers.counters.items()
    ]


def table(name, row):
    return f"create temp table {name} ({', '.join(row)})"


class Sqlite:
    """A connection without care for the file: a run that is broken off is thrown away."""

    def __init__(self, town):
        self.database = town.database

    def __enter__(self):
        self.link = sqlite3.connect(self.database.path, isolation_level=None)
        for pragma in ("wal_checkpoint(truncate)", "journal_mode = off", "synchronous = off", "cache_size = -4000000",
                       "locking_mode = exclusive", "temp_store = memory"):
            self.link.execute(f"pragma {pragma}").fetchall()
        self.link.execute(table("growth_template", TEMPLATE_ROW))
        self.link.execute("create index growth_template_by_number on growth_template (number)")
        rows = enumerate(self.link.execute(TEMPLATE).fetchall())
        self.put("growth_template", [(number, *row) for number, row in rows])
        return self

    def put(self, name, rows):
        if rows:
            self.link.executemany(f"insert into {name} values ({', '.join('?' * len(rows[0]))})", rows)

    def insert(self, made, taken, script):
        self.link.execute("begin immediate")
        for name, row, rows in (("growth_row", ROW, made), ("growth_taken", TAKEN, taken)):
            self.link.execute(table(name, row))
            self.put(name, rows)
        for statement in script:
            # The rows of this chunk from first to last, each with its template: never the other way round.
            self.link.execute(statement.replace(" join ", " cross join ").removesuffix(" order by r.n"))
        self.link.execute("drop table growth_row")
        self.link.execute("drop table growth_taken")
        self.link.execute("commit")

    def __exit__(self, *_):
        self.link.close()
        after = sqlite3.connect(self.database.path, isolation_level=None)
        after.execute("pragma journal_mode = wal").fetchall()
        after.close()


class Postgres:
    """Scripts for `psql`, without checks of references that hold, and without waiting for the disk."""

    CARELESS = {
        "shared_buffers": "2GB", "max_wal_size": "3GB", "checkpoint_timeout": "30min", "full_page_writes": "off",
        "autovacuum": "off", "fsync": "off", "wal_level": "minimal", "max_wal_senders": "0",
    }

    def __init__(self, town):
        self.town = town

    def __enter__(self):
        self.settle(f"alter system set {name} = '{value}'" for name, value in self.CARELESS.items())
        rows = self.town.database.rows(TEMPLATE)
        self.templates = [(number, *row) for number, row in enumerate(rows)]
        return self

    def insert(self, made, taken, script):
        text = ["set synchronous_commit = off; set session_replication_role = replica; set work_mem = '256MB'; begin;"]
        templates = ("growth_template", TEMPLATE_ROW, self.templates)
        for name, row, rows in (templates, ("growth_row", ROW, made), ("growth_taken", TAKEN, taken)):
            file = self.town.folder / f"{name}.csv"
            with open(file, "w", newline="", encoding="utf-8") as out:
                csv.writer(out).writerows(rows)
            text += [f"{table(name, row)};", f"\\copy {name} from '{file}' csv", f"analyze {name};"]
        text += [f"{statement};" for statement in script] + ["commit;"]
        self.town.psql("\n".join(text))

    def __exit__(self, *_):
        # What autovacuum would have come to by now.
        self.town.psql("vacuum analyze")
        self.settle(f"alter system reset {name}" for name in self.CARELESS)

    def settle(self, changes):
        """Changes settings, and starts the server anew: some of them ask for it."""
        for change in changes:
            self.town.psql(change)
        self.town.cluster.stop("fast")
        os.sync()
        self.town.cluster.start()


def bytes_of(town):
    """How much each table takes with its indexes, and how many rows it has."""
    names = ("person", "attempt", "response", "outbox", "certificate", "log_entry", "audit")
    rows = {name: town.database.number(f"select count(*) from {name}") for name in names}
    if town.cluster:
        sizes = {name: town.database.number(f"select pg_total_relation_size('{name}')") for name in names}
        sizes["everything"] = town.database.number("select pg_database_size(current_database())")
    else:
        found = town.database.rows(
            "select m.tbl_name, sum(s.pgsize) from sqlite_master m "
            "join dbstat s on s.name = m.name and s.aggregate = true group by m.tbl_name")
        sizes = {name: int(size) for name, size in found if name in names}
        pages = "select page_count * page_size from pragma_page_count, pragma_page_size"
        sizes["everything"] = town.database.number(pages)
    return {"rows": rows, "sizes": sizes}
