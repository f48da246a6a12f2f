/** What a person sees, as numbers. */

import { page } from "vitest/browser";

/** The pixels of an element as the browser composes them, at the screen's resolution. */
export async function pixelsOf(element: Element): Promise<ImageData> {
  const base64 = await page.screenshot({ element, base64: true, save: false });
  return decode(await (await fetch(`data:image/png;base64,${base64}`)).blob());
}

export async function decode(picture: Blob): Promise<ImageData> {
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** How many pixels satisfy a condition on their channels, 0 to 255. */
export function count(
  { data }: ImageData,
  matches: (red: number, green: number, blue: number, alpha: number) => boolean,
): number {
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    if (matches(red, green, blue, alpha)) found += 1;
  }
  return found;
}
