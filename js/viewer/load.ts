/** From a source to a decoded model: cache, parse, and the way back when what is cached is broken. */

import type { WebGLRenderer } from "three";
import {
  type BlobChannel,
  clearCachedModel,
  getCachedModelUrl,
  releaseModelUrl,
} from "../cache/model-cache";
import type { ModelSource } from "../contract";
import { type Model, ModelParseError, parseModel } from "./model";

export interface LoadOptions {
  channel: BlobChannel | undefined;
  signal: AbortSignal;
  onProgress?: (loaded: number, total: number | null) => void;
}

/**
 * Load a model. A file that does not parse is dropped from the cache and had again from its URL,
 * then from the kernel's copy; what the last attempt failed with is thrown.
 */
export async function loadModel(
  source: ModelSource,
  webgl: WebGLRenderer,
  options: LoadOptions,
): Promise<Model> {
  const addresses = [source.url, source.url];
  const kernelCopy = source.sha256 ? `blob+sha256:${source.sha256}` : null;
  if (kernelCopy && kernelCopy !== source.url && options.channel) addresses.push(kernelCopy);
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await attempt(source, address, webgl, options);
    } catch (error) {
      if (!(error instanceof ModelParseError)) throw error;
      failure = error;
      await clearCachedModel(source.id);
    }
  }
  throw failure;
}

async function attempt(
  source: ModelSource,
  address: string,
  webgl: WebGLRenderer,
  { channel, signal, onProgress }: LoadOptions,
): Promise<Model> {
  const url = await getCachedModelUrl(source.id, address, {
    signal,
    ...(onProgress && { onProgress }),
    ...(source.size !== undefined && { size: source.size }),
    ...(source.sha256 !== undefined && { sha256: source.sha256 }),
    ...(channel && { channel }),
  });
  try {
    const data = await (await fetch(url)).arrayBuffer();
    signal.throwIfAborted();
    return await parseModel(source.id, data, webgl);
  } finally {
    releaseModelUrl(url);
  }
}
