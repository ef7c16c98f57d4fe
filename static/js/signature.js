// Signing on the screen: what is drawn becomes the file of the form's own 签名 field; data-typed on a
// button writes a name, for who has no finger on a screen. Without a script that field takes a file,
// and so does the paper register.
"use strict";
const pad = document.querySelector("[data-signature]");
const holder = document.querySelector("[data-signature-file]");
const input = holder?.querySelector("input[type=file]");

if (pad && input && globalThis.DataTransfer) {
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const told = pad.querySelector("[data-signed]");
  const unsigned = told.textContent;
  let strokes = 0;

  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#14233b";
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    strokes = 0;
    input.value = "";
    told.textContent = unsigned;
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  };
  const keep = () =>
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "签名.png", { type: "image/png" }));
      input.files = files.files;
      told.textContent = "已签名。";
    }, "image/png");

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
    strokes += 1;
  });
  canvas.addEventListener("pointerup", () => {
    if (strokes) keep();
  });
  pad.querySelector("[data-clear]").addEventListener("click", blank);
  pad.querySelector("[data-typed]")?.addEventListener("click", (event) => {
    blank();
    pen.fillStyle = pen.strokeStyle;
    pen.font = "96px serif";
    pen.textBaseline = "middle";
    pen.fillText(event.currentTarget.dataset.typed, 24, canvas.height / 2, canvas.width - 48);
    keep();
  });
  blank();
  pad.hidden = false;
  holder.hidden = true;
}
