// Forms: one press is one submit (but for data-repeat: a form that answers with a file), the summary of problems is read first, passwords can be shown,
// one box chooses all rows of the page.
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
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("form [aria-busy]")) button.removeAttribute("aria-busy");
});

document.querySelector("[data-problems]")?.focus();

for (const input of document.querySelectorAll("main input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = "显示密码";
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "隐藏密码" : "显示密码";
  });
  const line = document.createElement("span");
  line.className = "reveal";
  input.replaceWith(line);
  line.append(input, button);
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

for (const all of document.querySelectorAll("[data-pick-all]")) {
  const boxes = all.closest("table").querySelectorAll("tbody .pick input[type=checkbox]");
  all.addEventListener("change", () => {
    for (const box of boxes) {
      if (box.checked !== all.checked) box.click();
    }
  });
}
