// Small things that make pages kinder; every page works without them.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  for (const only of document.querySelectorAll(".js-only")) only.hidden = false;

  // Without network, say so on every page.
  const offline = document.getElementById("offline");
  const showNetwork = () => { offline.hidden = navigator.onLine; };
  addEventListener("online", showNetwork);
  addEventListener("offline", showNetwork);
  showNetwork();

  // Show what is typed into a secret field.
  for (const button of document.querySelectorAll("[data-show]")) {
    const field = document.getElementById(button.dataset.show);
    const [show, hide] = [button.textContent, button.dataset.hideText];
    button.hidden = false;
    button.addEventListener("click", () => {
      const isShown = field.type === "password";
      field.type = isShown ? "text" : "password";
      button.textContent = isShown ? hide : show;
      button.setAttribute("aria-pressed", String(isShown));
    });
    field.form.addEventListener("submit", () => { field.type = "password"; });
  }

  // After handing in, nothing of the attempt stays on the device.
  const main = document.querySelector("main");
  if (main.dataset.submitted) {
    try { localStorage.removeItem("minhchung:attempt:" + main.dataset.submitted); } catch { /* storage is off */ }
  }

  // While the certificate is being issued, look again: after 2 s, then ever more rarely, up to 15 s.
  const look = async (wait) => {
    await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() / 2)));
    try {
      const answer = await fetch(main.dataset.pending, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).certificate) return location.reload();
    } catch { /* no network: look again */ }
    look(Math.min(wait * 1.5, 15000));
  };
  if (main.dataset.pending) look(2000);

  // Held by a supervisor, or waiting to be let in: look again until the page says something else.
  const watch = async () => {
    await new Promise((resolve) => setTimeout(resolve, 8000 + Math.random() * 4000));
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !/<main[^>]* data-wait/.test(await answer.text())) return location.reload();
    } catch { /* no network: look again */ }
    watch();
  };
  if ("wait" in main.dataset) watch();
})();
