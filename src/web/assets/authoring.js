// What is typed is shown in the frame beside it, a moment after the last key; the buttons do the same without a script.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  const show = document.getElementById("preview-button");
  if (!form || !show) return;
  let shown = show;
  let timer;
  const frame = document.querySelector("iframe[name=preview]");
  // The frame's words change in place: it stays where it was scrolled to, and Back still leads out of this page.
  let asked = 0;
  const look = async () => {
    const number = (asked += 1);
    const answer = await fetch(shown.formAction, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number !== asked || !frame.contentDocument?.body) return;
    frame.contentDocument.documentElement.lang = page.documentElement.lang;
    frame.contentDocument.body.replaceWith(page.body);
  };
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.formTarget === "preview") shown = button;
  });
  const soon = (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(look, 700);
  };
  // Nothing is sent in the middle of a letter that is still being composed.
  form.addEventListener("input", (event) => { if (!event.isComposing) soon(event); });
  form.addEventListener("compositionend", soon);
  // Leaving with something unsaved is asked about.
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.formTarget !== "preview") isChanged = false;
  });
  addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
})();
