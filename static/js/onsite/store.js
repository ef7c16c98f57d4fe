// What is only on this phone: what waits to be sent, drafts, and the checklist itself. A promise here
// is kept once the browser has written, so that a closed tab or an empty battery loses nothing.
"use strict";
globalThis.onSite ??= {};
{
  const open = (name) =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
        asked.result.createObjectStore("drafts", { keyPath: "item" });
        asked.result.createObjectStore("kept", { keyPath: "name" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  class Store {
    static async open(name) {
      const store = new Store();
      store.database = await open(name);
      return store;
    }

    write(places, act) {
      return new Promise((resolve, reject) => {
        const written = this.database.transaction(places, "readwrite", { durability: "strict" });
        written.oncomplete = () => resolve();
        written.onerror = written.onabort = () => reject(written.error);
        act((place) => written.objectStore(place));
        written.commit?.(); // else it ends with the page, if that goes before the answer comes
      });
    }

    read(place, act) {
      return new Promise((resolve, reject) => {
        const asked = act(this.database.transaction(place).objectStore(place));
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    }

    all(place) {
      return this.read(place, (rows) => rows.getAll());
    }

    async kept(name) {
      return (await this.read("kept", (rows) => rows.get(name)))?.value;
    }

    keep(name, value) {
      return this.write(["kept"], (place) => place("kept").put({ name, value }));
    }

    put(place, row) {
      return this.write([place], (of) => of(place).put(row));
    }

    remove(place, key) {
      return this.write([place], (of) => of(place).delete(key));
    }

    // An answer leaves its draft and joins the queue at one stroke.
    commit(entry, item) {
      return this.write(["queue", "drafts"], (place) => {
        place("queue").add(entry);
        place("drafts").delete(item);
      });
    }
  }

  const hex = (buffer) =>
    Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (buffer) => hex(await crypto.subtle.digest("SHA-256", buffer));

  onSite.Store = Store;
  onSite.sha256 = sha256;
  onSite.sha256OfText = (text) => sha256(new TextEncoder().encode(text));
}
