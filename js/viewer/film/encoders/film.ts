/** What a film is to be. */

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
