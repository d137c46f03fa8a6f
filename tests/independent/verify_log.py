#!/usr/bin/env python3
"""Verifies the transparency log with plain Python and the openssl command.

    python3 verify_log.py log FOLDER_OR_ADDRESS KEYS [OLDER_CHECKPOINT]
    python3 verify_log.py proof FILE KEYS [CREDENTIAL_HASH]
    python3 verify_log.py consistency REQUEST KEYS OLDER_CHECKPOINT

KEYS is a file with the keys that are believed, one a line (`name+01234567+base64`): those of the log, and of witnesses.
`log` reads every entry and every tile and compares them with the checkpoint; with an older checkpoint, also that the log
begins with it. `proof` checks the proof of one certificate (C2SP tlog-proof), and that its entry carries the hash given.
`consistency` checks what a witness is asked (C2SP tlog-witness) against the checkpoint it signed before. Prints what was
found as JSON (exit 0), or why it is not believed (exit 1).
"""

import base64
import binascii
import hashlib
import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")
LOG, WITNESS = 1, 4


class NotBelieved(Exception):
    """Why something is not believed."""


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry):
    return sha256(b"\x00", entry)


def node_hash(left, right):
    return sha256(b"\x01", left, right)


def root_of(hashes):
    """The root, level by level: pairs are hashed, an odd one at the end goes up as it is."""
    if not hashes:
        return sha256()
    while len(hashes) > 1:
        pairs = [node_hash(*hashes[at:at + 2]) for at in range(0, len(hashes) - 1, 2)]
        hashes = pairs + ([hashes[-1]] if len(hashes) % 2 else [])
    return hashes[0]


def openssl_accepts(key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        files = {"key": ED25519_SPKI + key, "message": message, "signature": signature}
        paths = {name: Path(folder, name) for name in files}
        for name, content in files.items():
            paths[name].write_bytes(content)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin", "-inkey", paths["key"],
                   "-in", paths["message"], "-sigfile", paths["signature"]]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def decode(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBelieved("not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise NotBelieved("base64 in a second spelling")
    return raw


def read_keys(path):
    """{(name, id): (kind, key)} of a file of keys."""
    keys = {}
    for line in Path(path).read_text("utf-8").split():
        name, given_id, encoded = line.split("+", 2)
        raw = decode(encoded)
        key_id = sha256(name.encode(), b"\n", raw)[:4]
        if key_id.hex() != given_id or len(raw) != 33:
            raise NotBelieved(f"not a key: {line}")
        keys[name, key_id] = raw[0], raw[1:]
    return keys


def read_checkpoint(note, keys):
    """Origin, size, root and the witnesses of a checkpoint that a known key of the log has signed."""
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise NotBelieved("not a signed note")
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    if str(int(size)) != size:
        raise NotBelieved("a size in a second spelling")
    is_signed, witnesses = False, {}
    for line in lines[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        if dash != "\u2014":
            raise NotBelieved("not a line of a signature")
        raw = decode(encoded)
        kind, key = keys.get((name, raw[:4]), (None, None))
        if kind == LOG and name == origin:
            if not openssl_accepts(key, text.encode(), raw[4:]):
                raise NotBelieved("signature invalid")
            is_signed = True
        elif kind == WITNESS:
            seconds = int.from_bytes(raw[4:12], "big")
            signed = f"cosignature/v1\ntime {seconds}\n{text}".encode()
            if not openssl_accepts(key, signed, raw[12:]):
                raise NotBelieved("cosignature invalid")
            witnesses[name] = seconds
    if not is_signed:
        raise NotBelieved("no known key of the log has signed it")
    return {"origin": origin, "size": int(size), "root": decode(root), "witnesses": witnesses}


def tile_path(level, number, width):
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < 256 else "")


def reader(place):
    """A function that gives the bytes of a path below the log's place."""
    def from_site(path):
        try:
            with urllib.request.urlopen(f"{place.rstrip('/')}/{path}", timeout=10) as answer:
                return answer.read()
        except urllib.error.URLError as error:
            raise NotBelieved(f"{path}: {error}") from error

    def from_folder(path):
        try:
            return Path(place, path).read_bytes()
        except OSError as error:
            raise NotBelieved(f"{path}: {error.strerror}") from error

    return from_site if place.startswith("http") else from_folder


def read_bundle(raw):
    entries = []
    while raw:
        length = int.from_bytes(raw[:2], "big")
        if len(raw) < 2 + length:
            raise NotBelieved("a bundle that is cut off")
        entries.append(raw[2:2 + length])
        raw = raw[2 + length:]
    return entries


def verify_log(place, keys, older):
    read = reader(place)
    checkpoint = read_checkpoint(read("checkpoint").decode("utf-8"), keys)
    size = checkpoint["size"]
    leaves = []
    for number in range(-(-size // 256)):
        width = min(256, size - number * 256)
        entries = read_bundle(read(tile_path("entries", number, width)))
        if len(entries) != width:
            raise NotBelieved("a bundle of another width")
        leaves += [leaf_hash(entry) for entry in entries]
    level, hashes = 0, leaves
    while hashes:
        for number in range(-(-len(hashes) // 256)):
            part = hashes[number * 256:number * 256 + 256]
            path = tile_path(level, number, len(part))
            if read(path) != b"".join(part):
                raise NotBelieved(f"{path}: not what the entries say")
        hashes = [root_of(hashes[at:at + 256]) for at in range(0, len(hashes) // 256 * 256, 256)]
        level += 1
    if root_of(leaves) != checkpoint["root"]:
        raise NotBelieved("the entries do not give the checkpoint's root")
    said = {"origin": checkpoint["origin"], "size": size, "witnesses": checkpoint["witnesses"]}
    if older:
        before = read_checkpoint(Path(older).read_text("utf-8"), keys)
        if before["origin"] != checkpoint["origin"] or before["size"] > size:
            raise NotBelieved("the older checkpoint is of another or a larger log")
        if root_of(leaves[:before["size"]]) != before["root"]:
            raise NotBelieved("the log does not begin with the older checkpoint")
        said["continues"] = before["size"]
    return said


def verify_proof(path, keys, credential_hash):
    head, _, note = Path(path).read_text("utf-8").partition("\n\n")
    first, extra, index, *hashes = head.split("\n")
    if first != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra ") or not index.startswith("index "):
        raise NotBelieved("not a tlog-proof with its entry")
    checkpoint = read_checkpoint(note, keys)
    entry, number = decode(extra[6:]), int(index[6:])
    if str(number) != index[6:] or not number < checkpoint["size"]:
        raise NotBelieved("a place the log does not have")
    # RFC 9162, section 2.1.3.2.
    place, last, found = number, checkpoint["size"] - 1, leaf_hash(entry)
    for sibling in map(decode, hashes):
        if last == 0:
            raise NotBelieved("a proof that is too long")
        if place % 2 or place == last:
            found = node_hash(sibling, found)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, sibling)
        place, last = place // 2, last // 2
    if last or found != checkpoint["root"]:
        raise NotBelieved("the entry is not under the checkpoint")
    said = json.loads(entry)
    if credential_hash and said["h"] != credential_hash:
        raise NotBelieved("the entry is about another document")
    return {"index": number, "size": checkpoint["size"], "entry": said, "witnesses": checkpoint["witnesses"]}


def verify_consistency(path, keys, older):
    head, _, note = Path(path).read_text("utf-8").partition("\n\n")
    old, *hashes = head.split("\n")
    new, before = read_checkpoint(note, keys), read_checkpoint(Path(older).read_text("utf-8"), keys)
    if old != f"old {before['size']}" or not 0 < before["size"] < new["size"]:
        raise NotBelieved("not the way from this older checkpoint")
    hashes = [decode(text) for text in hashes]
    # RFC 9162, section 2.1.4.2.
    place, last = before["size"] - 1, new["size"] - 1
    while place % 2:
        place, last = place // 2, last // 2
    if not place:
        hashes.insert(0, before["root"])
    if not hashes:
        raise NotBelieved("an empty proof")
    of_old = of_new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise NotBelieved("a proof that is too long")
        if place % 2 or place == last:
            of_old, of_new = node_hash(sibling, of_old), node_hash(sibling, of_new)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            of_new = node_hash(of_new, sibling)
        place, last = place // 2, last // 2
    if last or of_old != before["root"] or of_new != new["root"]:
        raise NotBelieved("the new checkpoint does not continue the older one")
    return {"from": before["size"], "to": new["size"]}


def main():
    ways = {"log": verify_log, "proof": verify_proof, "consistency": verify_consistency}
    if len(sys.argv) not in (4, 5) or sys.argv[1] not in ways:
        sys.exit(__doc__)
    try:
        further = sys.argv[4] if len(sys.argv) == 5 else None
        print(json.dumps(ways[sys.argv[1]](sys.argv[2], read_keys(sys.argv[3]), further), ensure_ascii=False))
    except NotBelieved as why:
        print(why)
        sys.exit(1)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        print("malformed")
        sys.exit(1)


if __name__ == "__main__":
    main()
