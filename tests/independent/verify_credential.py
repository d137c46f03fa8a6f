#!/usr/bin/env python3
"""Verifies a credential with PyLD and pyca/cryptography, offline.

    python3 verify_credential.py credential.json did.json CONTEXTS [--hash]

CONTEXTS is the folder with the two pinned contexts. Prints "verified" (exit 0), or why not (exit 1). With --hash two
more lines: SHA-256 of the canonical credential without its proof and with it. Nothing is fetched. The status list is
not read here: a signature says nothing about revocation.
"""

import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pyld import jsonld

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.jsonld",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
}


class NotBelieved(Exception):
    """Why the credential is not believed."""


def offline_loader(folder):
    """A document loader that knows the pinned contexts and nothing else."""
    known = {url: json.loads(Path(folder, name).read_text("utf-8")) for url, name in CONTEXTS.items()}

    def load(url, _options):
        if url not in known:
            raise NotBelieved(f"not available offline: {url}")
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": known[url]}

    return load


def multibase(text):
    if text[:1] != "z":
        raise NotBelieved("not base 58")
    number = 0
    for digit in text[1:]:
        number = number * 58 + BASE58.index(digit)
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def public_key(did, method_id):
    """The Ed25519 key of this name in the DID document."""
    for method in did["verificationMethod"]:
        if method["id"] == method_id and method_id in did["assertionMethod"]:
            raw = multibase(method["publicKeyMultibase"])
            if raw[:2] != b"\xed\x01" or len(raw) != 34:
                raise NotBelieved("not an Ed25519 key")
            return Ed25519PublicKey.from_public_bytes(raw[2:])
    raise NotBelieved(f"unknown key {method_id}")


def canonical_hash(document, loader):
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}
    return hashlib.sha256(jsonld.normalize(document, options).encode("utf-8"))


def verify(credential, did, loader):
    unsigned = {name: value for name, value in credential.items() if name != "proof"}
    configuration = dict(credential["proof"])
    signature = multibase(configuration.pop("proofValue"))
    if (configuration["type"], configuration["cryptosuite"]) != ("DataIntegrityProof", "eddsa-rdfc-2022"):
        raise NotBelieved("another kind of proof")
    if configuration["proofPurpose"] != "assertionMethod":
        raise NotBelieved("another purpose")
    if credential["issuer"]["id"] != did["id"]:
        raise NotBelieved("another issuer")
    key = public_key(did, configuration["verificationMethod"])
    configuration["@context"] = credential["@context"]
    hashes = [canonical_hash(document, loader) for document in (configuration, unsigned)]
    try:
        key.verify(signature, b"".join(part.digest() for part in hashes))
    except InvalidSignature as why:
        raise NotBelieved("signature invalid") from why
    return [hashes[1].hexdigest(), canonical_hash(credential, loader).hexdigest()]


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    credential_file, did_file, contexts = sys.argv[1:4]
    try:
        credential = json.loads(Path(credential_file).read_text("utf-8"))
        hashes = verify(credential, json.loads(Path(did_file).read_text("utf-8")), offline_loader(contexts))
    except NotBelieved as why:
        print(why)
        sys.exit(1)
    except (jsonld.JsonLdError, AttributeError, LookupError, TypeError, ValueError):
        print("malformed")
        sys.exit(1)
    print("verified")
    if sys.argv[4:] == ["--hash"]:
        print("\n".join(hashes))


if __name__ == "__main__":
    main()
