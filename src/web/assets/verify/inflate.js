// DEFLATE (RFC 1951) in a zlib (RFC 1950) or gzip (RFC 1952) frame, up to a limit of bytes.
//
// Browsers' own DecompressionStream is young, and refuses the bytes that follow a stream inside a PDF.

const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577];
const DISTANCE_EXTRA = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST_CODE = 15;

class NotDeflate extends Error {}

const need = (condition) => { if (!condition) throw new NotDeflate(); };

/** How many codes there are of each length, and the symbols in the order of their codes. */
const codeBook = (lengths) => {
  const counts = new Uint16Array(LONGEST_CODE + 1);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const starts = new Uint16Array(LONGEST_CODE + 2);
  let left = 1;
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    left = left * 2 - counts[length];
    need(left >= 0); // more codes than there can be
    starts[length + 1] = starts[length] + counts[length];
  }
  const symbols = new Uint16Array(lengths.length);
  lengths.forEach((length, symbol) => { if (length) symbols[starts[length]++] = symbol; });
  return { counts, symbols };
};

const FIXED_LENGTHS = codeBook(Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)));
const FIXED_DISTANCES = codeBook(new Array(30).fill(5));

class Inflating {
  constructor(bytes, start, limit) {
    Object.assign(this, { bytes, place: start, bit: 0, limit, size: 0, out: new Uint8Array(Math.min(limit, 4096)) });
  }

  bits(count) {
    let value = 0;
    for (let taken = 0; taken < count; taken += 1) {
      need(this.place < this.bytes.length);
      value |= ((this.bytes[this.place] >> this.bit) & 1) << taken;
      this.bit += 1;
      if (this.bit === 8) [this.bit, this.place] = [0, this.place + 1];
    }
    return value;
  }

  symbol({ counts, symbols }) {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= LONGEST_CODE; length += 1) {
      code |= this.bits(1);
      if (code - counts[length] < first) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new NotDeflate();
  }

  push(byte) {
    need(this.size < this.limit);
    if (this.size === this.out.length) {
      const larger = new Uint8Array(Math.min(this.limit, 2 * this.size));
      larger.set(this.out);
      this.out = larger;
    }
    this.out[this.size] = byte;
    this.size += 1;
  }

  stored() {
    if (this.bit > 0) [this.bit, this.place] = [0, this.place + 1];
    const [length, check] = [this.bits(16), this.bits(16)];
    need(length === (check ^ 0xffff));
    for (let left = length; left > 0; left -= 1) this.push(this.bits(8));
  }

  dynamicBooks() {
    const [lengths, distances, given] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
    need(lengths <= 286 && distances <= 30);
    const codes = new Array(19).fill(0);
    for (let place = 0; place < given; place += 1) codes[CODE_ORDER[place]] = this.bits(3);
    const book = codeBook(codes);
    const all = [];
    while (all.length < lengths + distances) {
      const symbol = this.symbol(book);
      if (symbol < 16) {
        all.push(symbol);
      } else {
        need(symbol > 16 || all.length > 0);
        const repeated = symbol === 16 ? all[all.length - 1] : 0;
        const times = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
        for (let time = 0; time < times; time += 1) all.push(repeated);
      }
    }
    need(all.length === lengths + distances && all[256] > 0);
    return [codeBook(all.slice(0, lengths)), codeBook(all.slice(lengths))];
  }

  packed([lengths, distances]) {
    for (;;) {
      const symbol = this.symbol(lengths);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.push(symbol);
        continue;
      }
      need(symbol < 286);
      const length = LENGTH_BASE[symbol - 257] + this.bits(LENGTH_EXTRA[symbol - 257]);
      const far = this.symbol(distances);
      need(far < 30);
      const distance = DISTANCE_BASE[far] + this.bits(DISTANCE_EXTRA[far]);
      need(distance <= this.size);
      for (let left = length; left > 0; left -= 1) this.push(this.out[this.size - distance]);
    }
  }

  run() {
    for (let isLast = 0; !isLast;) {
      isLast = this.bits(1);
      const kind = this.bits(2);
      need(kind < 3);
      if (kind === 0) this.stored();
      else this.packed(kind === 1 ? [FIXED_LENGTHS, FIXED_DISTANCES] : this.dynamicBooks());
    }
    return this.out.slice(0, this.size);
  }
}

const attempted = (inflate) => {
  try {
    return inflate();
  } catch (error) {
    if (error instanceof NotDeflate) return null;
    throw error;
  }
};

/** A zlib stream inflated, whatever follows it; `null` when it is broken or larger than `limit`. Checksums are not looked at: what comes
 *  out is believed only for its signature. */
export const inflateZlib = (bytes, limit) => attempted(() => {
  need(bytes.length > 2 && (bytes[0] & 15) === 8 && (bytes[0] * 256 + bytes[1]) % 31 === 0 && !(bytes[1] & 32));
  return new Inflating(bytes, 2, limit).run();
});

/** A gzip member inflated; `null` when it is broken or larger than `limit`. */
export const inflateGzip = (bytes, limit) => attempted(() => {
  need(bytes.length > 18 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 && !(bytes[3] & 0xe0));
  const flags = bytes[3];
  let start = 10;
  if (flags & 4) start += 2 + bytes[start] + 256 * bytes[start + 1];
  for (const flag of [8, 16]) { // a name, a comment: each up to its zero
    if (flags & flag) {
      const end = bytes.indexOf(0, start);
      need(end >= 0);
      start = end + 1;
    }
  }
  if (flags & 2) start += 2;
  return new Inflating(bytes, start, limit).run();
});
