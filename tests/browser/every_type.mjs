// Every type of item: its controls have names and roles, a keyboard alone answers it, a finger in a window of
// 320 pixels too, and what is stored is what was meant.
import assert from "node:assert/strict";
import { Candidate, EVERY_TYPE, RIGHT } from "./candidate.mjs";
import { DESKTOP, PHONE, play } from "./stage.mjs";

const NARROW = { ...PHONE, viewport: { width: 320, height: 640 } };

/** What a screen reader is told of an item's controls: role and name, in their order. */
const CONTROLS = {
  single_choice: [["radio", "Chọn phương án khác"]],
  multiple_choice: [["checkbox", "Sạc pin điện thoại"]],
  true_false: [["radio", "Đúng"], ["radio", "Sai"]],
  matching: [["combobox", "Đã lưu lúc 08:31:05"], ["combobox", "Chưa lưu, còn 3 câu chờ gửi"], ["combobox", "Đánh dấu"]],
  ordering: [["combobox", "Vị trí của mục: Đăng nhập"], ["combobox", "Vị trí của mục: Nộp bài"], ["button", "Lên"], ["button", "Xuống"]],
  numeric: [["textbox", "Câu trả lời của bạn"]],
  short_text: [["textbox", "Câu trả lời của bạn"]],
  cloze: [["combobox", "Chỗ trống 1"], ["textbox", "Chỗ trống 2"]],
  hotspot: [["radio", "Thanh địa chỉ ở trên cùng"], ["radio", "Ô tìm kiếm"]],
};

/** Presses Tab until a control of item `number` with this name has the keyboard. */
async function to(page, number, wanted) {
  for (let presses = 0; presses < 90; presses += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate((item) => {
      const element = document.activeElement;
      if (!element.closest(`#item-${item}`)) return null;
      const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
      const described = document.getElementById(element.getAttribute("aria-describedby"))?.textContent;
      const { outlineStyle } = getComputedStyle(element.matches("[name=choice], [name=point]") ? element.closest("label") : element);
      return { name: label.trim().replace(/\s+/g, " "), described: described?.trim(), isSeen: outlineStyle !== "none" };
    }, number);
    if (!found) continue;
    assert.ok(found.isSeen, `“${found.name}” of item ${number} has the keyboard and does not show it`);
    if (found.name === wanted || `${found.name} ${found.described}` === wanted) return;
  }
  assert.fail(`Tab does not lead to “${wanted}” of item ${number}`);
}

/** Moves down a list until it shows what is meant. */
async function choose(page, meant) {
  for (let steps = 0; steps < 10; steps += 1) {
    if (await page.evaluate((start) => document.activeElement.selectedOptions[0].text.startsWith(start), meant)) return;
    await page.keyboard.press("ArrowDown");
  }
  assert.fail(`the list does not lead to “${meant}”`);
}

/** Answers one item by keys alone, beginning at the top of its page. */
const KEYS = {
  single_choice: async (page, n) => {
    await to(page, n, await page.evaluate((item) => document.querySelector(`#item-${item} [name=choice]`).labels[0].textContent.trim(), n));
    for (let turns = 0; turns < 4; turns += 1) {
      await page.keyboard.press("ArrowDown");
      if (await page.evaluate(() => document.activeElement.value === "b")) return;
    }
  },
  multiple_choice: async (page, n) => {
    for (const name of await page.evaluate((item) => [...document.querySelectorAll(`#item-${item} [name=choice]`)]
      .filter(({ value }) => ["a", "c"].includes(value)).map((input) => input.labels[0].textContent.trim()), n)) {
      await to(page, n, name);
      await page.keyboard.press("Space");
    }
  },
  true_false: async (page, n) => { await to(page, n, "Đúng"); await page.keyboard.press("Space"); },
  matching: async (page, n) => {
    for (const [, name] of CONTROLS.matching) {
      await to(page, n, name);
      const meant = { "Đã lưu lúc 08:31:05": "Máy chủ đã", "Chưa lưu, còn 3 câu chờ gửi": "Câu trả lời còn", "Đánh dấu": "Câu bạn muốn" }[name];
      await choose(page, meant);
    }
  },
  // Each step is taken to its place from the top down by the buttons beside it.
  ordering: async (page, n) => {
    const texts = { "dang-nhap": "Đăng nhập", doc: "Đọc hướng dẫn và thời gian làm bài", "tra-loi": "Trả lời từng câu", "xem-lai": "Xem lại các câu còn trống", nop: "Nộp bài" };
    const shown = () => page.evaluate((item) => [...document.querySelectorAll(`#item-${item} [data-id]`)].map((row) => row.dataset.id), n);
    await to(page, n, `Lên ${texts[(await shown())[0]]}`);
    await page.keyboard.press("Enter");
    for (const [place, id] of RIGHT.ordering.order.entries()) {
      while ((await shown()).indexOf(id) > place) {
        await page.locator("h1").evaluate((heading) => { heading.tabIndex = -1; heading.focus(); });
        await to(page, n, `Lên ${texts[id]}`);
        for (let steps = (await shown()).indexOf(id) - place; steps > 0; steps -= 1) await page.keyboard.press("Enter");
      }
    }
  },
  numeric: async (page, n) => { await to(page, n, "Câu trả lời của bạn"); await page.keyboard.type("7"); },
  short_text: async (page, n) => { await to(page, n, "Câu trả lời của bạn"); await page.keyboard.insertText("Việt Nam"); },
  cloze: async (page, n) => {
    await to(page, n, "Chỗ trống 1");
    await choose(page, "chính");
    await to(page, n, "Chỗ trống 2");
    await page.keyboard.insertText("đăng xuất");
  },
};

KEYS.hotspot = async (page, n) => { await to(page, n, "Thanh địa chỉ ở trên cùng"); await page.keyboard.press("Space"); };

/** A finger, on what is in the middle of the screen; whose tap was lost while the page moved taps again, as people do. */
const tap = async (control) => {
  for (let tries = 0; tries < 5 && !(await control.isChecked()); tries += 1) {
    await control.evaluate((element) => element.scrollIntoView({ block: "center" }));
    await control.tap();
    await control.page().waitForTimeout(100);
  }
};

/** The same with a finger. */
const FINGER = {
  single_choice: (item) => tap(item.locator("[value=b]")),
  multiple_choice: async (item) => { await tap(item.locator("[value=a]")); await tap(item.locator("[value=c]")); },
  true_false: (item) => tap(item.locator("[value=true]")),
  matching: async (item) => {
    for (const [source, target] of Object.entries(RIGHT.matching.match)) await item.locator(`[name=match-${source}]`).selectOption(target);
  },
  ordering: async (item) => {
    for (const [place, id] of RIGHT.ordering.order.entries()) await item.locator(`[name=place-${id}]`).selectOption(String(place + 1));
  },
  numeric: (item) => item.locator("[name=number]").fill("7"),
  short_text: (item) => item.locator("[name=text]").fill("Việt Nam"),
  cloze: async (item) => {
    await item.locator("[name=blank-1]").selectOption("ban");
    await item.locator("[name=blank-2]").fill("đăng xuất");
  },
};

// In the middle of the address bar, where its picture shows it.
FINGER.hotspot = async (item) => {
  await item.locator("svg.spot").evaluate((element) => element.scrollIntoView({ block: "center" }));
  const { x, y, width, height } = await item.locator("svg.spot").boundingBox();
  await item.page().touchscreen.tap(x + (361.5 / 640) * width, y + (37.5 / 420) * height);
};

async function begin(stage, who, kind) {
  const server = await Candidate.logIn(stage.base, who);
  const attempt = await server.start("vi", EVERY_TYPE);
  const tab = await (await stage.device(kind)).tab();
  await tab.logIn(who);
  return { server, attempt, tab };
}

async function stored(server, id) {
  for (let tries = 0; tries < 100; tries += 1) {
    const { items } = await server.attempt(id);
    if (items.every(({ type, response }) => JSON.stringify(sorted(response)) === JSON.stringify(RIGHT[type]))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { items } = await server.attempt(id);
  const told = (of) => items.map((item) => `${item.number} ${item.type} ${JSON.stringify(of(item))}`);
  assert.deepEqual(told(({ response }) => sorted(response)), told(({ type }) => RIGHT[type]), "what is stored");
}
/** Within an area is as good as in its middle. */
const isInBar = ([[x, y]]) => x >= 112 && x <= 610 && y >= 22 && y <= 52;
const sorted = (response) => (response?.points && isInBar(response.points) ? RIGHT.hotspot : response?.match ? { match: Object.fromEntries(Object.keys(RIGHT.matching.match).map((id) => [id, response.match[id]])) } : response);

await play(async (stage) => {
  const { demo, step } = stage;
  step("every control has a role and a name");
  const { server, attempt, tab } = await begin(stage, demo.candidates[0], DESKTOP);
  const { page } = tab;
  await tab.open(`/attempts/${attempt.id}?view=all`);
  for (const { number, type } of attempt.items) {
    const item = page.locator(`#item-${number}`);
    assert.equal(await item.getByRole("group").count(), 1, `item ${number} is a group`);
    for (const [role, name] of CONTROLS[type]) assert.ok(await item.getByRole(role, { name, exact: true }).count(), `${type}: ${role} “${name}”`);
  }
  step("a keyboard alone answers each of them");
  for (const { number, type } of attempt.items) {
    await tab.open(`/attempts/${attempt.id}?item=${number}`);
    await page.locator("h1").evaluate((heading) => { heading.tabIndex = -1; heading.focus(); });
    await KEYS[type](page, number);
    await page.keyboard.press("Tab");
    await tab.reads("Đã lưu lúc ", `#item-${number} .saved`);
  }
  await stored(server, attempt.id);

  step("words are saved while their writer pauses, and what is no number is told at once");
  const numeric = attempt.items.find(({ type }) => type === "numeric").number;
  await tab.open(`/attempts/${attempt.id}?item=${numeric}`);
  await page.fill(`#item-${numeric} [name=number]`, "bảy");
  await tab.reads("Câu trả lời chưa được lưu: câu này cần một số", `#item-${numeric} .saved`);
  await page.fill(`#item-${numeric} [name=number]`, "7");
  await tab.reads("Đã lưu lúc ", `#item-${numeric} .saved`);
  await stored(server, attempt.id);

  step("another device answers meanwhile: the person decides, in words");
  const ordering = attempt.items.find(({ type }) => type === "ordering").number;
  const short = attempt.items.find(({ type }) => type === "short_text").number;
  await tab.open(`/attempts/${attempt.id}?view=all`);
  const { items: now } = await server.attempt(attempt.id);
  await server.saveResponse(attempt.id, short, { text: "Hà Nội" }, now[short - 1].revision);
  await page.fill(`#item-${short} [name=text]`, "Huế");
  await tab.reads("Hà Nội", `#item-${short} [role=alert]`);
  await tab.button("Lưu câu trả lời của tôi").click();
  await tab.reads("Đã lưu lúc ", `#item-${short} .saved`);
  await server.saveResponse(attempt.id, ordering, { order: ["nop", "doc", "tra-loi", "xem-lai", "dang-nhap"] }, now[ordering - 1].revision);
  await page.selectOption(`#item-${ordering} [name=place-nop]`, "2");
  await tab.reads("1. Nộp bài; 2. Đọc hướng dẫn", `#item-${ordering} [role=alert]`);
  await tab.button("Giữ câu đang được lưu").click();
  assert.deepEqual(await page.locator(`#item-${ordering} [data-id]`).evaluateAll((rows) => rows.map((row) => row.dataset.id)), ["nop", "doc", "tra-loi", "xem-lai", "dang-nhap"]);

  step("a place outside every area is an answer, too, and stays where it was set");
  const spot = attempt.items.find(({ type }) => type === "hotspot").number;
  await tab.open(`/attempts/${attempt.id}?item=${spot}`);
  const picture = page.locator(`#item-${spot} svg.spot`);
  const box = await picture.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.95);
  await tab.reads("Một chỗ khác trên hình", `#item-${spot}`);
  await tab.reads("Đã lưu lúc ", `#item-${spot} .saved`);
  await page.reload();
  assert.equal(await page.locator(`#item-${spot} [name=point]:checked`).count(), 1);
  assert.equal(await page.locator(`#item-${spot} .points circle`).count(), 1);
  await page.locator(`#item-${spot} [data-of=address]`).check();
  await tab.reads("Đã lưu lúc ", `#item-${spot} .saved`);

  step("a finger in a window of 320 pixels, with the network away for half of it");
  const phone = await begin(stage, demo.candidates[1], NARROW);
  await phone.tab.open(`/attempts/${phone.attempt.id}?view=all`);
  for (const { number, type } of phone.attempt.items) {
    if (number === 5) await phone.tab.page.context().setOffline(true);
    const item = phone.tab.page.locator(`#item-${number}`);
    await FINGER[type](item);
    assert.ok(await item.evaluate((section) => section.scrollWidth <= section.clientWidth), `${type} fits a narrow window`);
  }
  await phone.tab.page.context().setOffline(false);
  await stored(phone.server, phone.attempt.id);
  await phone.tab.page.screenshot({ path: `${stage.out}/narrow.png`, fullPage: true });
});
