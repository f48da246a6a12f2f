import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cdp } from "vitest/browser";
import { openByteStore, storageReport } from "./ladder";
import type { ByteStore } from "./stores/byte-store";
import { openCacheStorage } from "./stores/cache-storage";
import { GuardedStore } from "./stores/guarded-store";
import { openIndexedDb } from "./stores/indexed-db";
import { openMemory } from "./stores/memory";
import { without } from "./testing/without";

const NAMESPACE = "byte-store-test";
const MEGABYTE = 1024 * 1024;

const report = () => storageReport().find(({ namespace }) => namespace === NAMESPACE);

/** Until the clock that entries are stamped with shows another time. */
async function later(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setTimeout(resolve, 1));
}

const text = (content: string) => new Blob([content]);

/** Random, so that no layer below can compress it under the quota. */
function noise(size: number): Blob {
  const piece = 65536;
  const pieces = Array.from({ length: Math.ceil(size / piece) }, () =>
    crypto.getRandomValues(new Uint8Array(piece)),
  );
  return new Blob(pieces).slice(0, size);
}

afterEach(async () => {
  await caches.delete(NAMESPACE);
  await (await openIndexedDb(NAMESPACE)).clear();
});

describe.each([
  ["CacheStorage", () => openCacheStorage(NAMESPACE)],
  ["IndexedDB", () => openIndexedDb(NAMESPACE)],
  ["memory", async () => openMemory()],
] as [string, () => Promise<ByteStore>][])("%s", (name, open) => {
  test("gives back what was put, under any key", async () => {
    const store = await open();
    expect(store.name).toBe(name);
    for (const key of [
      "model_glb_2026-01-02T03:04:05.000006+00:00",
      "a/../b?c#d%2F é",
      ".",
      "//x",
    ]) {
      await store.put(`k${key}`, text(key), "model/gltf-binary");
      const blob = await store.get(`k${key}`);
      expect(await blob?.text()).toBe(key);
      expect(blob?.type).toBe("model/gltf-binary");
      expect(await store.keys()).toContain(`k${key}`);
    }
    expect(await store.get("absent")).toBeNull();
  });

  test("lists the oldest first; a new put makes an entry young", async () => {
    const store = await open();
    for (const key of ["b", "c", "a", "b"]) {
      await store.put(key, text(key), "text/plain");
      await later();
    }
    expect(await store.keys()).toEqual(["c", "a", "b"]);
  });

  test("deletes one, clears all, and works on after a clear", async () => {
    const store = await open();
    for (const key of ["a", "b", "c"]) await store.put(key, text(key), "text/plain");
    await store.delete("b");
    expect((await store.keys()).sort()).toEqual(["a", "c"]);
    await store.clear();
    expect(await store.keys()).toEqual([]);
    await store.put("d", text("d"), "text/plain");
    expect(await (await store.get("d"))?.text()).toBe("d");
  });
});

describe("the ladder", () => {
  test("takes CacheStorage where it works, and leaves nothing of its probe", async () => {
    const store = await openByteStore(NAMESPACE);
    expect(store.name).toBe("CacheStorage");
    expect(await store.keys()).toEqual([]);
    expect(report()).toEqual({
      namespace: NAMESPACE,
      store: "CacheStorage",
      skipped: [],
      trouble: null,
    });
  });

  test("takes IndexedDB without CacheStorage", async () => {
    const store = await without(["caches"], () => openByteStore(NAMESPACE));
    expect(store.name).toBe("IndexedDB");
    expect(await store.keys()).toEqual([]);
    expect(report()?.skipped.map(({ name }) => name)).toEqual(["CacheStorage"]);
    expect(report()?.skipped[0]?.reason).toContain("missing");
  });

  test("takes memory without either", async () => {
    const store = await without(["caches", "indexedDB"], () => openByteStore(NAMESPACE));
    expect(store.name).toBe("memory");
    expect(report()?.skipped.map(({ name }) => name)).toEqual(["CacheStorage", "IndexedDB"]);
  });

  test("waits for a page that is busy", async () => {
    const opening = openByteStore(NAMESPACE);
    await Promise.resolve();
    const free = performance.now() + 3500;
    while (performance.now() < free);
    expect((await opening).name).toBe("CacheStorage");
  });

  test("ends in memory in a sandboxed frame, with the browser's reasons", async () => {
    const frame = document.createElement("iframe");
    frame.sandbox.add("allow-scripts");
    frame.srcdoc = `<script type="module">
      import { openByteStore, storageReport } from "${new URL("./ladder.ts", import.meta.url)}";
      const store = await openByteStore("sandboxed");
      await store.put("key", new Blob(["kept"]), "text/plain");
      const kept = await (await store.get("key")).text();
      parent.postMessage({ kept, report: storageReport()[0] }, "*");
    </script>`;
    const answered = new Promise<MessageEvent>((resolve) => {
      addEventListener("message", function listen(event) {
        if (event.source !== frame.contentWindow) return;
        removeEventListener("message", listen);
        resolve(event);
      });
    });
    document.body.append(frame);
    const { kept, report } = (await answered).data;
    frame.remove();
    expect(kept).toBe("kept");
    expect(report.store).toBe("memory");
    expect(report.skipped).toHaveLength(2);
    for (const { reason } of report.skipped) expect(reason).toContain("SecurityError");
  });
});

describe("a store that is not whole", () => {
  test("drops an entry of CacheStorage that is shorter than it says", async () => {
    const store = await openByteStore(NAMESPACE);
    await store.put("cut", text("whole"), "text/plain");
    const cache = await caches.open(NAMESPACE);
    const request = (await cache.keys())[0] as Request;
    await cache.put(request, new Response("who", { headers: { "Content-Length": "5" } }));
    expect(await store.get("cut")).toBeNull();
    expect(await store.keys()).toEqual([]);
  });

  test("goes on after the database was taken away", async () => {
    const store = await openIndexedDb(NAMESPACE);
    await store.put("a", text("a"), "text/plain");
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(NAMESPACE);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    expect(await store.get("a")).toBeNull();
    await store.put("b", text("b"), "text/plain");
    expect(await store.keys()).toEqual(["b"]);
  });

  test("a read that fails is a miss, and is reported", async () => {
    const store = await openByteStore(NAMESPACE);
    await store.put("a", text("a"), "text/plain");
    expect(await without(["caches"], () => store.get("a"))).toBeNull();
    expect(report()?.trouble).toContain("reading a");
  });
});

describe("quota", () => {
  beforeEach(() =>
    // Chromium remembers for half a minute how much room IndexedDB has, unless its data are cleared.
    cdp().send("Storage.clearDataForOrigin", {
      origin: location.origin,
      storageTypes: "indexeddb,cache_storage",
    }),
  );

  const limitTo = (quotaSize?: number) =>
    cdp().send("Storage.overrideQuotaForOrigin", {
      origin: location.origin,
      ...(quotaSize === undefined ? {} : { quotaSize }),
    });

  afterEach(() => limitTo());

  async function used(): Promise<number> {
    return (await navigator.storage.estimate()).usage ?? 0;
  }

  test.each([
    ["CacheStorage", []],
    ["IndexedDB", ["caches"]],
  ] as ["CacheStorage" | "IndexedDB", "caches"[]][])(
    "%s gives up its oldest entries",
    async (name, hidden) => {
      // Room for three, and for what IndexedDB's log takes until it is compacted.
      await limitTo((await used()) + 5.7 * MEGABYTE);
      const store = await without(hidden, () => openByteStore(NAMESPACE));
      expect(store.name).toBe(name);
      for (const key of ["first", "second", "third", "fourth", "fifth"]) {
        await store.put(key, noise(1.5 * MEGABYTE), "model/gltf-binary");
        await later();
      }
      expect(report()?.trouble).toBeNull();
      // What IndexedDB deleted still counts for a while, so that it may give up one more.
      const kept = await store.keys();
      expect(kept.length).toBeGreaterThanOrEqual(name === "IndexedDB" ? 2 : 3);
      expect(kept).toEqual(["third", "fourth", "fifth"].slice(-kept.length));
      expect((await store.get("fifth"))?.size).toBe(1.5 * MEGABYTE);
    },
  );

  test("clearing frees the space at once", async () => {
    const store = await openByteStore(NAMESPACE);
    const before = await used();
    await store.put("a", noise(3 * MEGABYTE), "model/gltf-binary");
    expect(await used()).toBeGreaterThan(before + 2 * MEGABYTE);
    expect(await store.keys()).toEqual(["a"]);
    await store.clear();
    expect(await used()).toBeLessThan(before + MEGABYTE);
  });

  test("what is larger than the quota is not kept, and does not reject", async () => {
    await limitTo((await used()) + MEGABYTE);
    const store = await openByteStore(NAMESPACE);
    await store.put("huge", noise(4 * MEGABYTE), "model/gltf-binary");
    expect(await store.keys()).toEqual([]);
    expect(report()?.trouble).toContain("storing huge");
    await store.put("small", text("small"), "text/plain");
    expect(await store.keys()).toEqual(["small"]);
  });

  test("memory keeps to its limit", async () => {
    const troubles: string[] = [];
    const store = new GuardedStore(openMemory(10), (trouble) => troubles.push(trouble));
    await store.put("a", text("aaaa"), "text/plain");
    await store.put("b", text("bbbb"), "text/plain");
    await store.put("c", text("cccc"), "text/plain");
    expect(await store.keys()).toEqual(["b", "c"]);
    await store.put("d", text("d".repeat(11)), "text/plain");
    expect(await store.keys()).toEqual(["b", "c"]);
    expect(troubles).toHaveLength(1);
  });
});
