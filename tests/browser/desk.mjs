// What people do at the authors' desk, for the stories that need it done.

export const SHEET_HEADER = "Mã câu,Loại câu,Lĩnh vực,Câu hỏi (vi),Câu hỏi (en),Phương án a (vi),Phương án a (en),Phương án b (vi),Phương án b (en),Đáp án,Giải thích (vi),Giải thích (en),Căn cứ (vi),Căn cứ (en),Nguồn";

/** A file of items with one good line and two that have to be mended: no such type, no such option. */
export const SHEET = [SHEET_HEADER,
  "giay-to-1,chọn hai,Cách làm bài,Một?,One?,Có,Yes,Không,No,a,Vì vậy.,Because.,Nguyên tắc chung.,General principle.,Sách",
  "giay-to-2,chọn một,Cách làm bài,Hai?,Two?,Có,Yes,Không,No,d,Vì vậy.,Because.,Nguyên tắc chung.,General principle.,Sách",
  "giay-to-3,chọn một,Cách làm bài,Ba?,Three?,Có,Yes,Không,No,b,Vì vậy.,Because.,Nguyên tắc chung.,General principle.,Sách",
  ""].join("\n");

/** Gives somebody a part in a bank, on the administrator's page. */
export async function giveRole(office, bank, login, role) {
  await office.open(`/authoring/${bank}/people`);
  await office.page.fill("#login", login);
  await office.page.selectOption("#role", role);
  await office.page.locator("main button[value=give]").click();
  await office.page.locator(".notice.is-good").waitFor();
}

/** Brings a file to a bank; the ledger is open afterwards, and its address is returned. */
export async function upload(tab, bank, file) {
  await tab.open(`/authoring/${bank}/upload`);
  await tab.page.setInputFiles("#file", file);
  await tab.page.locator("main form .button").click();
  await tab.page.waitForURL(/\/uploads\//);
  return new URL(tab.page.url()).pathname;
}

export const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** Takes a step with the item that is open; `said` goes with it. */
export async function takeStep(tab, step, said = "") {
  await tab.page.fill("#said", said);
  await tab.page.locator(`main button[name=step][value=${step}]`).click();
  await tab.page.waitForURL(/done=step/);
  await tab.page.locator(".notice.is-good").waitFor();
}
