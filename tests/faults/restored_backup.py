"""A backup made under load is restored into an empty folder: its certificates verify, and a flipped byte is noticed.

It is made by `backup`, and `sha256sum` reads its list. Then one byte is flipped at a time, in the copied database, in each
kind of other file and in the list; files are taken away and added; `restore --check` has to notice each. So it has a name
altered in the restored register, and a backup that was not finished.
"""

import hashlib
import json
import secrets
import shutil
import subprocess
import sys

import stored
from candidates import Crowd, Told, mixed
from installation import Broken, Installation, arguments, needs, progress, run, until
from stored import Database

SPREAD = 12  # places in a copy at which a byte is flipped
LIST = "SHA256SUMS"


def drill(asked):
    if asked.engine == "postgres":
        needs("pg_dump", "postgresql-client")
    told = Told()
    with Installation(asked, people=14 + 6 * asked.rounds) as place:
        server, everybody = place.serve(), mixed(place.people, told)
        certificates, noticed, missed = 0, 0, []
        for number in range(1, asked.rounds + 1):
            crowd = Crowd(everybody[: 14 + 6 * number], server.address, is_patient=True)
            issued = "select count(*) from certificate where state = 'issued'"
            until("certificates", lambda: place.database.number(issued) >= 6 * number, 60)
            back_up(place)
            crowd.stop()
            certificates += restored_is_good(place)
            seen, unseen = flips(place)
            noticed, missed = noticed + seen, missed + unseen
            progress(f"restore {number}: {certificates} certificates genuine, {noticed} alterations noticed; missed {unseen}")
        server.kill()
    if missed:
        raise Broken(f"{certificates} restored certificates are genuine, but " + "; ".join(sorted(set(missed))))
    found = f"{certificates} certificates genuine, {noticed} alterations noticed"
    return f"kept: {asked.rounds} backups under load restored, {found}"


def must(*line, folder=None):
    done = subprocess.run([str(word) for word in line], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=folder)
    if done.returncode:
        raise Broken(f"{line[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def back_up(place):
    backup = place.folder / "backup"
    shutil.rmtree(backup, ignore_errors=True)
    place.tell("backup", "--out", backup)
    must("sha256sum", "--check", "--strict", "--quiet", LIST, folder=backup)
    place.tell("restore", "--check", backup)
    if place.ask("backup", "--out", backup).returncode != 73:
        raise Broken("a backup was made where one is")


class Restored:
    """A backup in a folder and a database of its own."""

    def __init__(self, place):
        self.place, self.folder = place, place.folder / f"restored-{secrets.token_hex(4)}"
        self.folder.mkdir()
        backup = place.folder / "backup"
        shutil.copytree(backup / "files", self.folder / "files")
        shutil.copytree(backup / "keys", self.folder / "keys")
        if place.engine == "sqlite":
            shutil.copy(backup / "minhchung.db", self.folder)
            self.url = f"sqlite:{self.folder}/minhchung.db"
        else:
            self.name = f"{place.name}_{secrets.token_hex(4)}"
            Database(place.server_url + "/postgres").run(f"create database {self.name}")
            self.url = f"{place.server_url}/{self.name}"
            self.load(backup / "minhchung.dump")
        config = (place.folder / "minhchung.toml").read_text(encoding="utf-8")
        config = config.replace(place.database.url, self.url).replace(f'"{place.folder}/keys"', f'"{self.folder}/keys"')
        self.config = f"{self.folder.name}.toml"
        config = config.replace(f'"{place.home}/files"', f'"{self.folder}/files"')
        (place.folder / self.config).write_text(config, encoding="utf-8")

    def load(self, dump):
        try:
            must("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={self.url}", dump)
        except Broken:
            self.remove()
            raise

    def remove(self):
        shutil.rmtree(self.folder)
        if self.place.engine == "postgres":
            Database(self.place.server_url + "/postgres").run(f"drop database {self.name} with (force)")


def restored_is_good(place):
    """Starts the restored service; how many certificates it calls genuine."""
    restored = Restored(place)
    database = Database(restored.url)
    try:
        server = place.serve(config=restored.config, port=place.port + 1)
        codes = [row for row in database.rows("select id, pdf_sha256 from certificate where state = 'issued'")]
        for code, sha256 in codes:
            status, body = server.get(f"/api/v1/certificates/{code}")
            pdf_status, pdf = server.get(f"/certificates/{code}.pdf")
            if status != 200 or json.loads(body)["verdict"] != "genuine":
                raise Broken(f"a restored certificate is not genuine: {status} {body[:200]!r}")
            if pdf_status != 200 or hashlib.sha256(pdf).hexdigest() != sha256:
                raise Broken(f"the file of a restored certificate is another one: {pdf_status}")
        server.kill()
        found = stored.doubled(database) + stored.broken_chain(database) + stored.broken_log(database)
        verified = place.ask("audit", "verify", config=restored.config)
        if found or verified.returncode or not codes:
            raise Broken(f"restored: {found} {verified.stdout} {verified.stderr}; {len(codes)} certificates")
        return len(codes)
    finally:
        restored.remove()


def flips(place):
    """Alters one thing at a time: how many alterations were noticed, and what was missed."""
    cases = {"a certificate's file": flip_in_file, "a name in the register": alter_register}
    missed = [f"{what} was altered and nothing noticed it" for what, notices in cases.items() if not notices(place)]
    noticed = len(cases) - len(missed)
    backup = place.folder / "backup"
    kinds = {file.suffix or file.name: file for file in sorted(backup.rglob("*")) if file.is_file()}
    for kind, file in kinds.items():
        whole = file.read_bytes()
        offsets = [len(whole) * part // (SPREAD + 1) for part in range(SPREAD + 1)] + [len(whole) - 1]
        unnoticed = [offset for offset in offsets if not is_noticed(place, file, whole, offset)]
        noticed += len(offsets) - len(unnoticed)
        if unnoticed:
            missed.append(f"{len(unnoticed)} of {len(offsets)} flipped bytes of a file {kind} were not noticed")
    for what, file in {"taken away": next(iter(kinds.values())), "the list taken away": backup / LIST}.items():
        beside = place.folder / "taken-away"
        file.rename(beside)
        noticed += is_refused(place) or bool(missed.append(f"{what}: not noticed"))
        beside.rename(file)
    (backup / "files" / "more").write_text("more")
    noticed += is_refused(place) or bool(missed.append("a file was added and nothing noticed it"))
    (backup / "files" / "more").unlink()
    place.tell("restore", "--check", backup)
    return noticed, missed


def flip(file, offset):
    content = bytearray(file.read_bytes())
    content[offset] ^= 1
    file.write_bytes(content)


def flip_in_file(place):
    """The page of the certificate, or `audit verify`, has to notice that the file is another one."""
    restored = Restored(place)
    try:
        code = Database(restored.url).rows("select id from certificate where state = 'issued' order by id")[0][0]
        file = next((restored.folder / "files").rglob(f"*{code}*.pdf"))
        flip(file, file.stat().st_size // 2)
        server = place.serve(config=restored.config, port=place.port + 1)
        status, pdf = server.get(f"/certificates/{code}.pdf")
        server.kill()
        is_served_altered = status == 200 and hashlib.sha256(pdf).hexdigest() not in [
            row[0] for row in Database(restored.url).rows("select pdf_sha256 from certificate")
        ]
        served = "served as it is" if is_served_altered else "not served altered"
        progress(f"a certificate's file with a flipped byte: {status}, {served}")
        return not is_served_altered or place.ask("audit", "verify", config=restored.config).returncode != 0
    finally:
        restored.remove()


def alter_register(place):
    """One letter of what a certificate says, in the row of a restored database."""
    restored = Restored(place)
    try:
        database = Database(restored.url)
        database.run("update certificate set claim = replace(claim, 'Ánh', 'Ính') where state = 'issued'")
        verified = place.ask("audit", "verify", config=restored.config)
        return verified.returncode != 0
    finally:
        restored.remove()


def is_noticed(place, file, whole, offset):
    """Whether a flipped byte of the backup is noticed."""
    flip(file, offset)
    try:
        return is_refused(place)
    finally:
        file.write_bytes(whole)


def is_refused(place):
    return place.ask("restore", "--check", place.folder / "backup").returncode == 65


if __name__ == "__main__":
    sys.exit(run("restored backup", drill, arguments(__doc__, rounds=2)))
