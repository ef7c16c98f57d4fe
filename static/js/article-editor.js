// An article is written in: the plain field becomes an editor that knows our kinds of blocks and no
// others, and the page saves itself a few seconds after the last key. Nothing of it writes a style or a
// script into the page: the policy of the portal holds here as everywhere. If the editor can't be
// loaded, the field and its button stay.
"use strict";

const form = document.querySelector("[data-article]");
const mark = form.querySelector("[data-saved]");
const { saves, text, csrfmiddlewaretoken: token } = form.elements;
const QUIET = 2500; // ms after the last key
const AGAIN = 5000; // ms after the net failed
const places = JSON.parse(form.dataset.places); // by key: where the picture lies

const tell = (shape, word, more = "") => {
  const status = document.createElement("span");
  status.className = "status";
  status.dataset.s = shape;
  status.textContent = word;
  mark.replaceChildren(status, ` ${more}`);
};
const made = (tag, told = {}, ...inside) => {
  const element = Object.assign(document.createElement(tag), told);
  element.append(...inside);
  return element;
};

// --- The editor ----------------------------------------------------------------------------------
const tools = await import(form.dataset.editor);

const WORDS = { caption: "图说", credit: "摄影", alt: "替代文字" };
const pictureView = ({ node, editor, getPos }) => {
  const dom = made("figure", { className: "shown-picture", contentEditable: "false" });
  const image = made("img", { src: places[node.attrs.key] ?? "", alt: node.attrs.alt });
  const fields = made("div", { className: "fields" });
  let shown = node;
  const put = (name, value) => {
    const { tr } = editor.state;
    editor.view.dispatch(tr.setNodeMarkup(getPos(), undefined, { ...shown.attrs, [name]: value }));
  };
  const inputs = Object.entries(WORDS).map(([name, word]) => {
    const input = made("input", { value: node.attrs[name], maxLength: name === "alt" ? 300 : 120 });
    input.dataset.of = name;
    input.addEventListener("input", () => put(name, input.value));
    fields.append(made("label", {}, word, input));
    return input;
  });
  const off = made("button", { type: "button", className: "btn", textContent: "从正文去掉" });
  off.dataset.size = "small";
  off.addEventListener("click", () => {
    const at = getPos();
    editor.chain().deleteRange({ from: at, to: at + shown.nodeSize }).focus().run();
  });
  dom.append(image, fields);
  if ("save" in form.dataset) dom.append(off);
  return {
    dom,
    update: (next) => {
      if (next.type !== shown.type || next.attrs.key !== shown.attrs.key) return false;
      shown = next;
      for (const input of inputs) {
        const value = next.attrs[input.dataset.of];
        if (input.value !== value) input.value = value;
      }
      image.alt = next.attrs.alt;
      return true;
    },
    stopEvent: ({ target }) => target !== dom && target !== image,
    ignoreMutation: () => true,
  };
};
const Picture = tools.Node.create({
  name: "picture",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({ key: { default: "" }, caption: { default: "" }, credit: { default: "" }, alt: { default: "" } }),
  parseHTML: () => [
    {
      tag: "figure",
      getAttrs: (figure) => {
        const image = figure.querySelector("img");
        const source = image?.getAttribute("src") ?? "";
        if (!source.startsWith("picture:")) return false;
        const below = figure.querySelector("figcaption");
        const small = below?.querySelector("small");
        const said = [...(below?.childNodes ?? [])].filter((each) => each !== small);
        return {
          key: source.slice("picture:".length),
          alt: image.getAttribute("alt") ?? "",
          credit: (small?.textContent ?? "").replace(/^摄影：/, ""),
          caption: said.map((each) => each.textContent).join(""),
        };
      },
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    "figure",
    {},
    // Never put into the page, only read by the server: an address of ours would be asked for.
    ["img", { src: `picture:${attrs.key}`, alt: attrs.alt }],
    ["figcaption", {}, attrs.caption, ["small", {}, attrs.credit ? `摄影：${attrs.credit}` : ""]],
  ],
  addNodeView: () => pictureView,
});
// Widths are styles in an attribute, which the policy forbids and nobody here needs.
const Table = tools.Table.extend({
  content: "tableRow+",
  addNodeView: () => null,
  renderHTML: () => ["table", ["tbody", 0]],
});
const cell = {
  content: "paragraph+",
  addAttributes: () => ({ colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } }),
};
const extensions = [
  tools.Document,
  tools.Paragraph,
  tools.Text,
  tools.Heading.configure({ levels: [2, 3] }),
  tools.Bold,
  tools.Italic,
  tools.BulletList.extend({ content: "listItem+" }),
  tools.OrderedList.extend({ content: "listItem+", addAttributes: () => ({}) }),
  tools.ListItem.extend({ content: "paragraph" }),
  tools.Blockquote.extend({ content: "paragraph+" }),
  tools.HorizontalRule,
  tools.Mark.create({
    name: "address",
    inclusive: false,
    addAttributes: () => ({ href: { default: "" } }),
    parseHTML: () => [{ tag: "a[href]" }],
    renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
  }),
  Table,
  tools.TableRow,
  tools.TableCell.extend(cell),
  tools.TableHeader.extend(cell),
  tools.Gapcursor,
  tools.History,
  Picture,
];
const STYLE = /\s(?:style|width|height|bgcolor|color)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi;
const plain = (html) => html.replace(/<(style|script|xml)\b[\s\S]*?<\/\1\s*>/gi, "").replace(STYLE, "");

const box = form.querySelector("[data-writing]");
const editor = new tools.Editor({
  element: box,
  extensions,
  content: form.dataset.html,
  injectCSS: false,
  editorProps: {
    attributes: { "aria-label": "正文", "aria-multiline": "true", role: "textbox" },
    transformPastedHTML: plain,
  },
});
box.hidden = false;
form.querySelector("[data-plain]").hidden = true;
const written = () => {
  text.value = editor.getHTML();
  form.elements.form.value = "html";
};

// --- Its tools -----------------------------------------------------------------------------------
const bar = form.querySelector("[data-toolbar]");
const linking = form.querySelector("[data-linking]");
const run = () => editor.chain().focus();
const DO = {
  h2: () => run().toggleHeading({ level: 2 }).run(),
  h3: () => run().toggleHeading({ level: 3 }).run(),
  p: () => run().setParagraph().run(),
  strong: () => run().toggleBold().run(),
  em: () => run().toggleItalic().run(),
  ul: () => run().toggleBulletList().run(),
  ol: () => run().toggleOrderedList().run(),
  quote: () => run().toggleBlockquote().run(),
  rule: () => run().setHorizontalRule().run(),
  table: () => run().insertTable({ rows: 3, cols: 3, withHeaderRow: false }).run(),
  row: () => run().addRowAfter().run(),
  column: () => run().addColumnAfter().run(),
  "no-row": () => run().deleteRow().run(),
  "no-column": () => run().deleteColumn().run(),
  "no-table": () => run().deleteTable().run(),
  undo: () => run().undo().run(),
  redo: () => run().redo().run(),
  link: () => {
    linking.hidden = !linking.hidden;
    const input = linking.querySelector("input");
    input.value = editor.getAttributes("address").href ?? "";
    if (!linking.hidden) input.focus();
  },
  "set-link": () => {
    const href = linking.querySelector("input").value.trim();
    if (!/^(https?:\/\/|mailto:)\S+$/.test(href)) {
      tell("stop", "链接没有加上", "网址要以 http:// 或 https:// 开头。");
      return;
    }
    run().extendMarkRange("address").setMark("address", { href }).run();
    linking.hidden = true;
  },
  "no-link": () => {
    run().extendMarkRange("address").unsetMark("address").run();
    linking.hidden = true;
  },
};
const IS = {
  h2: () => editor.isActive("heading", { level: 2 }),
  h3: () => editor.isActive("heading", { level: 3 }),
  strong: () => editor.isActive("bold"),
  em: () => editor.isActive("italic"),
  ul: () => editor.isActive("bulletList"),
  ol: () => editor.isActive("orderedList"),
  quote: () => editor.isActive("blockquote"),
};
const look = () => {
  for (const button of bar.querySelectorAll("[data-do]")) {
    const is = IS[button.dataset.do];
    if (is) button.setAttribute("aria-pressed", is());
    if (button.dataset.do === "link") button.setAttribute("aria-expanded", !linking.hidden);
  }
  const inTable = bar.querySelector("[data-in-table]");
  if (inTable) inTable.hidden = !editor.isActive("table");
};
// The caret stays where it is, and on a phone its keyboard: who goes on typing at once would else press
// the button again, since the editor takes the focus back a frame later.
form.addEventListener("mousedown", (event) => {
  if (event.target.closest("[data-do]")) event.preventDefault();
});
form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-do]");
  if (!button) return;
  DO[button.dataset.do]();
  look();
});
bar.hidden = false;
editor.on("selectionUpdate", look);
editor.on("transaction", look);
look();

// --- Saving --------------------------------------------------------------------------------------
let timer = 0;
let going = null;
let touched = false;
let leaving = false; // sent, or somebody has to look first
const later = (wait) => {
  clearTimeout(timer);
  if ("save" in form.dataset) timer = setTimeout(save, wait);
};
const touch = () => {
  touched = true;
  if (leaving) return;
  tell("due", "还没有保存");
  later(QUIET);
};
const renewed = async () => {
  const page = await (await fetch(location.href)).text();
  const found = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
  if (found) token.value = found.value;
};
const post = async () => {
  written();
  const once = () =>
    fetch(form.dataset.save, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  let response = await once();
  if (response.status === 403) {
    await renewed();
    response = await once();
  }
  return { ok: response.ok, status: response.status, ...(await response.json().catch(() => ({}))) };
};
const SHAPES = { 必须处理: "stop", 提醒: "due", 建议: "none" };
const findings = document.querySelector("[data-findings]");
const block = (number) => [...editor.view.dom.children].filter((each) => each.textContent.trim() || each.matches("figure, hr"))[number - 1];
const found = (each) => {
  const status = made("span", { className: "status", textContent: each.level });
  status.dataset.s = SHAPES[each.level] ?? "none";
  const said = made("p", { textContent: `${each.said} ` });
  if (each.block) {
    const go = made("button", { type: "button", className: "btn", textContent: `第 ${each.block} 段` });
    go.dataset.size = "small";
    go.addEventListener("click", () => block(each.block)?.scrollIntoView({ block: "center" }));
    said.append(go);
  }
  return made("li", {}, status, said);
};
const answered = (told) => {
  saves.value = told.saves;
  tell("ok", "已保存", told.at);
  const lost = form.querySelector("[data-lost]");
  if (told.lost.length) {
    lost.hidden = false;
    lost.className = "notice";
    lost.dataset.s = "due";
    lost.replaceChildren(...told.lost.map((each) => made("p", { textContent: each })));
  }
  const none = made("li", { className: "meta", textContent: "没有发现问题。" });
  findings.replaceChildren(...(told.findings.length ? told.findings.map(found) : [none]));
  form.querySelector("[data-characters]").textContent = `${told.characters} 字`;
};
const save = async () => {
  clearTimeout(timer);
  if (leaving || !touched || !("save" in form.dataset)) return;
  if (going) {
    later(QUIET);
    return;
  }
  touched = false;
  tell("run", "正在保存");
  going = (async () => {
    try {
      const told = await post();
      if (told.ok) {
        answered(told);
        if (touched) touch();
        return;
      }
      touched = true;
      leaving = told.status === 409;
      tell("stop", "没有保存", leaving ? "别的页面（或同事）刚刚保存过，请点“保存”对照两份内容。" : (told.text ?? "请点“保存”再试。"));
    } catch {
      touched = true;
      tell("stop", "没有保存", "网络不通，写的内容还在，连上后自动再试。");
      later(AGAIN);
    }
  })();
  await going;
  going = null;
};
editor.on("update", touch);
form.addEventListener("input", ({ target }) => {
  if (!target.closest("[data-writing], [data-linking]")) touch();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save();
});
window.addEventListener("online", () => later(0));
window.addEventListener("beforeunload", (event) => {
  if (touched && !("sent" in form.dataset)) event.preventDefault();
});
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (going) {
    event.preventDefault();
    const { submitter } = event;
    await going;
    form.requestSubmit(submitter);
    return;
  }
  written();
  leaving = true;
});

// --- Pictures ------------------------------------------------------------------------------------
const insert = (key) => {
  const end = editor.state.doc.content.size;
  const at = editor.view.hasFocus() || editor.isFocused ? editor.state.selection.$to.end(1) + 1 : end;
  editor.chain().insertContentAt(Math.min(at, end), { type: "picture", attrs: { key } }).run();
  [...box.querySelectorAll(".shown-picture")].find((each) => each.querySelector("img").src.endsWith(places[key]))?.scrollIntoView({ block: "center" });
};
for (const button of document.querySelectorAll("[data-insert]")) {
  button.firstChild.textContent = "放进正文";
  button.addEventListener("click", (event) => {
    event.preventDefault();
    insert(button.dataset.insert);
  });
}
document.querySelector("[data-picture]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = event.target;
  const input = sent.elements.upload;
  if (!input.files.length) return;
  tell("run", "正在上传图片");
  const body = new FormData(sent);
  body.set("csrfmiddlewaretoken", token.value);
  try {
    const response = await fetch(sent.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await response.json();
    if (!response.ok) {
      tell("stop", "图片没有上传", told.text);
      return;
    }
    places[told.key] = told.url;
    insert(told.key);
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  } catch {
    tell("stop", "图片没有上传", "网络不通，请再试一次。");
  }
});
