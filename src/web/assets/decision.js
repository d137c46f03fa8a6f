// While certificates are being issued, the page is read again, but not under somebody's hands.
(() => {
  "use strict";
  const main = document.querySelector("main");
  if (!main.dataset.reload) return;
  setInterval(() => {
    if (!document.hidden && !main.contains(document.activeElement)) location.reload();
  }, Number(main.dataset.reload));
})();
