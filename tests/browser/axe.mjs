// Every page, in both languages, on a phone and on a desk: nothing serious for axe-core, nothing that
// scrolls sideways, targets large enough for a finger, and a light attempt page.
import assert from "node:assert/strict";
import axe from "axe-core";
import { Candidate, EVERY_TYPE, PARTLY } from "./candidate.mjs";
import { revoke } from "./revoking.mjs";
import { SHEET, csv, giveRole, takeStep, upload } from "./desk.mjs";
import { DESKTOP, PHONE, play } from "./stage.mjs";

// One of each group of fields that the editor has.
const TYPES = ["network-lost", "what-the-page-says", "steps-of-a-sitting", "items-left", "try-the-keyboard", "a-shared-computer", "where-the-address-is"];
const NARROWEST = 320;
const SMALLEST_TARGET = 44;
const HEAVIEST_ATTEMPT_PAGE = 50 * 1024;
// The elements that a rule finds nothing wrong with are not listed: that would take most of the time.
const RULES = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] };

/** Somebody who passed, one whose certificate was revoked, one who failed, one in the middle. */
async function people({ base, demo, device }) {
  const [passed, revoked, failed, sitting, , learning] = await Promise.all(
    demo.candidates.slice(0, 6).map((who) => Candidate.logIn(base, who)));
  const result = await passed.sit();
  const genuine = (await passed.certificate(result)).id;
  const taken = (await revoked.certificate(await revoked.sit())).id;
  const failure = await failed.sit((number) => number <= 5);
  const { id: open } = await sitting.start();
  await sitting.save(open, 1, [(await sitting.attempt(open)).items[0].options[0].id]);
  await revoke({ device, demo }, taken);
  const { id: learnt, items } = await learning.start("vi", EVERY_TYPE);
  for (const { number, type } of items) await learning.saveResponse(learnt, number, PARTLY[type]);
  await learning.ask("POST", `/api/v1/attempts/${learnt}/submit`);
  const again = await learning.start("en", EVERY_TYPE);
  for (const { number, type } of again.items) await learning.saveResponse(again.id, number, PARTLY[type]);
  const { id: blank } = await sitting.start("vi", EVERY_TYPE);
  return { genuine, taken, result, failure, open, learnt, filled: again.id, blank };
}

/** An item with two versions, a file with mistakes, changes that can be published and changes that cannot. */
async function desk({ device, demo }) {
  const office = await (await device(DESKTOP)).tab();
  await office.logIn(demo.admin);
  await giveRole(office, "ai-for-officials", demo.candidates[8].login, "reviewer");
  const ledger = await upload(office, EVERY_TYPE, csv("cau-hoi.csv", SHEET));
  const item = "/authoring/ai-for-officials/items/foundations-001";
  await office.open(item);
  for (const source of ["Nguồn thứ nhất", "Nguồn thứ hai"]) {
    await office.page.fill("#source", source);
    await office.page.locator("#editor .button:not(.plain)").click();
    await office.page.waitForURL(/done=saved/);
    await office.open(item);
  }
  await takeStep(office, "comment", "Nên ghi rõ nguồn.");
  for (const retired of ["ai-for-officials/items/foundations-002", "practical-digital/items/report-phishing"]) {
    await office.open(`/authoring/${retired}`);
    await takeStep(office, "retired", "Đã cũ.");
  }
  await office.page.close();
  return { ledger, item };
}

/** The log-in that a page needs, then its address. */
function pages(known, { candidates: [passed, , failed, sitting, idle, learning, , , reviewing], admin }) {
  const { ledger, item } = known;
  const { genuine, taken, result, failure, open, learnt, filled, blank } = known;
  const unknown = genuine.slice(0, -2) + (genuine.endsWith("2") ? "33" : "22");
  return [
    [null, "/"], [null, "/login"], [null, "/privacy"], [null, "/v"], [null, "/v?code=ABC"], [null, "/no-such-page"],
    [null, `/v/${genuine}`], [null, `/v/${taken}`], [null, `/v/${unknown}`],
    [idle, "/assessments"], [idle, "/assessments/ai-for-officials"], [idle, "/"],
    [sitting, "/assessments"], [sitting, `/attempts/${open}?item=1`], [sitting, `/attempts/${open}?view=all`],
    [sitting, `/attempts/${open}?item=2&conflict=2&notice=closed`], [sitting, `/attempts/${open}/submit`],
    [sitting, `/attempts/${blank}?view=all`], [sitting, `/attempts/${blank}?item=1&notice=not-a-number`],
    [learning, `/attempts/${filled}?view=all`], [learning, `/attempts/${learnt}/result`],
    [passed, "/assessments"], [passed, `/attempts/${result}/result`], [failed, `/attempts/${failure}/result`],
    [admin, "/admin"], [admin, "/admin?sort=percent&order=desc"], [admin, "/admin/assessments/ai-for-officials/not-done"],
    [admin, "/admin/assessments/ai-for-officials/not-done?q=khong-ai"], [admin, "/admin/assessments/ai-for-officials/statistics"], [admin, "/admin/certificates"],
    [admin, `/admin/certificates/${genuine}/revoke`], [admin, "/admin/appeals"], [admin, "/admin/rescorings"],
    [admin, "/admin/accommodations"], [admin, "/admin/assessments/ai-for-officials/supervision"], [admin, "/admin/assessments/ai-for-officials/forms"],
    [admin, "/authoring"], [admin, "/authoring/ai-for-officials"], [admin, "/authoring/getting-started?words=khong-co"],
    [admin, "/authoring/ai-for-officials/items/new"], [admin, item], [admin, `${item}/versions?from=1&to=2`],
    ...TYPES.map((id) => [admin, `/authoring/${EVERY_TYPE}/items/${id}`]),
    [admin, `/authoring/${EVERY_TYPE}/upload`], [admin, ledger], [admin, `${ledger}/items/1`], [admin, `${ledger}/items/2`],
    [admin, "/authoring/ai-for-officials/publish"], [admin, "/authoring/practical-digital/publish"],
    [admin, "/authoring/getting-started/publish"], [admin, "/authoring/ai-for-officials/people"],
    [reviewing, "/authoring"], [reviewing, item],
  ];
}

async function violations(page) {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate((rules) => window.axe.run(document, rules), RULES);
  return found.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, impact, nodes }) => nodes.map((node) => `${impact} ${id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`));
}

/** What sticks out to the right on the narrowest phone, with letters of both sizes. */
async function sideways(page) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: NARROWEST, height: 740 });
  const found = await page.evaluate(() => {
    const measure = (size) => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const out = [...document.querySelectorAll("body *")].filter((element) =>
        element.getBoundingClientRect().right > clientWidth + 1 && !element.closest(".scroll, .sr"));
      return [`${size} letters: ${scrollWidth} px wide at ${clientWidth}: ${out.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(" | ")}`];
    };
    const usual = measure("usual");
    const isLarge = document.documentElement.classList.contains("large");
    document.documentElement.classList.add("large");
    const both = usual.concat(measure("large"));
    if (!isLarge) document.documentElement.classList.remove("large");
    return both;
  });
  await page.setViewportSize(size);
  return found;
}

/** What a finger would miss; a link within a sentence may be as high as its line. */
const smallTargets = (page, smallest) => page.evaluate((least) => {
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".sr, .skip");
  const target = (element) => (element.matches("input[type=radio], input[type=checkbox]") ? element.closest("label") : element);
  const elements = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  return elements.filter(isShown).map((element) => [element, target(element).getBoundingClientRect()])
    .filter(([, box]) => box.height < least - 0.5 || box.width < least - 0.5)
    .map(([element, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${element.outerHTML.slice(0, 120)}`);
}, smallest);

async function look(tab, path, language, width) {
  const { page } = tab;
  const answer = await tab.open(path);
  assert.equal(answer.status(), /no-such-page/.test(path) || (path.startsWith("/v/") && (await page.locator(".is-unknown").count())) ? 404 : 200, path);
  assert.equal(await page.locator("html").getAttribute("lang"), language, `the language of ${path}`);
  assert.equal(await page.locator("h1").count(), 1, `headings of the first level on ${path}`);
  const where = `${path} (${language}, ${width} px)`;
  const faults = [...(await violations(page)), ...(await sideways(page))];
  if (path.startsWith("/attempts/") && !path.endsWith("/result")) faults.push(...(await smallTargets(page, SMALLEST_TARGET)));
  return faults.map((fault) => `${where}: ${fault}`);
}

async function weigh(stage, id, who) {
  const device = await stage.device(PHONE);
  const tab = await device.tab();
  await tab.logIn(who);
  await tab.page.close();
  const fresh = await stage.device(PHONE, "vi", { storageState: await device.context.storageState() });
  const { page } = await fresh.tab();
  const sizes = new Map();
  page.on("requestfinished", async (request) => {
    const kind = request.resourceType();
    if (["document", "stylesheet", "script"].includes(kind)) {
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      sizes.set(new URL(request.url()).pathname.split("/").pop().slice(0, 12), responseBodySize + responseHeadersSize);
    }
  });
  await page.goto(`${stage.base}/attempts/${id}`);
  await page.waitForTimeout(1000);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  stage.step(`the attempt page weighs ${total} bytes: ${JSON.stringify(Object.fromEntries(sizes))}`);
  assert.ok(sizes.size >= 4, "page, style sheet and two scripts were weighed");
  assert.ok(total <= HEAVIEST_ATTEMPT_PAGE, `the attempt page weighs ${total} bytes, more than ${HEAVIEST_ATTEMPT_PAGE}`);
}

await play(async (stage) => {
  const { demo, step } = stage;
  step("some people sit, one certificate is revoked");
  const known = { ...(await people(stage)), ...(await desk(stage)) };
  const faults = [];
  let seen = 0;
  for (const language of ["vi", "en"]) {
    for (const kind of [PHONE, DESKTOP]) {
      const { width } = kind.viewport;
      let who = null;
      let tab = await (await stage.device(kind, language)).tab();
      for (const [reader, path] of pages(known, demo)) {
        if (reader !== who) {
          await tab.page.context().close();
          tab = await (await stage.device(kind, language)).tab();
          await tab.logIn(reader);
          who = reader;
        }
        faults.push(...(await look(tab, path, language, width)));
        seen += 1;
      }
    }
  }
  await weigh(stage, known.open, demo.candidates[3]);
  step(`${seen} pages looked at, ${faults.length} faults`);
  assert.ok(faults.length === 0, `\n${faults.join("\n")}`);
});
