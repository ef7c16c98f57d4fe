// Single keys: / search, j k rows, x choose, ? help. Off while somebody types, and for good if
// the reader switches them off in the help.
"use strict";
{
  const OFF = "keys-off";
  const help = document.getElementById("keys");
  const off = help?.querySelector("[data-keys-off]");

  const remembered = () => {
    try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
  };
  const remember = (value) => {
    try { localStorage.setItem(OFF, value ? "1" : "0"); } catch { /* nothing is kept here */ }
  };

  const WRITABLE = "input:not([type=checkbox], [type=radio]), select, textarea";
  const ROW = "main .table tbody tr";

  const typing = (element) => element.isContentEditable || element.matches(WRITABLE);
  const rows = () => [...document.querySelectorAll(ROW)].filter((row) => row.offsetParent);
  const current = () => document.activeElement?.closest(ROW);

  const move = (step) => {
    const all = rows();
    const here = all.indexOf(current());
    const next = all[here < 0 ? 0 : Math.min(Math.max(here + step, 0), all.length - 1)];
    const target = next?.querySelector("th a, td a") ?? next?.querySelector("input");
    target?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return Boolean(target);
  };

  const search = () => {
    const field = document.querySelector("[data-search], main input[type=search]");
    if (field) {
      field.focus();
      field.select();
      return true;
    }
    const page = document.querySelector("[data-search-page]");
    page?.click();
    return Boolean(page);
  };

  const pick = () => {
    const box = current()?.querySelector("input[type=checkbox]");
    box?.click();
    return Boolean(box);
  };

  const explain = () => {
    help.showModal();
    return true;
  };

  const actions = { "/": search, j: () => move(1), k: () => move(-1), x: pick, "?": explain };

  if (help) {
    off.checked = remembered();
    off.addEventListener("change", () => remember(off.checked));
    document.querySelector("[data-keys-help]")?.addEventListener("click", explain);
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (off.checked || typing(event.target) || document.querySelector("dialog[open]")) return;
      if (Object.hasOwn(actions, event.key) && actions[event.key]()) event.preventDefault();
    });
  }
}
