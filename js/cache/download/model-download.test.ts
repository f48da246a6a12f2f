import { describe, expect, test } from "vitest";
import { type BlobChannel, cacheStatistics, isModelCached } from "../model-cache";
import { requests } from "../testing/asked";
import { digest, failure, id, load, model, SIZE, tag, there } from "../testing/fresh-model";
import { sha256 } from "../testing/model-bytes";

async function overwriteEntry(body: Blob): Promise<void> {
  // A model is answered before it is written.
  await isModelCached(id);
  const cache = await caches.open("product-models");
  const request = (await cache.keys())[0] as Request;
  await cache.put(request, new Response(body, { headers: { "Content-Length": `${body.size}` } }));
}

/** A kernel that holds the model. */
function kernel() {
  const asked: string[] = [];
  const channel: BlobChannel = async (sha256, { onProgress }) => {
    asked.push(sha256);
    onProgress?.(SIZE, SIZE);
    return model;
  };
  return { asked, channel };
}

describe("damage", () => {
  test("a stored entry with other bytes is fetched again", async () => {
    await load(there("model"));
    await overwriteEntry(new Blob([new Uint8Array(SIZE)]));
    const blob = await load(there("model"), { size: SIZE, sha256: digest });
    expect(await sha256(blob)).toBe(digest);
    expect(await requests(tag)).toHaveLength(2);
    expect(await sha256(await load(there("model"), { sha256: digest }))).toBe(digest);
    expect(await requests(tag)).toHaveLength(2);
  });

  test("a truncated entry is fetched again", async () => {
    await load(there("model"), { size: SIZE, sha256: digest });
    await overwriteEntry(model.slice(0, SIZE / 2));
    expect((await load(there("model"), { size: SIZE, sha256: digest })).size).toBe(SIZE);
    expect(await requests(tag)).toHaveLength(2);
  });

  test("a damaged entry is gone even if the fetch after it fails", async () => {
    await load(there("model"));
    await overwriteEntry(model.slice(0, 10));
    await failure(load(there("404"), { size: SIZE }));
    expect(await isModelCached(id)).toBe(false);
  });

  test.each([
    ["short", "corrupt", "500 bytes instead of 1000"],
    ["truncated", "network", "connection failed"],
    ["html", "corrupt", "web page"],
    ["404", "http", "404 Not Found"],
    ["nocors", "network", "CORS"],
  ])("%s is an error, and is not stored", async (fault, code, message) => {
    const error = await failure(load(there(fault), { size: SIZE }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(await isModelCached(id)).toBe(false);
  });

  test("another digest is an error", async () => {
    const error = await failure(load(there("model"), { sha256: "0".repeat(64) }));
    expect(error.code).toBe("corrupt");
    expect(error.message).toContain("digest");
  });

  test("an address of another kind is an error", async () => {
    for (const url of [
      "ftp://host/model.glb",
      "file:///model.glb",
      "blob+sha256:beef",
      "http://",
    ]) {
      expect((await failure(load(url))).code).toBe("unsupported");
    }
  });
});

describe("kernel", () => {
  test("is asked for an address that only it can resolve", async () => {
    const { asked, channel } = kernel();
    const told: number[] = [];
    const blob = await load(`blob+sha256:${digest}`, { channel, onProgress: (n) => told.push(n) });
    expect(await sha256(blob)).toBe(digest);
    expect(told).toEqual([SIZE]);
    await load(`blob+sha256:${digest}`, { channel });
    expect(asked).toEqual([digest]);
  });

  test.each(["nocors", "404", "truncated", "short"])("is asked after %s", async (fault) => {
    const { asked, channel } = kernel();
    const before = cacheStatistics().channelFetches;
    const blob = await load(there(fault), { channel, size: SIZE, sha256: digest });
    expect(await sha256(blob)).toBe(digest);
    expect(asked).toEqual([digest]);
    expect(cacheStatistics().channelFetches - before).toBe(1);
    expect(await isModelCached(id)).toBe(true);
  });

  test("is asked through a later caller's channel", async () => {
    const { asked, channel } = kernel();
    const first = load(there("truncated"));
    const second = load(there("truncated"), { channel, sha256: digest });
    expect((await Promise.all([first, second])).map(({ size }) => size)).toEqual([SIZE, SIZE]);
    expect(asked).toEqual([digest]);
  });

  test("is not asked without a digest", async () => {
    const { asked, channel } = kernel();
    expect((await failure(load(there("404"), { channel }))).code).toBe("http");
    expect(asked).toEqual([]);
  });

  test("is missing", async () => {
    expect((await failure(load(`blob+sha256:${digest}`))).code).toBe("missing");
  });

  test("fails: both reasons are told after a failed fetch", async () => {
    const channel = () => Promise.reject(new Error("kernel is dead"));
    expect((await failure(load(`blob+sha256:${digest}`, { channel }))).code).toBe("channel");
    const error = await failure(load(there("404"), { channel, sha256: digest }));
    expect(error.code).toBe("http");
    expect(error.message).toContain("404");
    expect(error.message).toContain("kernel is dead");
  });

  test("hands over other bytes", async () => {
    const channel = async () => new Blob(["something else"]);
    expect((await failure(load(`blob+sha256:${digest}`, { channel }))).code).toBe("corrupt");
    expect(await isModelCached(id)).toBe(false);
  });

  test("hears that all callers have left", async () => {
    const leaver = new AbortController();
    let heard = false;
    let asked = false;
    const channel: BlobChannel = (_, { signal }) =>
      new Promise((_, reject) => {
        asked = true;
        signal?.addEventListener("abort", () => {
          heard = true;
          reject(signal.reason);
        });
      });
    const left = failure(load(`blob+sha256:${digest}`, { channel, signal: leaver.signal }));
    await expect.poll(() => asked).toBe(true);
    leaver.abort();
    expect((await left).code).toBe("aborted");
    expect(heard).toBe(true);
  });
});
