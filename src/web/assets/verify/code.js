// A certificate's code: 128 bits in Crockford base 32 with a check character (ISO 7064 MOD 33,32).

const CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const digitOf = (letter) => {
  const folded = letter.toUpperCase().replace("O", "0").replace(/[IL]/, "1");
  return CODE_ALPHABET.indexOf(folded);
};

const checkCharacter = (digits) => {
  let product = 32;
  for (const digit of digits) product = ((((product + digitOf(digit)) % 32) || 32) * 2) % 33;
  return CODE_ALPHABET[(33 - product) % 32];
};

/** The code of 16 bytes, with its check character. */
export const codeOf = (bytes) => {
  let value = bytes.reduce((whole, byte) => whole * 256n + BigInt(byte), 0n);
  let digits = "";
  for (let place = 0; place < 26; place += 1) {
    digits = CODE_ALPHABET[Number(value & 31n)] + digits;
    value >>= 5n;
  }
  return digits + checkCharacter(digits);
};

/** A typed code as it is written; `null` when it is none. */
export const parseCode = (typed) => {
  const compact = typed.replace(/[\s.–-]/g, "").toUpperCase();
  if (!/^[0-9A-Z]{27}$/.test(compact)) return null;
  const digits = Array.from(compact, digitOf);
  if (digits.includes(-1) || digits[0] > 7) return null;
  const code = digits.map((digit) => CODE_ALPHABET[digit]).join("");
  return checkCharacter(code.slice(0, 26)) === code[26] ? code : null;
};

/** In groups of four, as it is printed. */
export const groupedCode = (code) => code.match(/.{1,4}/g).join("-");
