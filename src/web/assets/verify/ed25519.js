// One question: did this key sign these bytes? Asked of the browser, and where it does not know Ed25519, of noble-ed25519.

import { hex } from "./bytes.js";
import { sha512 } from "./sha2.js";

/** The order of the group: a signature's second half is below it, or there would be two signatures for one. */
const ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;

/** The encodings of the eight points of small order, under which anything verifies, without the sign of x. */
const WEAK = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/** Whether an encoded point is one of small order. */
export const isWeak = (point) => {
  const unsigned = Uint8Array.from(point);
  unsigned[31] &= 0x7f;
  return WEAK.includes(hex(unsigned));
};

const isCanonical = (signature) => BigInt("0x" + hex(signature.slice(32).reverse())) < ORDER;

/** The browser's own answer; `undefined` where it knows no Ed25519 or is on plain http. */
const askBrowser = async (key, message, signature) => {
  const subtle = globalThis.crypto && globalThis.crypto.subtle;
  if (!subtle) return undefined;
  let imported;
  try {
    imported = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return undefined;
  }
  return subtle.verify({ name: "Ed25519" }, imported, signature, message);
};

const askNoble = async (loadNoble, key, message, signature) => {
  const noble = await loadNoble();
  noble.hashes.sha512 = sha512;
  return noble.verify(signature, message, key, { zip215: false });
};

/** Strict verification by whichever answers: no point of small order, no second form of a signature. */
export const verifierWith = (loadNoble, ask = askBrowser) => async (key, message, signature) => {
  if (signature.length !== 64 || !isCanonical(signature) || isWeak(signature.slice(0, 32))) return false;
  const answer = await ask(key, message, signature);
  return answer === undefined ? askNoble(loadNoble, key, message, signature) : answer;
};
