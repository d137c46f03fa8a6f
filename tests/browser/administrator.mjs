// What an administrator sees and does after some people have sat: figures, lists, closing, revoking.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ASSESSMENT, Candidate } from "./candidate.mjs";
import { DESKTOP, play } from "./stage.mjs";

const TITLE = "Đánh giá kiến thức, kỹ năng sử dụng trí tuệ nhân tạo";

/** Two pass, one fails, one is in the middle; returns who and the first one's certificate. */
async function others({ base, demo }) {
  const [passed, alsoPassed, failed, sitting] = await Promise.all(
    demo.candidates.slice(0, 4).map((who) => Candidate.logIn(base, who)));
  const first = await passed.certificate(await passed.sit());
  await alsoPassed.certificate(await alsoPassed.sit((number) => number > 2));
  await failed.sit((number) => number <= 10);
  const { id } = await sitting.start();
  return { certificate: first, open: id, sitting };
}

const figure = async (tab, name) => {
  const line = tab.page.locator(".progress-card").filter({ hasText: TITLE }).locator(".totals li").filter({ hasText: name });
  return Number((await line.locator("b").innerText()).replaceAll(".", ""));
};

const column = (tab, number) => tab.page.locator(`.units tbody tr > :nth-child(${number})`).allInnerTexts();

async function figures({ tab, demo, step }) {
  step("the figures are what happened");
  await tab.reads("Tổng quan");
  const expected = { "Được giao": demo.candidates.length, "Đã bắt đầu": 4, "Đã đạt": 2, "Đã cấp giấy": 2, "Chưa hoàn thành": demo.candidates.length - 2 };
  for (const [name, value] of Object.entries(expected)) assert.equal(await figure(tab, name), value, name);
  const cells = (row) => tab.page.locator(`.units ${row} > *`).allInnerTexts().then((texts) => texts.map((text) => text.trim()));
  const [top, ...counts] = await cells("tbody tr:first-child");
  assert.deepEqual([top, ...counts], ["UBND thành phố Đồng Nai", String(demo.candidates.length), "4", "2", "2", String(demo.candidates.length - 2), "10%"]);
  assert.deepEqual(await cells("tfoot tr"), ["Tổng cộng", ...counts]);

  step("columns sort both ways");
  await tab.page.locator(".units thead").getByRole("link", { name: "Đã đạt" }).click();
  await tab.page.locator(".units th[aria-sort=ascending], .units th[aria-sort=descending]").filter({ hasText: "Đã đạt" }).waitFor();
  const once = (await column(tab, 4)).map(Number);
  await tab.page.locator(".units thead").getByRole("link", { name: "Đã đạt" }).click();
  await tab.page.waitForURL(/sort=passed/);
  const twice = (await column(tab, 4)).map(Number);
  const ascending = [...once].sort((one, other) => one - other);
  assert.notDeepEqual(once, twice);
  assert.deepEqual([once, twice].map((order) => order.join()).sort(), [ascending.join(), [...ascending].reverse().join()].sort());
}

/** RFC 4180, strictly: every field of every line. */
function parseCsv(text) {
  const rows = [];
  for (let rest = text; rest; ) {
    const row = [];
    for (;;) {
      const [whole, quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? assert.fail(`not CSV: ${rest.slice(0, 60)}`);
      row.push(quoted?.replaceAll('""', '"') ?? plain);
      rest = rest.slice(whole.length);
      if (end === "\r\n") break;
    }
    rows.push(row);
  }
  return rows;
}

async function notDone({ tab, demo, step, keep }) {
  step("the list of those not done, searched without marks");
  await tab.open(`/admin?assessment=${ASSESSMENT}`);
  await tab.link("Danh sách chưa hoàn thành").click();
  await tab.reads(`${demo.candidates.length - 2} người chưa hoàn thành`);
  await tab.reads("Chưa đạt, cao nhất ");
  await tab.reads("Đang làm", "tbody");
  await tab.page.fill("#q", "nguyen");
  await tab.button("Lọc").click();
  const wanted = demo.candidates.slice(2).map(({ name }) => name).filter((name) => name.includes("Nguyễn")).sort();
  assert.deepEqual((await tab.page.locator("tbody th").allInnerTexts()).sort(), wanted);

  step("as CSV");
  const [download] = await Promise.all([tab.page.waitForEvent("download"), tab.link("Tải danh sách (CSV)").click()]);
  assert.equal(download.suggestedFilename(), `not-done-${ASSESSMENT}.csv`);
  const bytes = readFileSync(await download.path());
  keep("not-done.csv", bytes);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "the byte order mark");
  const [header, ...rows] = parseCsv(bytes.subarray(3).toString("utf8"));
  assert.deepEqual(header, ["Mã cán bộ", "Họ và tên", "Chức vụ", "Đơn vị", "Số lượt"]);
  assert.deepEqual(rows.map((row) => row[1]).sort(), wanted);
  assert.ok(rows.every((row) => row.length === header.length));

  step("nobody is an answer too");
  await tab.page.fill("#q", "khong ai ten nay");
  await tab.button("Lọc").click();
  await tab.reads("Không tìm thấy ai");
}

async function closeAndOpen({ stage, tab, open, sitting, demo, step }) {
  step("closing takes a confirmation; then nobody starts, and who sits may finish");
  const reader = await (await stage.device(DESKTOP)).tab();
  await reader.logIn(demo.candidates[5]);
  await reader.reads("Có thể bắt đầu");
  await tab.open("/admin");
  await tab.page.getByText("Đóng bài đánh giá").first().click();
  await tab.reads("Sau khi đóng, không ai bắt đầu lượt mới được nữa. 1 người đang làm dở vẫn làm tiếp đến khi hết giờ của mình.");
  await tab.button("Xác nhận đóng").click();
  await tab.reads(`Đã đóng “${TITLE}”.`);
  await tab.reads("Đang đóng");
  await reader.page.reload();
  await reader.reads("Bài đánh giá đã đóng.");
  await reader.open(`/assessments/${ASSESSMENT}`);
  await reader.readsNot("Bắt đầu làm bài");
  await sitting.save(open, 1, []);

  step("and opens again");
  await tab.page.getByText("Mở bài đánh giá").first().click();
  await tab.button("Xác nhận mở").click();
  await tab.reads(`Đã mở “${TITLE}”.`);
  await reader.page.reload();
  await reader.reads("Bắt đầu làm bài");
}

async function revoke({ stage, tab, certificate, demo, step }) {
  step("the register finds without marks; revoking takes reason, explanation and confirmation");
  const holder = demo.candidates[0].name;
  const reader = await (await stage.device(DESKTOP)).tab();
  await reader.open(`/v/${certificate.id}`);
  await reader.reads("Giấy chứng nhận thật, còn hiệu lực", "h1");
  await tab.open("/admin/certificates");
  await tab.reads("2 giấy");
  await tab.page.fill("#q", "anh duong");
  await tab.button("Tìm").click();
  await tab.reads("1 giấy");
  await tab.reads(holder, "tbody");
  await tab.link("Thu hồi giấy số ").click();
  await tab.button("Thu hồi vĩnh viễn").click();
  for (const fault of ["Hãy chọn lý do thu hồi.", "Hãy ghi giải trình.", "Hãy đánh dấu xác nhận trước khi thu hồi."]) await tab.reads(fault);
  await reader.page.reload();
  await reader.reads("Giấy chứng nhận thật, còn hiệu lực", "h1");
  await tab.page.selectOption("#reason", { label: "Vi phạm quy định khi làm bài" });
  await tab.page.fill("#explanation", "Biên bản thử nghiệm số 01");
  await tab.page.locator("#confirm").check();
  await tab.button("Thu hồi vĩnh viễn").click();
  await tab.reads("Đã thu hồi giấy số ");
  await tab.reads("Đã thu hồi", "tbody");

  step("the check page says so at once, in both languages, and keeps the explanation to itself");
  await reader.page.reload();
  await reader.reads("Giấy chứng nhận đã bị thu hồi", "h1");
  await reader.reads("Vi phạm quy định khi làm bài");
  await reader.readsNot("Biên bản thử nghiệm");
  await reader.speak("en");
  await reader.page.reload();
  await reader.reads("This certificate has been revoked", "h1");
  await reader.reads(holder, ".holder");
}

await play(async (stage) => {
  const { demo, step } = stage;
  step("some people sit");
  const sat = await others(stage);
  const tab = await (await stage.device(DESKTOP)).tab();
  await tab.logIn(demo.admin);
  const scene = { ...stage, stage, tab, ...sat };
  await figures(scene);
  await notDone(scene);
  await closeAndOpen(scene);
  await revoke(scene);
});
