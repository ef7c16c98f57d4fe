// The checklist on the phone. It works from what this phone has; the network only brings it up to date.
"use strict";
(async () => {
  const page = document.querySelector("[data-onsite]");
  const find = (name) => page.querySelector(`[data-${name}]`);
  const told = page.dataset;
  const fit = globalThis.crypto?.subtle && crypto.randomUUID && globalThis.indexedDB && globalThis.createImageBitmap;
  if (!fit) {
    find("unfit").hidden = false;
    return;
  }
  const STILL_MS = 5000;
  const { answers: rules } = onSite;
  const name = `onsite-${told.user}-${told.visit}`;
  const store = await onSite.Store.open(name);
  navigator.storage?.persist?.();

  const addresses = { bundle: told.bundle, answers: told.answers, photos: told.photos, findings: told.findings, signatures: told.signatures };
  let bundle = await store.kept("bundle");
  let started = false; // nothing is shown before
  let current = null;
  let answers = {}; // item → what counts on this phone: the server's, and over it what waits
  let drafts = new Map();
  let pictures = new Map(); // item → small pictures that wait
  let tapped = new Map(); // item → findings that wait

  const settled = async (entry, receipt) => {
    if (receipt.late) say(receipt.text);
    if (entry.kind === "answer" && !receipt.late) bundle.answers[entry.item] = { ...entry.said, event: entry.id, mine: true };
    if (entry.kind === "photo" && !receipt.late) {
      bundle.photos[entry.item] = (bundle.photos[entry.item] ?? 0) + 1;
      const small = pictures.get(entry.item) ?? [];
      pictures.set(entry.item, small.filter((each) => each !== entry.small));
    }
    if (entry.kind === "finding") {
      bundle.findings[entry.item] = [...(bundle.findings[entry.item] ?? []), receipt.number];
      tapped.set(entry.item, (tapped.get(entry.item) ?? 1) - 1);
    }
    await store.keep("bundle", bundle);
    if (!started || current.id !== entry.item) return;
    if (entry.kind === "photo") showPhotos();
    if (entry.kind === "finding") showFound();
  };
  // What wasn't taken doesn't count here either.
  const refused = async () => {
    if (!started) return;
    await gather();
    list.showAll();
    showPhotos();
    showFound();
  };
  const ready = () => started && wholeOnes();
  const queue = new onSite.Queue(store, { name, addresses, token: told.token, ready, settled, refused, changed: () => watching?.() });
  const watching = onSite.watch(queue, store, {
    badge: document.querySelector("[data-sync]"),
    dialog: page.querySelector("#waiting"),
    file: `检查表-${told.visit}-未同步.json`,
  });

  const say = (words) => {
    find("say").textContent = words;
    find("say").hidden = !words;
  };

  const take = async (fresh) => {
    if (bundle && bundle.hash !== fresh.hash) say("检查表的项目已更新。");
    bundle = fresh;
    await store.keep("bundle", bundle);
  };

  // What came inside the page counts once: a page that a browser shows again from its own memory is
  // older than what was kept since. Its token tells one answer of the server from the next.
  const inside = async () => {
    const block = page.querySelector("[data-taken-along]");
    block?.remove();
    if (!block || (await store.kept("opened")) === told.token) return false;
    try {
      await take(JSON.parse(block.textContent));
      await store.keep("opened", told.token);
    } catch {
      return false; // the page broke off on its way
    }
    return true;
  };

  // The sheet as it is now, if anybody answers; else as it was taken along.
  const refresh = async () => {
    try {
      const answer = await fetch(addresses.bundle, { signal: AbortSignal.timeout?.(bundle ? 8000 : 60_000) });
      if (answer.ok) {
        queue.token = answer.headers.get("X-Csrf-Token") ?? queue.token;
        await take(await answer.json());
      } else if ([401, 404].includes(answer.status)) queue.halted(answer.status, await answer.json());
    } catch {
      queue.become("offline");
    }
  };

  const gather = async () => {
    answers = { ...bundle.answers };
    pictures = new Map();
    tapped = new Map();
    bundle.findings ??= {}; // taken along before findings were
    for (const entry of await store.all("queue")) {
      if (entry.kind === "finding" && !entry.problem) tapped.set(entry.item, (tapped.get(entry.item) ?? 0) + 1);
      if (entry.kind === "answer" && !entry.problem) answers[entry.item] = { ...entry.said, event: entry.id, mine: true };
      if (entry.kind === "photo") pictures.set(entry.item, [...(pictures.get(entry.item) ?? []), entry.small]);
    }
    drafts = new Map((await store.all("drafts")).map((draft) => [draft.item, draft]));
  };

  if (!(await inside())) await refresh();
  if (!bundle) {
    say("本机还没有这份检查表。请在有信号的地方打开一次，之后没有信号也能用。");
    return watching();
  }
  await gather();

  const items = bundle.sections.flatMap((section, place) =>
    section.items.map((item) => ({ ...item, section: place, title: section.title, areas: section.areas })));
  const photosOf = (item) => (bundle.photos[item.id] ?? 0) + (pictures.get(item.id)?.length ?? 0);
  const list = onSite.listing(page, items, {
    standing: (item) => rules.standing(answers[item.id], drafts.get(item.id), item, photosOf(item)),
  });
  const showPhotos = () => {
    form.photos(pictures.get(current.id) ?? [], bundle.photos[current.id] ?? 0);
    list.show(current, current);
  };
  const showFound = () => form.found(bundle.findings[current.id] ?? [], tapped.get(current.id) ?? 0);
  const scan = () => (find("scan")?.value ? Number(find("scan").value) : null);

  // Written down at once, whatever happens to the page.
  const changed = async (draft) => {
    const now = new Date();
    const row = { ...draft, deductions: { ...draft.deductions }, item: current.id, scan: scan(), code: current.code, at: now.toISOString() };
    const first = !drafts.has(current.id);
    drafts.set(current.id, row);
    list.show(current, current);
    try {
      await store.put("drafts", row);
    } catch {
      return form.saved("本机存不下了，请先同步或导出。");
    }
    form.saved(`已存在本机 ${now.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" })}`);
    if (first) watching();
  };
  const form = onSite.form(find("form"), { changed });

  // A draft that is whole becomes an answer. Empty: there is nothing to be mended.
  const commit = async (item = current) => {
    const draft = drafts.get(item?.id);
    if (!draft) return "";
    const problem = rules.wrong(draft, item);
    if (problem) return problem;
    const said = rules.content(draft, item);
    const id = crypto.randomUUID();
    const at = new Date().toISOString();
    const body = JSON.stringify({ id, item: item.id, ...said, device_at: at });
    const entry = { kind: "answer", id, item: item.id, code: item.code, said, body, at, hash: await onSite.sha256OfText(body) };
    if (drafts.get(item.id) !== draft) return commit(item); // typed on meanwhile
    drafts.delete(item.id);
    answers[item.id] = { ...said, event: id, mine: true };
    await queue.add(entry, item.id);
    if (current) list.show(item, current);
    return "";
  };

  // What nobody walked away from counts too: the page was closed, or its last item answered. Somebody
  // who is typing is let finish.
  const wholeOnes = async () => {
    const still = (draft) => draft.item !== current?.id || Date.now() - Date.parse(draft.at) > STILL_MS;
    const whole = items.filter((item) => drafts.has(item.id) && still(drafts.get(item.id)));
    try {
      for (const item of whole) await commit(item);
    } catch {
      say("本机存不下了，请先同步或导出。"); // what waits already can go, and makes room
    }
  };

  const open = (item) => {
    current = item;
    const [draft, answer] = [drafts.get(item.id), answers[item.id]];
    form.open(item, rules.said(draft ?? answer), `${item.title}　第 ${placeIn(item)} 项`);
    form.saved(draft && rules.wrong(draft, item) ? "已存在本机，还没有填完" : "");
    const by = answer && !answer.mine && answer.by ? `${answer.by} 作答` : "";
    find("by").textContent = by;
    find("title").textContent = item.title;
    showPhotos();
    showFound();
    list.open(item);
    find("previous").disabled = !list.beside(item, -1);
    find("next").textContent = list.beside(item, 1) ? "下一项" : "完成";
  };
  const placeIn = (item) => {
    const inside = bundle.sections[item.section].items;
    return `${inside.findIndex((each) => each.id === item.id) + 1} / ${inside.length}`;
  };
  const wanted = () => items.find((item) => `#i-${item.id}` === location.hash);

  const walk = async (step) => {
    const problem = await commit();
    if (problem && step > 0) return form.problem(problem);
    const next = list.beside(current, step);
    if (next) location.hash = `#i-${next.id}`;
    else page.querySelector("#missing").showModal();
  };
  find("next").addEventListener("click", () => walk(1));
  find("previous").addEventListener("click", () => walk(-1));
  find("lacking").addEventListener("click", () => page.querySelector("#missing").showModal());
  page.querySelector("[data-missing]").addEventListener("click", () => page.querySelector("#missing").close());
  window.addEventListener("hashchange", async () => {
    const next = wanted();
    if (!next || next.id === current?.id) return;
    await commit();
    open(next);
    find("top").scrollIntoView();
  });
  document.addEventListener("visibilitychange", () => document.hidden && commit());

  // One tap: the answer as it stands is what was found.
  find("register").addEventListener("click", async () => {
    const [item, place] = [current, form.place()];
    const problem = await commit();
    if (problem) return form.problem(problem);
    const [id, at] = [crypto.randomUUID(), new Date().toISOString()];
    const body = JSON.stringify({ id, item: item.id, ...place, text: answers[item.id].reason, device_at: at });
    tapped.set(item.id, (tapped.get(item.id) ?? 0) + 1);
    await queue.add({ kind: "finding", id, item: item.id, code: item.code, body, at, hash: await onSite.sha256OfText(body) });
    if (current === item) showFound();
  });

  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", className: "sr" });
  camera.setAttribute("capture", "environment");
  find("camera").append(camera);
  camera.addEventListener("change", async () => {
    const [file] = camera.files;
    const item = current;
    if (!file) return;
    try {
      const { content, small } = await onSite.shrunk(file);
      const hash = await onSite.sha256(content);
      pictures.set(item.id, [...(pictures.get(item.id) ?? []), small]);
      const area = item.areas.length === 1 ? item.areas[0].id : null;
      await queue.add({ kind: "photo", id: crypto.randomUUID(), item: item.id, area, code: item.code, at: new Date().toISOString(), content, small, hash });
      showPhotos();
    } catch {
      say("这个文件不是能打开的照片，请重新拍照。");
    }
    camera.value = "";
  });

  onSite.signing(find("signing"), {
    answers: () => answers,
    add: async (entry) => {
      await commit();
      await queue.add(entry);
    },
  });
  if (bundle.closed) say("检查表已经关闭。现在作答只另存备查，不计入结果。");
  for (const each of bundle.scans) find("scan").add(new Option(`纸质检查表补录（扫描件 ${each.at}）`, each.id));
  find("scan").closest("[data-paper]").hidden = !bundle.scans.length;

  await wholeOnes();
  await gather(); // some may have been refused by now
  find("ready").hidden = false;
  list.showAll();
  open(wanted() ?? items.find((item) => !answers[item.id]) ?? items[0]);
  started = true;
  await watching();
  queue.run();

  // Only to open this page again without signal; while it is open, it needs nobody.
  if (navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener("message", () => { find("taken").hidden = false; });
    await navigator.serviceWorker.register(told.worker, { scope: "/expert/" });
    const ready = await navigator.serviceWorker.ready;
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map((part) => part.src || part.href);
    ready.active.postMessage({ keep: [location.pathname, ...parts] });
  }
})();
