// The verifier's page: takes a code, a picture, a file or a text, and shows the verdict. Nothing leaves the device.
//
// Every sentence lies in the page, in templates and `data-` words; here they are only chosen and filled in. Of what was
// brought only signed text is shown, and only as text.

import { fromUtf8 } from "./bytes.js";
import { groupedCode } from "./code.js";
import { LONGEST_CREDENTIAL } from "./credential.js";
import { verifierWith } from "./ed25519.js";
import { codeIn, examine } from "./engine.js";
import { Fault } from "./fault.js";
import { KeyRing } from "./keys.js";
import { Lists } from "./lists.js";
import { LARGEST_PDF, isPdf } from "./pdf.js";
import { Camera, isPicture, readPicture } from "./picture.js";
import { LONGEST_LIST, looksLikeList } from "./status_list.js";

const VIETNAM_ZONE = "Asia/Ho_Chi_Minh";

/** Loads a script of ours once; in the downloaded file it is there already. */
const part = (name, address) => {
  let loading = null;
  const load = () => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(globalThis[name]);
    script.onerror = () => reject(new TypeError(`${name} could not be loaded`));
    document.head.append(script);
  });
  return () => {
    if (globalThis[name]) return Promise.resolve(globalThis[name]);
    loading = loading || load().catch((error) => {
      loading = null;
      throw error;
    });
    return loading;
  };
};

/** `08:31, 21/11/2026` and `21/11/2026`, in Việt Nam, as the language writes them. */
const clockWords = (language) => {
  const locale = language === "vi" ? "vi-VN" : "en-GB";
  const shape = language === "vi" ? { day: "2-digit", month: "2-digit", year: "numeric" } : { day: "numeric", month: "long", year: "numeric" };
  const dayWords = new Intl.DateTimeFormat(locale, { ...shape, timeZone: VIETNAM_ZONE });
  const timeWords = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: VIETNAM_ZONE });
  const ages = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    day: (at) => dayWords.format(at),
    moment: (at) => `${timeWords.format(at)}, ${dayWords.format(at)}`,
    age: (at, now) => {
      const minutes = Math.round((at - now) / 60000);
      if (Math.abs(minutes) < 60) return ages.format(minutes, "minute");
      return Math.abs(minutes) < 48 * 60 ? ages.format(Math.round(minutes / 60), "hour") : ages.format(Math.round(minutes / 1440), "day");
    },
  };
};

/** The sentence with its places filled in. */
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

class VerifierPage {
  constructor(root) {
    const verifier = root.querySelector("#verifier");
    Object.assign(this, { root, verifier, facts: verifier.dataset, words: root.querySelector("#verifier-words").dataset });
    this.language = root.lang || document.documentElement.lang;
    this.clock = clockWords(this.language);
    this.isServed = Boolean(this.facts.worker);
    this.loadReader = part("MinhChungQr", this.facts.qrReader);
    const did = JSON.parse(this.facts.did);
    this.ring = new KeyRing(did, verifierWith(part("MinhChungNoble", this.facts.noble)));
    this.lists = new Lists(this.ring);
    this.turn = 0;
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  fromTemplate(id) {
    return this.find(`template${id}`).content.cloneNode(true);
  }

  say(sentence) {
    this.find("#progress").textContent = sentence;
    this.find("#progress").hidden = sentence === "";
  }

  async begin() {
    this.verifier.hidden = false;
    for (const only of this.root.querySelectorAll(".verifier-only")) only.hidden = false;
    for (const other of this.root.querySelectorAll(".no-verifier")) other.hidden = true;
    this.find("#file").accept = "application/pdf,.pdf,image/*,application/json,.json";
    this.compareAddress();
    this.listen();
    await this.lists.addTexts(JSON.parse(this.facts.lists));
    if (this.isServed) await this.lists.load();
    this.showLists();
    this.checkAddress();
    if (this.isServed) {
      await this.lists.refresh();
      this.showLists();
      if (this.last) await this.judge(this.last, this.turn);
    }
  }

  /** A page at another address than the issuer's is worth no trust, whatever it says. */
  compareAddress() {
    const warning = this.find("#wrong-address");
    if (this.isServed && location.host !== this.facts.host) warning.hidden = false;
  }

  listen() {
    this.onHash = () => this.checkAddress();
    addEventListener("hashchange", this.onHash);
    const file = this.find("#file");
    file.addEventListener("change", () => { if (file.files[0]) this.takeFile(file.files[0]); });
    file.form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.matches(".to-server")) return;
      event.preventDefault();
      if (file.files[0]) this.takeFile(file.files[0]);
    });
    const text = this.find("#payload");
    text.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.takeText(text.value);
    });
    this.listenForDrops();
    this.listenForCamera();
  }

  listenForDrops() {
    const target = this.find("#drop");
    const mark = (isOver) => target.classList.toggle("is-over", isOver);
    this.onDrag = (event) => {
      event.preventDefault();
      mark(event.type === "dragover");
      const files = event.type === "drop" && event.dataTransfer ? event.dataTransfer.files : [];
      if (files.length > 0) this.takeFile(files[0]);
    };
    for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, this.onDrag);
  }

  listenForCamera() {
    const [start, stop, video] = [this.find("#camera-start"), this.find("#camera-stop"), this.find("#camera")];
    const camera = new Camera(video, this.loadReader);
    const show = (isOn) => {
      this.find("#viewfinder").hidden = !isOn;
      start.hidden = isOn || !Camera.isThere;
    };
    show(false);
    this.find("#camera-missing").hidden = Camera.isThere;
    stop.addEventListener("click", () => camera.stop());
    start.addEventListener("click", async () => {
      this.find("#camera-refused").hidden = true;
      show(true);
      stop.focus();
      try {
        const text = await camera.look();
        show(false);
        if (text === null) start.focus();
        else await this.takeText(text);
      } catch (error) {
        camera.stop();
        show(false);
        this.find("#camera-refused").hidden = false;
        start.focus();
      }
    });
    this.camera = camera;
  }

  /** What a phone's camera opened: the digits behind "#", which no server sees. */
  checkAddress() {
    if (/^#[0-9]{20,2000}$/.test(location.hash)) this.take(location.hash);
  }

  takeText(text) {
    const code = codeIn(text);
    if (code !== null) return this.showCode(code);
    // Whose address stands before "#" does not matter for the signature; people are warned all the same.
    const isElsewhere = /#[0-9]+\s*$/.test(text) && /^\s*[a-z]+:/i.test(text) && !text.trim().startsWith(`${this.facts.baseUrl}/v#`);
    return this.take(text, isElsewhere ? ["other-address"] : []);
  }

  async takeFile(file) {
    if (!isPicture(file) && file.size <= LONGEST_LIST) {
      const before = this.turn;
      const bytes = new Uint8Array(await new Response(file).arrayBuffer());
      if (before !== this.turn) return undefined;
      // It says something of the certificate that is on the screen.
      if (looksLikeList(bytes)) return this.takeList(bytes);
    }
    const turn = this.nextTurn();
    if (isPicture(file)) {
      this.say(this.words.readingPicture);
      const text = await readPicture(file, this.loadReader).catch(() => undefined);
      if (turn !== this.turn) return undefined;
      if (text === undefined) return this.say(this.words.readerMissing);
      return text === null ? this.show(this.nothing("no-code-in-picture")) : this.takeText(text);
    }
    if (file.size > LARGEST_PDF) return this.show(this.nothing("too-large"));
    const bytes = new Uint8Array(await new Response(file).arrayBuffer());
    if (turn !== this.turn) return undefined;
    // A text file may hold what a code says.
    const text = bytes.length <= LONGEST_CREDENTIAL && !isPdf(bytes) ? fromUtf8(bytes) : null;
    return text !== null && !text.trim().startsWith("{") ? this.takeText(text) : this.take(bytes);
  }

  /** A status list, brought to a page without network. */
  async takeList(bytes) {
    try {
      const list = await this.lists.add(bytes);
      this.say(filled(this.words.listTaken, { moment: this.clock.moment(list.validFrom) }));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.say(this.words.listRefused);
    }
    this.showLists();
    if (this.last) await this.judge(this.last, this.turn);
  }

  nothing(note) {
    return { verdict: "unknown", reasons: ["not-a-certificate"], notes: [note], signed: null, list: null };
  }

  /** Something else is looked at: the verdict on the one before must not stand above it. */
  nextTurn() {
    this.last = null;
    this.turn += 1;
    this.find("#outcome").replaceChildren();
    const heading = this.find("#heading");
    if (heading) heading.hidden = false;
    return this.turn;
  }

  take(input, notes = []) {
    const turn = this.nextTurn();
    this.say(this.words.checking);
    this.last = { input, notes };
    return this.judge(this.last, turn);
  }

  async judge({ input, notes }, turn) {
    const known = { ring: this.ring, lists: this.lists.all, knowsKeys: this.lists.knowsKeys, now: Date.now() };
    const finding = await examine(input, known).catch(() => null);
    if (turn !== this.turn) return;
    if (finding === null) {
      this.say(this.words.failed);
      return;
    }
    if (finding.signed) finding.notes.push(...notes);
    // After new lists arrived, the page moves only when they say something new.
    const said = JSON.stringify([finding.verdict, finding.notes, finding.list && finding.list.validFrom]);
    if (said === this.last.said) return;
    this.last.said = said;
    this.show(finding);
  }

  /** A typed code is only a number: the register knows what it stands for. */
  showCode(code) {
    this.nextTurn();
    const card = this.fromTemplate("#code-only");
    card.querySelector("a").href = `${this.isServed ? "" : this.facts.baseUrl}/v/${code}`;
    this.place(card);
  }

  /** Which of the banners: three words for genuine, by what is known of revocation. */
  static banner({ verdict, notes }) {
    if (verdict === "genuine" && notes.includes("not-checked-for-revocation")) return "genuine-unchecked";
    if (verdict === "genuine" && (notes.includes("list-is-old") || notes.includes("keys-are-old"))) return "genuine-old";
    return verdict;
  }

  show(finding) {
    const parts = [this.find(`template[data-banner="${VerifierPage.banner(finding)}"]`).content.cloneNode(true)];
    if (finding.notes.length > 0) parts.push(this.chosen("#notes", "note", finding.notes));
    if (finding.signed) parts.push(this.signedCard(finding));
    parts.push(this.chosen("#next-steps", "next", [VerifierPage.banner(finding)]));
    parts.push(this.chosen("#why", "reason", finding.reasons));
    const whole = document.createDocumentFragment();
    whole.append(...parts);
    this.fillAges(whole, finding);
    const ask = whole.querySelector("a.ask-register");
    if (finding.signed) ask.href = `${this.isServed ? "" : this.facts.baseUrl}/v/${finding.signed.id}`;
    else ask.parentElement.remove();
    this.place(whole);
  }

  place(content) {
    this.say("");
    const outcome = this.find("#outcome");
    outcome.replaceChildren(content);
    const heading = this.find("#heading");
    if (heading) heading.hidden = true;
    const headline = outcome.querySelector("h1");
    document.title = headline.textContent;
    headline.focus();
  }

  /** A card of sentences of which only those with these codes stay. */
  chosen(template, name, codes) {
    const card = this.fromTemplate(template);
    for (const line of card.querySelectorAll(`[data-${name}]`)) if (!codes.includes(line.dataset[name])) line.remove();
    return card;
  }

  signedCard({ signed }) {
    const card = this.fromTemplate("#signed");
    const values = {
      ...signed,
      issuer: signed.issuer || this.facts.host,
      issuedAt: this.clock.day(signed.issuedAt),
      // The last day that still counts.
      expiresAt: signed.expiresAt === null ? this.words.noExpiry : this.clock.day(signed.expiresAt - 1),
      id: groupedCode(signed.id),
      issuedFrom: signed.baseUrl,
    };
    for (const place of card.querySelectorAll("[data-fact]")) {
      const value = values[place.dataset.fact];
      if (value) place.textContent = value;
      else {
        place.previousElementSibling.remove();
        place.remove();
      }
    }
    return card;
  }

  fillAges(whole, { list }) {
    for (const line of whole.querySelectorAll("[data-list-age]")) {
      if (list) line.textContent = filled(line.textContent, { moment: this.clock.moment(list.validFrom), age: this.clock.age(list.validFrom, Date.now()) });
      else line.remove();
    }
    for (const line of whole.querySelectorAll("[data-checked-at]")) {
      line.textContent = filled(line.textContent, { moment: this.clock.moment(Date.now()) });
    }
  }

  /** How old the lists on this device are. */
  showLists() {
    const { validFrom } = this.lists;
    const sentence = validFrom === null ? this.words.listsNone : this.words.listsAsOf;
    const values = validFrom === null ? {} : { moment: this.clock.moment(validFrom), age: this.clock.age(validFrom, Date.now()) };
    this.find("#lists-state").textContent = filled(sentence, values);
    this.verifier.dataset.ready = "true";
  }

  /** Takes the page's hands off the document, for another one in another language. */
  end() {
    this.camera.stop();
    removeEventListener("hashchange", this.onHash);
    for (const kind of ["dragover", "dragleave", "drop"]) document.removeEventListener(kind, this.onDrag);
  }
}

/** Keeps page, scripts and styles on the device; they update themselves. */
const keepOnDevice = async ({ worker }, language) => {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(worker, { scope: "/v", updateViaCache: "none" });
    const wishes = await caches.open("minhchung-wishes");
    await wishes.put("/v/language", new Response(language));
  } catch {
    // Storage is off: the page works while there is a network.
  }
};

/** In the downloaded file each language is a page of its own; the button changes between them. */
const showLanguage = (language) => {
  const root = document.getElementById("page");
  document.documentElement.lang = language;
  root.lang = language;
  root.replaceChildren(document.getElementById(`page-${language}`).content.cloneNode(true));
  const page = new VerifierPage(root);
  for (const button of root.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      page.end();
      showLanguage(button.dataset.language);
    });
  }
  document.title = root.querySelector("h1").textContent;
  page.begin();
};

export const startVerifier = () => {
  if (document.getElementById("page")) {
    showLanguage(/^vi/i.test(navigator.language) || !/^en/i.test(navigator.language) ? "vi" : "en");
  } else if (document.getElementById("verifier")) {
    const page = new VerifierPage(document.documentElement);
    page.begin();
    keepOnDevice(page.facts, page.language);
  }
};
