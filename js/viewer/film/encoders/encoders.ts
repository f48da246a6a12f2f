/** Films from frames: had with the first that is asked for. */

import { gif } from "./gif";
import { video } from "./video";

export type FilmFormat = "webm" | "mp4" | "gif";

export interface Film {
  format: FilmFormat;
  /** Pixels. */
  width: number;
  height: number;
  /** Frames a second, and how many there are. */
  rate: number;
  count: number;
}

/** Encode frames, of which each is drawn onto the same canvas. */
export function encode(film: Film, frames: AsyncIterable<OffscreenCanvas>): Promise<Blob> {
  return film.format === "gif" ? gif(film, frames) : video(film, film.format, frames);
}
