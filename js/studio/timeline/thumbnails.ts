/**
 * The timeline's pictures: from the browser's cache, or drawn one at a time from the models.
 *
 * They are shown from `data:` URLs: a few kilobytes each, and the policy of a strict page (a VS Code
 * webview) refuses images from blobs.
 */

import { type Signal, signal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { BlobChannel } from "../../cache/model-cache";
import { getThumbnail, putThumbnail } from "../../cache/thumbnail-cache";
import type { Iteration } from "../../contract";
import { dataUrl } from "../../data-url";
import { renderThumbnail } from "../../viewer/thumbnail";
import { sourceOf } from "./model-source";

/** Drawn at twice the size they are shown at. */
export const THUMBNAIL_PIXELS = 192;

interface Holder {
  channel: BlobChannel;
}

interface Picture {
  readonly url: Signal<string | null>;
  readonly holders: Set<Holder>;
  /** Aborted when nobody holds it. */
  readonly left: AbortController;
}

interface ThumbnailOptions {
  /** Whether to draw one from the model where none is kept. */
  draw?: boolean;
}

const pictures = new Map<string, Picture>();
let queue: Promise<void> = Promise.resolve();

/** The picture of an iteration as a URL; null until it is there. */
export function useThumbnail(
  iteration: Iteration,
  channel: BlobChannel,
  { draw = true }: ThumbnailOptions = {},
): string | null {
  const picture = useSignal<Picture | null>(null);
  // A layout effect ends with the component, another one some time after.
  useLayoutEffect(() => {
    const holder = { channel };
    picture.value = hold(iteration, holder, draw);
    return () => release(iteration.created_at, holder);
  }, [iteration.created_at]);
  return picture.value?.url.value ?? null;
}

/** The model is on screen and was drawn there: no need to load it again for its picture. */
export async function thumbnailDrawn(id: string, blob: Blob): Promise<void> {
  const url = await dataUrl(blob);
  const picture = pictures.get(id);
  if (picture) picture.url.value ??= url;
}

function hold(iteration: Iteration, holder: Holder, draw: boolean): Picture {
  const id = iteration.created_at;
  let picture = pictures.get(id);
  if (!picture) {
    const made: Picture = { url: signal(null), holders: new Set(), left: new AbortController() };
    picture = made;
    pictures.set(id, made);
    queue = queue.then(() => find(iteration, made, draw)).catch(() => {});
  }
  picture.holders.add(holder);
  return picture;
}

function release(id: string, holder: Holder): void {
  const picture = pictures.get(id);
  if (!picture?.holders.delete(holder) || picture.holders.size > 0) return;
  pictures.delete(id);
  picture.left.abort();
}

async function find(
  iteration: Iteration,
  { url, holders, left }: Picture,
  draw: boolean,
): Promise<void> {
  const id = iteration.created_at;
  if (left.signal.aborted) return;
  const kept = await getThumbnail(id);
  if (kept) return thumbnailDrawn(id, kept);
  const source = sourceOf(iteration);
  if (!draw || !source || url.value || left.signal.aborted) return;
  const blob = await renderThumbnail(source, THUMBNAIL_PIXELS, {
    // Of whoever is there when the model is asked for: the first holder may have gone.
    channel: (sha256, options) => {
      const [holder] = holders;
      if (!holder) return Promise.reject(left.signal.reason);
      return holder.channel(sha256, options);
    },
    signal: left.signal,
  });
  await putThumbnail(id, blob);
  await thumbnailDrawn(id, blob);
}
