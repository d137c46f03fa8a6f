// The issuer's public keys with their dates, as its DID document gives them; the same rules as the issuer's own program.

import { fromBase58, hex, joinBytes } from "./bytes.js";
import { isWeak } from "./ed25519.js";
import { sha256 } from "./sha2.js";

/** The DER of an Ed25519 `SubjectPublicKeyInfo` before its 32 bytes of key (RFC 8410). */
const SPKI_PREFIX = Uint8Array.from([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]);

/** Milliseconds since 1970 of `2026-11-21T08:30:00Z`, the one form we sign; `NaN` for any other. */
export const readMoment = (text) => {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(text)) return NaN;
  const moment = Date.parse(text);
  // 30 February is none, though browsers know what day it would be.
  return Number.isNaN(moment) || new Date(moment).toISOString().slice(0, 19) !== text.slice(0, 19) ? NaN : moment;
};

class PublicKey {
  constructor(entry, document) {
    const moment = (text, missing) => (text === undefined || text === null ? missing : readMoment(text));
    const bytes = /^z[1-9A-HJ-NP-Za-km-z]{1,63}$/.test(entry.publicKeyMultibase) ? fromBase58(entry.publicKeyMultibase.slice(1)) : null;
    const isKey = bytes && bytes.length === 34 && bytes[0] === 0xed && bytes[1] === 0x01 && !isWeak(bytes.slice(2));
    if (!isKey || entry.type !== "Multikey" || entry.controller !== document.id) throw new Error("not an Ed25519 Multikey");
    this.bytes = bytes.slice(2);
    this.kid = hex(sha256(joinBytes(SPKI_PREFIX, this.bytes))).slice(0, 16);
    if (entry.id !== `${document.id}#${this.kid}`) throw new Error("a key under another's name");
    this.activeFrom = moment(entry.activeFrom, -Infinity);
    this.retiredAt = moment(entry.retiredAt, Infinity);
    const mayAssert = document.assertionMethod.includes(entry.id);
    // A key that may assert nothing, without a date since when: nothing it signed counts.
    this.compromisedSince = moment(entry.revoked, mayAssert ? null : -Infinity);
    if ([this.activeFrom, this.retiredAt, this.compromisedSince].some(Number.isNaN)) throw new Error("a key with a broken date");
  }

  /** Whether a signature dated somewhere from `first` to `last` may count. */
  mayVerifyWithin(first, last) {
    const wasInUse = this.activeFrom <= last && first <= this.retiredAt;
    return wasInUse && (this.compromisedSince === null || first < this.compromisedSince);
  }

  /** Whether a stranger could have signed with it and written an earlier date: then only the issuer's log can tell. */
  get needsLog() {
    return this.compromisedSince !== null;
  }
}

/** The ring of a DID document; `verifySignature` answers whether a key signed bytes. */
export class KeyRing {
  constructor(document, verifySignature) {
    this.did = document.id;
    this.keys = document.verificationMethod.map((entry) => new PublicKey(entry, document));
    if (new Set(this.keys.map(({ kid }) => kid)).size !== this.keys.length) throw new Error("two keys of one name");
    this.verifySignature = verifySignature;
  }

  find(kid) {
    return this.keys.find((key) => key.kid === kid);
  }

  hasSigned(key, message, signature) {
    return this.verifySignature(key.bytes, message, signature);
  }
}
