/**
 * Pictures and films that a cell asks for: `src/prodwidget/widgets/wanted.py` is the other end.
 *
 * Every page that shows the widget hears of it. The first that claims it makes it.
 */

import type { AnyModel } from "@anywidget/types";
import type { ReadonlySignal } from "@preact/signals";
import { takePicture } from "../viewer/film/picture";
import { type FilmFormat, turntable } from "../viewer/film/turntable";
import type { ModelView } from "../viewer/model-view";
import { type KernelMessages, PART_BYTES } from "./messages";
import { messageTexts } from "./texts";

interface Wanted {
  type: "wanted";
  id: string;
  what: "screenshot" | "turntable";
  width: number;
  height: number;
  transparent: boolean;
  seconds: number;
  format: FilmFormat;
}

/** Answer what is wanted of a view; the returned function ends that. */
export function answerWanted(
  model: AnyModel,
  messages: KernelMessages,
  view: ReadonlySignal<ModelView | null>,
): () => void {
  const gone = new AbortController();
  const hear = (message: Partial<Wanted>) => {
    if (message?.type === "wanted") void answer(message as Wanted, messages, view, gone.signal);
  };
  model.on("msg:custom", hear);
  return () => {
    model.off("msg:custom", hear);
    gone.abort();
  };
}

async function answer(
  wanted: Wanted,
  messages: KernelMessages,
  view: ReadonlySignal<ModelView | null>,
  signal: AbortSignal,
): Promise<void> {
  const { id } = wanted;
  if (!view.value?.stand) return;
  // Who did not get it has nothing to tell.
  const claim = messages.ask<boolean>({ type: "claim", wanted: id }, { aside: true });
  if (!(await claim.catch(() => false))) return;
  try {
    const made = await make(wanted, view.value, signal);
    const total = made.size;
    for (let offset = 0; offset < total; offset += PART_BYTES) {
      const part = await made.slice(offset, offset + PART_BYTES).arrayBuffer();
      await messages.ask({ type: "wanted_part", wanted: id, offset, total }, { buffers: [part] });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await messages.ask({ type: "wanted_failed", wanted: id, message }).catch(() => {});
  }
}

function make(wanted: Wanted, view: ModelView | null, signal: AbortSignal): Promise<Blob> {
  const { what, width, height, transparent, seconds, format } = wanted;
  const stand = view?.stand;
  if (!view || !stand) throw new Error(messageTexts.nothingShown);
  if (what === "screenshot") return takePicture(stand, { width, height, transparent });
  return turntable(stand, view.camera, { format, seconds, width, height, signal });
}
