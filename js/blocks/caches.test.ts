import { afterEach, describe, expect, test } from "vitest";
import { requests } from "../cache/testing/asked";
import { id, tag, there } from "../cache/testing/fresh-model";
import {
  cacheStatistics,
  clearAllModelCache,
  clearCachedArtifact,
  clearCachedArtifacts,
  clearCachedModel,
  getCachedArtifactUrl,
  getCachedModelUrl,
  isModelCached,
  releaseArtifactUrl,
  releaseModelUrl,
} from ".";

afterEach(async () => {
  await clearAllModelCache();
  await clearCachedArtifacts("packaging", "dieline");
});

const kept = async (namespace: string) =>
  (await (await caches.open(namespace)).keys()).map(({ url }) => new URL(url).pathname);

describe("models", () => {
  test("are fetched once, kept under their iteration, and cleared", async () => {
    const before = cacheStatistics().outstanding;
    const one = await getCachedModelUrl(id, there("model"));
    expect(await isModelCached(id)).toBe(true);
    const two = await getCachedModelUrl(id, there("model"));
    expect(await requests(tag)).toHaveLength(1);
    expect(await kept("product-models")).toEqual([`/model_glb_${id}`]);
    expect(cacheStatistics().outstanding).toBe(before + 2);
    releaseModelUrl(one);
    releaseModelUrl(two);
    expect(cacheStatistics().outstanding).toBe(before);
    await expect(fetch(one)).rejects.toThrow();
    await clearCachedModel(id);
    expect(await isModelCached(id)).toBe(false);
  });
});

describe("other artifacts", () => {
  const get = (role: string, of = id) =>
    getCachedArtifactUrl("packaging", role, of, there("model"));

  test("are kept in a store of their surface and role", async () => {
    for (const each of [await get("dieline"), await get("dieline")]) releaseArtifactUrl(each);
    await expect.poll(() => kept("packaging-dieline")).toEqual([`/dieline_${id}`]);
    expect(await requests(tag)).toHaveLength(1);
    expect(await isModelCached(id)).toBe(false);
  });

  test("are cleared one by one, or a role at once", async () => {
    const other = `${id} 2`;
    for (const each of [id, other]) releaseArtifactUrl(await get("dieline", each));
    await expect.poll(async () => (await kept("packaging-dieline")).length).toBe(2);
    await clearCachedArtifact("packaging", "dieline", id);
    expect(await kept("packaging-dieline")).toHaveLength(1);
    await clearCachedArtifacts("packaging", "dieline");
    expect(await kept("packaging-dieline")).toEqual([]);
  });

  test("of a product's model are the models that viewers keep", async () => {
    releaseArtifactUrl(await getCachedArtifactUrl("product", "model", id, there("model")));
    expect(await isModelCached(id)).toBe(true);
  });
});
