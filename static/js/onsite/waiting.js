// The sync badge, and what it opens: what waits on this phone, what was refused and why, trying
// again, and a file of all of it for when nothing else helps.
"use strict";
globalThis.onSite ??= {};
{
  const KINDS = { draft: "草稿，填完后自动同步：", answer: "作答", photo: "照片", finding: "不符合项", signature: "签字" };
  const minute = (moment) =>
    new Date(moment).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const base64 = (content) =>
    new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",")[1]);
      reader.readAsDataURL(new Blob([content]));
    });

  const said = (queue, entries, drafts) => {
    const refused = entries.filter((entry) => entry.problem).length;
    const count = entries.length - refused;
    const words = {
      ok: count ? `${count} 条待同步` : "已全部同步",
      run: `正在同步，还剩 ${count} 条`,
      offline: count ? `离线 · ${count} 条待同步` : "离线",
      signin: `请重新登录 · ${count} 条待同步`,
      gone: `不能同步 · ${count} 条留在本机`,
    };
    const known = queue.state === "ok" ? drafts : 0;
    const rest = count || !(refused || known) ? [words[queue.state]] : [];
    return [...(refused ? [`${refused} 条被退回`] : []), ...rest, ...(drafts ? [`${drafts} 条草稿`] : [])].join(" · ");
  };

  const line = (entry) => {
    const row = document.createElement("li");
    const about = document.createElement("span");
    about.textContent = `${entry.at ? minute(entry.at) : ""} ${KINDS[entry.kind]} ${entry.code ?? entry.name ?? ""}`;
    row.append(about);
    if (entry.problem) {
      const problem = document.createElement("span");
      problem.className = "error";
      problem.textContent = entry.problem;
      row.append(problem);
    }
    return row;
  };

  const saved = async (store, name) => {
    const entries = await store.all("queue");
    const rows = await Promise.all(
      entries.map(async ({ content, small, ...entry }) =>
        content ? { ...entry, content: await base64(content) } : entry),
    );
    const whole = { queue: rows, drafts: await store.all("drafts") };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(whole)], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  // Answers show(): called whenever something has changed.
  onSite.watch = (queue, store, { badge, dialog, file }) => {
    const find = (name) => dialog.querySelector(`[data-${name}]`);
    badge.addEventListener("click", () => dialog.showModal());
    find("retry").addEventListener("click", () => queue.retry());
    find("export").addEventListener("click", () => saved(store, file));
    find("drop").addEventListener("click", async () => {
      await saved(store, file);
      for (const entry of await store.all("queue")) {
        if (entry.problem) await store.remove("queue", entry.seq);
      }
      show();
    });
    const show = async () => {
      const entries = await store.all("queue");
      const drafts = (await store.all("drafts")).map((draft) => ({ ...draft, kind: "draft" }));
      const here = [...entries, ...drafts];
      const refused = entries.some((entry) => entry.problem);
      badge.textContent = said(queue, entries, drafts.length);
      badge.dataset.s = refused ? "stop" : { ok: here.length ? "due" : "ok", run: "run" }[queue.state] ?? "due";
      find("list").replaceChildren(...here.map(line));
      find("none").hidden = here.length > 0;
      find("retry").hidden = find("export").hidden = !here.length;
      find("drop").hidden = !refused;
      find("told").textContent = queue.state === "signin" ? "" : queue.words;
      const link = find("signin");
      link.hidden = queue.state !== "signin";
      if (!link.hidden) link.href = queue.words;
    };
    return show;
  };
}
