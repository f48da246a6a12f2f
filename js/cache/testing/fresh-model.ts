/**
 * A model of its own for each test, from the server that fails in chosen ways; none is left in the cache
 * after the last.
 */

import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import {
  clearAllModelCache,
  type GetModelOptions,
  getCachedModelUrl,
  ModelFetchError,
  releaseModelUrl,
} from "../model-cache";
import { elsewhere } from "./asked";
import { modelBlob, sha256 } from "./model-bytes";

export const SIZE = 1000;
export const model = modelBlob(SIZE);
export let digest: string;
/** The iteration of the test that runs, and the name of its requests in the server's log. */
export let id: string;
export let tag: string;

let away: string;
let tests = 0;

beforeAll(async () => {
  digest = await sha256(model);
  away = await elsewhere();
});

beforeEach(async () => {
  await clearAllModelCache();
  tests += 1;
  tag = crypto.randomUUID();
  id = `2026-01-02T03:04:05.${String(tests).padStart(6, "0")}Z`;
});

afterAll(clearAllModelCache);

/** Its address on the page's own origin, and on another one. */
export const here = (fault: string, bytes = SIZE) => `/faults/${fault}?tag=${tag}&bytes=${bytes}`;
export const there = (fault: string, bytes = SIZE) => `${away}${here(fault, bytes)}`;

/** Gets the model, reads what the blob URL gives, and gives the URL back. */
export async function load(url: string, options?: GetModelOptions): Promise<Blob> {
  const blobUrl = await getCachedModelUrl(id, url, options);
  const blob = await (await fetch(blobUrl)).blob();
  releaseModelUrl(blobUrl);
  return blob;
}

export async function failure(work: Promise<unknown>): Promise<ModelFetchError> {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ModelFetchError);
  return error;
}
