// Checks what a phone's camera opened: the digits after "#" never reach the server by themselves.
(() => {
  "use strict";
  const outcome = document.getElementById("outcome");
  const words = document.getElementById("words").dataset;
  const language = document.documentElement.lang;

  // A moment becomes its calendar day in Việt Nam; a bare day stays that day.
  const day = (text) => {
    const timeZone = text.includes("T") ? "Asia/Ho_Chi_Minh" : "UTC";
    const shape = language === "vi" ? { day: "2-digit", month: "2-digit", year: "numeric" } : { day: "numeric", month: "long", year: "numeric" };
    return new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-GB", { ...shape, timeZone }).format(new Date(text));
  };

  const say = (text) => {
    const line = document.createElement("p");
    line.className = "notice";
    line.textContent = text;
    outcome.replaceChildren(line);
    return line;
  };

  const facts = (found) => {
    const card = document.getElementById("facts").content.cloneNode(true);
    for (const place of card.querySelectorAll("[data-fact]")) {
      const name = place.dataset.fact;
      let value = found[name];
      if (name === "expires_at") value = value ? day(value) : words.noExpiry;
      else if (name === "issued_on" && value) value = day(value);
      // A title may come in several languages.
      if (value && typeof value === "object") value = value[language] || Object.values(value)[0];
      if (value) place.textContent = value;
      else { place.previousElementSibling.remove(); place.remove(); }
    }
    return card;
  };

  const reasons = (codes) => {
    const card = document.getElementById("reasons").content.cloneNode(true);
    for (const line of card.querySelectorAll("[data-reason]")) if (!codes.includes(line.dataset.reason)) line.remove();
    return card;
  };

  const show = (found) => {
    const banner = document.querySelector(`template[data-verdict="${CSS.escape(found.verdict)}"]`);
    const parts = [banner.content.cloneNode(true)];
    if (found.holder) parts.push(facts(found));
    parts.push(reasons(found.reasons || []));
    document.getElementById("heading")?.remove();
    outcome.replaceChildren(...parts);
    const headline = outcome.querySelector("h1");
    document.title = headline.textContent;
    headline.focus();
  };

  const check = async () => {
    const digits = location.hash.slice(1);
    if (!/^[0-9]{20,2000}$/.test(digits)) return;
    say(words.checking);
    try {
      const answer = await fetch("/api/v1/verify", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ payload: location.origin + "/v#" + digits }),
      });
      if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
      const found = await answer.json();
      show(found.verdict ? found : { verdict: "unknown", reasons: ["malformed"] });
    } catch {
      const again = document.createElement("button");
      again.className = "button";
      again.textContent = words.again;
      again.addEventListener("click", check);
      const line = say(words.failed);
      line.append(document.createElement("br"), again);
    }
  };

  addEventListener("hashchange", check);
  check();
})();
