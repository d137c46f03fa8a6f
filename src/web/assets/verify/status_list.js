// A Bitstring Status List: which certificates were taken back, signed by the issuer.

import { fromBase64Url, fromUtf8, utf8 } from "./bytes.js";
import { LIST_LENGTH } from "./cose.js";
import { PROOF_SHAPE, didWeb, judgeProof, proofKid, readCount, shaped } from "./credential.js";
import { demand } from "./fault.js";
import { canonical } from "./graph.js";
import { inflateGzip } from "./inflate.js";
import { readMoment } from "./keys.js";
import { listStatements } from "./statements.js";
import { strictJson } from "./strict_json.js";

/** A list of random bits does not shrink: 16 kB of it are 22 kB of text. */
export const LONGEST_LIST = 64 * 1024;

const LIST_SHAPE = {
  members: {
    "@context": { words: ["https://www.w3.org/ns/credentials/v2"] }, id: "text",
    type: { words: ["VerifiableCredential", "BitstringStatusListCredential"] }, issuer: "text", validFrom: "text", "validUntil?": "text",
    credentialSubject: { members: { id: "text", type: { word: "BitstringStatusList" }, statusPurpose: "text", encodedList: "text" } },
    proof: PROOF_SHAPE,
  },
};

/** Whether bytes claim to be a status list. */
export const looksLikeList = (bytes) => {
  const text = bytes.length <= LONGEST_LIST ? fromUtf8(bytes) : null;
  return text !== null && text.includes('"BitstringStatusListCredential"');
};

/** The list in these bytes, when it is signed by the ring's issuer. */
export const readList = async (bytes, ring) => {
  demand(bytes.length <= LONGEST_LIST);
  const document = shaped(strictJson(fromUtf8(bytes) || ""), LIST_SHAPE);
  const [baseUrl, number] = document.id.split(/\/status\/(.*)/s);
  demand(number !== undefined && didWeb(baseUrl) === document.issuer);
  const kid = proofKid(document.proof, document.issuer);
  const key = await judgeProof(document, canonical(listStatements(document)), kid, ring);
  const asOf = readMoment(document.validFrom);
  const freshUntil = document.validUntil === undefined ? null : readMoment(document.validUntil);
  demand(key.mayVerifyWithin(asOf, asOf) && !key.needsLog && !Number.isNaN(freshUntil), "key-not-valid-then");
  const packed = document.credentialSubject.encodedList;
  const bits = packed[0] === "u" ? inflateGzip(fromBase64Url(packed.slice(1)) || utf8(""), LIST_LENGTH / 8) : null;
  demand(bits && bits.length === LIST_LENGTH / 8);
  return {
    number: readCount(number, 0xffffffff),
    purpose: document.credentialSubject.statusPurpose,
    asOf,
    freshUntil,
    /** Bit 0 is the leftmost one of the first byte. */
    has: (index) => (bits[index >> 3] & (0x80 >> (index & 7))) !== 0,
  };
};
