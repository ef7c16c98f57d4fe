// Choosing a file, in the portal's own words: browsers write theirs in their own language. The input
// stays what it is, unseen above its face: keyboard, dropping a file and its label work as before.
"use strict";
const MEGABYTE = 1024 * 1024;

const faced = (input) => {
  const whole = document.createElement("span");
  const face = document.createElement("span");
  const chosen = document.createElement("span");
  whole.className = "picker";
  face.className = "btn";
  face.textContent = "选择文件";
  face.setAttribute("aria-hidden", "true");
  chosen.className = "chosen";
  chosen.setAttribute("role", "status");
  input.replaceWith(whole);
  whole.append(input, face, chosen);

  const largest = Number(input.dataset.largest);
  const tell = () => {
    const file = input.files[0];
    const heavy = largest && file?.size > largest;
    chosen.textContent = file
      ? `${file.name}（${Math.max(file.size / MEGABYTE, 0.1).toFixed(1)} MB）`
      : "未选择文件";
    if (heavy) {
      chosen.textContent += `：超过 ${largest / MEGABYTE} MB，请压缩后再选。`;
      input.value = "";
    }
    chosen.toggleAttribute("data-wrong", Boolean(heavy));
    face.textContent = file && !heavy ? "重新选择" : "选择文件";
  };
  input.addEventListener("change", tell);
  window.addEventListener("pageshow", tell); // back in the history, some browsers keep the file
  tell();
};

for (const input of document.querySelectorAll("main input[type=file]")) faced(input);
