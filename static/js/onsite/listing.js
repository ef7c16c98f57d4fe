// All items by section, what is missing, and the way from one to the next.
"use strict";
globalThis.onSite ??= {};
onSite.listing = (page, items, { standing }) => {
  const chooser = page.querySelector("[data-sections]");
  const lists = [...page.querySelectorAll("[data-section]")];
  const lines = new Map(
    [...page.querySelectorAll("[data-item]")].map((line) => [Number(line.dataset.item), line]),
  );
  const bar = page.querySelector("[data-bar]");
  const places = new Map(items.map((item, place) => [item.id, place]));
  const known = new Map(); // item → its standing as it is shown
  const address = (item) => `#i-${item.id}`;

  const link = (item) => {
    const to = document.createElement("a");
    to.href = address(item);
    to.textContent = item.code;
    return to;
  };

  const show = (item) => {
    const now = standing(item);
    known.set(item.id, now);
    const status = lines.get(item.id)?.querySelector(".status");
    if (status) [status.dataset.s, status.textContent] = now;
  };

  const count = (current) => {
    const missing = items.filter((item) => known.get(item.id)?.[2]);
    const lacking = page.querySelector("[data-lacking]");
    lacking.textContent = missing.length ? `缺 ${missing.length} 项` : "没有缺项";
    lacking.dataset.s = missing.length ? "due" : "ok";
    const place = places.get(current.id);
    const after = missing.filter((item) => places.get(item.id) > place);
    const next = [...after, ...missing.filter((item) => places.get(item.id) < place)].slice(0, 3);
    page.querySelector("[data-jumps]").replaceChildren(...next.map(link));
    const all = missing.map((item) => {
      const line = document.createElement("li");
      line.append(link(item), ` ${item.text.slice(0, 24)}　${known.get(item.id)[1]}`);
      return line;
    });
    page.querySelector("[data-missing]").replaceChildren(...all);
    const done = items.length - missing.length;
    bar.querySelector("[data-done]").setAttribute("width", String((240 * done) / items.length));
    bar.setAttribute("aria-label", `已答 ${done} 项，缺 ${missing.length} 项`);
  };

  const open = (item) => {
    for (const line of lines.values()) line.removeAttribute("aria-current");
    lines.get(item.id)?.setAttribute("aria-current", "step");
    for (const list of lists) list.hidden = Number(list.dataset.section) !== item.section;
    chooser.value = String(item.section);
    count(item);
  };

  chooser.addEventListener("change", () => {
    location.hash = address(items.find((item) => item.section === Number(chooser.value)));
  });

  return {
    open,
    show(item, current) {
      show(item);
      count(current);
    },
    showAll() {
      for (const item of items) show(item);
    },
    beside: (item, step) => items[places.get(item.id) + step],
  };
};
