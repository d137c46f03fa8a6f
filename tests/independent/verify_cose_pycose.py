#!/usr/bin/env python3
"""Verifies the code on paper with pycose.

    python3 verify_cose_pycose.py DIGITS did.json

DIGITS is the number after the # in the QR code. Prints the signed payload as JSON (exit 0), or why it is not believed
(exit 1). pycose 1.1 decodes nothing with cbor2 6 or newer.
"""

import json
import sys
from pathlib import Path

import cbor2
from pycose.algorithms import EdDSA
from pycose.exceptions import CoseException
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import CoseMessage, Sign1Message

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class NotBelieved(Exception):
    """Why the code is not believed."""


def public_key(did, kid):
    """The key whose name is `kid` in the DID document."""
    for method in did["verificationMethod"]:
        if method["id"] == f"{did['id']}#{kid.hex()}" and method["id"] in did["assertionMethod"]:
            number = 0
            for digit in method["publicKeyMultibase"][1:]:
                number = number * 58 + BASE58.index(digit)
            raw = number.to_bytes(34, "big")
            if raw[:2] != b"\xed\x01":
                raise NotBelieved("not an Ed25519 key")
            return OKPKey(crv=Ed25519, x=raw[2:])
    raise NotBelieved(f"unknown key {kid.hex()}")


def verify(digits, did):
    number = int(digits)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if raw[:1] != b"\x01":
        raise NotBelieved("unknown version")
    message = CoseMessage.decode(raw[1:])
    if not isinstance(message, Sign1Message) or message.phdr.get(Algorithm) is not EdDSA:
        raise NotBelieved("not a COSE_Sign1 under EdDSA")
    message.key = public_key(did, message.phdr[KID])
    if not message.verify_signature():
        raise NotBelieved("signature invalid")
    return cbor2.loads(message.payload)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        did = json.loads(Path(sys.argv[2]).read_text("utf-8"))
        said = verify(sys.argv[1].rpartition("#")[2], did)
    except NotBelieved as why:
        print(why)
        sys.exit(1)
    except (CoseException, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        print("malformed")
        sys.exit(1)
    shown = {str(label): value.hex() if isinstance(value, bytes) else value for label, value in said.items()}
    print(json.dumps(shown, ensure_ascii=False))


if __name__ == "__main__":
    main()
