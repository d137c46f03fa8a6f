// The status lists at hand: fetched whole, so that nobody learns which certificate is checked, and kept on the device.

import { Fault } from "./fault.js";
import { readList } from "./status_list.js";
import { utf8 } from "./bytes.js";

const SHELF = "minhchung-status";
/** Eight lists serve a million certificates. */
const MOST_LISTS = 64;

/** Browsers without it, and pages on plain http, keep nothing. */
const openShelf = async () => (globalThis.caches ? caches.open(SHELF).catch(() => null) : null);

/** The bytes at an address; `null` when there is no such list, thrown when nobody answers. */
const fetchList = async (address) => {
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache", headers: { Accept: "application/vc+ld+json" } });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new TypeError(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
};

export class Lists {
  constructor(ring) {
    // `knowsKeys` is false once the issuer's own address gave a list under a key that is unknown here, or given up.
    Object.assign(this, { ring, all: [], knowsKeys: true });
  }

  /** Takes a list when its signature holds and it is not older than what is here; a list is never replaced by an older one. */
  async add(bytes) {
    const list = await readList(bytes, this.ring);
    const isOf = (other) => other.baseUrl === list.baseUrl && other.number === list.number && other.purpose === list.purpose;
    const known = this.all.find(isOf);
    // Of two from the same second the later one to come counts: a list is signed anew as soon as something changes.
    if (known && known.validFrom > list.validFrom) return known;
    this.all = this.all.filter((other) => !isOf(other)).concat(list);
    return list;
  }

  async addQuietly(bytes) {
    try {
      return await this.add(bytes);
    } catch (error) {
      if (error instanceof Fault) return null; // not signed by the issuer: as good as none
      throw error;
    }
  }

  /** The lists that lie in the page itself. */
  async addTexts(texts) {
    for (const text of texts) await this.addQuietly(utf8(text));
  }

  /** The lists kept on this device. */
  async load() {
    const shelf = await openShelf();
    for (const request of shelf ? await shelf.keys() : []) {
      const kept = await shelf.match(request);
      await this.addQuietly(new Uint8Array(await kept.arrayBuffer()));
    }
  }

  /** Fetches every list there is, always all of them; says whether the issuer answered. */
  async refresh() {
    const shelf = await openShelf();
    try {
      for (let number = 1; number <= MOST_LISTS; number += 1) {
        if (!(await this.refreshOne(`/status/${number}`, shelf))) break;
        await this.refreshOne(`/status/${number}-supersession`, shelf);
      }
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false; // no network
      throw error;
    }
  }

  async refreshOne(address, shelf) {
    const bytes = await fetchList(address);
    if (bytes === null) return false;
    const before = this.all;
    const taken = await this.add(bytes).catch((error) => {
      if (!(error instanceof Fault)) throw error;
      if (["unknown-key", "key-not-valid-then"].includes(error.reason)) this.knowsKeys = false;
      return null;
    });
    if (taken && this.all !== before && shelf) {
      await shelf.put(address, new Response(bytes, { headers: { "Content-Type": "application/vc+ld+json" } })).catch(() => {});
    }
    return true;
  }

  /** The date of the oldest list at hand; `null` when there is none. */
  get validFrom() {
    return this.all.length > 0 ? Math.min(...this.all.map((list) => list.validFrom)) : null;
  }
}
