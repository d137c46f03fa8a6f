// The controls of an item, whatever its type: read as a response of the API, written from one, told in words.
const answers = (() => {
  "use strict";
  // Two responses are the same when these are: no order where order means nothing, no empty parts.
  const canonical = (response) => {
    const [[shape, value] = []] = Object.entries(response || {});
    if (shape === "choice") return value.length ? "choice " + [...value].sort().join() : "";
    if (shape === "order") return value.length ? "order " + value.join() : "";
    if (shape === "text" || shape === "number") return value.trim() ? shape + " " + value.trim().replace(/\s+/g, " ").normalize("NFC") : "";
    const parts = Object.entries(value || {}).map(([id, part]) => [id, part.trim().replace(/\s+/g, " ").normalize("NFC")]);
    return parts.filter(([, part]) => part).sort().map((part) => part.join("=")).join("&");
  };
  const textOf = (element) => element.textContent.trim();
  const shownIn = (select, value) => textOf([...select.options].find((option) => option.value === value) || document.createElement("p"));

  const choices = (section) => {
    const inputs = [...section.querySelectorAll("[name=choice]")];
    return {
      needsClearing: inputs[0].type === "radio",
      read: () => ({ choice: inputs.filter((input) => input.checked).map((input) => input.value) }),
      write: ({ choice = [] }) => { for (const input of inputs) input.checked = choice.includes(input.value); },
      describe: ({ choice = [] }) =>
        inputs.filter((input) => choice.includes(input.value)).map((input) => textOf(input.nextElementSibling)).join("; "),
    };
  };

  // Lists and fields, each with an id behind the prefix of its name.
  const parts = (section, shape, prefix) => {
    const controls = new Map([...section.querySelectorAll(`[name^=${prefix}]`)].map((control) => [control.name.slice(prefix.length), control]));
    const label = (control) => control.labels?.length ? textOf(control.labels[0]) : control.getAttribute("aria-label");
    return {
      takesNumbers: Boolean(section.querySelector("[data-number]")),
      read: () => ({ [shape]: Object.fromEntries([...controls].map(([id, control]) => [id, control.value]).filter(([, value]) => value)) }),
      write: (response) => { for (const [id, control] of controls) control.value = response[shape]?.[id] || ""; },
      describe: (response) => Object.entries(response[shape] || {}).filter(([id]) => controls.has(id)).map(([id, value]) => {
        const control = controls.get(id);
        return label(control) + ": " + (control.options ? shownIn(control, value) : value);
      }).join("; "),
    };
  };

  const written = (section, shape) => {
    const input = section.querySelector(`[name=${shape}]`);
    return {
      takesNumbers: shape === "number",
      read: () => ({ [shape]: input.value }),
      write: (response) => { input.value = response[shape] || ""; },
      describe: (response) => response[shape] || "",
    };
  };

  // A place for each: chosen from its list, or moved by a step. The others make room.
  const order = (section, words) => {
    const list = section.querySelector(".is-order");
    const rows = () => [...list.children];
    const shownFirst = rows();
    const select = (row) => row.querySelector("select");
    const isSet = () => Boolean(select(rows()[0]).value);
    const number = () => rows().forEach((row, index) => { select(row).value = String(index + 1); });
    const focus = (control) => { control.focus(); };
    const put = (row, place) => {
      const others = rows().filter((other) => other !== row);
      list.insertBefore(row, others[place] || null);
      number();
      document.getElementById("announce").textContent = words.moved.replace("{place}", place + 1);
    };
    const step = (row, by) => {
      put(row, Math.min(Math.max(rows().indexOf(row) + by, 0), list.children.length - 1));
      list.dispatchEvent(new Event("change", { bubbles: true }));
    };
    for (const row of shownFirst) {
      const text = row.querySelector("label span:last-child").id;
      const moves = document.createElement("span");
      moves.className = "moves";
      [["↑", words.moveUp, -1], ["↓", words.moveDown, 1]].forEach(([sign, name, by]) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "button small plain", textContent: sign });
        button.setAttribute("aria-label", name);
        button.setAttribute("aria-describedby", text);
        button.addEventListener("click", () => { step(row, by); focus(button); });
        moves.append(button);
      });
      row.append(moves);
      select(row).addEventListener("change", (event) => {
        if (!event.target.value) { for (const each of rows()) select(each).value = ""; return; }
        put(row, Number(event.target.value) - 1);
        focus(select(row));
      });
    }
    return {
      read: () => ({ order: isSet() ? rows().map((row) => row.dataset.id) : [] }),
      write: ({ order: wanted = [] }) => {
        const sorted = wanted.length ? wanted.map((id) => shownFirst.find((row) => row.dataset.id === id)).filter(Boolean) : shownFirst;
        list.append(...sorted);
        if (wanted.length) number();
        else for (const row of rows()) select(row).value = "";
      },
      describe: ({ order: told = [] }) =>
        told.map((id, index) => `${index + 1}. ` + textOf(shownFirst.find((row) => row.dataset.id === id)?.querySelector("label span:last-child") || list)).join("; "),
    };
  };

  const made = (section, words) => {
    const shape = section.querySelector("[name=shape]").value;
    if (shape === "choice") return choices(section);
    if (shape === "match") return parts(section, shape, "match-");
    if (shape === "blanks") return parts(section, shape, "blank-");
    if (shape === "order") return order(section, words);
    return written(section, shape);
  };
  const controlsOf = (section, words) => {
    const controls = made(section, words);
    return Object.assign(controls, { isBlank: () => !canonical(controls.read()), shown: controls.read() });
  };
  return { controlsOf, canonical };
})();
