// Ways through a form: practice that tells at once, sections with their own time, one item after the other, and an attempt
// that goes on elsewhere.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Candidate } from "./candidate.mjs";
import { DESKTOP, PHONE, play } from "./stage.mjs";

const [base, demoFile, out] = process.argv.slice(2);
const data = dirname(demoFile);
const quoted = JSON.stringify;

/** The configuration that the demonstration runs with, for commands beside it. */
function configuration() {
  const file = join(out, "minhchung.toml");
  const path = (name) => quoted(join(data, name));
  writeFileSync(file, `base_url = ${quoted(base)}
database = ${quoted(`sqlite:${join(data, "minhchung.db")}`)}
data = ${path("files")}
keys = ${path("keys")}
key_passphrase_file = ${path("key-passphrase")}
[[issuer]]
from = 2025-01-01
superior_body = "UBND TỈNH"
issuing_body = "SỞ"
name = { vi = "Sở", en = "Department" }
certifier_line = "Giám đốc chứng nhận"
place = "Tỉnh"
signer_title = "GIÁM ĐỐC"
signer_name = "Trần Minh Chứng"
is_demonstration = true
`);
  return file;
}

/** A bank of six items, three of each competency, whose right option is always the first; imported. */
function importBank(code, fields, tables = "") {
  const folder = join(out, code);
  mkdirSync(join(folder, "items"), { recursive: true });
  const competency = (name) => `[[competency]]\ncode = "${name}"\ntitle = { vi = "Phần ${name}" }\n`;
  writeFileSync(join(folder, "bank.toml"), `code = "${code}"\nlanguages = ["vi"]\nframework = "757"\nlicence = "CC-BY-4.0"
title.vi = "${code}"\ndescription.vi = "Để thử."\n${competency("mot")}${competency("hai")}`);
  const item = (number) => `[[item]]
id = "cau-${number}"
type = "single_choice"
competency = "${number <= 3 ? "mot" : "hai"}"
level = 1
kind = "knowledge"
key = "a"
keep_order = true
source = "Để thử"
as_of = 2026-11-21
review_by = 2028-11-21
stem.vi = "Câu số ${number}?"
rationale.vi = "Vì phương án một."
legal_basis.vi = "Không có."
[[item.option]]
id = "a"
vi = "Phương án một"
[[item.option]]
id = "b"
vi = "Phương án hai"
`;
  writeFileSync(join(folder, "items/cau.toml"), [1, 2, 3, 4, 5, 6].map(item).join("\n"));
  writeFileSync(join(folder, "assessment.toml"), `code = "${code}"\nlanguages = ["vi"]\ntime_limit_minutes = 20\nattempts = "unlimited"
cut_score_percent = 50\nreview = "after_submit"\npresentation = "one_item"\n${fields}
title.vi = "${code}"\ndescription.vi = "Để thử."\n${tables}
[[blueprint]]\ncompetency = "mot"\ncount = 3\n[[blueprint]]\ncompetency = "hai"\ncount = 3\n`);
  execFileSync(process.env.MINHCHUNG, ["bank", "import", folder, "--config", configuration()]);
}

async function begins(stage, who, code, kind) {
  const server = await Candidate.logIn(stage.base, who);
  const tab = await (await stage.device(kind)).tab();
  await tab.logIn(who);
  await tab.open(`/assessments/${code}`);
  await tab.page.locator("[name=ready]").check();
  await tab.page.locator("form.start .button").click();
  await tab.page.waitForURL(/\/attempts\//);
  const id = new URL(tab.page.url()).pathname.split("/")[2];
  return { server, tab, page: tab.page, id };
}

await play(async (stage) => {
  const { demo: { candidates }, step } = stage;
  importBank("thu-luyen-tap", "practice = true");
  importBank("thu-chia-phan", "", `[[section]]\ntitle.vi = "Mở đầu"\ntime_limit_seconds = 15\ncompetencies = ["mot"]
[[section]]\ntitle.vi = "Kết thúc"\ntime_limit_minutes = 5\ncompetencies = ["hai"]`);
  importBank("thu-lan-luot", 'navigation = "linear"');

  step("practice tells at once, and what was checked stands");
  const learning = await begins(stage, candidates[0], "thu-luyen-tap", PHONE);
  await learning.page.locator("#item-1 [value=b]").check();
  await learning.tab.button("Kiểm tra câu này").click();
  await learning.tab.reads("Vì phương án một.", "#feedback-1");
  await learning.tab.reads("Bạn chọn, chưa đúng", "#feedback-1");
  assert.ok(await learning.page.locator("#item-1 [value=a]").first().isDisabled());
  assert.equal((await learning.server.attempt(learning.id)).items[0].checked, true);
  await learning.tab.button("Câu sau").click();
  await learning.tab.button("Kiểm tra câu này").click();
  await learning.tab.reads("Hãy trả lời trước khi kiểm tra");

  step("a section is free within; when its time is over the page asks to open the next one");
  const parted = await begins(stage, candidates[1], "thu-chia-phan", DESKTOP);
  await parted.tab.reads("Phần 1 trên 2: Mở đầu");
  assert.equal(await parted.page.locator(".grid ol a").count(), 3);
  await parted.page.locator(".grid ol a").nth(2).click();
  await parted.page.locator("#item-3 [value=a]").check();
  await parted.tab.reads("Đã lưu lúc ", "#item-3 .saved");
  await parted.tab.reads("Hết giờ phần 1", "h1");
  await parted.tab.button("Mở phần sau").click();
  await parted.tab.reads("Phần 2 trên 2: Kết thúc");
  await parted.page.locator("#item-4 [value=a]").check();
  await parted.tab.reads("Đã lưu lúc ", "#item-4 .saved");
  await parted.tab.button("Câu sau").click();
  await parted.page.locator("#item-5 [value=a]").check();
  await parted.tab.reads("Đã lưu lúc ", "#item-5 .saved");
  await parted.tab.link("Nộp bài").click();
  await parted.page.locator("#hand-in button").click();
  await parted.page.waitForURL(/result/);
  await parted.tab.reads("Bạn đạt 3/6 điểm");

  step("one after the other: asked before a question is left blank, no way back");
  const linear = await begins(stage, candidates[2], "thu-lan-luot", PHONE);
  await linear.page.locator("#item-1 [value=a]").check();
  await linear.tab.button("Lưu và sang câu sau").click();
  await linear.page.locator("#item-2").waitFor();
  assert.equal(await linear.page.locator("#item-1").count(), 0);
  await linear.tab.button("Lưu và sang câu sau").click();
  await linear.tab.reads("Câu này chưa có câu trả lời", "h1");
  await linear.tab.button("Để trống và sang câu sau").click();
  await linear.page.locator("#item-3").waitFor();
  assert.equal((await linear.server.attempt(linear.id)).reached, 3);

  step("a supervisor holds the attempt: the answer waits on the device and is sent once it goes on");
  const supervise = (...words) => execFileSync(process.env.MINHCHUNG, ["assessment", "supervise", ...words, "--config", configuration()]);
  supervise("pause", "thu-lan-luot", "--reason", "Mất điện.");
  await linear.page.locator("#item-3 [value=b]").check();
  await linear.tab.reads("Người giám sát đang tạm dừng bài");
  assert.equal((await linear.server.attempt(linear.id)).state, "paused");
  supervise("resume", "thu-lan-luot");
  await linear.tab.reads("Đã lưu lúc ", "#item-3 .saved");
  assert.deepEqual((await linear.server.attempt(linear.id)).items[2].response, { choice: ["b"] });

  step("another device takes over with a notice; the older page stops and can go on");
  const desk = await (await stage.device(DESKTOP)).tab();
  await desk.logIn(candidates[2]);
  await desk.open(`/attempts/${linear.id}`);
  await desk.reads("vừa được mở ở thiết bị hoặc cửa sổ khác");
  await linear.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await linear.tab.reads("trang này dừng lại");
  assert.ok(await linear.page.locator("#item-3 [value=a]").isDisabled());
  await linear.tab.button("Làm tiếp ở đây").click();
  await linear.page.locator("#item-3 [value=a]").check();
  await linear.tab.reads("Đã lưu lúc ", "#item-3 .saved");
  assert.deepEqual((await linear.server.attempt(linear.id)).items[2].response, { choice: ["a"] });
});
