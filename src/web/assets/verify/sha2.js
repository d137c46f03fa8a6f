// SHA-256 and SHA-512 (FIPS 180-4), at once: browsers' own answer later, and on plain http not at all.

const primes = [];
for (let number = 2; primes.length < 80; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);

/** The first 64 bits behind the point of a prime's root. */
const rootBits = (prime, degree) => {
  const power = BigInt(degree);
  const value = BigInt(prime) << (64n * power);
  let root = 0n;
  for (let bit = 1n << 69n; bit > 0n; bit >>= 1n) if ((root + bit) ** power <= value) root += bit;
  return BigInt.asUintN(64, root);
};

const K512 = primes.map((prime) => rootBits(prime, 3));
const H512 = primes.slice(0, 8).map((prime) => rootBits(prime, 2));
const upper = (bits) => Number(bits >> 32n);
const K256 = Uint32Array.from(K512.slice(0, 64), upper);
const H256 = Uint32Array.from(H512, upper);

/** The message, a one, zeros, and its length in bits, to whole blocks. */
const padded = (message, block) => {
  const whole = new Uint8Array(Math.ceil((message.length + 1 + block / 8) / block) * block);
  whole.set(message);
  whole[message.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 4, message.length * 8);
  view.setUint32(whole.length - 8, Math.floor(message.length / 0x20000000));
  return view;
};

export const sha256 = (message) => {
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  const view = padded(message, 64);
  const hash = H256.slice();
  const w = new Uint32Array(64);
  for (let start = 0; start < view.byteLength; start += 64) {
    for (let round = 0; round < 16; round += 1) w[round] = view.getUint32(start + 4 * round);
    for (let round = 16; round < 64; round += 1) {
      const [early, late] = [w[round - 15], w[round - 2]];
      const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      w[round] = w[round - 16] + small + w[round - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let round = 0; round < 64; round += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K256[round] + w[round]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => { hash[place] += word; });
  }
  const bytes = new Uint8Array(32);
  hash.forEach((word, place) => new DataView(bytes.buffer).setUint32(4 * place, word));
  return bytes;
};

export const sha512 = (message) => {
  const wrap = (bits) => BigInt.asUintN(64, bits);
  const turn = (word, by) => (word >> by) | wrap(word << (64n - by));
  const view = padded(message, 128);
  let hash = H512;
  const w = [];
  for (let start = 0; start < view.byteLength; start += 128) {
    for (let round = 0; round < 16; round += 1) {
      w[round] = (BigInt(view.getUint32(start + 8 * round)) << 32n) | BigInt(view.getUint32(start + 8 * round + 4));
    }
    for (let round = 16; round < 80; round += 1) {
      const [early, late] = [w[round - 15], w[round - 2]];
      const small = turn(early, 1n) ^ turn(early, 8n) ^ (early >> 7n);
      w[round] = wrap(w[round - 16] + small + w[round - 7] + (turn(late, 19n) ^ turn(late, 61n) ^ (late >> 6n)));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let round = 0; round < 80; round += 1) {
      const one = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (wrap(~e) & g)) + K512[round] + w[round];
      const two = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, wrap(d + one), c, b, a, wrap(one + two)];
    }
    hash = [a, b, c, d, e, f, g, h].map((word, place) => wrap(word + hash[place]));
  }
  const bytes = new Uint8Array(64);
  hash.forEach((word, place) => {
    const out = new DataView(bytes.buffer);
    out.setUint32(8 * place, Number(word >> 32n));
    out.setUint32(8 * place + 4, Number(word & 0xffffffffn));
  });
  return bytes;
};
