// The stage every story plays on: a browser that leaves the service's address for nothing, breaks no
// rule of the content security policy and throws nothing; and what a story may look at.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const LONGEST_STORY = 20 * 60_000;
const LONGEST_WAIT = 20_000;

export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const DESKTOP = { viewport: { width: 1280, height: 900 } };

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Everything the page itself did wrong, in words. */
function watch(context, base, faults) {
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== base) faults.push(`asked another address: ${url}`);
  });
  context.on("console", (message) => {
    if (/content security policy/i.test(message.text())) faults.push(message.text());
  });
  context.on("weberror", (error) => faults.push(`threw ${error.error().stack}`));
}

/** One page or tab with words for what people do with it. */
export class Tab {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(LONGEST_WAIT);
  }

  open(path) {
    return this.page.goto(new URL(path, this.base).href);
  }

  /** Waits until `sentence` can be read, word for word, somewhere inside `place`. */
  async reads(sentence, place = "body") {
    const found = this.page.locator(place).getByText(new RegExp(escaped(sentence))).filter({ visible: true }).first();
    await found.waitFor().catch(() => assert.fail(`“${sentence}” is not on ${this.page.url()}`));
    return found;
  }

  async readsNot(sentence) {
    const found = this.page.getByText(new RegExp(escaped(sentence))).filter({ visible: true });
    assert.equal(await found.count(), 0, `“${sentence}” is on ${this.page.url()}`);
  }

  link(name) {
    return this.page.getByRole("link", { name }).filter({ visible: true }).first();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true }).filter({ visible: true }).first();
  }

  /** The inputs of item `number`, by the ids of its options. */
  option(number, id) {
    return this.page.locator(`#item-${number} [name=choice][value="${id}"]`);
  }

  async logIn({ login, secret }) {
    await this.open("/login");
    await this.page.fill("#login", login);
    await this.page.fill("#secret", secret);
    await this.page.locator("main form .button").click();
    await this.page.waitForURL((url) => url.pathname !== "/login");
  }

  async speak(language) {
    const { origin: url } = new URL(this.base);
    await this.page.context().addCookies([{ name: "language", value: language, url }]);
  }
}

/** Plays one story; exit code 0 only when it and the pages it saw are in order. */
export async function play(tell) {
  const [base, demoFile, out] = process.argv.slice(2);
  mkdirSync(out, { recursive: true });
  const demo = JSON.parse(readFileSync(demoFile, "utf8"));
  const browsers = [];
  const launch = async (flags) => {
    browsers.push(await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: [...FLAGS, ...flags] }));
    return browsers[browsers.length - 1];
  };
  const browser = await launch([]);
  const faults = [];
  const tabs = [];
  const stage = {
    base, demo, out,
    step: (text) => console.log(`- ${text}`),
    keep: (name, bytes) => { writeFileSync(join(out, name), bytes); return join(out, name); },
    /** A device of its own, with nothing of another's; with `flags`, in a browser of its own. */
    device: async (kind, language = "vi", options = {}, flags = null) => {
      const own = flags ? await launch(flags) : browser;
      const context = await own.newContext({ locale: language === "vi" ? "vi-VN" : "en-GB", ...kind, ...options });
      watch(context, base, faults);
      return {
        context,
        tab: async () => {
          const tab = Object.assign(new Tab(await context.newPage()), { base });
          tabs.push(tab);
          if (language !== "vi") await tab.speak(language);
          return tab;
        },
      };
    },
  };
  const tooLong = setTimeout(() => { console.error("the story takes too long"); process.exit(1); }, LONGEST_STORY);
  try {
    await tell(stage);
    assert.deepEqual(faults, [], "what the pages did wrong");
  } catch (error) {
    console.error(error);
    if (faults.length > 0) console.error("what the pages did wrong:", faults);
    const open = tabs.filter(({ page }) => !page.isClosed()).slice(-3);
    for (const [number, { page }] of open.entries()) {
      const picture = join(out, `failure-${number}.png`);
      await page.screenshot({ path: picture }).then(() => console.error(`${page.url()} as it was: ${picture}`), () => {});
    }
    process.exitCode = 1;
  } finally {
    clearTimeout(tooLong);
    for (const opened of browsers) await opened.close();
  }
}
