// A Bitstring Status List: which certificates were taken back, signed by the issuer.

import { fromBase64Url, fromUtf8, splitOnce } from "./bytes.js";
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
    type: { words: ["VerifiableCredential", "BitstringStatusListCredential"] }, issuer: "text", validFrom: "text", validUntil: "text",
    credentialSubject: { members: { id: "text", type: { word: "BitstringStatusList" }, statusPurpose: "text", encodedList: "text" } },
    proof: PROOF_SHAPE,
  },
};

/** Whether bytes claim to be a status list. */
export const looksLikeList = (bytes) => {
  const text = bytes.length <= LONGEST_LIST ? fromUtf8(bytes) : null;
  return text !== null && text.includes('"BitstringStatusListCredential"');
};

/** `1` is the first list of revocations, `1-supersession` says which of them were replaced. */
const readName = (name) => {
  const found = /^([1-9][0-9]{0,9})(-supersession)?$/.exec(name);
  demand(found);
  return { number: readCount(found[1], 0xffffffff), purpose: found[2] ? "supersession" : "revocation" };
};

/** The list in these bytes, when it is signed by the ring's issuer. Whether it is current is another question. */
export const readList = async (bytes, ring) => {
  demand(bytes.length <= LONGEST_LIST);
  const document = shaped(strictJson(fromUtf8(bytes) || ""), LIST_SHAPE);
  const [baseUrl, name] = splitOnce(document.id, "/status/");
  const { number, purpose } = readName(name);
  const subject = document.credentialSubject;
  const [validFrom, validUntil] = [readMoment(document.validFrom), readMoment(document.validUntil)];
  demand(didWeb(baseUrl) === document.issuer && subject.id === `${document.id}#list` && subject.statusPurpose === purpose
    && document.proof.created === document.validFrom && validFrom <= validUntil);
  const key = await judgeProof(document, canonical(listStatements(document)), proofKid(document.proof, document.issuer), ring);
  // Whoever has a leaked key can write any date into a list.
  demand(!key.needsLog && key.mayVerifyWithin(validFrom, validFrom), "key-not-valid-then");
  const packed = subject.encodedList[0] === "u" ? fromBase64Url(subject.encodedList.slice(1)) : null;
  const bits = packed && inflateGzip(packed, LIST_LENGTH / 8);
  demand(bits && bits.length === LIST_LENGTH / 8);
  /** Place 0 is the most significant bit of the first byte. */
  const has = (place) => (bits[place >> 3] & (0x80 >> (place & 7))) !== 0;
  return { baseUrl, number, purpose, validFrom, validUntil, has };
};
