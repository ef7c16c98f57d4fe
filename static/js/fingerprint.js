// 核对文件: reckons the file's SHA-256 here and sends only that. Where the browser has no SubtleCrypto
// (plain http from another machine) the form stays as it is, and says that it sends the file.
"use strict";
for (const form of document.querySelectorAll("form[data-fingerprint]")) {
  if (!globalThis.crypto?.subtle) break;
  const file = form.querySelector("input[type=file]");
  const digest = form.querySelector("input[name=sha256]");
  form.querySelector("[data-fingerprint-hint]").textContent = form.dataset.local;

  form.addEventListener("submit", async (event) => {
    if (!file.files.length || digest.value) return;
    event.preventDefault();
    const bytes = await file.files[0].arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    digest.value = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    file.disabled = true; // a disabled control isn't sent
    form.requestSubmit();
  });
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  window.addEventListener("pageshow", () => {
    file.disabled = false;
    digest.value = "";
  });
}
