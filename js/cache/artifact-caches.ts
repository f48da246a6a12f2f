/** The files of any surface by iteration, each role in a namespace of its own. */

import { ArtifactCache, type GetOptions } from "./artifact-cache";
import { modelCache } from "./model-cache";

/** A product's model is the one that its viewers keep. */
const caches = new Map([["product-model", modelCache]]);

export function artifactCache(surface: string, role: string): ArtifactCache {
  const namespace = `${surface}-${role}`;
  let cache = caches.get(namespace);
  if (!cache) {
    cache = new ArtifactCache(namespace, role);
    caches.set(namespace, cache);
  }
  return cache;
}

/**
 * A blob URL of the bytes. It is the caller's own, to be given to `releaseArtifactUrl` after use.
 *
 * Of several files with one role, each has an id that goes on from its iteration's. Rejects with a
 * `ModelFetchError`.
 */
export function getCachedArtifactUrl(
  surface: string,
  role: string,
  iterationId: string,
  remoteUrl: string,
  options: GetOptions = {},
): Promise<string> {
  return artifactCache(surface, role).getUrl(iterationId, remoteUrl, options);
}

export function clearCachedArtifact(
  surface: string,
  role: string,
  iterationId: string,
): Promise<void> {
  return artifactCache(surface, role).clear(iterationId);
}

export function clearCachedArtifacts(surface: string, role: string): Promise<void> {
  return artifactCache(surface, role).clearAll();
}
