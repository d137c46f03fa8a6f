// What is typed is shown in the frame beside it, a moment after the last key; the buttons do the same without a script.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  const show = document.getElementById("preview-button");
  if (!form || !show) return;
  let shown = show;
  let timer;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.formTarget === "preview") shown = button;
  });
  form.addEventListener("input", (event) => {
    // Nothing is sent in the middle of a letter that is still being composed.
    if (event.isComposing || event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(shown), 700);
  });
  // Leaving with something unsaved is asked about.
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.formTarget !== "preview") isChanged = false;
  });
  addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
})();
