// The form of one item: filled from a draft, read back into it.
"use strict";
globalThis.onSite ??= {};
onSite.form = (section, { changed }) => {
  const find = (name) => section.querySelector(`[data-${name}]`);
  const radios = [...section.querySelectorAll("input[name=state]")];
  const template = section.querySelector("template");
  let item = null;
  let draft = null;

  const word = (element, text) => {
    element.textContent = text ?? "";
    element.hidden = !text;
  };

  const show = () => {
    const failing = draft.state === "fails";
    find("failing").hidden = find("finding").hidden = !failing;
    find("why").hidden = !failing && draft.state !== "na";
    find("levels").hidden = item.kind !== "LEVELS";
    find("vetoed").hidden = !item.veto;
    if (!onSite.answers.wrong(draft, item)) find("problem").hidden = true;
    find("total").hidden = item.kind !== "DEDUCT";
    find("points").textContent = `${onSite.answers.taken(draft, item)} 分`;
  };

  const counter = (rule) => {
    const line = template.content.cloneNode(true);
    const [name, cost] = line.querySelectorAll("[data-rule], [data-cost]");
    const output = line.querySelector("output");
    const [less, more] = line.querySelectorAll("button");
    const most = rule.once ? 1 : 99;
    name.textContent = rule.text;
    const cap = rule.cap ? `，最多扣 ${rule.cap} 分` : "";
    const where = rule.of_element ? "（扣在要素上）" : "";
    cost.textContent = `${rule.once ? "扣" : "每处扣"} ${rule.points} 分${cap}${where}`;
    less.setAttribute("aria-label", `减一处：${rule.text}`);
    more.setAttribute("aria-label", `加一处：${rule.text}`);
    const set = (step) => {
      const count = Math.min(most, Math.max(0, (draft.deductions[rule.id] ?? 0) + step));
      draft.deductions[rule.id] = count;
      output.textContent = String(count);
    };
    for (const [button, step] of [[less, -1], [more, 1]]) {
      button.addEventListener("click", () => {
        set(step);
        show();
        changed(draft);
      });
    }
    set(0);
    return line;
  };

  section.addEventListener("input", () => {
    draft.state = radios.find((radio) => radio.checked)?.value ?? "";
    draft.reason = find("reason").value;
    draft.note = find("note").value;
    draft.value = find("value").value || null;
    draft.veto_failed = find("veto-failed").checked;
    show();
    changed(draft);
  });

  return {
    open(next, of, place) {
      [item, draft] = [next, { ...of, deductions: { ...of.deductions } }];
      word(find("meta"), [item.code, item.clause, Number(item.full) ? `满分 ${item.full} 分` : ""].filter(Boolean).join("　"));
      word(find("place"), place);
      word(find("text"), item.text);
      word(find("guidance"), item.guidance);
      word(find("veto"), item.veto && `否决项　${item.veto}`);
      for (const radio of radios) {
        radio.checked = radio.value === draft.state;
        radio.disabled = radio.value === "na" && Boolean(item.no_na);
      }
      find("rules").replaceChildren(...item.rules.map(counter));
      find("reason").value = draft.reason;
      find("note").value = draft.note;
      find("value").value = draft.value ?? "";
      find("veto-failed").checked = draft.veto_failed;
      find("full").textContent = item.full;
      find("area").replaceChildren(new Option("不分部位", ""), ...item.areas.map((area) => new Option(area.name, area.id)));
      find("area").value = item.areas.length === 1 ? item.areas[0].id : "";
      find("where").hidden = item.areas.length < 2;
      find("major").checked = false;
      this.problem("");
      show();
    },
    // What the tap says besides the answer itself.
    place: () => ({ key_area: Number(find("area").value) || null, major: find("major").checked }),
    // Numbers that were given, and how many wait on this phone.
    found(numbers, waiting) {
      const words = [...numbers, ...(waiting ? [`${waiting} 条待同步`] : [])];
      word(find("found"), words.length ? `已登记不符合项：${words.join("、")}` : "");
      find("tap").hidden = words.length > Math.max(0, item.areas.length - 1);
    },
    draft: () => draft,
    problem(text) {
      word(find("problem"), text);
      if (text) find("problem").focus();
    },
    saved(text) {
      find("saved").textContent = text;
    },
    photos(small, sent) {
      const shown = small.map((address) => {
        const picture = document.createElement("img");
        [picture.src, picture.alt] = [address, "待同步的照片"];
        const figure = document.createElement("figure");
        figure.append(picture);
        return figure;
      });
      find("photos").replaceChildren(...shown);
      find("sent").textContent = `照片 ${small.length + sent} 张${sent ? `，已上传 ${sent} 张` : ""}`;
    },
  };
};
