// The box over a photo: dragged, pulled at its corner, or moved by the arrow keys and + and -. What
// is sent are the number fields; without this script they are all there is.
"use strict";
for (const frame of document.querySelectorAll("[data-crop]")) {
  const image = frame.querySelector("img");
  const form = document.getElementById(frame.dataset.crop);
  const ratio = Number(frame.dataset.ratio);
  const whole = { width: Number(frame.dataset.width), height: Number(frame.dataset.height) };
  const fields = Object.fromEntries(
    ["left", "top", "width", "height"].map((name) => [name, form.elements[name]]),
  );
  const STEP = Math.max(Math.round(whole.width / 100), 1);
  const SMALLEST = 20;

  const box = document.createElement("div");
  const grip = document.createElement("span");
  box.className = "box";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "裁剪框：方向键移动，加号放大，减号缩小");
  grip.className = "grip";
  box.append(grip);
  frame.append(box);

  const read = () => Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, Number(field.value) || 0]),
  );
  const between = (value, low, high) => Math.min(Math.max(value, low), Math.max(high, low));

  const draw = () => {
    const now = read();
    const scale = image.clientWidth / whole.width;
    for (const [name, value] of Object.entries(now)) box.style[name] = `${value * scale}px`;
  };
  // Whatever is asked for, the box keeps the ratio and stays within the photo.
  const set = ({ left, top, width }) => {
    const wide = between(width, SMALLEST, Math.min(whole.width, whole.height * ratio));
    const tall = wide / ratio;
    fields.left.value = Math.round(between(left, 0, whole.width - wide));
    fields.top.value = Math.round(between(top, 0, whole.height - tall));
    fields.width.value = Math.round(wide);
    fields.height.value = Math.round(tall);
    draw();
  };

  const drag = (event, act) => {
    event.preventDefault();
    event.stopPropagation();
    const start = { x: event.clientX, y: event.clientY, ...read() };
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    const move = (now) => {
      const scale = whole.width / image.clientWidth;
      act(start, (now.clientX - start.x) * scale, (now.clientY - start.y) * scale);
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("lostpointercapture", () => {
      target.removeEventListener("pointermove", move);
    }, { once: true });
  };
  box.addEventListener("pointerdown", (event) => drag(event, (start, x, y) => {
    set({ left: start.left + x, top: start.top + y, width: start.width });
  }));
  grip.addEventListener("pointerdown", (event) => drag(event, (start, x) => {
    set({ left: start.left, top: start.top, width: start.width + x });
  }));

  const moves = {
    ArrowLeft: (now) => ({ ...now, left: now.left - STEP }),
    ArrowRight: (now) => ({ ...now, left: now.left + STEP }),
    ArrowUp: (now) => ({ ...now, top: now.top - STEP }),
    ArrowDown: (now) => ({ ...now, top: now.top + STEP }),
    "+": (now) => ({ ...now, width: now.width + STEP }),
    "=": (now) => ({ ...now, width: now.width + STEP }),
    "-": (now) => ({ ...now, width: now.width - STEP }),
  };
  box.addEventListener("keydown", (event) => {
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    set(act(read()));
  });

  for (const field of Object.values(fields)) field.addEventListener("input", draw);
  image.addEventListener("load", draw);
  window.addEventListener("resize", draw);
  draw();
}
