import { describe, expect, test } from "vitest";
import {
  cacheStatistics,
  clearAllModelCache,
  clearCachedModel,
  getCachedModelUrl,
  isModelCached,
  releaseModelUrl,
} from "./model-cache";
import { requests, send } from "./testing/asked";
import { digest, failure, here, id, load, SIZE, tag, there } from "./testing/fresh-model";
import { sha256 } from "./testing/model-bytes";

describe("store", () => {
  test("a second load makes no request", async () => {
    const before = cacheStatistics();
    expect(await sha256(await load(there("model")))).toBe(digest);
    expect(await isModelCached(id)).toBe(true);
    expect(await sha256(await load(there("model"), { size: SIZE, sha256: digest }))).toBe(digest);
    expect(await requests(tag)).toHaveLength(1);
    const after = cacheStatistics();
    expect(after.store).toBe("CacheStorage");
    expect(after.hits - before.hits).toBe(1);
    expect(after.misses - before.misses).toBe(1);
    expect(after.networkFetches - before.networkFetches).toBe(1);
  });

  test("the entry is found under the literal key, with its length", async () => {
    await load(there("model"));
    // A model is answered before it is written.
    await isModelCached(id);
    const cache = await caches.open("product-models");
    const entry = await cache.match(`/model_glb_${id}`);
    expect(entry?.headers.get("Content-Length")).toBe(String(SIZE));
    expect(entry?.headers.get("Content-Type")).toBe("model/gltf-binary");
  });

  test("an entry outlives a change of the document's address", async () => {
    await load(there("model"));
    const address = location.href;
    history.replaceState(null, "", "/lab/tree/deep/notebook.ipynb");
    try {
      await load(there("model"));
    } finally {
      history.replaceState(null, "", address);
    }
    expect(await requests(tag)).toHaveLength(1);
  });

  test("a data URL is stored too", async () => {
    const blob = await load("data:model/gltf-binary;base64,AAEC");
    expect([...new Uint8Array(await blob.arrayBuffer())]).toEqual([0, 1, 2]);
    expect(await isModelCached(id)).toBe(true);
  });

  test("clears one", async () => {
    const other = `${id}-other`;
    releaseModelUrl(await getCachedModelUrl(other, there("model")));
    await load(there("model"));
    await clearCachedModel(id);
    expect(await isModelCached(id)).toBe(false);
    expect(await isModelCached(other)).toBe(true);
  });

  test("clears all", async () => {
    releaseModelUrl(await getCachedModelUrl(`${id}-other`, there("model")));
    await load(there("model"));
    await clearAllModelCache();
    expect(await (await caches.open("product-models")).keys()).toEqual([]);
  });

  test("a model cleared while it is fetched is answered and not stored", async () => {
    const loading = load(there("pieces"));
    await expect.poll(() => requests(tag)).toHaveLength(1);
    await clearCachedModel(id);
    await send(tag);
    expect((await loading).size).toBe(SIZE);
    expect(await isModelCached(id)).toBe(false);
  });
});

describe("fetch", () => {
  test("sends no cookies, even to its own origin", async () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists in Chromium alone.
    document.cookie = "session=secret; path=/";
    await fetch(here("model"));
    await load(here("model"));
    expect((await requests(tag)).map(({ cookies }) => cookies)).toEqual([true, false]);
  });

  test("tells its progress", async () => {
    const told: [number, number | null][] = [];
    const loading = load(there("pieces"), {
      onProgress: (loaded, total) => {
        told.push([loaded, total]);
        void send(tag, 1);
      },
    });
    await send(tag, 1);
    await loading;
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)).toEqual([SIZE, SIZE]);
    expect(told.map(([loaded]) => loaded)).toEqual(
      told.map(([loaded]) => loaded).sort((a, b) => a - b),
    );
  });

  test("is shared by concurrent callers, each with a URL of their own", async () => {
    const told = [0, 0, 0];
    const urls = await Promise.all(
      told.map((_, caller) =>
        getCachedModelUrl(id, there("model"), {
          onProgress: (loaded) => {
            told[caller] = loaded;
          },
        }),
      ),
    );
    expect(new Set(urls).size).toBe(3);
    expect(told).toEqual([SIZE, SIZE, SIZE]);
    expect(await requests(tag)).toHaveLength(1);
    urls.forEach(releaseModelUrl);
  });

  test("goes on when one of two callers leaves", async () => {
    const leaver = new AbortController();
    const left = failure(load(there("pieces"), { signal: leaver.signal }));
    const stayed = load(there("pieces"), { signal: new AbortController().signal });
    await expect.poll(() => requests(tag)).toHaveLength(1);
    leaver.abort();
    expect((await left).code).toBe("aborted");
    await send(tag);
    expect((await stayed).size).toBe(SIZE);
    expect(await requests(tag)).toMatchObject([{ aborted: false }]);
  });

  test("is aborted when the last caller leaves, and can be begun again", async () => {
    const leaver = new AbortController();
    const both = [1, 2].map(() => failure(load(there("pieces"), { signal: leaver.signal })));
    await expect.poll(() => requests(tag)).toHaveLength(1);
    leaver.abort();
    for (const error of await Promise.all(both)) expect(error.code).toBe("aborted");
    // The server hears in its own time that nobody listens.
    await expect.poll(() => requests(tag)).toMatchObject([{ aborted: true }]);
    await send(tag);
    expect((await load(there("pieces"))).size).toBe(SIZE);
    expect(await requests(tag)).toMatchObject([{ aborted: true }, { aborted: false }]);
  });

  test("is not begun for a signal that is aborted already", async () => {
    const error = await failure(load(there("model"), { signal: AbortSignal.abort() }));
    expect(error.code).toBe("aborted");
    expect(await requests(tag)).toEqual([]);
  });

  test("one caller's broken progress listener does not disturb the rest", async () => {
    const reported = new Promise((resolve) => {
      addEventListener(
        "error",
        (event) => {
          event.preventDefault();
          event.stopImmediatePropagation();
          resolve(event.message);
        },
        { once: true, capture: true },
      );
    });
    let calls = 0;
    const onProgress = () => {
      calls += 1;
      if (calls === 1) throw new Error("broken listener");
    };
    expect((await load(there("model"), { onProgress })).size).toBe(SIZE);
    expect(await reported).toContain("broken listener");
  });
});

describe("blob URLs", () => {
  test("balance after a hundred rounds of loads, failures and departures", async () => {
    const start = cacheStatistics();
    const held: string[] = [];
    for (let round = 0; round < 100; round += 1) {
      const leaver = new AbortController();
      const leaving = failure(getCachedModelUrl(id, there("model"), { signal: leaver.signal }));
      leaver.abort();
      await leaving;
      if (round % 10 === 0) await clearCachedModel(id);
      if (round % 25 === 0) await failure(getCachedModelUrl(`${id}-gone`, there("404")));
      const [kept, released] = await Promise.all([
        getCachedModelUrl(id, there("model")),
        getCachedModelUrl(id, there("model")),
      ]);
      held.push(kept);
      releaseModelUrl(released);
      releaseModelUrl(released);
    }
    const middle = cacheStatistics();
    expect(middle.created - start.created).toBe(200);
    expect(middle.revoked - start.revoked).toBe(100);
    expect(middle.created).toBe(middle.revoked + middle.outstanding);
    expect((await fetch(held[0] as string)).ok).toBe(true);

    held.forEach(releaseModelUrl);
    releaseModelUrl("blob:not-one-of-ours");
    const end = cacheStatistics();
    expect(end.outstanding).toBe(start.outstanding);
    expect(end.created).toBe(end.revoked + end.outstanding);
    await expect(fetch(held[0] as string)).rejects.toThrow();
  });
});
