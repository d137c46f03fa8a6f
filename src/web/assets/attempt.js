// Sitting with a network that comes and goes: every answer is queued on the device, sent when it can
// be, and shown as saved only when the server has said so. The page works as plain forms without this.
(() => {
  "use strict";
  const main = document.querySelector("main[data-attempt]");
  const id = main.dataset.attempt;
  const api = "/api/v1/attempts/" + id;
  const page = "/attempts/" + id;
  const csrf = document.querySelector("meta[name=csrf]").content;
  const words = document.getElementById("words").dataset;
  const banner = document.getElementById("banner");
  const showsAll = "all" in main.dataset;
  const isLinear = "linear" in main.dataset; // one item after the other: only the open one is here
  const language = document.documentElement.lang;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const { controlsOf, canonical } = answers;
  const same = (one, other) => canonical(one) === canonical(other);

  // The queue outlives the page: { pending: { number: { response, revision, sent } }, flags: [numbers] }.
  const key = "minhchung:attempt:" + id;
  let memory = { pending: {}, flags: [] };
  const read = () => {
    try { memory = { ...memory, ...JSON.parse(localStorage.getItem(key) || "{}") }; } catch { /* storage is off */ }
  };
  const change = (how) => {
    read(); // another tab may have written meanwhile
    how(memory);
    try { localStorage.setItem(key, JSON.stringify(memory)); } catch { /* storage is off */ }
  };
  read();
  // As it was kept when there were only choices.
  change(({ pending }) => {
    for (const waiting of Object.values(pending)) {
      if (!waiting.choice) continue;
      waiting.response = { choice: waiting.choice };
      waiting.sent = (waiting.sent || []).map((choice) => ({ choice }));
      delete waiting.choice;
    }
  });

  const items = new Map();
  const links = new Map([...main.querySelectorAll(".grid ol a")].map((link) => [parseInt(link.textContent, 10), link]));
  for (const section of main.querySelectorAll(".item")) {
    const number = Number(section.id.slice(5));
    items.set(number, {
      number, section,
      revision: Number(section.querySelector("[name=revision]").value),
      controls: controlsOf(section, words),
      line: section.querySelector(".saved"),
      frame: section.querySelector(".simulation"),
      isChecked: Boolean(section.querySelector(".feedback")), // practice: the answer stands
      link: isLinear ? undefined : links.get(number),
    });
  }
  const unsent = () => Object.keys(memory.pending).filter((number) => !items.get(Number(number))?.isRefused).length;

  // What is shown.
  const tell = (text, href) => {
    banner.textContent = text;
    if (href) {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = words.result;
      banner.append(" ", link);
    }
    banner.hidden = false;
  };
  const announce = (text) => { document.getElementById("announce").textContent = text; };
  const paint = (item) => {
    const waits = item.number in memory.pending;
    const isAnswered = !item.controls.isBlank();
    const isFlagged = memory.flags.includes(item.number);
    const state = item.isSending ? "is-saving" : waits ? "is-unsent" : item.savedAt ? "is-saved" : "";
    if (item.isSending) item.line.textContent = words.saving;
    else if (item.isRefused) item.line.textContent = item.controls.takesNumbers ? words.refusedNumber : words.refused;
    else if (waits) item.line.textContent = fill(words.unsent, { count: unsent() });
    else if (item.savedAt) item.line.textContent = fill(words.saved, { clock: item.savedAt });
    item.line.className = "saved " + state;
    if (item.link) item.link.className = [isAnswered && "done", isFlagged && "flag", waits && !item.isSending && "unsent"].filter(Boolean).join(" ");
    if (item.link) item.link.lastElementChild.textContent =
      [", " + (isAnswered ? words.answered : words.notAnswered), isFlagged && words.flagged, waits && words.notSent].filter(Boolean).join(", ");
    item.flag.textContent = isFlagged ? words.flagOn : words.flag;
    item.flag.setAttribute("aria-pressed", String(isFlagged));
    item.clear.hidden = !isAnswered || !item.controls.needsClearing || item.isChecked;
  };
  const paintAll = () => {
    for (const item of items.values()) paint(item);
    if (!items.size) return;
    const progress = document.getElementById("progress");
    const line = document.getElementById("answered");
    progress.value = Number(main.dataset.answeredBefore || 0) + [...items.values()].filter((item) => !item.controls.isBlank()).length;
    line.textContent = line.textContent.replace(/\d+/, progress.value);
    progress.setAttribute("aria-label", line.textContent);
    // Also in the bar: the line under an item is out of sight on a phone, and gone after the next item.
    const waiting = document.getElementById("waiting");
    waiting.hidden = !isLate || !unsent() || !banner.hidden;
    waiting.textContent = fill(words.unsent, { count: unsent() });
  };

  // Sending: one answer at a time, the oldest numbers first, with ever longer pauses after a failure.
  let isBusy = false;
  let isLate = false;
  let wait = 1000;
  let retry;
  const later = (answer) => {
    isLate = true;
    const asked = Number(answer?.headers.get("Retry-After")) * 1000 || 0;
    wait = Math.min(wait * 2, 30000);
    clearTimeout(retry);
    retry = setTimeout(flush, Math.max(asked, wait) * (1 + Math.random() / 2));
    return false;
  };
  const flush = async () => {
    if (isBusy) return;
    isBusy = true;
    clearTimeout(retry);
    const sendable = () => Object.keys(memory.pending).map(Number).find((number) => {
      const item = items.get(number);
      return !item?.isRefused && !item?.stored;
    });
    try {
      for (let number; (number = sendable()) && (await send(number)); ) wait = 1000;
    } finally {
      isBusy = false;
      paintAll();
    }
  };
  const send = async (number) => {
    const item = items.get(number);
    const { response, revision } = memory.pending[number];
    if (item) { item.isSending = true; paint(item); }
    // Remembered, because the acknowledgement may get lost on the way back.
    change(({ pending }) => { if (pending[number]) pending[number].sent = [...(pending[number].sent || []).slice(-9), response]; });
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 20000);
    let answer, body;
    try {
      answer = await fetch(`${api}/responses/${number}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF": csrf },
        body: JSON.stringify({ revision, response }),
        signal: stop.signal,
      });
      body = await answer.json();
    } catch {
      return later(answer);
    } finally {
      clearTimeout(limit);
      if (item) item.isSending = false;
    }
    if (answer.ok) return saved(number, response, body.revision, body.saved_at);
    if (answer.status === 409 && /attempt-paused/.test(body.type || "")) { isHeld = true; tell(words.held); return later(answer); }
    if (answer.status === 409) return conflict(number, response, body);
    if (answer.status === 401) { tell(words.signedOut); return later(answer); }
    if (answer.status === 429 || answer.status >= 500) return later(answer);
    // Refused for good: kept on the device, sent again after the page is loaded anew.
    if (item) item.isRefused = true;
    else location.href = `${page}?item=${number}`;
    return true;
  };
  let isHeld = false; // by a supervisor: once it goes on, the time that is left has to be learnt anew
  const saved = (number, response, revision, at) => {
    isLate = false;
    if (isHeld) { isLeaving = true; setTimeout(() => location.reload()); }
    change(({ pending }) => {
      if (!pending[number]) return;
      if (same(pending[number].response, response)) delete pending[number];
      else pending[number].revision = revision; // changed while it was on its way
    });
    if (at) learnTime(at);
    if (banner.textContent === words.signedOut) banner.hidden = true;
    const item = items.get(number);
    if (item) {
      item.revision = revision;
      item.savedAt = clock(at ? Date.parse(at) : now());
      announce(fill(words.saved, { clock: item.savedAt }));
    }
    paintAll();
    return true;
  };
  const conflict = (number, response, body) => {
    if (/closed/.test(body.type || "")) { close(); return false; }
    if (/item-left|item-checked/.test(body.type || "")) {
      // Another window has moved on: what is stored there stands.
      change(({ pending }) => { delete pending[number]; });
      isLeaving = true;
      location.href = page + (same(body.stored?.response || {}, response) ? "" : "?notice=left");
      return false;
    }
    const stored = body.stored || body;
    const theirs = stored.response || {};
    if (same(theirs, response)) return saved(number, response, stored.revision, stored.saved_at);
    // What is stored is an earlier answer of this very page whose acknowledgement was lost: no conflict.
    if (memory.pending[number]?.sent?.some((earlier) => same(earlier, theirs))) {
      change(({ pending }) => { pending[number] = { ...pending[number], revision: stored.revision, sent: [] }; });
      if (items.has(number)) items.get(number).revision = stored.revision;
      return true;
    }
    const item = items.get(number);
    if (!item) { location.href = `${page}?item=${number}`; return false; }
    item.revision = stored.revision;
    item.stored = theirs;
    ask(item);
    return true;
  };
  const close = () => {
    change((all) => { all.pending = {}; });
    for (const item of items.values()) item.section.querySelector("fieldset").disabled = true;
    tell(words.closed, page + "/result");
    paintAll();
  };

  // The stored answer is another one: the person decides, nothing is overwritten in silence.
  const ask = (item) => {
    settle(item);
    const box = document.createElement("div");
    box.className = "notice is-bad choose";
    box.lang = language;
    box.setAttribute("role", "alert");
    for (const text of [words.conflict, fill(words.stored, { stored: item.controls.describe(item.stored) || words.storedBlank })]) {
      box.append(Object.assign(document.createElement("p"), { textContent: text }));
    }
    const row = Object.assign(document.createElement("p"), { className: "actions" });
    row.append(
      button(words.keepMine, "button small", () => answer(item)),
      button(words.takeStored, "button small plain", () => {
        item.controls.write(item.stored);
        change(({ pending }) => { delete pending[item.number]; });
        item.stored = undefined;
        item.savedAt = clock(now());
        settle(item);
        paintAll();
      }),
    );
    box.append(row);
    item.section.querySelector("fieldset").append(box);
  };
  const settle = (item) => item.section.querySelector(".choose")?.remove();
  const button = (text, look, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: look, textContent: text });
    made.addEventListener("click", act);
    return made;
  };

  const answer = (item) => {
    item.controls.shown = item.controls.read();
    item.stored = undefined;
    item.isRefused = false;
    settle(item);
    change(({ pending }) => {
      pending[item.number] = { response: item.controls.read(), revision: item.revision, sent: pending[item.number]?.sent };
    });
    paintAll();
    flush();
  };

  // The server's time, carried by the monotonic clock; the device's own clock is never asked.
  const arrival = performance.getEntriesByType("navigation")[0]?.responseStart || 0;
  let offset = Date.parse(main.dataset.serverTime) - arrival;
  const now = () => offset + performance.now();
  const learnTime = (text) => {
    const at = Date.parse(text);
    if (Number.isFinite(at)) offset = Math.max(offset, at - performance.now());
  };
  const clock = (at) => new Date(at + 7 * 3600000).toISOString().slice(11, 19);
  const deadline = Date.parse(main.dataset.deadline);
  const face = document.getElementById("time");
  let told;
  const tick = () => {
    const left = Math.max(0, Math.ceil((deadline - now()) / 1000));
    if ("unlimited" in main.dataset && left > 3600) return;
    face.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    face.classList.toggle("is-short", left <= 60);
    const mark = left > 60 ? Math.ceil(left / 60) * 60 : Math.ceil(left / 10) * 10;
    if (told !== undefined && mark !== told && left > 0) {
      announce(mark >= 60 ? fill(words.minutesLeft, { count: mark / 60 }) : fill(words.secondsLeft, { count: mark }));
    }
    told = mark;
    if (left === 0) {
      clearInterval(ticking);
      for (const field of main.querySelectorAll(".item fieldset")) field.disabled = true;
      if (isHeld) { isLeaving = true; location.href = page; return; } // its time stands still on the server
      if ("section" in main.dataset) { endSection(); return; }
      tell(words.timeOver);
      handIn(true);
    }
  };
  // The time of a section is over: what is left is sent, then the page asks to open the next one.
  const endSection = async () => {
    tell(words.sectionOver);
    await drained(true);
    isLeaving = true;
    location.href = page + "/next";
  };

  // Handing in waits until everything is sent; after the deadline no longer than the server does.
  let isLeaving = false;
  let isHandingIn = false;
  const drained = async (isTimeOver, text = words.waiting) => {
    flush(); // once because somebody asked; after a failure the pauses above hold
    while (unsent() && !(isTimeOver && now() > deadline + 50000)) {
      tell(fill(text, { count: unsent() }));
      const open = [...items.values()].find((item) => item.stored);
      if (open && !isTimeOver) { show(open.number); return false; }
      if (open) { change(({ pending }) => { delete pending[open.number]; }); open.stored = undefined; }
      await pause(300);
    }
    return true;
  };
  const handIn = async (isTimeOver) => {
    if (isHandingIn) return;
    isHandingIn = true;
    if (!(await drained(isTimeOver))) { isHandingIn = false; return; }
    for (let rest = 1000; ; rest = Math.min(rest * 2, 15000)) {
      tell(isTimeOver ? words.timeOver : words.submitting);
      try {
        const answer = await fetch(page + "/submit", { method: "POST", body: new URLSearchParams({ csrf }) });
        if (answer.status < 500 && answer.status !== 429) {
          isLeaving = true;
          // Only what was handed in is over: a held attempt still waits for what is queued here.
          if (answer.ok && /\/result/.test(answer.url)) try { localStorage.removeItem(key); } catch { /* storage is off */ }
          location.href = answer.ok ? answer.url : page + "/result";
          return;
        }
      } catch { /* no network: once more */ }
      await pause(rest * (1 + Math.random() / 2));
    }
  };

  // Moving between items needs no network: all of them are on the page.
  let current = Number(main.dataset.current) || 1;
  const show = (number) => {
    if (!items.has(number)) return;
    if (showsAll || isLinear) return items.get(number).section.scrollIntoView();
    current = number;
    for (const item of items.values()) {
      item.section.hidden = item.number !== number;
      if (item.number === number) item.link.setAttribute("aria-current", "true");
      else item.link.removeAttribute("aria-current");
    }
    const numbers = [...items.keys()];
    document.getElementById("previous").hidden = number === numbers[0];
    document.getElementById("next").hidden = number === numbers[numbers.length - 1];
    history.replaceState(null, "", "?item=" + number);
    const back = document.querySelector(".preferences [name=back]");
    if (back) back.value = page + "?item=" + number; // another language, the same item
    const { section } = items.get(number);
    if (section.getBoundingClientRect().top < main.querySelector(".bar").getBoundingClientRect().bottom) section.scrollIntoView();
    const heading = document.getElementById("no-" + number);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };
  let isOnItsWay = false;
  const toSubmitPage = async (event) => {
    event.preventDefault();
    const { href } = event.currentTarget; // gone after the first wait
    if (isOnItsWay) return;
    isOnItsWay = true;
    if (await drained(false)) location.href = href || page + ("section" in main.dataset ? "/next" : "/submit");
    isOnItsWay = false;
  };

  // Going on needs the network: the server opens the next item, and leaves this one for good.
  let isMoving = false;
  const moveOn = async () => {
    if (isMoving) return;
    isMoving = true;
    try {
      if (!(await drained(false, words.nextWaits))) return;
      const answer = await fetch(api + "/next", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF": csrf },
        body: JSON.stringify({ from: current }),
      });
      if (answer.status === 401) return tell(words.signedOut);
      if (answer.status === 429 || answer.status >= 500) return tell(words.nextWaits);
      const body = await answer.json();
      isLeaving = true;
      const led = { "item-blank": "/next", "last-item": "/submit?ended=yes" };
      const found = Object.keys(led).find((name) => (body.type || "").endsWith(name));
      location.href = page + (led[found] || "");
    } catch {
      tell(words.nextWaits);
    } finally {
      isMoving = false;
    }
  };

  // Practical items: a sandboxed page tells what was done in it, and that goes into the item's ordinary controls.
  const begin = (item) => item.frame.contentWindow.postMessage({
    simulation: "begin", language: item.frame.dataset.language, large: document.documentElement.classList.contains("large"),
    response: item.controls.isBlank() ? null : item.controls.read(),
  }, "*");
  addEventListener("message", ({ source, data }) => {
    const item = [...items.values()].find(({ frame }) => frame && frame.contentWindow === source);
    if (!item || typeof data !== "object" || !data) return;
    if (!item.isSimulated) item.section.querySelector(".in-words").open = false; // it works here: words are folded away
    item.isSimulated = true;
    if (data.simulation === "ready") begin(item);
    if (data.simulation === "height") item.frame.style.height = Math.min(Math.max(Number(data.height) || 0, 160), 2400) + "px";
    if (data.simulation === "response") { item.controls.write(data.response || {}); answer(item); }
  });

  // Reading aloud, for whom it was arranged, by the voice of the device.
  const voice = "aloud" in main.dataset && window.speechSynthesis;
  let isReading;
  const readAloud = (item, pressed) => {
    voice.cancel();
    if (isReading === pressed) return;
    const texts = [...item.section.querySelectorAll(".stimulus, .stem, .answer legend, .answer label, .answer option")];
    const said = new SpeechSynthesisUtterance(texts.map((part) => part.textContent.trim()).filter(Boolean).join(". "));
    said.lang = main.dataset.aloud === "vi" ? "vi-VN" : "en-GB";
    isReading = pressed;
    pressed.textContent = words.readStop;
    said.onend = said.onerror = () => { pressed.textContent = words.read; if (isReading === pressed) isReading = undefined; };
    voice.speak(said);
  };

  for (const item of items.values()) {
    item.flag = button(words.flag, "quiet", () => {
      change((all) => { all.flags = all.flags.includes(item.number) ? all.flags.filter((other) => other !== item.number) : [...all.flags, item.number]; });
      paint(item);
    });
    item.clear = button(words.clear, "quiet", () => { item.controls.write({}); answer(item); });
    if (voice) item.section.querySelector(".foot").append(button(words.read, "quiet", (event) => readAloud(item, event.target)));
    item.section.querySelector(".foot").append(item.clear, ...(isLinear ? [] : [item.flag]));
    item.section.addEventListener("change", () => { clearTimeout(item.typing); answer(item); if (item.frame) begin(item); });
    // Words are sent when the writer pauses, not only when the field is left.
    item.section.addEventListener("input", (event) => {
      if (event.target.type !== "text") return;
      clearTimeout(item.typing);
      item.typing = setTimeout(() => { if (!same(item.controls.read(), item.controls.shown)) answer(item); }, 1500);
    });
    item.section.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    const shown = item.line.textContent.match(/\d\d:\d\d:\d\d/);
    if (shown) item.savedAt = shown[0];
    if (memory.pending[item.number]) item.controls.write(memory.pending[item.number].response);
    if (item.frame) begin(item); // it may have been ready before this script was
    if (!showsAll && !isLinear) item.link.addEventListener("click", (event) => { event.preventDefault(); show(item.number); });
  }
  document.getElementById("previous")?.addEventListener("click", (event) => { event.preventDefault(); show(current - 1); });
  document.getElementById("next")?.addEventListener("click", (event) => { event.preventDefault(); if (isLinear) moveOn(); else show(current + 1); });
  // Practice: what is right is told once the answer is stored.
  const check = async (event) => {
    event.preventDefault();
    const number = event.target.dataset.check;
    if (!(await drained(false))) return;
    try {
      const answer = await fetch(`${page}/items/${number}/check`, { method: "POST", body: new URLSearchParams({ csrf }) });
      if (answer.ok) {
        isLeaving = true;
        const isTold = !/notice=/.test(answer.url);
        history.replaceState(null, "", isTold ? `${page}?${showsAll ? "view=all" : "item=" + number}#feedback-${number}` : answer.url);
        return location.reload();
      }
    } catch { /* no network */ }
    tell(words.nextWaits);
  };
  for (const way of main.querySelectorAll("[data-check]")) way.addEventListener("click", check);
  for (const way of main.querySelectorAll("[data-submit],.steps .last")) way.addEventListener("click", toSubmitPage);
  document.getElementById("hand-in")?.addEventListener("submit", (event) => { event.preventDefault(); handIn(false); });

  addEventListener("online", () => { wait = 1000; flush(); });
  addEventListener("beforeunload", (event) => { if (unsent() && !isLeaving) event.preventDefault(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  // Another device or window has opened the attempt: one page at a time, and what was sent is saved.
  const stopHere = () => {
    if (unsent()) return;
    for (const field of main.querySelectorAll(".item fieldset")) field.disabled = true;
    tell(words.elsewhere);
    banner.append(" ", button(words.goOnHere, "button small", () => { isLeaving = true; location.reload(); }));
  };
  let leftAt;
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) { leftAt = performance.now(); return; }
    if ("signals" in main.dataset && leftAt !== undefined) {
      fetch(api + "/signals", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF": csrf },
        body: JSON.stringify({ left_page_seconds: Math.round((performance.now() - leftAt) / 1000) }),
      }).catch(() => { /* evidence with limits: not worth a retry */ });
    }
    flush();
    // The monotonic clock may have slept with the device.
    try {
      const answer = await fetch(api, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const attempt = await answer.json();
      learnTime(attempt.server_time);
      if (attempt.state === "paused" && !unsent()) location.href = page;
      if (attempt.taken_over) stopHere();
      if (isLinear && attempt.reached !== current && !unsent()) location.href = page; // another window has moved on
    } catch { /* next time */ }
  });

  // Flags are kept on the device, so only the script can list them before handing in.
  const flagged = document.getElementById("flagged");
  if (flagged && memory.flags.length) {
    for (const number of [...memory.flags].sort((one, other) => one - other)) {
      const row = document.createElement("li");
      row.append(Object.assign(document.createElement("a"), { href: `${page}?item=${number}`, textContent: number }));
      flagged.querySelector("ol").append(row);
    }
    flagged.hidden = false;
  }

  const ticking = setInterval(tick, 500);
  tick();
  if (unsent()) tell(fill(words.restored, { count: unsent() }));
  paintAll();
  flush();
})();
