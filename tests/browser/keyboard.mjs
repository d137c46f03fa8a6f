// The whole sitting in English with nothing but a keyboard; where one is must always be seen.
import assert from "node:assert/strict";
import { Candidate } from "./candidate.mjs";
import { DESKTOP, play } from "./stage.mjs";

const MOST_TABS = 60;

/** What has the keyboard, and what is wrong with how it looks. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return { name: "nothing" };
  const outlined = (candidate) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const frame = [element, element.closest("label")].find((candidate) => candidate && outlined(candidate));
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const isOnTop = top && (top === element || element.contains(top) || top.contains(element));
  const faults = [!frame && "no outline", !isOnTop && "covered or out of sight"].filter(Boolean);
  const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
  return { name: label.trim().replace(/\s+/g, " "), type: element.type, value: element.value, faults };
}

class Hands {
  constructor(tab) {
    this.tab = tab;
    this.keys = tab.page.keyboard;
    this.seen = 0;
  }

  async look() {
    const found = await this.tab.page.evaluate(focused);
    if (found.faults?.length) {
      // Transitions and scrolling may take a moment.
      await this.tab.page.waitForTimeout(250);
      const again = await this.tab.page.evaluate(focused);
      assert.deepEqual(again.faults ?? [], [], `“${again.name}” on ${this.tab.page.url()}`);
    }
    this.seen += 1;
    return found;
  }

  /** Presses Tab until what has the keyboard answers to `is`. */
  async to(what, is = ({ name }) => name === what) {
    const passed = [];
    for (let presses = 0; presses < MOST_TABS; presses += 1) {
      await this.keys.press("Tab");
      const found = await this.look();
      if (is(found)) return;
      passed.push(found.name);
    }
    assert.fail(`${MOST_TABS} times Tab do not lead to “${what}” on ${this.tab.page.url()}, only to ${passed}`);
  }

  async press(what, key = "Enter") {
    await this.to(what);
    await this.keys.press(key);
  }

  /** Chooses options of an item: arrows between radio buttons, Space on boxes. */
  async answer(number, choice) {
    const options = this.tab.page.locator(`#item-${number} [name=choice]`);
    const values = await options.evaluateAll((inputs) => inputs.map((input) => input.value));
    if ((await options.first().getAttribute("type")) === "checkbox") {
      for (const value of values.filter((value) => choice.includes(value))) {
        await this.to(`option ${value}`, (found) => found.type === "checkbox" && found.value === value);
        await this.keys.press("Space");
      }
      return;
    }
    await this.to("the options", (found) => found.type === "radio");
    await this.keys.press("Space");
    for (let step = values.indexOf(choice[0]); step > 0; step -= 1) {
      await this.keys.press("ArrowDown");
      await this.look();
    }
  }
}

async function logInAndStart(tab, hands, who) {
  await tab.open("/");
  await hands.press("English");
  await tab.reads("Digital skills assessed, with certificates that anyone can check");
  await hands.to("Skip to content");
  await hands.keys.press("Enter");
  await hands.press("Log in");
  await tab.reads("Use the staff code and the secret your unit sent you.");
  await hands.to("Staff code");
  await hands.keys.type(who.login);
  await hands.to("Secret");
  await hands.keys.type(who.secret);
  await hands.keys.press("Enter");
  await tab.reads("Assessment of knowledge and skills in using artificial intelligence");
  await hands.to("the assessment", ({ name }) => name.startsWith("View and start"));
  await hands.keys.press("Enter");
  await tab.reads("Before you start");
  await hands.to("language", (found) => found.type === "radio");
  await hands.press("I have read this and am ready. I understand that time starts when I press Start.", "Space");
  await hands.press("Start");
  await tab.reads("Question 1 of 25");
  return new URL(tab.page.url()).pathname.split("/").pop();
}

await play(async (stage) => {
  const { base, demo, step } = stage;
  const who = demo.candidates[2];
  const device = await stage.device(DESKTOP);
  const tab = await device.tab();
  const hands = new Hands(tab);
  step("chooses English, logs in and starts");
  const id = await logInAndStart(tab, hands, who);
  const server = await Candidate.logIn(base, who);
  const right = await server.rightAnswers(id);

  step("answers every item");
  for (let number = 1; number <= 25; number += 1) {
    await tab.reads(`Question ${number} of 25`);
    await hands.answer(number, right.get(number));
    await tab.reads("Saved at ", `#item-${number} .saved`);
    if (number === 3) {
      await hands.press("Flag for review");
      await hands.press("Next");
    } else if (number < 25) await hands.press("Next");
  }
  await server.has(id, right);

  step("hands in and reads the result");
  await hands.press("Hand in");
  await tab.reads("You have answered all 25 questions.");
  await hands.press("Hand in for good");
  await tab.reads("Congratulations, you passed!");
  await tab.reads("You scored 25 of 25 points");
  await tab.reads("Your certificate is ready.");
  await hands.press("Open the check page");
  await tab.reads("This certificate is genuine and valid", "h1");
  await hands.to("the end of the page", ({ name }) => name === "Privacy");
  step(`the keyboard's place was looked at ${hands.seen} times`);
});
