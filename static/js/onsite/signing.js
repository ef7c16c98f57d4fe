// Signing on the phone: with a finger, or from the keyboard by a typed name that is drawn. What is
// signed are the answers as they stand on this screen: their hash goes along.
"use strict";
globalThis.onSite ??= {};
onSite.signing = (section, { answers, add }) => {
  const find = (name) => section.querySelector(`[data-${name}]`);
  const canvas = section.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const [name, job] = [find("name"), find("job")];
  let drawn = false;

  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { strokeStyle: "#14233b", fillStyle: "#14233b", lineWidth: 5, lineCap: "round", lineJoin: "round" });
    drawn = false;
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  };
  const tell = (words, wrong) => {
    find("told").textContent = words;
    find("told").className = wrong ? "error" : "hint";
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
    drawn = true;
  });
  find("clear").addEventListener("click", blank);
  find("typed").addEventListener("click", () => {
    if (!name.value.trim()) return tell("请先填写姓名。", true);
    blank();
    pen.font = "96px serif";
    pen.textBaseline = "middle";
    pen.fillText(name.value.trim(), 24, canvas.height / 2, canvas.width - 48);
    drawn = true;
  });
  find("sign").addEventListener("click", async () => {
    if (!name.value.trim() || !job.value.trim()) return tell("请填写签字人的姓名和身份。", true);
    if (!drawn) return tell("请在框内签字，或用“写入姓名”。", true);
    const content = await onSite.bytes(canvas, "image/png");
    const lines = Object.entries(answers())
      .sort(([one], [other]) => Number(one) - Number(other))
      .map(([item, answer]) => `${item}:${answer.event}`);
    await add({
      kind: "signature",
      id: crypto.randomUUID(),
      name: name.value.trim(),
      job: job.value.trim(),
      answers: await onSite.sha256OfText(lines.join("\n")),
      at: new Date().toISOString(),
      content,
      hash: await onSite.sha256(content),
    });
    tell(`${name.value.trim()}已签字，共 ${lines.length} 项作答。`, false);
    name.value = job.value = "";
    blank();
  });
  blank();
};
