/**
 * The versions' pictures: from the browser's cache, or drawn one at a time from the models, those in
 * sight first. A model that was fetched for its picture alone is not kept.
 *
 * They are shown from `data:` URLs: a few kilobytes each, and the policy of a strict page (a VS Code
 * webview) refuses images from blobs.
 */

import { type Signal, signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { type BlobChannel, clearCachedModel, isModelCached } from "../../cache/model-cache";
import { getThumbnail, putThumbnail } from "../../cache/thumbnail-cache";
import type { Iteration, ModelSource, Version } from "../../contract";
import { dataUrl } from "../../data-url";
import { forgetModel } from "../../viewer/renderer";
import { renderThumbnail } from "../../viewer/thumbnail";
import { sourceOf } from "./model-source";
import { distance } from "./sight";

/** Drawn at twice the size they are shown at. */
export const THUMBNAIL_PIXELS = 192;

interface Holder {
  channel: BlobChannel;
  /** Its card. */
  place: RefObject<Element | null>;
  /** Whether the browser may keep the model that it was drawn from: it is about to be looked at. */
  keep: boolean;
}

interface Picture {
  readonly source: ModelSource;
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
  version: Iteration | Version,
  channel: BlobChannel,
  place: RefObject<Element | null>,
): string | null {
  const picture = useSignal<Picture | null>(null);
  // A layout effect ends with the component, another one some time after.
  useLayoutEffect(() => {
    const source = sourceOf(version);
    if (!source) return;
    // The browser was told to forget what a rewind discarded.
    const holder = { channel, place, keep: !version.discarded };
    picture.value = hold(source, holder);
    return () => release(source.id, holder);
  }, [version.created_at, version.discarded]);
  return picture.value?.url.value ?? null;
}

/** The model is on screen and was drawn there: no need to load it again for its picture. */
export async function thumbnailDrawn(id: string, blob: Blob): Promise<void> {
  const url = await dataUrl(blob);
  const picture = pictures.get(id);
  if (picture) picture.url.value ??= url;
}

function hold(source: ModelSource, holder: Holder): Picture {
  let picture = pictures.get(source.id);
  if (!picture) {
    const left = new AbortController();
    picture = { source, url: signal(null), holders: new Set(), left };
    pictures.set(source.id, picture);
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

async function find({ source, url, holders, left }: Picture): Promise<void> {
  if (url.value || left.signal.aborted) return;
  const blob = await pictureOf(source, {
    // Of whoever is there when the model is asked for: the first holder may have gone.
    channel: (sha256, options) => {
      const [holder] = holders;
      if (!holder) return Promise.reject(left.signal.reason);
      return holder.channel(sha256, options);
    },
    signal: left.signal,
    keep: () => Array.from(holders).some(({ keep }) => keep),
  });
  if (blob) await thumbnailDrawn(source.id, blob);
}

interface Drawing {
  channel: BlobChannel;
  signal: AbortSignal;
  /** Whether the browser is to keep the model. */
  keep: () => boolean;
}

/** The picture that is kept, or else one that is drawn; null where its model is not to be fetched. */
export async function pictureOf(source: ModelSource, drawing: Drawing): Promise<Blob | null> {
  const { id } = source;
  const kept = await getThumbnail(id);
  if (kept) return kept;
  const cached = await isModelCached(id);
  if (!cached && savesData()) return null;
  const { channel, signal, keep } = drawing;
  try {
    const blob = await renderThumbnail(source, THUMBNAIL_PIXELS, { channel, signal });
    await putThumbnail(id, blob);
    return blob;
  } finally {
    if (!cached && !keep()) {
      forgetModel(id);
      await clearCachedModel(id);
    }
  }
}

/** Whether the user asked for as little as possible on the wire. */
export function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  return connection?.saveData === true;
}
