// Where many come at once the server keeps a place: the form is sent again whenever it says so, until it is taken.
(() => {
  "use strict";
  const reveal = (within) => { for (const only of within.querySelectorAll(".js-only")) only.hidden = false; };
  // What is told without a place in line: the service is away for a moment.
  const notice = (words) => {
    const told = document.createElement("p");
    told.className = "notice";
    told.setAttribute("role", "status");
    told.dataset.place = "";
    told.textContent = words;
    return told;
  };
  const queue = (form) => {
    const button = form.querySelector("button:not([type=button])");
    let again;
    const send = async () => {
      clearTimeout(again);
      button.disabled = true;
      let seconds = 5;
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
        if (answer.redirected) return location.assign(answer.url);
        const html = await answer.text();
        const page = new DOMParser().parseFromString(html, "text/html");
        // 502 and 504 are a balancer's, whose page has no place to show.
        if (![502, 503, 504].includes(answer.status)) {
          // Refused: the page says why.
          document.open();
          document.write(html);
          return document.close();
        }
        form.querySelectorAll("[data-place], [role=alert]").forEach((told) => told.remove());
        form.prepend(page.querySelector("[data-place]") ?? notice(page.querySelector("main h1").textContent));
        reveal(form);
        seconds = Number(answer.headers.get("Retry-After")) || seconds;
      } catch { /* no network: again, the place is kept */ }
      again = setTimeout(send, seconds * 1000);
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
    if (form.dataset.after) again = setTimeout(send, form.dataset.after * 1000);
  };
  document.querySelectorAll("form[data-queue]").forEach(queue);
})();
