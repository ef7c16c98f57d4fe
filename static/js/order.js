// The order of an issue: dragged, or moved by its buttons without a new page. Each move sends the
// whole order with the count that this page knows; an answer other than "written" says so and puts
// the page's own order back by loading it anew.
"use strict";
{
  const board = document.querySelector("[data-order]");
  const said = document.querySelector("[data-said]");
  const token = board?.querySelector("[name=csrfmiddlewaretoken]")?.value;
  let dragged = null;
  let waiting = Promise.resolve();

  const order = () => [...board.querySelectorAll("[data-column]")].map((column) => [
    Number(column.dataset.column),
    [...column.querySelectorAll("[data-item]")].map((item) => Number(item.dataset.item)),
  ]);

  const tell = (text) => { said.textContent = text; };

  const send = async (text) => {
    const body = JSON.stringify({ saves: Number(board.dataset.saves), order: order() });
    try {
      const answer = await fetch(board.dataset.order, {
        method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      });
      const told = await answer.json();
      if (!answer.ok) {
        tell(`${told.said}　正在重新载入…`);
        setTimeout(() => location.reload(), 2500);
        return;
      }
      board.dataset.saves = told.saves;
      for (const input of board.querySelectorAll("[name=saves]")) input.value = told.saves;
      tell(text);
    } catch {
      tell("没有保存上：网络不通。请检查网络后刷新页面。");
    }
  };
  // One after the other: each names the count that the one before was answered with.
  const keep = (text) => { waiting = waiting.then(() => send(text)); };

  const place = (item) => {
    const column = item.closest("[data-column]");
    const at = [...column.querySelectorAll("[data-item]")].indexOf(item) + 1;
    return `《${item.dataset.title}》在“${column.querySelector("h3").textContent}”第 ${at} 篇。`;
  };

  const step = (item, by) => {
    const next = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (next) {
      if (by < 0) next.before(item); else next.after(item);
      return true;
    }
    const columns = [...board.querySelectorAll("[data-column]")];
    const to = columns[columns.indexOf(item.closest("[data-column]")) + by]?.querySelector("ol");
    if (!to) return false;
    if (by < 0) to.append(item); else to.prepend(item);
    return true;
  };

  board?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    const by = button.dataset.step.endsWith("up") ? -1 : 1;
    if (button.dataset.step.startsWith("column")) {
      const column = button.closest("[data-column]");
      const next = by < 0 ? column.previousElementSibling : column.nextElementSibling;
      if (!next) { tell("已经在最前或最后了。"); return; }
      if (by < 0) next.before(column); else next.after(column);
      keep("栏目的次序已保存。");
    } else {
      const item = button.closest("[data-item]");
      if (!step(item, by)) { tell("已经在最前或最后了。"); return; }
      keep(place(item));
    }
    button.focus();
  });

  board?.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-item]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.title);
    dragged.dataset.dragged = "";
  });
  board?.addEventListener("dragover", (event) => {
    const list = event.target.closest("[data-column]")?.querySelector("ol");
    if (!dragged || !list) return;
    event.preventDefault();
    const over = event.target.closest("[data-item]");
    if (!over) { list.append(dragged); return; }
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
  });
  board?.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  board?.addEventListener("dragend", () => {
    if (!dragged) return;
    delete dragged.dataset.dragged;
    keep(place(dragged));
    dragged = null;
  });
}
