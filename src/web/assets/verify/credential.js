// A credential's proof and its one shape: everything else is refused, as `verify.rs` of the issuer's program refuses it.

import { fromBase58, fromUtf8, hex, joinBytes, splitOnce, utf8 } from "./bytes.js";
import { Fault, demand } from "./fault.js";
import { canonical } from "./graph.js";
import { parseCode } from "./code.js";
import { readMoment } from "./keys.js";
import { sha256 } from "./sha2.js";
import { credentialStatements, proofStatements } from "./statements.js";
import { strictJson } from "./strict_json.js";

export const LONGEST_CREDENTIAL = 64 * 1024;
const CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2";
const CONTEXTS = [CREDENTIALS_V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];
const SUITE = "eddsa-rdfc-2022";

/** Shapes: a text, a list of fixed words, a fixed word, an object of shapes, a list of at most one such; `?` may be missing. */
const TEXT = "text";
const words = (...fixed) => ({ words: fixed });
const word = (fixed) => ({ word: fixed });
const members = (shape) => ({ members: shape });
const atMostOne = (shape) => ({ atMostOne: shape });

export const PROOF_SHAPE = members({
  type: word("DataIntegrityProof"), cryptosuite: word(SUITE), created: TEXT, verificationMethod: TEXT,
  proofPurpose: word("assertionMethod"), proofValue: TEXT,
});

const SHAPE = members({
  "@context": words(...CONTEXTS), id: TEXT, type: words("VerifiableCredential", "OpenBadgeCredential"), name: TEXT,
  issuer: members({ id: TEXT, type: words("Profile"), name: TEXT }),
  validFrom: TEXT, "validUntil?": TEXT, awardedDate: TEXT,
  credentialSubject: members({
    id: TEXT, type: words("AchievementSubject"), name: TEXT,
    achievement: members({
      id: TEXT, type: words("Achievement"), name: TEXT, description: TEXT, criteria: members({ narrative: TEXT }),
      achievementType: TEXT, inLanguage: TEXT, version: TEXT,
      "resultDescription?": atMostOne(members({
        id: TEXT, type: words("ResultDescription"), name: TEXT, resultType: TEXT, valueMin: TEXT, valueMax: TEXT, requiredValue: TEXT,
      })),
    }),
    "result?": atMostOne(members({ type: words("Result"), resultDescription: TEXT, value: TEXT })),
  }),
  credentialStatus: members({
    id: TEXT, type: word("BitstringStatusListEntry"), statusPurpose: word("revocation"), statusListIndex: TEXT, statusListCredential: TEXT,
  }),
  proof: PROOF_SHAPE,
});

/** The value as plain objects, when it has exactly this shape. */
export const shaped = (value, shape) => {
  if (shape === TEXT || shape.word) {
    demand(typeof value === "string" && (shape === TEXT || value === shape.word));
    return value;
  }
  if (shape.words) {
    demand(Array.isArray(value) && value.length === shape.words.length && shape.words.every((fixed, place) => value[place] === fixed));
    return value;
  }
  if (shape.atMostOne) {
    demand(Array.isArray(value) && value.length <= 1);
    return value.map((one) => shaped(one, shape.atMostOne));
  }
  demand(value instanceof Map);
  const plain = {};
  for (const [name, inner] of Object.entries(shape.members)) {
    const known = name.replace("?", "");
    const isMissing = !value.has(known) || (known === "validUntil" && value.get(known) === null);
    demand(!isMissing || known !== name);
    if (!isMissing) plain[known] = shaped(value.get(known), inner);
  }
  for (const name of value.keys()) demand(name in shape.members || `${name}?` in shape.members);
  return plain;
};

/** What bytes are that are no document of ours: a credential of another kind, a broken one, or nothing of the sort. */
const whatElse = (text, value) => {
  if (!(value instanceof Map)) return new Fault(/^[ \t\r\n\f]*\{/.test(text) ? "malformed" : "not-a-certificate");
  const types = [].concat(value.get("type"));
  if (!types.includes("VerifiableCredential")) return new Fault("not-a-certificate");
  const proof = value.get("proof");
  const isOurKind = JSON.stringify(value.get("@context")) === JSON.stringify(CONTEXTS) && proof instanceof Map && proof.get("cryptosuite") === SUITE;
  return new Fault(isOurKind ? "malformed" : "unsupported-version");
};

export const didWeb = (baseUrl) => `did:web:${baseUrl.replace(/^[a-z]+:\/\//, "").replace(/:/g, "%3A")}`;

/** A number in decimal as Rust writes it. */
export const readCount = (text, most) => {
  const count = /^[0-9]{1,10}$/.test(text) ? Number(text) : NaN;
  demand(count <= most);
  return count;
};

/** The key's name in a proof of this issuer. */
export const proofKid = (proof, did) => {
  const [method, kid] = [proof.verificationMethod.slice(0, did.length), proof.verificationMethod.slice(did.length)];
  demand(method === did && /^#[0-9a-f]{16}$/.test(kid));
  return kid.slice(1);
};

const readSignature = (value) => {
  const bytes = /^z[1-9A-HJ-NP-Za-km-z]{1,128}$/.test(value) ? fromBase58(value.slice(1)) : null;
  demand(bytes && bytes.length === 64);
  return bytes;
};

/** Judges an `eddsa-rdfc-2022` proof over the canonical document; gives the key that signed. */
export const judgeProof = async (document, canonicalDocument, kid, ring) => {
  const configuration = canonical(proofStatements(document.proof));
  const key = ring.find(kid);
  demand(key, "unknown-key");
  const signed = joinBytes(sha256(utf8(configuration)), sha256(utf8(canonicalDocument)));
  demand(await ring.hasSigned(key, signed, readSignature(document.proof.proofValue)), "signature-invalid");
  return key;
};

const readFields = (document) => {
  const [baseUrl, code] = splitOnce(document.id, "/certificates/");
  const [subject, status] = [document.credentialSubject, document.credentialStatus];
  const descriptions = subject.achievement.resultDescription || [];
  const results = subject.result || [];
  const isScoredOnce = results.length === descriptions.length && results.every((result) => result.resultDescription === descriptions[0].id);
  const lists = `${baseUrl}/status/`;
  const isConsistent = isScoredOnce && didWeb(baseUrl) === document.issuer.id && document.proof.created === document.validFrom
    && document.awardedDate === document.validFrom && status.statusListCredential.startsWith(lists)
    && status.id === `${status.statusListCredential}#${status.statusListIndex}`;
  demand(isConsistent);
  const id = parseCode(code);
  const issuedAt = readMoment(document.validFrom);
  const expiresAt = document.validUntil === undefined ? null : readMoment(document.validUntil);
  demand(id && !Number.isNaN(issuedAt) && !Number.isNaN(expiresAt));
  return {
    id,
    baseUrl,
    holder: subject.name,
    assessment: document.name,
    issuer: document.issuer.name,
    issuedAt,
    expiresAt,
    statusList: readCount(status.statusListCredential.slice(lists.length), 0xffffffff),
    statusIndex: readCount(status.statusListIndex, 0xffffffff),
    keyId: proofKid(document.proof, document.issuer.id),
  };
};

/** Verifies a credential's bytes under the ring's keys and says what was signed. */
export const verifyCredential = async (bytes, ring) => {
  demand(bytes.length <= LONGEST_CREDENTIAL);
  const text = fromUtf8(bytes);
  demand(text !== null, "not-a-certificate");
  const value = strictJson(text);
  let document;
  try {
    document = shaped(value, SHAPE);
  } catch {
    throw whatElse(text, value);
  }
  const said = readFields(document);
  const canonicalDocument = canonical(credentialStatements(document));
  const key = await judgeProof(document, canonicalDocument, said.keyId, ring);
  demand(key.mayVerifyWithin(said.issuedAt, said.issuedAt), "key-not-valid-then");
  return { ...said, needsLog: key.needsLog, credentialHash: hex(sha256(utf8(canonicalDocument))).slice(0, 32) };
};
