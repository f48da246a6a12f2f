/**
 * The timeline's pictures: from the browser's cache, or drawn one at a time from the models, those in
 * sight first.
 *
 * They are shown from `data:` URLs: a few kilobytes each, and the policy of a strict page (a VS Code
 * webview) refuses images from blobs.
 */

import { type Signal, signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { BlobChannel } from "../../cache/model-cache";
import { getThumbnail, putThumbnail } from "../../cache/thumbnail-cache";
import type { Iteration } from "../../contract";
import { dataUrl } from "../../data-url";
import { renderThumbnail } from "../../viewer/thumbnail";
import { sourceOf } from "./model-source";
import { distance } from "./sight";

/** Drawn at twice the size they are shown at. */
export const THUMBNAIL_PIXELS = 192;

interface Holder {
  channel: BlobChannel;
  /** Its card. */
  place: RefObject<Element | null>;
  /** Whether to draw one from the model where none is kept. */
  draw: boolean;
}

interface Picture {
  readonly iteration: Iteration;
  readonly url: Signal<string | null>;
  readonly holders: Set<Holder>;
  /** Aborted when nobody holds it. */
  readonly left: AbortController;
}

const pictures = new Map<string, Picture>();
const waiting = new Set<Picture>();
let working = false;

/** The picture of an iteration as a URL; null until it is there. */
export function useThumbnail(
  iteration: Iteration,
  channel: BlobChannel,
  place: RefObject<Element | null>,
  { draw = true }: { draw?: boolean } = {},
): string | null {
  const picture = useSignal<Picture | null>(null);
  // A layout effect ends with the component, another one some time after.
  useLayoutEffect(() => {
    const holder = { channel, place, draw };
    picture.value = hold(iteration, holder);
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

function hold(iteration: Iteration, holder: Holder): Picture {
  const id = iteration.created_at;
  let picture = pictures.get(id);
  if (!picture) {
    const left = new AbortController();
    picture = { iteration, url: signal(null), holders: new Set(), left };
    pictures.set(id, picture);
  }
  picture.holders.add(holder);
  if (picture.url.peek() === null) {
    waiting.add(picture);
    void work();
  }
  return picture;
}

/** One at a time, and each time the one that is nearest to being seen. */
async function work(): Promise<void> {
  if (working) return;
  working = true;
  // Until all cards are in their places.
  await new Promise((resolve) => setTimeout(resolve));
  for (let next = nearest(); next; next = nearest()) {
    waiting.delete(next);
    await find(next).catch(() => {});
  }
  working = false;
}

function nearest(): Picture | undefined {
  const far = ({ holders }: Picture) =>
    Math.min(...Array.from(holders, ({ place }) => distance(place.current)));
  const by = new Map(Array.from(waiting, (each) => [each, far(each)]));
  return [...waiting].sort((one, other) => Math.sign((by.get(one) ?? 0) - (by.get(other) ?? 0)))[0];
}

function release(id: string, holder: Holder): void {
  const picture = pictures.get(id);
  if (!picture?.holders.delete(holder) || picture.holders.size > 0) return;
  pictures.delete(id);
  waiting.delete(picture);
  picture.left.abort();
}

async function find({ iteration, url, holders, left }: Picture): Promise<void> {
  const id = iteration.created_at;
  const kept = await getThumbnail(id);
  if (kept) return thumbnailDrawn(id, kept);
  const source = sourceOf(iteration);
  const draw = Array.from(holders).some((each) => each.draw);
  if (!draw || !source || url.value || left.signal.aborted) return;
  const blob = await renderThumbnail(source, THUMBNAIL_PIXELS, {
    // Of whoever is there when the model is asked for: the first holder may have gone.
    channel: (sha256, options) => {
      const holder = Array.from(holders).find((each) => each.draw);
      if (!holder) return Promise.reject(left.signal.reason);
      return holder.channel(sha256, options);
    },
    signal: left.signal,
  });
  await putThumbnail(id, blob);
  await thumbnailDrawn(id, blob);
}
