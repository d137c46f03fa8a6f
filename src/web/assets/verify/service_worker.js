// Keeps the verifier at /v usable without network. It knows pages and scripts only: no certificate passes through it.
// The server writes the two constants below in place; a changed page or key changes them, and so this file, and browsers take the new one.
"use strict";
const VERSION = "{version}";
const FILES = [/*files*/];

const SHELF = `minhchung-verifier-${VERSION}`;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const shelf = await caches.open(SHELF);
    // Without cookies: what is kept is nobody's page.
    await Promise.all(FILES.map(async (address) => {
      const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
      if (!answer.ok) throw new TypeError(`${address}: ${answer.status}`);
      await shelf.put(address, answer);
    }));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("minhchung-verifier-") && name !== SHELF);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

const kept = async (address) => (await caches.open(SHELF)).match(address);

/** The page that was kept, in the language read last. */
const keptPage = async () => {
  const wish = await (await caches.open("minhchung-wishes")).match("/v/language");
  const language = wish && (await wish.text()) === "en" ? "en" : "vi";
  return kept(`/v/offline/${language}`);
};

const page = async (request) => {
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  const answer = await Promise.race([fetch(request).catch(() => undefined), late]);
  if (answer && answer.status < 500) return answer;
  return (await keptPage()) || answer || Response.error();
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === "/v" && search === "") {
    event.respondWith(page(request));
  } else if (FILES.includes(pathname)) {
    event.respondWith(kept(pathname).then((found) => found || fetch(request)));
  }
});
