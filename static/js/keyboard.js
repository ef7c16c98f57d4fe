// Single keys: / search, g 1 … g 9 the places of the top bar, j k rows, x choose, ? help. Off while
// somebody types, and for good if the reader switches them off in the help.
"use strict";
{
  const OFF = "keys-off";
  const GOING_MS = 2000;
  const help = document.getElementById("keys");
  const switches = [...document.querySelectorAll("[data-keys-off]")];
  let going = 0;
  let silent = false;

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

  // After a g, the next figure within two seconds is a place of the top bar.
  const leave = () => {
    going = performance.now();
    return true;
  };
  const go = (key) => {
    const soon = going && performance.now() - going < GOING_MS;
    going = 0;
    const place = soon && document.querySelectorAll(".topbar nav a")[Number(key) - 1];
    if (place) place.click();
    return Boolean(place);
  };

  const actions = {
    "/": search, j: () => move(1), k: () => move(-1), x: pick, "?": explain, g: leave,
  };
  const act = (key) => {
    if (/^[1-9]$/.test(key)) return go(key);
    going = 0;
    return Object.hasOwn(actions, key) && actions[key]();
  };

  if (help) {
    const silence = (value) => {
      silent = value;
      for (const box of switches) box.checked = value;
    };
    silence(remembered());
    for (const box of switches) {
      box.addEventListener("change", () => {
        silence(box.checked);
        remember(box.checked);
      });
    }
    document.querySelector("[data-keys-help]")?.addEventListener("click", (event) => {
      event.preventDefault();
      explain();
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (silent || typing(event.target) || document.querySelector("dialog[open]")) return;
      if (act(event.key)) event.preventDefault();
    });
  }
}
