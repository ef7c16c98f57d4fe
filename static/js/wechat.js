// The look of what will be pasted, and the way to the clipboard with its mark-up.
// The page's policy lets no style attribute stand: each one is set here, property by property.
"use strict";

for (const box of document.querySelectorAll("[data-styled]")) {
  for (const element of box.querySelectorAll("[data-style]")) {
    element.style.cssText = element.dataset.style;
  }
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "手机上的样子");
}

const copy = (html, text) => {
  let taken = false;
  const take = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
    taken = true;
  };
  document.addEventListener("copy", take);
  document.execCommand("copy"); // the newer way would rewrite the mark-up first
  document.removeEventListener("copy", take);
  return taken;
};

for (const button of document.querySelectorAll("[data-copy-html]")) {
  const source = document.getElementById(button.dataset.copyHtml);
  const part = button.closest(".stack");
  button.hidden = false;
  button.addEventListener("click", () => {
    const done = copy(source.value, part.querySelector("[data-styled]").innerText);
    part.querySelector("[data-copied]").textContent = done
      ? "已复制，到公众号的编辑器里粘贴。"
      : "浏览器不让复制，请用压缩包里的 article.html。";
  });
}
