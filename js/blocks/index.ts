/** What other front ends build with: the cache of artifacts, and the viewer as an element. */

import { defineProductViewer } from "./element";

export {
  clearCachedArtifact,
  clearCachedArtifacts,
  getCachedArtifactUrl,
} from "../cache/artifact-caches";
export {
  takeBlobUrlBack as releaseArtifactUrl,
  takeBlobUrlBack as releaseModelUrl,
} from "../cache/blob-urls";
export {
  cacheStatistics,
  clearAllModelCache,
  clearCachedModel,
  getCachedModelUrl,
  isModelCached,
  ModelFetchError,
} from "../cache/model-cache";
export { viewerStatistics } from "../viewer/renderer";
export { defineProductViewer, ProductViewerElement } from "./element";

defineProductViewer();
