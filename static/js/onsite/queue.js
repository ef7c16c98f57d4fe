// Sends what waits: answers by the fifty, photos one by one, then what was found, signatures last. A copy is
// dropped once the server has told the same hash; whatever else it says, the copy stays.
"use strict";
globalThis.onSite ??= {};
{
  const CHUNK = 50;
  const PATIENCE_MS = 60_000;
  const AGAIN_MS = 20_000;
  const TAKEN = [200, 202, 409, 422]; // the server has looked at it, whatever it says
  const FORMS = {
    photo: (entry) => ({
      id: entry.id, sha256: entry.hash, taken_at: entry.at, item: entry.item ?? "",
      key_area: entry.area ?? "",
    }),
    signature: (entry) => ({
      id: entry.id, name: entry.name, job: entry.job, answers_hash: entry.answers, signed_at: entry.at,
    }),
  };
  const NAMES = { photo: "photo.jpg", signature: "signature.png" };
  const TYPES = { photo: "image/jpeg", signature: "image/png" };

  class Halt extends Error {} // no use in going on for now: the state says why

  class Queue {
    // ready() is asked first: it adds what has become whole. settled(entry, receipt) is told of each that
    // has arrived, refused(entry) of each that was not taken, changed() of everything else.
    constructor(store, { name, addresses, token, ready, settled, refused, changed }) {
      Object.assign(this, { store, name, addresses, token, ready, settled, refused, changed });
      this.state = "ok"; // ok run offline signin gone
      this.words = "";
      this.busy = false;
      window.addEventListener("online", () => this.run());
      window.addEventListener("offline", () => this.become("offline"));
      document.addEventListener("visibilitychange", () => document.hidden || this.run());
      setInterval(() => this.run(), AGAIN_MS);
    }

    become(state, words = "") {
      Object.assign(this, { state, words });
      this.changed();
    }

    async add(entry, draftOf) {
      if (draftOf === undefined) await this.store.put("queue", entry);
      else await this.store.commit(entry, draftOf);
      this.changed();
      this.run();
    }

    async waiting() {
      return (await this.store.all("queue")).filter((entry) => !entry.problem);
    }

    async retry() {
      for (const entry of await this.store.all("queue")) {
        if (entry.problem) await this.store.put("queue", { ...entry, problem: "" });
      }
      await this.run();
    }

    // One tab at a time; the other one's turn comes with its next knock.
    async run() {
      if (this.busy) return;
      this.busy = true;
      try {
        await this.ready();
        if (navigator.locks) {
          const options = { ifAvailable: true };
          await navigator.locks.request(this.name, options, (lock) => lock && this.drain());
        } else await this.drain();
      } finally {
        this.busy = false;
      }
    }

    async drain() {
      let waiting = await this.waiting();
      if (!waiting.length) return this.become(navigator.onLine ? "ok" : "offline");
      if (!navigator.onLine) return this.become("offline");
      this.become("run");
      try {
        for (; waiting.length; waiting = await this.waiting()) await this.sendSome(waiting);
        this.become("ok");
      } catch (error) {
        if (!(error instanceof Halt)) this.become("offline");
      }
    }

    async sendSome(waiting) {
      const answers = waiting.filter((entry) => entry.kind === "answer").slice(0, CHUNK);
      if (answers.length) return this.sendAnswers(answers);
      const photo = waiting.find((entry) => entry.kind === "photo");
      const finding = waiting.find((entry) => entry.kind === "finding");
      if (!photo && finding) return this.sendFinding(finding);
      return this.sendFile(photo ?? waiting[0]);
    }

    async sendFinding(entry) {
      const [status, told] = await this.post("findings", entry.body, { "Content-Type": "application/json" });
      if (!TAKEN.includes(status)) throw this.halted(status, told);
      await this.settle(entry, status, told);
    }

    async sendAnswers(answers) {
      const body = JSON.stringify({ answers: answers.map((entry) => entry.body) });
      const [status, told] = await this.post("answers", body, { "Content-Type": "application/json" });
      if (status !== 200) throw this.halted(status, told);
      for (const [place, receipt] of told.receipts.entries()) {
        await this.settle(answers[place], receipt.status, receipt);
      }
    }

    async sendFile(entry) {
      const form = new FormData();
      for (const [name, value] of Object.entries(FORMS[entry.kind](entry))) form.set(name, value);
      const content = new Blob([entry.content], { type: TYPES[entry.kind] });
      form.set("file", content, NAMES[entry.kind]);
      const [status, told] = await this.post(`${entry.kind}s`, form);
      if (!TAKEN.includes(status)) throw this.halted(status, told);
      await this.settle(entry, status, told);
    }

    async settle(entry, status, receipt) {
      if ((status === 200 || status === 202) && receipt.hash === entry.hash) {
        await this.settled(entry, receipt);
        await this.store.remove("queue", entry.seq);
      } else {
        const problem = receipt.text || "服务器收到的内容与本机不同，请再同步一次。";
        await this.store.put("queue", { ...entry, problem });
        await this.refused(entry);
      }
      this.changed();
    }

    halted(status, told) {
      if (status === 401) this.become("signin", told.sign_in);
      else if (status === 404) this.become("gone", told.text);
      else this.become("offline", told.text);
      return new Halt();
    }

    // The page may be older than the session: a token that is refused is asked for anew, once.
    async post(where, body, headers = {}, again = true) {
      const answer = await fetch(this.addresses[where], {
        method: "POST",
        body,
        headers: { ...headers, "X-CSRFToken": this.token },
        redirect: "error",
        signal: AbortSignal.timeout?.(PATIENCE_MS),
      });
      if (answer.status === 403 && again) {
        const fresh = await fetch(this.addresses.bundle);
        if (fresh.status === 401) return [401, await fresh.json()];
        this.token = fresh.headers.get("X-Csrf-Token") ?? this.token;
        return this.post(where, body, headers, false);
      }
      const json = answer.headers.get("Content-Type")?.startsWith("application/json");
      return [answer.status, json ? await answer.json() : {}];
    }
  }

  onSite.Queue = Queue;
}
