// The controls of an item, whatever its type: read as a response of the API, written from one, told in words.
const answers = (() => {
  "use strict";
  // Two responses are the same when these are: no order where order means nothing, no empty parts.
  const canonical = (response) => {
    const [[shape, value] = []] = Object.entries(response || {});
    if (shape === "choice") return value.length ? "choice " + [...value].sort().join() : "";
    if (shape === "order") return value.length ? "order " + value.join() : "";
    if (shape === "points") return value.length ? "points " + value.map((point) => point.join()).sort().join(" ") : "";
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

  // Points of a picture: touched there, or chosen from the list, which says the same in words.
  const points = (section, words) => {
    const svg = section.querySelector(".spot");
    const list = section.querySelector(".options");
    const inputs = () => [...list.querySelectorAll("[name=point]")];
    const isSingle = inputs()[0].type === "radio";
    const most = isSingle ? 1 : inputs().length;
    const { width, height } = svg.viewBox.baseVal;
    const read = () => inputs().filter((input) => input.checked).map((input) => input.value.split(",").map(Number));
    const inputAt = ([x, y]) => {
      const at = Object.assign(svg.createSVGPoint(), { x, y });
      return inputs().find(({ dataset, checked }) => dataset.of && !checked && svg.querySelector(`[data-area="${dataset.of}"]`).isPointInFill(at));
    };
    const draw = () => {
      const group = svg.querySelector(".points");
      group.replaceChildren(...read().map(([x, y]) => {
        const circle = document.createElementNS(svg.namespaceURI, "circle");
        for (const [name, value] of [["cx", x], ["cy", y], ["r", Math.floor(width / 50)]]) circle.setAttribute(name, value);
        return circle;
      }));
    };
    const set = (point) => {
      let input = inputAt(point);
      if (!input) {
        const label = list.lastElementChild.cloneNode(true);
        input = label.querySelector("input");
        delete input.dataset.of;
        label.lastElementChild.textContent = words.anotherPoint;
        list.append(label);
      }
      input.value = point.join();
      input.checked = true;
    };
    const write = ({ points: wanted = [] }) => {
      for (const input of inputs()) {
        input.checked = false;
        if (input.dataset.of) input.value = input.dataset.middle;
        else input.parentElement.remove();
      }
      for (const point of wanted) set(point);
      draw();
    };
    list.addEventListener("change", ({ target }) => {
      if (target.dataset.of) target.value = target.dataset.middle;
      draw();
    });
    svg.addEventListener("click", (event) => {
      const box = svg.getBoundingClientRect();
      const pixel = (from, start, size, whole) => Math.min(Math.max(Math.floor(((from - start) / size) * whole), 0), whole - 1);
      const point = [pixel(event.clientX, box.left, box.width, width), pixel(event.clientY, box.top, box.height, height)];
      const near = ([x, y]) => Math.hypot(x - point[0], y - point[1]) <= width / 50;
      const others = isSingle ? [] : read().filter((other) => !near(other));
      const isTakenBack = !isSingle && others.length < read().length;
      write({ points: isTakenBack ? others : [...others, point].slice(-most) });
      list.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return {
      needsClearing: isSingle,
      read: () => ({ points: read() }),
      write,
      describe: ({ points: told = [] }) => told.map((point) => {
        const at = Object.assign(svg.createSVGPoint(), { x: point[0], y: point[1] });
        const input = inputs().find(({ dataset }) => dataset.of && svg.querySelector(`[data-area="${dataset.of}"]`).isPointInFill(at));
        return input ? textOf(input.nextElementSibling) : words.anotherPoint;
      }).join("; "),
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
    if (shape === "points") return points(section, words);
    if (shape === "order") return order(section, words);
    return written(section, shape);
  };
  const controlsOf = (section, words) => {
    const controls = made(section, words);
    return Object.assign(controls, { isBlank: () => !canonical(controls.read()), shown: controls.read() });
  };
  return { controlsOf, canonical };
})();
