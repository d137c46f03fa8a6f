// Status lists in the standard's form, signed with the demonstration's own key, for the verifier's story.
import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const XSD_TIME = "http://www.w3.org/2001/XMLSchema#dateTime";
const [VC, STATUS, SECURITY] = ["https://www.w3.org/2018/credentials#", "https://www.w3.org/ns/credentials/status#", "https://w3id.org/security#"];
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

const base58 = (bytes) => {
  let text = "";
  for (let value = BigInt(`0x${bytes.toString("hex")}`); value > 0n; value /= 58n) text = BASE_58[Number(value % 58n)] + text;
  return "1".repeat(bytes.findIndex((byte) => byte !== 0)) + text;
};

const hashed = (lines) => createHash("sha256").update(lines.map((line) => `${line} .\n`).sort().join("")).digest();

/** `{1: text}`: the first list with the place of this credential set. */
export async function statusLists({ base }, taken) {
  const folder = dirname(process.argv[3]);
  const name = readdirSync(join(folder, "keys")).find((file) => file.endsWith(".pem"));
  const [passphrase] = readFileSync(join(folder, "key-passphrase"), "utf8").split("\n");
  const key = createPrivateKey({ key: readFileSync(join(folder, "keys", name)), passphrase });
  const did = `did:web:${new URL(base).host.replace(":", "%3A")}`;
  const place = Number(JSON.parse(taken).credentialStatus.statusListIndex);
  const bits = Buffer.alloc(131072 / 8);
  bits[place >> 3] |= 0x80 >> (place & 7);
  const moment = (later) => `${new Date(Date.now() + later).toISOString().slice(0, 19)}Z`;
  const [from, until, id] = [moment(0), moment(7 * 86400000), `${base}/status/1`];
  const subject = { id: `${id}#list`, type: "BitstringStatusList", statusPurpose: "revocation", encodedList: `u${gzipSync(bits).toString("base64url")}` };
  const method = `${did}#${name.replace(".pem", "")}`;
  const document = hashed([
    `<${id}> <${TYPE}> <${VC}VerifiableCredential>`, `<${id}> <${TYPE}> <${STATUS}BitstringStatusListCredential>`, `<${id}> <${VC}issuer> <${did}>`,
    `<${id}> <${VC}validFrom> "${from}"^^<${XSD_TIME}>`, `<${id}> <${VC}validUntil> "${until}"^^<${XSD_TIME}>`,
    `<${id}> <${VC}credentialSubject> <${subject.id}>`, `<${subject.id}> <${TYPE}> <${STATUS}BitstringStatusList>`,
    `<${subject.id}> <${STATUS}statusPurpose> "revocation"`, `<${subject.id}> <${STATUS}encodedList> "${subject.encodedList}"^^<${SECURITY}multibase>`,
  ]);
  const configuration = hashed([
    `_:c14n0 <${TYPE}> <${SECURITY}DataIntegrityProof>`, `_:c14n0 <http://purl.org/dc/terms/created> "${from}"^^<${XSD_TIME}>`,
    `_:c14n0 <${SECURITY}cryptosuite> "eddsa-rdfc-2022"^^<${SECURITY}cryptosuiteString>`,
    `_:c14n0 <${SECURITY}proofPurpose> <${SECURITY}assertionMethod>`, `_:c14n0 <${SECURITY}verificationMethod> <${method}>`,
  ]);
  return {
    1: JSON.stringify({
      "@context": ["https://www.w3.org/ns/credentials/v2"], id, type: ["VerifiableCredential", "BitstringStatusListCredential"], issuer: did,
      validFrom: from, validUntil: until, credentialSubject: subject,
      proof: {
        type: "DataIntegrityProof", cryptosuite: "eddsa-rdfc-2022", created: from, verificationMethod: method, proofPurpose: "assertionMethod",
        proofValue: `z${base58(sign(null, Buffer.concat([configuration, document]), key))}`,
      },
    }),
  };
}
