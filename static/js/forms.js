// Forms: one press is one submit (but for data-repeat: a form that answers with a file), the
// summary of problems is read first, passwords can be shown, data-copy can be copied, one box or a
// link chooses all rows, how many are chosen stands beside the button, a field is shown for the choice
// that uses it, and what was typed isn't lost to another form of the page without a question.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || "repeat" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});

// Back in the history, a page comes as it was left: it may be sent again.
const again = () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  const busy = document.querySelectorAll("form [aria-busy]");
  for (const button of busy) button.removeAttribute("aria-busy");
};
window.addEventListener("pageshow", again);

// data-unsaved: leaving asks while something typed hasn't been sent; with a value, it came back refused.
const typed = (control) =>
  control.options
    ? [...control.options].some((each) => each.defaultSelected && !each.selected)
    : control.value !== control.defaultValue || control.checked !== control.defaultChecked;
window.addEventListener("beforeunload", (event) => {
  const lost = [...document.querySelectorAll("form[data-unsaved]")].some((form) =>
    !form.dataset.sent && (form.dataset.unsaved || [...form.elements].some(typed)));
  if (!lost) return;
  event.preventDefault();
  setTimeout(again); // whoever stays may press once more
});

// data-only="audience=chosen": of use, and sent, for that choice only; what is wrong stays in sight.
for (const control of document.querySelectorAll("form [data-only]")) {
  const [name, value] = control.dataset.only.split("=");
  const [chooser, field] = [control.form.elements[name], control.closest(".field")];
  if (field.querySelector(".error")) continue;
  const fit = () => {
    control.disabled = chooser.value !== value;
    field.hidden = control.disabled;
  };
  chooser.addEventListener("change", fit);
  window.addEventListener("pageshow", fit);
  fit();
}

document.querySelector("[data-problems]")?.focus();

// A button of the script's own, right of an input that works without it.
const beside = (input, words, act) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = words;
  button.addEventListener("click", () => act(button));
  const line = document.createElement("span");
  line.className = "beside";
  input.replaceWith(line);
  line.append(input, button);
};

for (const input of document.querySelectorAll("main input[type=password]")) {
  beside(input, "显示密码", (button) => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "隐藏密码" : "显示密码";
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

for (const input of document.querySelectorAll("main input[data-copy]")) {
  if (!navigator.clipboard) break; // only a safe origin has one
  beside(input, "复制", async (button) => {
    await navigator.clipboard.writeText(input.value);
    button.textContent = "已复制";
  });
}

for (const all of document.querySelectorAll("[data-pick-all]")) {
  const boxes = all.closest("table").querySelectorAll("tbody .pick input[type=checkbox]");
  all.addEventListener("change", () => {
    for (const box of boxes) {
      if (box.checked !== all.checked) box.click();
    }
  });
}

for (const link of document.querySelectorAll("form [data-pick]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of link.closest("form").querySelectorAll(".pick input[type=checkbox]")) {
      if (box.checked !== (link.dataset.pick === "all")) box.click();
    }
  });
}

for (const said of document.querySelectorAll("form [data-picked]")) {
  const count = () => {
    const chosen = said.form.querySelectorAll("tbody .pick input:checked");
    said.textContent = `已选 ${chosen.length} 人`;
  };
  said.form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  said.hidden = false;
}
