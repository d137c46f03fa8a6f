// From a spreadsheet to a candidate's screen: uploaded, mended, written on, reviewed, put into use and met.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Candidate, EVERY_TYPE as BANK } from "./candidate.mjs";
import { SHEET, csv, giveRole, takeStep, upload } from "./desk.mjs";
import { Hands } from "./hands.mjs";
import { DESKTOP, PHONE, play } from "./stage.mjs";

const ITEM = "giay-to-1";
const STEM = "Giấy báo thi bị **mất** thì làm gì?";
const PHONE_FRAME = 24 * 16;

/** A tab whose console is listened to, logged in. */
async function sit({ device, faults }, kind, who, language = "vi") {
  const own = await device(kind, language);
  own.context.on("console", (message) => {
    if (message.type() === "error") faults.push(`${message.location().url}: ${message.text()}`);
  });
  const tab = await own.tab();
  await tab.logIn(who);
  return tab;
}

async function bringTemplate({ author, step }) {
  step("the template itself is a file that can be uploaded as it is");
  await author.open(`/authoring/${BANK}`);
  const [download] = await Promise.all([author.page.waitForEvent("download"), author.link("Mẫu bảng tính (Excel)").click()]);
  assert.equal(download.suggestedFilename(), "template.xlsx");
  const buffer = readFileSync(await download.path());
  await upload(author, BANK, { name: "template.xlsx", mimeType: "application/octet-stream", buffer });
  await author.reads("Mọi thành phần của tệp template.xlsx");
  await author.reads("Không có gì bị thay đổi hay bỏ.");
  await author.readsNot("cần sửa trước khi nhận");
  await author.button("Bỏ tệp này").click();
  await author.reads("Đã bỏ tệp; ngân hàng không thay đổi.");
}

async function mendAndTake({ author, step }) {
  step("a sheet with two mistakes shows them, and cannot be taken yet");
  const ledger = await upload(author, BANK, csv("cau-hoi.csv", SHEET));
  await author.reads("2 câu có lỗi, cần sửa trước khi nhận.");
  await author.reads("1 câu sẵn sàng.");
  assert.ok(await author.button("Nhận 3 câu làm bản nháp").isDisabled());

  await author.readsNot("Các lĩnh vực chưa có");
  step("both are mended in the browser");
  await author.page.getByRole("link", { name: new RegExp(`Sửa ?: ${ITEM}`) }).click();
  assert.equal(await author.page.inputValue("#stem-vi"), "Một?");
  assert.equal(await author.page.inputValue("#row-2-vi"), "Không");
  await author.page.selectOption("#item-type", "single_choice");
  await author.page.getByLabel("Phương án 1 đúng").check();
  await author.button("Lưu").click();
  await author.reads("Đã sửa.");
  await author.reads("1 câu có lỗi, cần sửa trước khi nhận.");
  await author.page.getByRole("link", { name: /Sửa ?: giay-to-2/ }).click();
  await author.page.getByLabel("Phương án 2 đúng").check();
  await author.button("Lưu").click();
  await author.reads("3 câu sẵn sàng.");
  await author.readsNot("cần sửa trước khi nhận");
  await author.button("Nhận 3 câu làm bản nháp").click();
  await author.reads("Đã nhận 3 câu làm bản nháp.");
  await author.reads(ITEM, "table");
  return ledger;
}

async function writeAndLook({ author, step }) {
  step("what is typed is seen in the frame, as wide as a phone, before it is saved");
  await author.page.getByRole("link", { name: "Một?" }).click();
  const frame = author.page.frameLocator("iframe.phone");
  await frame.getByText("Một?").waitFor();
  const { width } = await author.page.locator("iframe.phone").boundingBox();
  assert.ok(Math.abs(width - PHONE_FRAME) <= 2, `the frame is ${width} px wide`);
  const depth = await author.page.evaluate(() => history.length);
  await author.page.fill("#stem-vi", "");
  await author.page.locator("#stem-vi").pressSequentially("Giấy báo thi bị **mất**");
  await frame.getByText("Giấy báo thi bị mất").waitFor();
  assert.equal(await frame.locator("strong").innerText(), "mất");
  // The keys still go to the text after the frame has changed, and Back still leads out of the page.
  await author.page.keyboard.type(" thì làm gì?");
  await frame.getByText("Giấy báo thi bị mất thì làm gì?").waitFor();
  assert.equal(await author.page.inputValue("#stem-vi"), STEM);
  assert.equal(await author.page.evaluate(() => history.length), depth, "looking adds nothing to the way back");
  const sideways = await frame.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
  assert.ok(sideways <= 0, `the frame scrolls ${sideways} px sideways`);
  step("the other language too, at a press of its button");
  await author.page.fill("#stem-en", "Your admission slip is lost. What do you do?");
  await author.button("Xem thử (en)").click();
  await frame.getByText("Your admission slip is lost.").waitFor();
}

/** With nothing but keys: the rest is written, saved and handed to review. */
async function saveAndSubmitByKeys({ author, step }) {
  step("the item is saved and handed to review with a keyboard alone");
  const hands = new Hands(author);
  await author.page.locator("#stem-vi").focus();
  await hands.to("Phương án 1 (vi)");
  await hands.keys.type("Báo cán bộ coi thi");
  await hands.to("Phương án 1 (en)");
  await hands.keys.type("Tell the supervisor");
  await hands.to("Phương án 2 (vi)");
  await hands.keys.type("Bỏ về");
  await hands.to("Phương án 2 (en)");
  await hands.keys.type("Go home");
  await hands.to("Lưu", undefined, 90);
  await hands.keys.press("Enter");
  await author.reads("Đã lưu.");
  assert.equal(await author.page.inputValue("#stem-vi"), STEM);
  assert.equal(await author.page.inputValue("#row-2-en"), "Go home");
  await hands.to("Đến nội dung chính");
  await hands.keys.press("Enter");
  await hands.to("Góp ý", undefined, 120);
  await hands.keys.type("Nhờ đọc giúp.");
  await hands.to("Gửi đọc duyệt");
  await hands.keys.press("Space");
  await author.reads("Tình trạng bây giờ: Chờ đọc duyệt.");
  step(`the keyboard's place was looked at ${hands.seen} times`);
}

async function review({ author, reviewer, step }) {
  const path = `/authoring/${BANK}/items/${ITEM}`;
  step("a reviewer finds it, comments and sends it back");
  await reviewer.link("Biên soạn").click();
  await reviewer.link("Làm quen với cách làm bài").click();
  assert.equal(await reviewer.page.getByRole("link", { name: "Viết câu mới" }).count(), 0);
  await reviewer.page.selectOption("#state", { label: "Chờ đọc duyệt" });
  await reviewer.button("Lọc").click();
  await reviewer.page.getByRole("link", { name: "Giấy báo thi bị" }).click();
  await reviewer.page.frameLocator("iframe.phone").getByText("Giấy báo thi bị mất").waitFor();
  assert.ok(await reviewer.page.locator("#stem-vi").isDisabled());
  await takeStep(reviewer, "comment", "Câu này cần phương án thứ ba.");
  await takeStep(reviewer, "returned", "Thêm phương án “Tự viết tay”.");
  await reviewer.reads("Tình trạng bây giờ: Bản nháp.");

  step("the author reads why, mends on a phone and submits again");
  await author.open(path);
  await author.reads("Câu này cần phương án thứ ba.", ".timeline");
  await author.reads("Thêm phương án “Tự viết tay”.", ".timeline");
  await author.page.fill("#row-3-vi", "Tự viết tay một tờ");
  await author.page.fill("#row-3-en", "Write one by hand");
  await author.button("Lưu").click();
  await author.reads("Đã lưu.");
  await takeStep(author, "submitted");

  step("the reviewer sees what changed, and approves");
  await reviewer.open(path);
  await reviewer.page.locator("#history ~ p a").click();
  await reviewer.reads("Tự viết tay một tờ", ".diff .is-added");
  await reviewer.page.goBack();
  await takeStep(reviewer, "approved", "Tốt.");
  await reviewer.reads("Tình trạng bây giờ: Đã duyệt");
}

async function publish({ office, step }) {
  step("an administrator retires an old item, and puts the new one into use");
  await office.open(`/authoring/${BANK}/items/change-an-answer`);
  await takeStep(office, "retired", "Đã có câu thay.");
  await office.open(`/authoring/${BANK}`);
  await office.page.locator(".notice").getByRole("link", { name: "Đưa vào sử dụng" }).click();
  await office.reads(ITEM, "dl");
  await office.reads("change-an-answer", "dl");
  await office.button("Đưa vào sử dụng").click();
  await office.reads("Đã đưa vào sử dụng: ngân hàng có 9 câu.");
}

/** The form takes every item of the bank, so whoever starts meets the new one. */
async function meet({ stage, demo, step }) {
  step("a candidate starts an attempt and meets it");
  const tab = await sit(stage, PHONE, demo.candidates[0]);
  await tab.open(`/assessments/${BANK}`);
  const server = await Candidate.logIn(stage.base, demo.candidates[0]);
  const { id, items } = await server.start("vi", BANK);
  const met = items.find(({ stem }) => stem.includes("Giấy báo thi"));
  assert.ok(met, "the new item is in the form");
  assert.equal(met.options.length, 3);
  await tab.open(`/attempts/${id}?item=${met.number}`);
  await tab.reads("Giấy báo thi bị", `#item-${met.number}`);
  await tab.page.locator(`#item-${met.number}`).getByText("Báo cán bộ coi thi").click();
  await tab.reads("Đã lưu lúc ", `#item-${met.number} .saved`);
}

/** Every page of the desk on a phone: nothing scrolls sideways but what says so. */
async function onPhone({ pocket, ledger, step }) {
  step("every page of the desk fits a phone");
  const bank = `/authoring/${BANK}`;
  const item = `${bank}/items/${ITEM}`;
  const paths = ["/authoring", bank, `${bank}?state=draft`, `${bank}/items/new`, item, `${item}/versions?from=2&to=3`,
    `${bank}/items/what-the-page-says`, `${bank}/items/where-the-address-is`,
    "/authoring/practical-digital/items/report-phishing", `${bank}/upload`, ledger, `${ledger}/items/1`, `${bank}/publish`, `${bank}/people`];
  for (const path of paths) {
    const answer = await pocket.open(path);
    assert.equal(answer.status(), 200, path);
    const [wide, shown] = await pocket.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide <= shown, `${path} is ${wide} px wide on ${shown}`);
  }
  step("lists of items are cards there: no mistake lies beyond the edge");
  for (const path of [bank, ledger]) {
    await pocket.open(path);
    const hidden = await pocket.page.evaluate(() =>
      [...document.querySelectorAll(".scroll")].filter((list) => list.scrollWidth > list.clientWidth).length);
    assert.equal(hidden, 0, path);
  }
}

await play(async (played) => {
  const faults = [];
  const stage = { ...played, faults };
  const { demo, step } = stage;
  const [writing, reading] = demo.candidates.slice(8);
  step("an administrator says who writes and who reviews");
  const office = await sit(stage, DESKTOP, demo.admin);
  await giveRole(office, BANK, writing.login, "author");
  await giveRole(office, BANK, reading.login, "reviewer");
  await office.reads(writing.name, "tbody");
  const author = await sit(stage, DESKTOP, writing);
  const reviewer = await sit(stage, DESKTOP, reading);
  const pocket = await sit(stage, PHONE, demo.admin);
  const scene = { stage, demo, step, office, author, reviewer, pocket };
  await bringTemplate(scene);
  const ledger = await mendAndTake(scene);
  await writeAndLook(scene);
  await saveAndSubmitByKeys(scene);
  await review({ ...scene, author: await sit(stage, PHONE, writing) });
  await publish(scene);
  await meet(scene);
  await onPhone({ ...scene, ledger });
  assert.deepEqual(faults, [], "what the consoles say");
});
