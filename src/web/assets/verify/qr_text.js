// The text in the QR code: an address, "#", and the COSE object as one decimal number after a version byte.

import { Fault, demand } from "./fault.js";

const VERSION = 1;
const MOST_DIGITS = 512;
const LONGEST_TEXT = 2048;
export const LONGEST_COSE = 210;

/** The COSE object in a scanned or pasted text: the whole address, or bare digits; white space is ignored. */
export const readQrText = (text) => {
  demand(text.length <= LONGEST_TEXT);
  const compact = text.replace(/\s/g, "");
  const mark = compact.lastIndexOf("#");
  const [address, digits] = [compact.slice(0, Math.max(mark, 0)), compact.slice(mark + 1)];
  // Whose host it is does not matter: the signature decides, under our own keys.
  demand(/^[0-9]+$/.test(digits) && (address === "" || address.endsWith("/v")), "not-a-certificate");
  demand(digits.length <= MOST_DIGITS && digits[0] !== "0");
  const number = BigInt(digits).toString(16);
  const bytes = Uint8Array.from(number.padStart(number.length + (number.length % 2), "0").match(/../g), (pair) => parseInt(pair, 16));
  if (bytes[0] !== VERSION) throw new Fault("unsupported-version");
  demand(bytes.length - 1 <= LONGEST_COSE);
  return bytes.slice(1);
};
