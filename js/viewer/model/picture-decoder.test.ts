import { afterEach, describe, expect, test, vi } from "vitest";
import type * as Decoder from "./picture-decoder";

afterEach(() => vi.unstubAllGlobals());

/** The module anew, as on another page. */
const load = (name: string): Promise<typeof Decoder> =>
  import(/* @vite-ignore */ new URL(`./picture-decoder.ts?${name}`, import.meta.url).href);

async function picture(): Promise<Blob> {
  const canvas = new OffscreenCanvas(8, 3);
  canvas.getContext("2d")?.fillRect(0, 0, 8, 3);
  return canvas.convertToBlob();
}

const SIZES = [
  [8, 3],
  [4, 1],
  [2, 1],
  [1, 1],
];

async function sizesOf({ decodePicture }: typeof Decoder): Promise<number[][]> {
  const { largest, others } = decodePicture(await picture());
  return [await largest, ...(await others)].map(({ width, height }) => [width, height]);
}

describe("a picture", () => {
  test("comes with each of its levels, from a worker", async () => {
    const started = vi.fn();
    const Real = Worker;
    vi.stubGlobal(
      "Worker",
      class extends Real {
        constructor(url: string) {
          super(url);
          started();
        }
      },
    );
    expect(await sizesOf(await load("worker"))).toEqual(SIZES);
    expect(started).toHaveBeenCalledOnce();
  });

  test("is decoded on the page where the page's rules allow no worker", async () => {
    vi.stubGlobal(
      "Worker",
      class {
        onerror = () => {};
        postMessage(): void {
          queueMicrotask(() => this.onerror());
        }
      },
    );
    const decoder = await load("refused");
    expect(await sizesOf(decoder)).toEqual(SIZES);
    expect(await sizesOf(decoder)).toEqual(SIZES);
  });

  test("is decoded on the page where there are no workers at all", async () => {
    vi.stubGlobal("Worker", undefined);
    const decoder = await load("none");
    decoder.readyDecoder();
    expect(await sizesOf(decoder)).toEqual(SIZES);
  });

  test("that is none is refused", async () => {
    const { decodePicture } = await load("broken");
    const { largest, others } = decodePicture(new Blob(["no picture"]));
    await expect(largest).rejects.toThrow();
    await expect(others).rejects.toThrow();
  });
});
