// The verifier on the reader's own device: without network, from pictures, files and the camera, and as one file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";
import axe from "axe-core";
import { Candidate } from "./candidate.mjs";
import { revoke } from "./revoking.mjs";
import { DESKTOP, PHONE, play } from "./stage.mjs";

const HEAVIEST_PAGE = 50 * 1024;
const GENUINE = "Giấy chứng nhận thật, không bị thu hồi";
const UNCHECKED = "Giấy chứng nhận thật, nhưng CHƯA kiểm tra thu hồi";
const FORGED = "Giấy chứng nhận giả hoặc đã bị sửa";
const REVOKED = "Giấy chứng nhận đã bị thu hồi";

/** Two certificates as people hold them: file, picture of the page at 150 dots per inch, text of the code. */
async function certificates({ base, demo, keep }) {
  const held = [];
  for (const number of [0, 1]) {
    const candidate = await Candidate.logIn(base, demo.candidates[number]);
    const { id } = await candidate.certificate(await candidate.sit());
    const pdf = Buffer.from(await (await fetch(`${base}/certificates/${id}.pdf`)).arrayBuffer());
    const credential = await (await fetch(`${base}/certificates/${id}.json`)).text();
    const file = keep(`certificate-${number}.pdf`, pdf);
    const png = file.replace(".pdf", ".png");
    execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", file, png.replace(".png", "")]);
    const code = execFileSync("zbarimg", ["--quiet", "--raw", png], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
    held.push({ id, holder: demo.candidates[number].name, credential, pdf, file, png, code });
  }
  return held;
}

/** An issuer whose lists cannot be had. */
async function withoutStatusLists(context) {
  await context.route(/\/status\/[^/]+$/, (route) => route.fulfill({ status: 404 }));
}

/** The page once it knows what it needs; the service worker has everything when `isKept`. */
async function ready(tab, isKept = true) {
  await tab.page.locator("#verifier[data-ready=true]").waitFor();
  if (isKept) await tab.page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state));
}

/** Some versions of the browser forget in the service worker, after a navigation, that there is no network. */
async function withoutNetworkAgain({ context }) {
  await context.setOffline(false);
  await context.setOffline(true);
}

const choose = (tab, name, mimeType, buffer) => tab.page.setInputFiles("#file", { name, mimeType, buffer });

async function drop(tab, name, type, bytes) {
  const data = await tab.page.evaluateHandle(([name, type, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type }));
    return transfer;
  }, [name, type, Buffer.from(bytes).toString("base64")]);
  await tab.page.dispatchEvent("#drop", "drop", { dataTransfer: data });
}

async function says(tab, headline, verdict) {
  const banner = tab.page.locator(`#outcome [data-verdict="${verdict}"]`).filter({ hasText: headline });
  await banner.waitFor().catch(async () => assert.fail(`not “${headline}” (${verdict}) but: ${await tab.page.locator("#outcome").innerText()}`));
  const focused = await tab.page.evaluate(() => document.activeElement.tagName);
  assert.equal(focused, "H1", "the verdict has the focus, so that it is read out");
}

async function clear(tab) {
  await tab.page.evaluate(() => document.getElementById("outcome").replaceChildren());
}

const inPdf = (text) => Buffer.concat([Buffer.from("%PDF-1.7\n1 0 obj\nstream\n"), deflateSync(text), Buffer.from("\nendstream\nendobj\n")]);

async function violations({ page }) {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`));
}

async function withoutNetwork({ stage, tab, device, held: [genuine, taken] }) {
  const { step, out } = stage;
  const altered = genuine.credential.replace(genuine.holder, "Nguyễn Văn An");
  step("opens the page once, then the network is gone");
  await tab.open("/v");
  await ready(tab);
  await tab.reads("Danh sách thu hồi trên thiết bị này: bản lúc");
  await device.context.setOffline(true);
  await tab.open("/v");
  await ready(tab, false);
  await tab.reads("Danh sách thu hồi trên thiết bị này: bản lúc");
  assert.deepEqual(await violations(tab), []);

  step("a dropped picture of the page, a chosen PDF, a pasted text, a credential: genuine");
  await drop(tab, "anh.png", "image/png", readFileSync(genuine.png));
  await says(tab, GENUINE, "genuine");
  await tab.reads(genuine.holder, ".holder");
  await tab.reads("Theo danh sách thu hồi lúc");
  assert.deepEqual(await violations(tab), []);
  await tab.page.screenshot({ path: join(out, "offline-genuine.png"), fullPage: true });
  for (const [name, type, bytes] of [["a.pdf", "application/pdf", genuine.pdf], ["a.json", "application/json", Buffer.from(genuine.credential)],
    ["a.txt", "text/plain", Buffer.from(genuine.code)]]) {
    await clear(tab);
    await choose(tab, name, type, bytes);
    await says(tab, GENUINE, "genuine");
    await tab.reads(genuine.holder, ".holder");
  }
  await clear(tab);
  await tab.page.fill("#payload", genuine.code);
  await tab.button("Kiểm tra nội dung").click();
  await says(tab, GENUINE, "genuine");

  step("the address with the code, as a phone's camera opens it");
  await tab.page.goto("about:blank");
  await withoutNetworkAgain(device);
  await tab.page.goto(genuine.code);
  await says(tab, GENUINE, "genuine");
  assert.ok(tab.page.url().includes("#"));

  step("altered, in a PDF and in a text: forged, and nothing of it is shown");
  const digits = genuine.code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
  for (const [name, type, bytes] of [["a.pdf", "application/pdf", inPdf(altered)], ["a.json", "application/json", Buffer.from(altered)],
    ["a.txt", "text/plain", Buffer.from(digits)]]) {
    await clear(tab);
    await choose(tab, name, type, bytes);
    await says(tab, FORGED, "forged");
    assert.equal(await tab.page.getByText("Nguyễn Văn An").count(), 0);
    assert.equal(await tab.page.locator("#outcome .holder").count(), 0);
  }
  await tab.page.screenshot({ path: join(out, "offline-forged.png"), fullPage: true });

  step("on the list of revocations: revoked");
  await clear(tab);
  await choose(tab, "b.png", "image/png", readFileSync(taken.png));
  await says(tab, REVOKED, "revoked");
  await tab.reads(taken.holder, ".holder");

  step("a picture without a code, a foreign file, a typed code");
  await choose(tab, "c.png", "image/png", Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=", "base64"));
  await says(tab, "Không đọc được giấy chứng nhận", "unknown");
  await tab.reads("Trong ảnh không thấy mã QR nào đọc được.");
  await choose(tab, "d.bin", "application/octet-stream", Buffer.from([1, 2, 3, 255]));
  await says(tab, "Không đọc được giấy chứng nhận", "unknown");
  await tab.page.fill("#payload", `<img src=x onerror=alert(1)> ${genuine.id}`);
  await tab.button("Kiểm tra nội dung").click();
  await tab.reads("Không đọc được giấy chứng nhận", "h1");
  assert.equal(await tab.page.locator("#outcome img").count(), 0);
  await tab.page.fill("#payload", genuine.id.toLowerCase());
  await tab.button("Kiểm tra nội dung").click();
  await tab.reads("Mã này phải hỏi sổ đăng ký", "h1");

  step("the other language");
  await tab.link("English").click();
  await ready(tab, false);
  await choose(tab, "a.pdf", "application/pdf", genuine.pdf);
  await says(tab, "Genuine certificate, not revoked", "genuine");
  await device.context.setOffline(false);
}

async function withoutLists({ stage, held: [genuine] }) {
  stage.step("without any list the page says that nothing is known of revocation");
  const device = await stage.device(DESKTOP);
  await withoutStatusLists(device.context);
  const tab = await device.tab();
  const asked = [];
  tab.page.on("request", (request) => asked.push(request.url() + (request.postData() || "")));
  await tab.page.goto(genuine.code);
  await says(tab, UNCHECKED, "genuine");
  await tab.reads("Chưa kiểm tra thu hồi");
  await tab.reads("Kết nối mạng rồi kiểm tra lại, hoặc hỏi sổ đăng ký.");
  await tab.reads(genuine.holder, ".holder");
  await tab.page.screenshot({ path: join(stage.out, "unchecked.png"), fullPage: true });
  const digits = genuine.code.split("#")[1];
  assert.ok(asked.some((url) => url.endsWith("/status/1")), "the whole list is asked for");
  assert.deepEqual(asked.filter((url) => url.includes(digits) || url.includes(genuine.id) || url.includes("/api/")), [], "the server learns nothing");
}

async function onOldBrowsers({ stage, held: [genuine] }) {
  stage.step("a browser that knows no Ed25519 asks the script for it");
  const device = await stage.device(PHONE);
  await device.context.addInitScript(() => { if (globalThis.SubtleCrypto) SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException("no", "NotSupportedError")); });
  const tab = await device.tab();
  await tab.page.goto(genuine.code);
  await says(tab, GENUINE, "genuine");
  assert.equal(await tab.page.evaluate(() => typeof globalThis.MinhChungNoble), "object");
}

async function withTheCamera({ stage, held: [genuine] }) {
  const { step, out } = stage;
  step("the camera is refused: a sentence, and the other ways stay");
  const refusing = await stage.device(PHONE);
  const refused = await refusing.tab();
  await refused.open("/v");
  await ready(refused, false);
  await refused.button("Mở máy ảnh").click();
  await refused.reads("Trang không được phép dùng máy ảnh");
  await choose(refused, "a.pdf", "application/pdf", genuine.pdf);
  await says(refused, GENUINE, "genuine");

  step("the camera sees the certificate");
  const picture = join(out, "camera.mjpeg");
  const frame = cameraFrame(genuine.file, out);
  writeFileSync(picture, Buffer.concat([frame, frame]));
  const device = await stage.device(PHONE, "vi", { permissions: ["camera"] }, ["--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${picture}`]);
  const tab = await device.tab();
  await tab.open("/v");
  await ready(tab, false);
  await tab.button("Mở máy ảnh").click();
  await says(tab, GENUINE, "genuine");
  await tab.reads(genuine.holder, ".holder");
  assert.equal(await tab.page.locator("#viewfinder").isVisible(), false);
}

/** The page as a camera sees it, a little squeezed. */
function cameraFrame(file, out) {
  const target = join(out, "camera-frame");
  execFileSync("pdftoppm", ["-scale-to-x", "1280", "-scale-to-y", "960", "-jpeg", "-singlefile", file, target]);
  return readFileSync(`${target}.jpg`);
}

async function asOneFile({ stage, list, held: [genuine, taken] }) {
  const { step, base, out, keep } = stage;
  step("one file, opened from the disk, in a browser without network");
  const did = keep("did.json", await (await fetch(`${base}/.well-known/did.json`)).text());
  const listFile = keep("list.json", list);
  for (const [name, status, headline] of [["verifier.html", ["--status", listFile], GENUINE], ["bare.html", [], UNCHECKED]]) {
    const file = join(out, name);
    const said = JSON.parse(execFileSync(process.env.MINHCHUNG, ["--format", "json", "verifier", "export", "--out", file, "--keys", did, ...status]).toString());
    assert.equal(said.sha256, createHash("sha256").update(readFileSync(file)).digest("hex"));
    const device = await stage.device(PHONE);
    await device.context.setOffline(true);
    const tab = await device.tab();
    await tab.page.goto(pathToFileURL(file).href);
    await ready(tab, false);
    await tab.page.screenshot({ path: join(out, name.replace(".html", ".png")), fullPage: true });
    await choose(tab, "a.png", "image/png", readFileSync(genuine.png));
    await says(tab, headline, "genuine");
    await tab.reads(genuine.holder, ".holder");
    await choose(tab, "a.pdf", "application/pdf", inPdf(genuine.credential.replace(genuine.holder, "Nguyễn Văn An")));
    await says(tab, FORGED, "forged");
    await choose(tab, "b.pdf", "application/pdf", taken.pdf);
    await says(tab, status.length > 0 ? REVOKED : UNCHECKED, status.length > 0 ? "revoked" : "genuine");
    // A list that is brought along judges the certificate that is on the screen.
    await choose(tab, "list.json", "application/json", Buffer.from(list));
    await says(tab, REVOKED, "revoked");
    // Of something that cannot be read nothing is left of the verdict before.
    await choose(tab, "d.bin", "application/octet-stream", Buffer.from([1, 2, 3, 255]));
    await says(tab, "Không đọc được giấy chứng nhận", "unknown");
    assert.equal(await tab.page.getByText(taken.holder).count(), 0);
    await choose(tab, "b.pdf", "application/pdf", taken.pdf);
    await says(tab, REVOKED, "revoked");
    assert.deepEqual(await violations(tab), []);
    await tab.button("English").click();
    await ready(tab, false);
    await choose(tab, "a.pdf", "application/pdf", genuine.pdf);
    assert.match(await tab.page.locator("#outcome h1").innerText(), /^Genuine certificate/);
  }
}

async function weigh({ stage }) {
  const device = await stage.device(PHONE, "vi", { serviceWorkers: "block" });
  const { page } = await device.tab();
  const sizes = new Map();
  page.on("requestfinished", async (request) => {
    if (["document", "stylesheet", "script", "manifest"].includes(request.resourceType())) {
      const { responseBodySize } = await request.sizes();
      sizes.set(new URL(request.url()).pathname.split("/").pop(), responseBodySize);
    }
  });
  await page.goto(`${stage.base}/v`);
  await page.waitForTimeout(1000);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  stage.step(`the page weighs ${total} bytes: ${JSON.stringify(Object.fromEntries(sizes))}`);
  assert.ok(!sizes.has("qr-reader.js") && sizes.has("verifier.js"), "the reader of pictures waits until it is needed");
  assert.ok(total <= HEAVIEST_PAGE, `${total} bytes`);
}

await play(async (stage) => {
  stage.step("two people pass; one certificate is on the list of revocations");
  const held = await certificates(stage);
  await revoke(stage, held[1].id);
  const list = await (await fetch(`${stage.base}/status/1`)).text();
  const device = await stage.device(PHONE);
  const scene = { stage, held, list, device, tab: await device.tab() };
  await withoutNetwork(scene);
  await withoutLists(scene);
  await onOldBrowsers(scene);
  await withTheCamera(scene);
  await asOneFile(scene);
  await weigh(scene);
});
