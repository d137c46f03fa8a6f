// The whole sitting with plain forms, in a browser that runs no script.
import assert from "node:assert/strict";
import { Candidate } from "./candidate.mjs";
import { DESKTOP, play } from "./stage.mjs";

const CONFLICT = "Câu này đã được lưu từ một cửa sổ hoặc thiết bị khác. Dưới đây là câu trả lời đang được lưu;";

async function logInAndStart(tab, who) {
  await tab.open("/assessments");
  assert.equal(new URL(tab.page.url()).pathname, "/login", "where a page leads who is not logged in");
  await tab.page.fill("#login", who.login);
  await tab.page.fill("#secret", who.secret);
  await tab.page.locator("main").getByRole("button", { name: "Đăng nhập" }).click();
  await tab.reads("Bài đánh giá của tôi", "h1");
  await tab.link("Xem và bắt đầu").click();
  await tab.page.getByLabel("Tôi đã đọc và sẵn sàng.").check();
  await tab.button("Bắt đầu làm bài").click();
  await tab.reads("Câu 1 trên 25");
  await tab.reads("Hết giờ lúc ");
  return new URL(tab.page.url()).pathname.split("/").pop();
}

async function check(tab, number, choice) {
  for (const id of choice) await tab.option(number, id).check();
}

async function answerOneByOne({ tab, id, right, server, step }) {
  step("one item on each screen, each kept by the button that leads on");
  for (let number = 1; number <= 6; number += 1) {
    await tab.reads(`Câu ${number} trên 25`);
    await check(tab, number, right.get(number));
    await tab.button("Câu sau").click();
  }
  await tab.reads("Câu 7 trên 25");
  await tab.reads("Đã trả lời 6/25 câu");
  await server.has(id, new Map([1, 2, 3, 4, 5, 6].map((number) => [number, right.get(number)])), 1);
  await tab.button("Câu trước").click();
  await tab.reads("Đã lưu lúc ", "#item-6 .saved");
  await server.has(id, new Map([[7, []]]), 0);
}

async function answerAmongAll({ tab, id, right, server, step }) {
  step("all items on one screen, each with a button to save it");
  await tab.link("Xem tất cả các câu").click();
  assert.equal(await tab.page.locator(".item").filter({ visible: true }).count(), 25);
  for (const number of [7, 25]) {
    await check(tab, number, right.get(number));
    await tab.page.locator(`#item-${number}`).getByRole("button", { name: "Lưu câu này" }).click();
    await tab.reads("Đã lưu lúc ", `#item-${number} .saved`);
  }
  await server.has(id, new Map([7, 25].map((number) => [number, right.get(number)])), 1);
  await tab.link("Xem từng câu").click();
}

async function answerInTwoTabs({ device, tab, id, right, server, step }) {
  step("an older tab does not overwrite: the page says so and shows what is stored");
  const other = await device.tab();
  await other.open(`/attempts/${id}?item=8`);
  await tab.open(`/attempts/${id}?item=8`);
  await check(tab, 8, right.get(8));
  await tab.button("Câu sau").click();
  await tab.reads("Câu 9 trên 25");
  const wrong = await other.page.locator("#item-8 [name=choice]").evaluateAll((inputs) => inputs.map((input) => input.value));
  await check(other, 8, wrong.filter((option) => !right.get(8).includes(option)).slice(0, 1));
  await other.button("Câu sau").click();
  await other.reads(CONFLICT);
  await other.reads("Câu 8 trên 25");
  const shown = await other.page.locator("#item-8 input:checked").evaluateAll((inputs) => inputs.map((input) => input.value));
  assert.deepEqual(shown.sort(), [...right.get(8)].sort(), "what the page shows as stored");
  await server.has(id, new Map([[8, right.get(8)]]), 1);
  await other.page.close();
}

async function handIn({ tab, id, right, step }) {
  step("the page before handing in names what is missing; the result gives reasons");
  for (let number = 9; number <= 23; number += 1) {
    await check(tab, number, right.get(number));
    await tab.button("Câu sau").click();
  }
  await tab.page.locator(".steps").getByRole("button", { name: "Nộp bài" }).click();
  await tab.reads("Còn 1 câu chưa trả lời. Bấm vào số câu để quay lại:");
  await tab.page.locator(".numbers a").click();
  await tab.reads("Câu 24 trên 25");
  await check(tab, 24, right.get(24));
  await tab.page.locator(".steps").getByRole("button", { name: "Nộp bài" }).click();
  await tab.reads("Bạn đã trả lời tất cả 25 câu.");
  await tab.button("Nộp bài, không sửa nữa").click();
  await tab.reads("Chúc mừng, bạn đã đạt!");
  await tab.reads("Các câu trong đề của bạn và những gì được xem lúc này.");
  await tab.open(`/attempts/${id}`);
  assert.match(tab.page.url(), /\/result$/, "an attempt that is closed leads to its result");
  // The page asks again by itself every five seconds while the certificate is being made.
  await tab.reads("Giấy chứng nhận của bạn đã sẵn sàng.");
}

async function verify({ tab, who, step }) {
  step("by link, by typed code, by file");
  await tab.link("Mở trang kiểm tra").click();
  await tab.reads("Giấy chứng nhận thật, còn hiệu lực", "h1");
  const code = new URL(tab.page.url()).pathname.split("/").pop();
  const pdf = await tab.page.context().request.get(new URL(`/certificates/${code}.pdf`, tab.base).href);
  await tab.open("/v");
  await tab.reads("Trình duyệt này không chạy được phần đọc mã QR tự động.");
  await tab.page.fill("#code", code.toLowerCase().replace(/(.{4})/g, "$1-"));
  await tab.page.locator("main").getByRole("button", { name: "Kiểm tra", exact: true }).click();
  await tab.reads("Giấy chứng nhận thật, còn hiệu lực", "h1");
  await tab.open("/v");
  await tab.page.setInputFiles("#file", { name: "giay.pdf", mimeType: "application/pdf", buffer: await pdf.body() });
  await tab.button("Kiểm tra tệp").click();
  await tab.reads("Giấy chứng nhận thật, còn hiệu lực", "h1");
  await tab.reads(who.name, ".holder");
  return code;
}

async function revoke({ stage, tab, code }) {
  stage.step("an administrator revokes; the check page says so");
  const office = await stage.device(DESKTOP, "vi", { javaScriptEnabled: false });
  const admin = await office.tab();
  await admin.logIn(stage.demo.admin);
  await admin.open(`/admin/certificates/${code}/revoke`);
  await admin.button("Thu hồi vĩnh viễn").click();
  await admin.reads("Hãy chọn lý do thu hồi.");
  await admin.page.selectOption("#reason", { label: "Cấp nhầm" });
  await admin.page.fill("#explanation", "Biên bản thử nghiệm số 1");
  await admin.page.locator("#confirm").check();
  await admin.button("Thu hồi vĩnh viễn").click();
  await admin.reads("Đã thu hồi giấy số ");
  await tab.open(`/v/${code}`);
  await tab.reads("Giấy chứng nhận đã bị thu hồi", "h1");
  await tab.reads("Cấp nhầm");
}

await play(async (stage) => {
  const { base, demo, step } = stage;
  const who = demo.candidates[1];
  const device = await stage.device(DESKTOP, "vi", { javaScriptEnabled: false });
  const tab = await device.tab();
  step("logs in and starts");
  const id = await logInAndStart(tab, who);
  const server = await Candidate.logIn(base, who);
  const scene = { stage, step, who, device, tab, id, server, right: await server.rightAnswers(id) };
  await answerOneByOne(scene);
  await answerAmongAll(scene);
  await answerInTwoTabs(scene);
  await handIn(scene);
  await revoke({ ...scene, code: await verify(scene) });
});
