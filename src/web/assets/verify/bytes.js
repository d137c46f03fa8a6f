// Bytes and their spellings: hexadecimal, base 58, base 64, UTF-8, and the order of letters.

const encoder = new TextEncoder();

/** The bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** The text of bytes that are UTF-8 throughout; `null` otherwise. A byte order mark stays a letter. */
export const fromUtf8 = (bytes) => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const joinBytes = (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
};

export const sameBytes = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

/** Where `needle` stands in `haystack` from `start` on; -1 when it does not. */
export const findBytes = (haystack, needle, start = 0) => {
  for (let place = haystack.indexOf(needle[0], start); place >= 0; place = haystack.indexOf(needle[0], place + 1)) {
    if (place + needle.length > haystack.length) return -1;
    let length = 1;
    while (length < needle.length && haystack[place + length] === needle[length]) length += 1;
    if (length === needle.length) return place;
  }
  return -1;
};

const BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** The bytes of a base 58 text; `null` when it is not one. */
export const fromBase58 = (text) => {
  const bytes = []; // least significant first
  for (const letter of text) {
    let carry = BASE_58.indexOf(letter);
    if (carry < 0) return null;
    for (let place = 0; place < bytes.length; place += 1) {
      carry += bytes[place] * 58;
      bytes[place] = carry & 255;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255);
  }
  for (let place = 0; place < text.length && text[place] === "1"; place += 1) bytes.push(0);
  return Uint8Array.from(bytes.reverse());
};

/** The bytes of a base64url text without padding; `null` when it is not one. */
export const fromBase64Url = (text) => {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const letters = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
};

/** What stands before and behind the first `mark`; two empty texts where there is none. */
export const splitOnce = (text, mark) => {
  const place = text.indexOf(mark);
  return place < 0 ? ["", ""] : [text.slice(0, place), text.slice(place + mark.length)];
};

/** Orders texts by code points, as their UTF-8 bytes are ordered; JavaScript's own order differs above U+FFFF. */
export const byCodePoint = (one, other) => {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place += 1) {
    const [left, right] = [one.charCodeAt(place), other.charCodeAt(place)];
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return one.length - other.length;
};

/** Halves of letters above U+FFFF come after every whole one. */
const codePointRank = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
