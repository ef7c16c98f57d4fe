// An expert's report saves itself: a few seconds after the last key and on leaving. Only what was
// touched is sent, with the number of saves that this page knows of; what another page saved is never
// written over. Whatever goes wrong, the words stay in their boxes, and the bar says so.
"use strict";
{
  const form = document.querySelector("[data-draft]");
  const mark = form.querySelector("[data-saved]");
  const { saves, csrfmiddlewaretoken: token } = form.elements;
  const areas = [...form.querySelectorAll("textarea[name^=text_]")];
  const QUIET = 2500; // ms after the last key
  const AGAIN = 5000; // ms after the net failed
  const MOST = 20000; // letters that a browser still sends when the page is gone
  const known = new Map(
    areas.map((area) => [area, "unsaved" in area.dataset ? null : area.defaultValue]),
  );
  const pictures = new Map(); // by part: the control whose choice isn't saved yet
  let lost = new Map(); // by area: texts that were sent, and nobody answered
  let going = null;
  let timer = 0;
  let leaving = "stale" in form.dataset; // or somebody has to look first

  const touched = () => areas.filter((area) => area.value !== known.get(area));
  const waits = () => touched().length + pictures.size;
  const tell = (shape, word, more = "") => {
    const status = document.createElement("span");
    status.className = "status";
    status.dataset.s = shape;
    status.textContent = word;
    mark.replaceChildren(status, ` ${more}`);
  };
  const lacks = (missing) => {
    const box = form.querySelector("[data-missing]");
    box.hidden = !missing.length;
    box.querySelector("ul").replaceChildren(
      ...missing.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
    );
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  // Signed in anew in another window, this page's token is out of date: it takes a fresh one along.
  const renewed = async () => {
    const page = await (await fetch(form.action)).text();
    const found = new DOMParser().parseFromString(page, "text/html").querySelector(`[name=${token.name}]`);
    if (found) token.value = found.value;
  };
  const post = async (address, sent, keepalive) => {
    const once = () => {
      const body = new FormData();
      body.set(token.name, token.value);
      body.set("saves", saves.value);
      for (const [name, value] of sent) body.set(name, value);
      return fetch(address, { method: "POST", body, keepalive });
    };
    let response = await once();
    if (response.status === 403) {
      await renewed();
      response = await once();
    }
    return { ok: response.ok, status: response.status, ...(await response.json().catch(() => ({}))) };
  };
  const refused = ({ text = "请稍后点“保存”再试。" }) =>
    tell("stop", "没有保存", text.replace(/^没有保存：/, "").replace("请对照后再保存", "请点“保存”对照两份内容"));

  // What stands is what this page knows, or what it sent when the answer was lost: nobody else wrote.
  const ours = (stands) =>
    areas.every((area) => {
      const now = stands[area.name.slice(5)] ?? "";
      return now === known.get(area) || lost.get(area)?.has(now);
    });
  // Each returns whether to go on.
  const texts = async () => {
    const sent = touched().map((area) => [area, area.value]);
    if (!sent.length) return true;
    for (const [area, text] of sent) lost.set(area, new Set(lost.get(area)).add(text));
    const size = sent.reduce((sum, [, text]) => sum + text.length, 0);
    const named = sent.map(([area, text]) => [area.name, text]);
    const told = await post(form.dataset.draft, named, size < MOST);
    if (told.ok) {
      for (const [area, text] of sent) known.set(area, text);
    } else if (told.status === 409 && ours(told.stands)) {
      for (const area of areas) known.set(area, told.stands[area.name.slice(5)] ?? "");
      later(0);
    } else {
      leaving ||= told.status === 409;
      refused(told);
      return false;
    }
    lost = new Map();
    saves.value = told.saves;
    return told;
  };
  const shrunk = async (file) => {
    try {
      const { content } = await onSite.shrunk(file);
      return new File([content], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
    } catch {
      return file; // no picture: the answer says what it is
    }
  };
  const show = (part, figure, control) => {
    const image = document.createElement("img");
    const title = document.getElementById(`h-${part}`).firstChild.textContent;
    image.alt = `${title}的照片`;
    image.src = `${figure.dataset.shown}?${saves.value}`;
    figure.replaceChildren(image);
    figure.hidden = false;
    if (control.type !== "file") return;
    control.value = "";
    control.dispatchEvent(new Event("change", { bubbles: true }));
    for (const other of form.querySelectorAll(`[name=photo_${part}]`)) other.checked = false;
  };
  const picture = async (part, control) => {
    const figure = form.querySelector(`[data-shown$="/pictures/${part}/"]`);
    const value = control.type === "file" ? await shrunk(control.files[0]) : control.value;
    const told = await post(figure.dataset.shown, [[control.name, value]], false);
    if (pictures.get(part) === control) pictures.delete(part);
    if (!told.ok) {
      refused(told);
      return false;
    }
    saves.value = told.saves;
    show(part, figure, control);
    return told;
  };
  const all = async () => {
    try {
      let told = await texts();
      for (const [part, control] of pictures) told = told && (await picture(part, control));
      if (!told) return;
      if (told.missing) lacks(told.missing);
      if (waits()) later(QUIET);
      else if (told.at) tell("ok", "已保存", told.at);
    } catch {
      tell("stop", "没有保存", "网络不通，写的内容还在，连上后自动再试。");
      later(AGAIN);
    }
  };
  const save = async () => {
    clearTimeout(timer);
    if (leaving || !waits()) return;
    if (going) {
      later(QUIET);
      return;
    }
    tell("run", "正在保存");
    going = all();
    await going;
    going = null;
  };

  form.addEventListener("input", ({ target }) => {
    if (!known.has(target)) return;
    form.elements[target.name.replace("text", "was")]?.remove(); // touched, whatever it reads now
    if (leaving) return;
    if (mark.querySelector("[data-s=ok], [data-s=none]")) tell("due", "还没有保存");
    later(QUIET);
  });
  form.addEventListener("change", ({ target }) => {
    const [what, part] = target.name.split("_");
    if (what !== "photo" && !(what === "file" && target.files.length)) return;
    pictures.set(part, target);
    save();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  window.addEventListener("pagehide", save);
  window.addEventListener("online", () => later(0));
  window.addEventListener("beforeunload", (event) => {
    const failed = mark.querySelector("[data-s=stop]") && waits();
    if (failed && !form.dataset.sent) event.preventDefault();
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) leaving = "stale" in form.dataset;
  });

  // The button saves at once; where another page has saved, the form itself goes, to be compared.
  form.querySelector("[data-save]").addEventListener("click", (event) => {
    if (leaving) return;
    event.preventDefault();
    if (waits()) save();
    else tell("ok", "已保存", "没有新的内容");
  });
  // Nothing overtakes a save that is on its way: the form would know an older number.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (going) {
      event.preventDefault();
      await going;
      clearTimeout(timer);
      form.requestSubmit(event.submitter);
      return;
    }
    leaving = true;
  });
}
