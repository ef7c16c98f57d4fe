// What a page tells of itself, read within it; ``faces.py`` says what of that is wrong.
window.breaches = [];
addEventListener("securitypolicyviolation", (event) => {
  window.breaches.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});

window.reader = (() => {
  // Each text node and each word that only a screen reader or a mouse at rest finds, hidden or not:
  // what isn't shown now is shown after a click. What has no run of Latin letters isn't told.
  const words = (unread) => {
    const told = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest(unread)) told.push(walker.currentNode.data);
    }
    const names = ["title", "alt", "placeholder", "aria-label", "aria-description", "label"];
    for (const element of document.body.querySelectorAll("*")) {
      for (const name of names) told.push(element.getAttribute(name) ?? "");
      if (element.matches("input[type=submit], input[type=button]")) told.push(element.value);
    }
    return told.filter((text) => /[A-Za-z]{3}/.test(text));
  };

  // What sticks out to the right and isn't inside a box that scrolls by itself.
  const wide = () => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (element) => {
      for (let box = element.parentElement; box; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible" && box !== document.body) return true;
      }
      return false;
    };
    const out = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element),
    );
    return [`${document.documentElement.scrollWidth} px`, ...out.map(
      (element) => `${element.tagName.toLowerCase()}.${element.className} ${element.id}`,
    )].slice(0, 6);
  };

  // Each section begins with a line: what stands before it keeps its distance.
  const tight = () => {
    const begun = ".sections > :is(.section, form) + .section, .sections > .section + form:has(> .section)";
    return [...document.querySelectorAll(begun)].filter((element) => {
      const before = element.previousElementSibling.getBoundingClientRect();
      return before.height && element.getBoundingClientRect().top - before.bottom < 8;
    }).map((element) => `${element.id} ${element.textContent.trim().slice(0, 20)}`);
  };

  // Whether words can be read is decided by their ink, their size, and the grounds below them: each
  // such pair is looked at once, wherever it comes first, and not again on each of five hundred pages.
  let elements = {};
  const inks = () => {
    const clear = "rgba(0, 0, 0, 0) none 1 none";
    const grounds = new Map([[null, ""]]);
    const ground = (element) => {
      if (!grounds.has(element)) {
        const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(element);
        const own = [backgroundColor, backgroundImage, opacity, filter].join(" ");
        grounds.set(element, ground(element.parentElement) + (own === clear ? "" : ` on ${own}`));
      }
      return grounds.get(element);
    };
    elements = {};
    for (const element of document.body.querySelectorAll("*")) {
      const says = element.matches("input, select, textarea")
        || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (says && element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) {
        const { color, fontSize, fontWeight } = getComputedStyle(element);
        const ink = [element.tagName, element.className, color, fontSize, fontWeight].join(" ");
        (elements[ink + ground(element)] ??= []).push(element);
      }
    }
    return Object.keys(elements);
  };

  const seen = () => ({ wide: wide(), tight: tight(), inks: inks() });

  return {
    seen,
    read: (unread) => ({
      ...seen(), breaches, language: document.documentElement.lang, words: words(unread),
    }),
    large: () => {
      document.documentElement.dataset.size = "large";
      return wide();
    },
    // A rule with an impact of its own gives it to whatever it finds: what it could find below a
    // grave one isn't looked for.
    faults: async ({ grave, fresh }) => {
      const usual = { resultTypes: ["violations"], preload: false };
      const slight = axe._audit.rules.filter(({ impact }) => impact && !grave.includes(impact));
      const off = [...slight.map(({ id }) => id), "color-contrast"];
      const rules = Object.fromEntries(off.map((id) => [id, { enabled: false }]));
      const found = [await axe.run(document, { ...usual, rules })];
      const include = fresh.flatMap((ink) => elements[ink]);
      if (include.length) {
        found.push(await axe.run({ include }, { ...usual, runOnly: ["color-contrast"] }));
      }
      return found.flatMap(({ violations }) => violations).map(({ id, impact, help, nodes }) => ({
        id, impact, help, at: nodes.map((node) => node.html.slice(0, 160)),
      }));
    },
  };
})();
