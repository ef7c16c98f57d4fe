// Questions and menus. A question is <dialog id>, opened by [data-dialog=id]; without this script
// its address (#id) opens it in place. A menu is <details class=menu>.
"use strict";
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
  }
  const dialog = event.target.closest("dialog");
  if (event.target.closest("[data-close]") || event.target === dialog) dialog?.close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// What was refused is open again, with what was typed.
document.querySelector("dialog [data-problems]")?.closest("dialog").showModal();

document.addEventListener("keydown", (event) => {
  const opener = event.target.closest?.("a[data-dialog]");
  if (opener && event.key === " ") {
    event.preventDefault();
    opener.click();
  }
  const menu = document.querySelector("details.menu[open]");
  if (menu && event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
