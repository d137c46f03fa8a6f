#!/usr/bin/env python3
"""Verifies the code on paper with plain Python and the openssl command.

    python3 verify_cose.py DIGITS did.json

DIGITS is the number after the # in the QR code. Prints what the code says as JSON (exit 0), or why it is not believed
(exit 1). Nothing but the standard library and `openssl pkeyutl` is used.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_SPKI = bytes.fromhex("302a300506032b6570032100")
MEMBERS = {1: "id", 2: "holder", 3: "assessment", 4: "score_basis_points", 5: "level", 6: "issue_day", 7: "expiry_day",
           8: "status", 9: "credential_hash"}


class NotBelieved(Exception):
    """Why the code is not believed."""


def read_item(data, at):
    """One CBOR item (RFC 8949) of `data` from `at` on: the value and where the next one starts."""
    head, at = data[at], at + 1
    major, argument = head >> 5, head & 31
    if argument >= 24:
        size = {24: 1, 25: 2, 26: 4, 27: 8}[argument]
        argument, at = int.from_bytes(data[at:at + size], "big"), at + size
    if major == 0:
        return argument, at
    if major == 1:
        return -1 - argument, at
    if major in (2, 3):
        raw, at = data[at:at + argument], at + argument
        if len(raw) != argument:
            raise NotBelieved("cut off")
        return (raw if major == 2 else raw.decode("utf-8")), at
    if major == 4:
        items = []
        for _ in range(argument):
            item, at = read_item(data, at)
            items.append(item)
        return items, at
    if major == 5:
        members = {}
        for _ in range(argument):
            label, at = read_item(data, at)
            members[label], at = read_item(data, at)
        return members, at
    if major == 6:
        item, at = read_item(data, at)
        return ("tag", argument, item), at
    raise NotBelieved("a CBOR item no certificate has")


def read_whole(data):
    item, end = read_item(data, 0)
    if end != len(data):
        raise NotBelieved("trailing bytes")
    return item


def head(major, length):
    """The head of a CBOR item, shortest form."""
    if length < 24:
        return bytes([major << 5 | length])
    size = 1 if length < 256 else 2
    return bytes([major << 5 | 23 + size]) + length.to_bytes(size, "big")


def public_key(did, kid):
    """The 32 bytes of the key whose name is `kid` in the DID document."""
    for method in did["verificationMethod"]:
        if method["id"] == f"{did['id']}#{kid}" and method["id"] in did["assertionMethod"]:
            number = 0
            for digit in method["publicKeyMultibase"][1:]:
                number = number * 58 + BASE58.index(digit)
            raw = number.to_bytes(34, "big")
            if raw[:2] != b"\xed\x01":
                raise NotBelieved("not an Ed25519 key")
            return raw[2:]
    raise NotBelieved(f"unknown key {kid}")


def openssl_accepts(key, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        files = {"key": ED25519_SPKI + key, "message": message, "signature": signature}
        paths = {name: Path(folder, name) for name in files}
        for name, content in files.items():
            paths[name].write_bytes(content)
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin", "-inkey", paths["key"],
                   "-in", paths["message"], "-sigfile", paths["signature"]]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def verify(digits, did):
    number = int(digits)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if raw[:1] != b"\x01":
        raise NotBelieved("unknown version")
    kind, tag, (protected, unprotected, payload, signature) = read_whole(raw[1:])
    if (kind, tag) != ("tag", 18) or unprotected != {}:
        raise NotBelieved("not a COSE_Sign1 of ours")
    header = read_whole(protected)
    if header.get(1) != -8:
        raise NotBelieved("not EdDSA")
    signed = (b"\x84" + head(3, 10) + b"Signature1" + head(2, len(protected)) + protected + b"\x40"
              + head(2, len(payload)) + payload)
    if not openssl_accepts(public_key(did, header[4].hex()), signed, signature):
        raise NotBelieved("signature invalid")
    said = {MEMBERS[label]: value for label, value in read_whole(payload).items()}
    said["status_list"], said["status_index"] = divmod(said.pop("status"), 131072)
    return {name: value.hex() if isinstance(value, bytes) else value for name, value in said.items()}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        did = json.loads(Path(sys.argv[2]).read_text("utf-8"))
        print(json.dumps(verify(sys.argv[1].rpartition("#")[2], did), ensure_ascii=False))
    except NotBelieved as why:
        print(why)
        sys.exit(1)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        print("malformed")
        sys.exit(1)


if __name__ == "__main__":
    main()
