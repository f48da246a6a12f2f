/** From a source to a model on the GPU: cache, parse, and the way back when what is cached is broken. */

import {
  type BlobChannel,
  clearCachedModel,
  getCachedModel,
  ModelFetchError,
} from "../../cache/model-cache";
import type { ModelSource } from "../../contract";
import { ModelParseError } from "../gltf/model-parse-error";
import type { LightName } from "../lighting/lights";
import { type Model, parseModel } from "../model/model";
import { type PreparingRenderer, prepareModel } from "./prepare";

export interface LoadOptions {
  channel: BlobChannel | undefined;
  signal: AbortSignal;
  /** The light that its shaders are compiled for. */
  lighting: LightName;
  /** The first picture is what counts: the shadow is left for later. */
  hasty?: boolean;
  onProgress?: (loaded: number, total: number | null) => void;
}

/**
 * Load a model. A file that does not parse is dropped from the cache and had again from its URL,
 * then from the kernel's copy; what the last attempt failed with is thrown. A fetch that another view
 * began and left is begun again.
 */
export async function loadModel(
  source: ModelSource,
  renderer: PreparingRenderer,
  options: LoadOptions,
): Promise<Model> {
  const addresses = [source.url, source.url];
  const kernelCopy = source.sha256 ? `blob+sha256:${source.sha256}` : null;
  if (kernelCopy && kernelCopy !== source.url && options.channel) addresses.push(kernelCopy);
  let failure: unknown;
  for (const address of addresses) {
    try {
      return await attempt(source, address, renderer, options);
    } catch (error) {
      failure = error;
      if (error instanceof ModelParseError) await clearCachedModel(source.id);
      else if (options.signal.aborted || !wasLeft(error)) throw error;
    }
  }
  throw failure;
}

/** Whether the view whose kernel was asked went away, while this one waited for the same bytes. */
function wasLeft(error: unknown): boolean {
  if (!(error instanceof ModelFetchError) || error.code !== "channel") return false;
  return error.cause instanceof DOMException && error.cause.name === "AbortError";
}

async function attempt(
  source: ModelSource,
  address: string,
  renderer: PreparingRenderer,
  options: LoadOptions,
): Promise<Model> {
  const { channel, signal, onProgress } = options;
  const file = await getCachedModel(source.id, address, {
    signal,
    ...(onProgress && { onProgress }),
    ...(source.size !== undefined && { size: source.size }),
    ...(source.sha256 !== undefined && { sha256: source.sha256 }),
    ...(channel && { channel }),
  });
  const data = await file.arrayBuffer();
  signal.throwIfAborted();
  const model = await parseModel(source.id, data, renderer.webgl, { address, signal });
  try {
    await prepareModel(renderer, model, options);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}
