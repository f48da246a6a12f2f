/** Models by iteration. */

import { ArtifactCache, type GetOptions, type LookUpCounts } from "./artifact-cache";
import { type BlobUrlCounts, blobUrlCounts, takeBlobUrlBack } from "./blob-urls";

export type { GetOptions as GetModelOptions } from "./artifact-cache";
export type { BlobChannel, ProgressListener } from "./download/model-download";
export { ModelFetchError, type ModelFetchErrorCode } from "./download/model-fetch-error";

export type CacheStatistics = BlobUrlCounts & LookUpCounts;

export const modelCache = new ArtifactCache("product-models", "model_glb");

/**
 * A blob URL of the model's bytes. It is the caller's own, to be given to `releaseModelUrl` after use.
 *
 * Concurrent calls for one iteration share one fetch. Rejects with a `ModelFetchError`.
 */
export function getCachedModelUrl(
  iterationId: string,
  remoteUrl: string,
  options: GetOptions = {},
): Promise<string> {
  return modelCache.getUrl(iterationId, remoteUrl, options);
}

/** The model's bytes: as `getCachedModelUrl`, for whoever needs no address. */
export function getCachedModel(
  iterationId: string,
  remoteUrl: string,
  options: GetOptions = {},
): Promise<Blob> {
  return modelCache.get(iterationId, remoteUrl, options);
}

/** Takes a blob URL back. Giving one back twice does nothing. */
export const releaseModelUrl = takeBlobUrlBack;

export function clearCachedModel(iterationId: string): Promise<void> {
  return modelCache.clear(iterationId);
}

export function clearAllModelCache(): Promise<void> {
  return modelCache.clearAll();
}

export function isModelCached(iterationId: string): Promise<boolean> {
  return modelCache.has(iterationId);
}

/** Blob URLs of files of any kind; look-ups of models. */
export function cacheStatistics(): CacheStatistics {
  return { ...blobUrlCounts(), ...modelCache.counts };
}
