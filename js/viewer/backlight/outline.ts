/** The outline of what is in a picture, and how much of it is lost against the ground. */

/** Alpha of what belongs to the product, and of what does not: its shadow is neither. */
const INSIDE = 242;
const OUTSIDE = 26;

export interface Outline {
  /** Share of it that has less contrast with the ground than was asked for. */
  lost: number;
  /** Relative luminance of that part, its median. */
  luminance: number;
  /** Left, top, right and bottom of the product, as shares of the picture. */
  box: [number, number, number, number];
  /** Of the picture: width over height. */
  aspect: number;
}

/**
 * Null where there is no outline.
 *
 * @param ground Relative luminance of what is behind the picture.
 * @param onDark Contrast (WCAG 2) wanted with a ground that is darker than the outline, or as dark.
 * @param onLight The same on a light ground.
 */
export function outlineOf(
  { data, width, height }: ImageData,
  ground: number,
  onDark: number,
  onLight: number,
): Outline | null {
  const wanted = ground < 0.35 ? onDark : onLight;
  const alpha = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (data[(y * width + x) * 4 + 3] ?? 0);
  const lost: number[] = [];
  let length = 0;
  const box: Outline["box"] = [1, 1, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (alpha(x, y) < INSIDE) continue;
      box[0] = Math.min(box[0], x / width);
      box[1] = Math.min(box[1], y / height);
      box[2] = Math.max(box[2], (x + 1) / width);
      box[3] = Math.max(box[3], (y + 1) / height);
      // Two away, since the pixel between them is a little of both.
      const outer = [alpha(x - 2, y), alpha(x + 2, y), alpha(x, y - 2), alpha(x, y + 2)];
      if (Math.min(...outer) > OUTSIDE) continue;
      length += 1;
      const at = (y * width + x) * 4;
      const light = relative(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
      if (contrast(light, ground) < wanted * 0.8) lost.push(light);
    }
  }
  if (length === 0) return null;
  lost.sort((a, b) => a - b);
  return {
    lost: lost.length / length,
    luminance: lost[lost.length >> 1] ?? 0,
    box,
    aspect: width / height,
  };
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function relative(red: number, green: number, blue: number): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
