// A candidate on a small phone, in Vietnamese, with a network that comes and goes, earns a certificate.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Candidate } from "./candidate.mjs";
import { PHONE, play } from "./stage.mjs";

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function logInAndStart(tab, who) {
  await tab.open("/");
  await tab.reads("Đánh giá kỹ năng số, giấy chứng nhận ai cũng kiểm tra được");
  await tab.page.locator("main").getByRole("link", { name: "Đăng nhập" }).tap();
  await tab.reads("Dùng mã cán bộ và mã bí mật mà đơn vị đã gửi cho bạn, hoặc mã dùng một lần được phát tại buổi sát hạch.");
  await tab.page.getByLabel("Mã cán bộ").fill(who.login);
  await tab.page.getByLabel("Mã bí mật").fill(who.secret);
  await tab.page.locator("main").getByRole("button", { name: "Đăng nhập" }).tap();
  await tab.reads("Có thể bắt đầu");
  await tab.link("Xem và bắt đầu").tap();
  await tab.reads("Bài có 25 câu, làm trong 25 phút.");
  await tab.page.getByLabel("Tôi đã đọc và sẵn sàng.").check();
  await tab.button("Bắt đầu làm bài").tap();
  await tab.reads("Câu 1 trên 25");
  return new URL(tab.page.url()).pathname.split("/").pop();
}

async function choose(tab, number, choice) {
  for (const id of choice) await tab.option(number, id).locator("..").tap();
}

/** Answers items in order, and says after each what the page must say of it. */
async function answer(tab, right, wanted, sentence) {
  for (const number of wanted) {
    await tab.reads(`Câu ${number} trên 25`);
    await choose(tab, number, right.get(number));
    await tab.reads(sentence(number), `#item-${number} .saved`);
    if (number < 25) await tab.button("Câu sau").tap();
  }
}

const saved = () => "Đã lưu lúc ";

async function loseTheNetwork({ device, tab, server, id, right, step }) {
  step("the network is gone: answers go on, and the page says that they wait");
  await device.context.setOffline(true);
  await tab.reads("Mất kết nối mạng. Những gì đã lưu vẫn an toàn; phần còn lại sẽ tự gửi khi có mạng.");
  await choose(tab, 6, [await tab.page.locator("#item-6 [name=choice]").last().getAttribute("value")]);
  if (await tab.page.locator("#item-6 input[type=checkbox]").count()) await tab.page.locator("#item-6 label").last().tap();
  await answer(tab, right, numbers(6, 10), (number) => `Chưa lưu, còn ${number - 5} câu chờ gửi`);
  await tab.reads("Chưa lưu, còn 5 câu chờ gửi", "#waiting");
  assert.equal(await tab.page.locator(".grid a.unsent").count(), 5, "items marked as not sent");
  await server.has(id, new Map(numbers(6, 10).map((number) => [number, []])), 0);
  await tab.page.screenshot({ path: `${tab.out}/offline.png` });

  step("it comes back: everything arrives, and arrives once");
  await device.context.setOffline(false);
  await tab.button("Câu trước").tap();
  await tab.reads("Đã lưu lúc ", "#item-10 .saved");
  await tab.readsNot("Mất kết nối mạng.");
  assert.equal(await tab.page.locator(".grid a.unsent").count(), 0, "items marked as not sent");
  await server.has(id, new Map(numbers(1, 5).map((number) => [number, right.get(number)])));
  await server.has(id, new Map(numbers(6, 10).map((number) => [number, right.get(number)])), 1);
}

async function loseAnAcknowledgement({ tab, server, id, right, step }) {
  step("the server's answer to a save is lost: sent again, stored once");
  let lost = 0;
  await tab.page.route("**/responses/11", async (route) => {
    lost += 1;
    if (lost > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await choose(tab, 11, right.get(11).slice(0, 1));
  await tab.reads("Đã lưu lúc ", "#item-11 .saved");
  assert.equal(lost, 2, "how often item 11 was sent");
  await server.has(id, new Map([[11, right.get(11).slice(0, 1)]]), 1);
  await choose(tab, 11, right.get(11).slice(1));
  await tab.button("Câu sau").tap();
}

async function loseTheTab({ device, tab, server, id, right, step }) {
  step("the tab dies with answers waiting: the next one sends them");
  await answer(tab, right, numbers(12, 20), saved);
  await device.context.setOffline(true);
  await answer(tab, right, [21, 22], (number) => `Chưa lưu, còn ${number - 20} câu chờ gửi`);
  await tab.page.close();
  await device.context.setOffline(false);
  const next = await device.tab();
  await next.open(`/attempts/${id}`);
  await next.page.locator("#item-22 .saved.is-saved").waitFor({ state: "attached" });
  await server.has(id, new Map([21, 22].map((number) => [number, right.get(number)])), 1);
  return next;
}

async function handIn({ device, tab, server, id, right, step }) {
  step("handing in without network waits, then asks, then hands in");
  await tab.page.locator(".grid ol a").nth(22).tap();
  await answer(tab, right, [23, 24], saved);
  await device.context.setOffline(true);
  await answer(tab, right, [25], () => "Chưa lưu, còn 1 câu chờ gửi");
  await tab.page.locator(".steps").getByRole("button", { name: "Nộp bài" }).tap();
  await tab.reads("Còn 1 câu chưa gửi, đang chờ mạng.");
  await device.context.setOffline(false);
  await tab.reads("Bạn đã trả lời tất cả 25 câu.");
  await server.has(id, new Map([[25, right.get(25)]]), 1);
  await tab.reads("Sau khi nộp, bạn không sửa được câu trả lời nữa.");
  await tab.button("Nộp bài, không sửa nữa").tap();
  await tab.reads("Chúc mừng, bạn đã đạt!");
  await tab.reads("Bạn đạt 25/25 điểm");
  await tab.reads("100% tổng số điểm; mức đạt là 80%.");
  const left = await tab.page.evaluate(() => localStorage.length);
  assert.equal(left, 0, "what is left of the attempt on the phone");
}

async function takeTheCertificate({ tab, who, base, step, keep }) {
  step("the certificate appears, downloads, and proves genuine by its link and by its QR code");
  await tab.reads("Giấy chứng nhận của bạn đã sẵn sàng.");
  const pdfLink = tab.link("Tải giấy chứng nhận (PDF)");
  const address = new URL(await pdfLink.getAttribute("href"), base).href;
  const [download] = await Promise.all([tab.page.waitForEvent("download"), pdfLink.tap()]);
  assert.equal(download.url(), address);
  const pdf = readFileSync(await download.path());
  assert.equal(pdf.subarray(0, 5).toString("latin1"), "%PDF-");
  const file = keep("certificate.pdf", pdf);
  await tab.link("Mở trang kiểm tra").tap();
  await tab.reads("Giấy chứng nhận thật, còn hiệu lực", "h1");
  await tab.reads(who.name, ".holder");

  execFileSync("pdftoppm", ["-r", "150", "-png", "-singlefile", file, file.replace(".pdf", "")]);
  const code = execFileSync("zbarimg", ["--quiet", "--raw", file.replace(".pdf", ".png")], { stdio: ["ignore", "pipe", "ignore"] }).toString().trim();
  assert.match(code, new RegExp(`^${base}/v#[0-9]{20,}$`));
  for (const [language, sentence] of [["vi", "Giấy chứng nhận thật"], ["en", "Genuine certificate"]]) {
    await tab.speak(language);
    await tab.page.goto("about:blank");
    await tab.page.goto(code);
    await tab.reads(sentence, "#outcome [data-verdict=genuine] h1");
    await tab.reads(who.name, "#outcome .holder");
  }
}

await play(async (stage) => {
  const { base, demo, step, out } = stage;
  const who = demo.candidates[0];
  const device = await stage.device(PHONE);
  let tab = Object.assign(await device.tab(), { out });
  step("logs in and starts");
  const id = await logInAndStart(tab, who);
  const server = await Candidate.logIn(base, who);
  const right = await server.rightAnswers(id);
  const scene = { ...stage, who, device, server, id, right };

  step("answers the first items");
  await answer(tab, right, numbers(1, 5), saved);
  await loseTheNetwork({ ...scene, tab });

  step("a reload resumes where the work is");
  await tab.page.reload();
  await tab.reads("Câu 10 trên 25");
  await tab.open(`/attempts/${id}`);
  await tab.reads("Câu 11 trên 25");
  await tab.reads("Đã trả lời 10/25 câu");

  await loseAnAcknowledgement({ ...scene, tab });
  tab = await loseTheTab({ ...scene, tab });
  await handIn({ ...scene, tab });
  await takeTheCertificate({ ...scene, tab });
});
