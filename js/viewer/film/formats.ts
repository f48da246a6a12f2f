/** Which films a browser can make. */

import { codecFor } from "./codecs";
import type { FilmFormat } from "./turntable";

/** Best first. GIF needs no encoder, and is made everywhere. */
export async function filmFormats(width: number, height: number): Promise<FilmFormat[]> {
  const made: FilmFormat[] = [];
  for (const format of ["webm", "mp4"] as const) {
    if (await codecFor(format, width, height, 30)) made.push(format);
  }
  return [...made, "gif"];
}
