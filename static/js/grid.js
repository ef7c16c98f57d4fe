// A grid of fields: Enter and the arrows go to the same column of the next row, and only the button
// sends. Without the script Tab does, and Enter saves.
"use strict";
for (const grid of document.querySelectorAll("[data-grid]")) {
  const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
  const column = (input) => {
    const place = input.closest("tr").querySelectorAll("input");
    const index = [...place].indexOf(input);
    const rows = [...grid.querySelectorAll("tbody tr")];
    return rows.map((row) => row.querySelectorAll("input")[index]).filter(Boolean);
  };
  grid.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.isComposing || !event.target.matches("tbody input")) return;
    event.preventDefault();
    const fields = column(event.target);
    const next = fields[fields.indexOf(event.target) + step];
    if (next) {
      next.focus();
      next.select();
    } else if (event.key === "Enter") {
      grid.querySelector("button")?.focus();
    }
  });
}
