// Opens the checklist again where there is no signal, and does nothing else: what is on the page comes
// from the network whenever there is one.
"use strict";
const SHELL = "onsite-2";
const SLOW_MS = 4000;
const PAGE = /^\/expert\/visits\/\d+\/checklist\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const others = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(others());
});

// Kept is the page without the sheet in it: opened offline, the phone's own memory is newer.
const put = async (shell, request, answer) => {
  if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return shell.put(request, answer);
  const bare = (await answer.text()).replace(/<script type="application\/json" data-taken-along>[^<]*<\/script>/, "");
  return shell.put(request, new Response(bare, { headers: answer.headers }));
};

// The page names itself and what it is made of; it is told once all of it is here.
self.addEventListener("message", (event) => {
  const keep = async () => {
    const shell = await caches.open(SHELL);
    for (const address of event.data.keep) {
      if (await shell.match(address)) continue; // ``fresh`` brings it up to date
      const answer = await fetch(address);
      if (answer.ok && !answer.redirected) await put(shell, address, answer);
    }
    event.source.postMessage("kept");
  };
  event.waitUntil(keep().catch(() => {})); // the line went down: the next opening tries again
});

const fresh = async (request, shell) => {
  const answer = await fetch(request);
  const known = await shell.match(request);
  if (answer.ok && !answer.redirected && (known || PAGE.test(new URL(request.url).pathname))) {
    await put(shell, request, answer.clone());
  }
  return answer;
};

const answered = async (request) => {
  const shell = await caches.open(SHELL);
  const known = await shell.match(request, { ignoreSearch: true });
  if (!known) return fresh(request, shell);
  const slow = new Promise((resolve) => setTimeout(resolve, SLOW_MS, known));
  const asked = fresh(request, shell).then((answer) => (answer.status < 500 ? answer : known));
  return Promise.race([asked.catch(() => known), slow]);
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const ours = request.mode === "navigate" ? PAGE.test(address.pathname) : address.pathname.startsWith("/static/");
  if (ours) event.respondWith(answered(request));
});
