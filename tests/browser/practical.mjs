// Practical items: what is done in the simulation is stored, comes back after a reload, and can be done in words instead.
import assert from "node:assert/strict";
import { Candidate } from "./candidate.mjs";
import { DESKTOP, PHONE, play } from "./stage.mjs";

async function stored(server, id, number, wanted) {
  let response;
  for (let tries = 0; tries < 100; tries += 1) {
    ({ response } = (await server.attempt(id)).items[number - 1]);
    if (JSON.stringify(response) === JSON.stringify(wanted)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(response, wanted, "what is stored");
}

await play(async (stage) => {
  const { demo, step } = stage;
  const who = demo.candidates[0];
  const server = await Candidate.logIn(stage.base, who);
  const attempt = await server.start("vi", "practical-digital");
  const mailbox = attempt.items.find(({ stem }) => stem.includes("hộp thư")).number;
  const tab = await (await stage.device(DESKTOP)).tab();
  await tab.logIn(who);
  const { page } = tab;
  const frame = page.frameLocator(`#item-${mailbox} iframe.simulation`);

  step("every simulation shows itself and says its size");
  for (const { number } of attempt.items) {
    await tab.open(`/attempts/${attempt.id}?item=${number}`);
    await page.frameLocator(`#item-${number} iframe.simulation`).locator("main:not([hidden]) h1").waitFor();
    const { height } = await page.locator(`#item-${number} iframe.simulation`).boundingBox();
    assert.ok(height >= 160, `item ${number} is ${height} px high`);
    assert.equal(await page.locator(`#item-${number} .in-words`).getAttribute("open"), null, "the words are folded away");
  }

  step("what is done in it is saved");
  await tab.open(`/attempts/${attempt.id}?item=${mailbox}`);
  await frame.getByRole("button", { name: /Hộp thư của bạn sắp đầy/ }).click();
  await frame.getByRole("button", { name: "Báo cáo lừa đảo" }).click();
  await tab.reads("Đã lưu lúc ", `#item-${mailbox} .saved`);
  const chosen = (await server.attempt(attempt.id)).items[mailbox - 1].response.choice;
  assert.equal(chosen.length, 1);

  step("it comes back after a reload");
  await page.reload();
  await frame.locator("main:not([hidden]) h1").waitFor();
  await frame.getByText(/Đã ghi:/).waitFor();
  await stored(server, attempt.id, mailbox, { choice: chosen });

  step("the same is done in words, and the simulation follows");
  await page.locator(`#item-${mailbox} .in-words summary`).click();
  const box = page.locator(`#item-${mailbox} input[value="c"]`);
  await box.check();
  await stored(server, attempt.id, mailbox, { choice: [...chosen, "c"].sort() });

  step("a page that pretends to be the simulation is not heard");
  await page.evaluate(() => window.postMessage({ simulation: "response", response: { choice: ["a", "b", "c", "d", "e"] } }, "*"));
  await page.waitForTimeout(500);
  await stored(server, attempt.id, mailbox, { choice: [...chosen, "c"].sort() });

  step("nothing sticks out on the narrowest phone");
  const phone = await (await stage.device(PHONE)).tab();
  await phone.logIn(who);
  await phone.page.setViewportSize({ width: 320, height: 740 });
  for (const { number } of attempt.items) {
    await phone.open(`/attempts/${attempt.id}?item=${number}`);
    await phone.page.frameLocator(`#item-${number} iframe.simulation`).locator("main:not([hidden]) h1").waitFor();
    const { scroll, client } = await phone.page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }));
    assert.ok(scroll <= client, `item ${number}: ${scroll} px at ${client}`);
  }
});
