/** The rendered picture of each iteration, for the history's strip. */

import { openByteStore } from "./ladder";
import type { ByteStore } from "./stores/byte-store";

const NAMESPACE = "product-thumbnails";

let opening: Promise<ByteStore> | null = null;

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

function openStore(): Promise<ByteStore> {
  opening ??= openByteStore(NAMESPACE);
  return opening;
}
