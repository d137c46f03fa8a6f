// The certificate on paper: our one encoding of a COSE_Sign1 object (RFC 9052, EdDSA, canonical CBOR), and nothing else.

import { fromUtf8, hex, joinBytes, utf8 } from "./bytes.js";
import { demand } from "./fault.js";
import { LONGEST_COSE } from "./qr_text.js";

/** Milliseconds. */
const DAY = 86400000;
/** Việt Nam is seven hours ahead of UTC. */
const VIETNAM = 7 * 3600000;
export const LIST_LENGTH = 131072;

class Cbor {
  constructor(bytes) {
    Object.assign(this, { bytes, place: 0 });
  }

  byte() {
    demand(this.place < this.bytes.length);
    this.place += 1;
    return this.bytes[this.place - 1];
  }

  /** The argument of a head of this major type, in its one shortest form. */
  head(major) {
    const first = this.byte();
    demand(first >> 5 === major && (first & 31) < 28);
    const short = first & 31;
    if (short < 24) return short;
    const size = 1 << (short - 24);
    let value = 0;
    for (let left = size; left > 0; left -= 1) value = value * 256 + this.byte();
    demand(Number.isSafeInteger(value) && value >= [0, 24, 256, 0, 65536, 0, 0, 0, 4294967296][size]);
    return value;
  }

  exactly(...bytes) {
    for (const byte of bytes) demand(this.byte() === byte);
  }

  take(major) {
    const length = this.head(major);
    demand(this.place + length <= this.bytes.length);
    this.place += length;
    return this.bytes.slice(this.place - length, this.place);
  }

  number(most) {
    const value = this.head(0);
    demand(value <= most);
    return value;
  }

  text() {
    const text = fromUtf8(this.take(3));
    demand(text !== null);
    return text;
  }

  fixed(length) {
    const bytes = this.take(2);
    demand(bytes.length === length);
    return bytes;
  }

  end() {
    demand(this.place === this.bytes.length);
  }
}

const U32 = 0xffffffff;
/** Number of the member, its name, how it is read, whether it may be missing. */
const MEMBERS = [
  [1, "id", (cbor) => cbor.fixed(16)],
  [2, "holder", (cbor) => cbor.text()],
  [3, "assessmentCode", (cbor) => cbor.text()],
  [4, "score", (cbor) => cbor.number(0xffff), true],
  [5, "level", (cbor) => cbor.number(0xff), true],
  [6, "issueDay", (cbor) => cbor.number(U32)],
  [7, "expiryDay", (cbor) => cbor.number(U32), true],
  [8, "status", (cbor) => cbor.number(U32 * LIST_LENGTH + LIST_LENGTH - 1)],
  [9, "credentialHash", (cbor) => cbor.fixed(16)],
];

const readPayload = (payload) => {
  const cbor = new Cbor(payload);
  let left = cbor.head(5);
  const claim = {};
  for (const [label, name, read, isOptional] of MEMBERS) {
    const isThere = left > 0 && payload[cbor.place] === label;
    demand(isThere || isOptional);
    if (!isThere) continue;
    cbor.byte();
    claim[name] = read(cbor);
    left -= 1;
  }
  demand(left === 0);
  cbor.end();
  demand(claim.holder.normalize("NFC") === claim.holder);
  return claim;
};

/** The parts of a COSE object; anything but our one encoding is refused. */
const readCose = (bytes) => {
  demand(bytes.length <= LONGEST_COSE);
  const cbor = new Cbor(bytes);
  cbor.exactly(0xd2, 0x84);
  const header = cbor.take(2);
  cbor.exactly(0xa0);
  const payload = cbor.take(2);
  const signature = cbor.fixed(64);
  cbor.end();
  const inner = new Cbor(header);
  inner.exactly(0xa2, 0x01, 0x27, 0x04, 0x48); // EdDSA, and a key's name of eight bytes
  demand(header.length === 13);
  return { header, payload, signature, kid: hex(header.slice(5)) };
};

const byteString = (bytes) => joinBytes(Uint8Array.from(bytes.length < 24 ? [0x40 | bytes.length] : [0x58, bytes.length]), bytes);

/** Verifies a COSE object under the ring's keys and says what was signed. */
export const verifyCose = async (bytes, ring) => {
  const { header, payload, signature, kid } = readCose(bytes);
  const claim = readPayload(payload);
  const key = ring.find(kid);
  demand(key, "unknown-key");
  const signed = joinBytes(Uint8Array.from([0x84, 0x6a]), utf8("Signature1"), byteString(header), byteString(new Uint8Array(0)), byteString(payload));
  demand(await ring.hasSigned(key, signed, signature), "signature-invalid");
  const first = claim.issueDay * DAY - VIETNAM;
  demand(key.mayVerifyWithin(first, first + DAY - 1), "key-not-valid-then");
  return {
    id: claim.id,
    holder: claim.holder,
    assessment: claim.assessmentCode,
    issuer: "",
    issuedAt: first,
    // The whole of its last day still counts.
    expiresAt: claim.expiryDay === undefined ? null : (claim.expiryDay + 1) * DAY - VIETNAM,
    statusList: Math.floor(claim.status / LIST_LENGTH),
    statusIndex: claim.status % LIST_LENGTH,
    credentialHash: hex(claim.credentialHash),
    keyId: kid,
    needsLog: key.needsLog,
  };
};
