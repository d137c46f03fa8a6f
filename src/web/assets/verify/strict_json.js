// JSON as strictly as the issuer's own program reads it: no member twice, nothing behind the end, no broken letters.

const DEEPEST = 32;

class NotJson extends Error {}

class Reading {
  constructor(text) {
    Object.assign(this, { text, place: 0 });
  }

  fail() {
    throw new NotJson();
  }

  gap() {
    while (" \t\n\r".includes(this.text.charAt(this.place) || "x")) this.place += 1;
  }

  take(letter) {
    this.gap();
    if (this.text[this.place] !== letter) return false;
    this.place += 1;
    return true;
  }

  value(depth) {
    this.gap();
    if (depth > DEEPEST) this.fail();
    const first = this.text[this.place];
    if (first === "{") return this.object(depth);
    if (first === "[") return this.array(depth);
    if (first === '"') return this.string();
    const word = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/.exec(this.text.slice(this.place, this.place + 40));
    if (!word) this.fail();
    this.place += word[0].length;
    return JSON.parse(word[0]);
  }

  object(depth) {
    const members = new Map();
    this.take("{");
    if (this.take("}")) return members;
    do {
      this.gap();
      if (this.text[this.place] !== '"') this.fail();
      const name = this.string();
      if (members.has(name) || !this.take(":")) this.fail();
      members.set(name, this.value(depth + 1));
    } while (this.take(","));
    if (!this.take("}")) this.fail();
    return members;
  }

  array(depth) {
    const values = [];
    this.take("[");
    if (this.take("]")) return values;
    do values.push(this.value(depth + 1)); while (this.take(","));
    if (!this.take("]")) this.fail();
    return values;
  }

  string() {
    let end = this.place + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === "\\" ? 2 : 1;
    const quoted = this.text.slice(this.place, end + 1);
    this.place = end + 1;
    let text;
    try {
      text = JSON.parse(quoted);
    } catch {
      this.fail();
    }
    // Half a letter has no UTF-8.
    if (typeof text !== "string" || /[\ud800-\udbff](?![\udc00-\udfff])|(?:^|[^\ud800-\udbff])[\udc00-\udfff]/.test(text)) this.fail();
    return text;
  }
}

/** The value of a JSON text, objects as maps; `undefined` when it is not JSON. */
export const strictJson = (text) => {
  const reading = new Reading(text);
  try {
    const value = reading.value(0);
    reading.gap();
    return reading.place === text.length ? value : undefined;
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
};
