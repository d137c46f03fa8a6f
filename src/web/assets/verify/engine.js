// The verdict on a certificate from its bytes alone: keys and status lists are at hand, no server is asked.

import { fromUtf8, utf8 } from "./bytes.js";
import { codeOf, parseCode } from "./code.js";
import { verifyCose } from "./cose.js";
import { verifyCredential } from "./credential.js";
import { Fault } from "./fault.js";
import { findCredential, isPdf } from "./pdf.js";
import { readQrText } from "./qr_text.js";

const fault = (error) => ({ verdict: error.verdict, reasons: [error.reason], notes: [], signed: null, list: null });

/** What the lists say of a certificate: in one word, with the list that says so. */
const standing = (signed, lists, now) => {
  // A QR code does not carry the issuer's address.
  const isOwn = ({ number, baseUrl }) => number === signed.statusList && (!signed.baseUrl || baseUrl === signed.baseUrl);
  const own = lists.filter(isOwn);
  const newest = (purpose) => own.filter((list) => list.purpose === purpose).sort((one, other) => other.validFrom - one.validFrom)[0];
  const [revocation, supersession] = [newest("revocation"), newest("supersession")];
  const list = revocation || null;
  if (supersession && supersession.has(signed.statusIndex)) return { word: "superseded", list: supersession };
  if (revocation && revocation.has(signed.statusIndex)) return { word: "revoked", list };
  if (!list) return { word: "unchecked", list };
  // Past its time a list says too little about today.
  return { word: list.validUntil < now ? "old" : "good", list };
};

/** The finding on something whose signature holds. */
const judge = (signed, { lists, now, knowsKeys = true }) => {
  const { word, list } = standing(signed, lists, now);
  const isExpired = signed.expiresAt !== null && signed.expiresAt < now;
  const reasons = ["signature-valid", ...(list ? ["status-list-asked"] : []), "register-not-asked"];
  const notes = [];
  if (word === "unchecked") notes.push("not-checked-for-revocation");
  if (word === "old") notes.push("list-is-old");
  if (signed.needsLog) notes.push("key-needs-log");
  if (!knowsKeys) notes.push("keys-are-old");
  let verdict = "genuine";
  if (word === "revoked" || word === "superseded") verdict = word;
  // A stranger has the key too: the date may be false, and only the issuer's register can tell.
  else if (signed.needsLog) verdict = "signed_not_registered";
  else if (isExpired) verdict = "expired";
  if (["revoked", "superseded", "expired"].includes(verdict)) reasons.unshift(verdict);
  return { verdict, reasons, notes, signed, list };
};

/** Verifies bytes or a text: a PDF, a credential's JSON, the text of a QR code; `{ ring, lists, now, knowsKeys }` is what is known. */
export const examine = async (input, known) => {
  const { ring } = known;
  const bytes = typeof input === "string" ? utf8(input) : input;
  try {
    const isFile = isPdf(bytes);
    const json = isFile ? findCredential(bytes) : bytes;
    if (json === null) throw new Fault("not-a-certificate");
    const text = isFile ? "" : fromUtf8(json);
    if (text === null) throw new Fault("not-a-certificate");
    if (isFile || /^[ \t\r\n\f]*\{/.test(text)) {
      const finding = judge({ ...(await verifyCredential(json, ring)), source: "credential" }, known);
      if (isFile) finding.notes.push("page-not-compared");
      return finding;
    }
    const signed = await verifyCose(readQrText(text), ring);
    return judge({ ...signed, id: codeOf(signed.id), source: "qr" }, known);
  } catch (error) {
    if (error instanceof Fault) return fault(error);
    throw error;
  }
};

/** The code in a text that is only a code, or an address that ends in one; `null` otherwise. The register knows it, we do not. */
export const codeIn = (text) => (text.length <= 300 && !text.includes("#") ? parseCode(text.trim().replace(/^.*\/v\//, "")) : null);
