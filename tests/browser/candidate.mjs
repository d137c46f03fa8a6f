// What a test knows that a candidate does not: the keys of the bundled bank, and what the server has stored.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "smol-toml";

const ITEMS = new URL("../../question_banks/ai-for-officials/items/", import.meta.url);
export const ASSESSMENT = "ai-for-officials";

const bank = readdirSync(ITEMS).flatMap((file) => parse(readFileSync(new URL(file, ITEMS), "utf8")).item);

/** The right response to an item of any type, found by its stem. */
function rightResponse(stem) {
  const known = bank.find((item) => Object.values(item.stem).some((text) => text.trim() === stem.trim()));
  assert.ok(known, `not in the bank: ${stem}`);
  const { type, key, blank, area } = known;
  const first = (keys) => String([keys].flat()[0]);
  switch (type) {
    case "matching": return { match: key };
    case "ordering": return { order: key };
    case "numeric": return { number: first(key) };
    case "short_text": return { text: first(key) };
    case "cloze": return { blanks: Object.fromEntries(blank.map(({ id, key }) => [id, first(key)])) };
    case "hotspot": {
      const [left, top, right, bottom] = area.find(({ id }) => id === first(key)).rectangle;
      return { points: [[Math.round((left + right) / 2), Math.round((top + bottom) / 2)]] };
    }
    default: return { choice: [key].flat().map(String) };
  }
}

export const EVERY_TYPE = "getting-started";

/** Responses to the assessment that has one item of each type, by type: right, or not quite. */
export const RIGHT = {
  single_choice: { choice: ["b"] },
  multiple_choice: { choice: ["a", "c"] },
  true_false: { choice: ["true"] },
  matching: { match: { "da-luu": "may-chu", "chua-luu": "con-tren-may", "danh-dau": "xem-lai" } },
  ordering: { order: ["dang-nhap", "doc", "tra-loi", "xem-lai", "nop"] },
  numeric: { number: "7" },
  short_text: { text: "Việt Nam" },
  cloze: { blanks: { 1: "ban", 2: "đăng xuất" } },
  hotspot: { points: [[361, 37]] },
};
export const PARTLY = {
  ...RIGHT,
  matching: { match: { "da-luu": "het-gio", "danh-dau": "xem-lai" } },
  ordering: { order: ["doc", "dang-nhap", "tra-loi", "xem-lai", "nop"] },
  numeric: { number: "8,5" },
  short_text: { text: "Nam Việt" },
  cloze: { blanks: { 2: "đăng xuất" } },
  hotspot: { points: [[300, 400]] },
};

/** A candidate as a program sees them: the JSON API with a token. */
export class Candidate {
  static async logIn(base, { login, secret }) {
    const candidate = new Candidate();
    candidate.base = base;
    candidate.token = (await candidate.ask("POST", "/api/v1/session", { login, secret })).token;
    return candidate;
  }

  async ask(method, path, body) {
    const headers = { Accept: "application/json", "Content-Type": "application/json" };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    const answer = await fetch(this.base + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  start(language = "vi", assessment = ASSESSMENT) {
    return this.ask("POST", `/api/v1/assessments/${assessment}/attempts`, { language });
  }

  attempt(id) {
    return this.ask("GET", `/api/v1/attempts/${id}`);
  }

  /** Right option ids by item number, from 1, of the items that are answered by choosing. */
  async rightAnswers(id) {
    const { items } = await this.attempt(id);
    const right = items.map(({ number, stem }) => [number, rightResponse(stem).choice]);
    return new Map(right.filter(([, choice]) => choice));
  }

  save(id, number, choice, revision = 0) {
    return this.saveResponse(id, number, { choice }, revision);
  }

  saveResponse(id, number, response, revision = 0) {
    return this.ask("PUT", `/api/v1/attempts/${id}/responses/${number}`, { revision, response });
  }

  /** Sits the whole assessment; `knows(number)` says which items are answered rightly. Of the others choices are answered
   * wrongly, and the rest is left out. */
  async sit(knows = () => true) {
    const { id, items } = await this.start();
    for (const { number, stem, options } of items) {
      const right = rightResponse(stem);
      if (knows(number)) await this.saveResponse(id, number, right);
      else if (right.choice) await this.save(id, number, [options.find((option) => !right.choice.includes(option.id)).id]);
    }
    await this.ask("POST", `/api/v1/attempts/${id}/submit`);
    return id;
  }

  /** Waits for the certificate of an attempt that passed. */
  async certificate(id) {
    for (let tries = 0; tries < 200; tries += 1) {
      const { certificate } = await this.ask("GET", `/api/v1/attempts/${id}/result`);
      if (certificate) return certificate;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return assert.fail("the certificate did not come within twenty seconds");
  }

  /** Asserts what is stored: `answers` by number, each saved `revisions` times where that is known. */
  async has(id, answers, revisions) {
    const { items } = await this.attempt(id);
    for (const [number, choice] of answers) {
      const { response, revision } = items[number - 1];
      assert.deepEqual([...(response?.choice ?? [])].sort(), [...choice].sort(), `the response to item ${number}`);
      if (revisions !== undefined) assert.equal(revision, revisions, `how often item ${number} was saved`);
    }
  }
}
