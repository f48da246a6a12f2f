/** The rendered picture of each iteration, for the history's strip. */

import { byteStoreOnDemand } from "./ladder";

const openStore = byteStoreOnDemand("product-thumbnails");

export async function getThumbnail(iterationId: string): Promise<Blob | null> {
  return (await openStore()).get(keyOf(iterationId));
}

/** Never rejects: a picture that cannot be kept is rendered again. */
export async function putThumbnail(iterationId: string, blob: Blob): Promise<void> {
  await (await openStore()).put(keyOf(iterationId), blob, blob.type || "image/png");
}

function keyOf(iterationId: string): string {
  return `thumbnail_${iterationId}`;
}
