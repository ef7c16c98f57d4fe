// One item: what was said of it, what is still a draft, and what is wrong with it.
"use strict";
globalThis.onSite ??= {};
{
  const empty = () => ({
    state: "", deductions: {}, value: null, veto_failed: false, reason: "", note: "", scan: null,
  });
  const FIELDS = Object.keys(empty());
  const said = (of) => ({ ...empty(), ...Object.fromEntries(FIELDS.map((name) => [name, of?.[name] ?? empty()[name]])) });

  // What goes to the server: only what counts for the state that was chosen.
  const content = (draft, item) => {
    const fails = draft.state === "fails";
    return {
      state: draft.state,
      deductions: fails
        ? Object.fromEntries(Object.entries(draft.deductions).filter(([, count]) => count > 0))
        : {},
      value: fails && item.kind === "LEVELS" ? draft.value : null,
      veto_failed: fails && draft.veto_failed,
      reason: draft.state === "conforms" ? "" : draft.reason.trim(),
      note: draft.note.trim(),
      scan: draft.scan,
    };
  };

  // The same rules as the server's, said before one walks on. Empty: nothing is wrong.
  const wrong = (draft, item) => {
    if (!draft.state) return "请选符合、不符合或不适用。";
    if (draft.state === "conforms") return "";
    if (!draft.reason.trim()) return draft.state === "na" ? "请写明不适用的理由。" : "请写明发现的情况。";
    if (draft.state === "na") return item.no_na ? "这一项不能选“不适用”。" : "";
    if (item.kind === "VETO_ONLY" && !draft.veto_failed) return "只作否决：不符合即触发否决，请勾选。";
    if (item.kind === "LEVELS" && !(draft.value !== null && draft.value !== "" && Number(draft.value) >= 0 && Number(draft.value) < Number(item.full))) {
      return `请填写得分，在 0 到 ${item.full} 之间。`;
    }
    const counted = Object.values(draft.deductions).some((count) => count > 0);
    if (item.kind === "DEDUCT" && item.rules.length && !counted && !draft.veto_failed) {
      return "请填写扣分的处数。";
    }
    return "";
  };

  // Points in hundredths, so that no figure of ours is a fraction of two.
  const cents = (text) => Math.round(Number(text) * 100);
  const taken = (draft, item) => {
    if (draft.state !== "fails") return 0;
    const each = item.rules.map((rule) => {
      const whole = cents(rule.points) * (draft.deductions[rule.id] ?? 0);
      return rule.cap === undefined ? whole : Math.min(whole, cents(rule.cap));
    });
    return each.reduce((sum, points) => sum + points, 0) / 100;
  };

  const WORDS = { conforms: ["ok", "符合"], fails: ["stop", "不符合"], na: ["none", "不适用"] };
  // How an item stands in a list. A draft that isn't whole is still missing.
  const standing = (answer, draft, item, photos) => {
    if (draft && wrong(draft, item)) return ["due", "未填完", true];
    const known = draft ?? answer;
    if (!known?.state) return ["due", "未答", true];
    if (known.state === "fails" && item.photo && !photos) return ["due", "缺照片", true];
    const [shape, word] = WORDS[known.state];
    const points = taken(known, item);
    return [shape, points ? `扣 ${points} 分` : word, false];
  };

  onSite.answers = { empty, said, content, wrong, taken, standing };
}
