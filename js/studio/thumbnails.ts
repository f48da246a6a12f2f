/** The timeline's pictures: from the browser's cache, or drawn one at a time from the models. */

import { type Signal, signal } from "@preact/signals";
import type { BlobChannel } from "../cache/model-cache";
import { getThumbnail, putThumbnail } from "../cache/thumbnail-cache";
import type { Iteration } from "../contract";
import { renderThumbnail } from "../viewer/thumbnail";
import { sourceOf } from "./format";

/** Drawn at twice the size they are shown at. */
export const THUMBNAIL_PIXELS = 192;

const pictures = new Map<string, Signal<string | null>>();
let queue: Promise<void> = Promise.resolve();

/** The picture of an iteration as a blob URL; null until it is there. */
export function thumbnailOf(iteration: Iteration, channel: BlobChannel): Signal<string | null> {
  const id = iteration.created_at;
  let picture = pictures.get(id);
  if (!picture) {
    picture = signal(null);
    pictures.set(id, picture);
    queue = queue.then(() => find(iteration, channel)).catch(() => {});
  }
  return picture;
}

/** The model is on screen and was drawn there: no need to load it again for its picture. */
export function thumbnailDrawn(id: string, blob: Blob): void {
  const picture = pictures.get(id) ?? signal<string | null>(null);
  pictures.set(id, picture);
  picture.value ??= URL.createObjectURL(blob);
}

async function find(iteration: Iteration, channel: BlobChannel): Promise<void> {
  const id = iteration.created_at;
  const kept = await getThumbnail(id);
  if (kept) return thumbnailDrawn(id, kept);
  const source = sourceOf(iteration);
  if (!source || pictures.get(id)?.value) return;
  const blob = await renderThumbnail(source, THUMBNAIL_PIXELS, {
    channel,
    signal: new AbortController().signal,
  });
  await putThumbnail(id, blob);
  thumbnailDrawn(id, blob);
}
