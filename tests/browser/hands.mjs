// What a person with nothing but a keyboard does; where one is must always be seen.
import assert from "node:assert/strict";

const MOST_TABS = 60;

/** What has the keyboard, and what is wrong with how it looks. */
function focused() {
  let element = document.activeElement;
  // In a frame of our own the place is seen inside it.
  if (element?.contentDocument) element = element.contentDocument.activeElement;
  if (!element || element.matches("html, body")) return { name: "nothing" };
  const outlined = (candidate) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const frame = [element, element.closest("label")].find((candidate) => candidate && outlined(candidate));
  const box = element.getBoundingClientRect();
  const top = element.ownerDocument.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const isOnTop = top && (top === element || element.contains(top) || top.contains(element));
  const faults = [!frame && "no outline", !isOnTop && "covered or out of sight"].filter(Boolean);
  const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent;
  return { name: label.trim().replace(/\s+/g, " "), type: element.type, value: element.value, faults };
}

/** A person with nothing but a keyboard. */
export class Hands {
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
  async to(what, is = ({ name }) => name === what, most = MOST_TABS) {
    const passed = [];
    for (let presses = 0; presses < most; presses += 1) {
      await this.keys.press("Tab");
      const found = await this.look();
      if (is(found)) return;
      passed.push(found.name);
    }
    assert.fail(`${most} times Tab do not lead to “${what}” on ${this.tab.page.url()}, only to ${passed}`);
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
