import { afterEach, expect, test } from "vitest";
import { getThumbnail, putThumbnail } from "./thumbnail-cache";

const ID = "2026-01-02T03:04:05.000006Z";

afterEach(() => caches.delete("product-thumbnails"));

test("a thumbnail is kept under its iteration", async () => {
  expect(await getThumbnail(ID)).toBeNull();
  await putThumbnail(ID, new Blob(["picture"], { type: "image/webp" }));
  const kept = await getThumbnail(ID);
  expect(await kept?.text()).toBe("picture");
  expect(kept?.type).toBe("image/webp");
  expect(await getThumbnail("another")).toBeNull();
});

test("thumbnails and models are stored apart", async () => {
  await putThumbnail(ID, new Blob(["picture"]));
  const keys = await (await caches.open("product-thumbnails")).keys();
  expect(keys.map(({ url }) => new URL(url).pathname)).toEqual([`/thumbnail_${ID}`]);
});
