/** Films from frames: had with the first that is asked for. */

import type { Film } from "./film";
import { gif } from "./gif";
import { video } from "./video";

/** Encode frames, of which each is drawn onto the same canvas. */
export function encode(film: Film, frames: AsyncIterable<OffscreenCanvas>): Promise<Blob> {
  return film.format === "gif" ? gif(film, frames) : video(film, film.format, frames);
}
