/**
 * Decodes a picture and all its smaller levels in a worker. The GPU could make the levels itself, but
 * does so in one piece, which nothing else on the page can pass.
 */

import { type PromiseWithResolvers, withResolvers } from "../../with-resolvers";

/** A picture's levels, largest first, each half of the one before. */
export interface Levels {
  /** There before the others, so that it can go up while they are made. */
  largest: Promise<ImageBitmap>;
  others: Promise<ImageBitmap[]>;
}

interface Answer {
  largest?: ImageBitmap;
  others?: ImageBitmap[];
  error?: string;
}

interface Asked {
  picture: Blob;
  largest: PromiseWithResolvers<ImageBitmap>;
  others: PromiseWithResolvers<ImageBitmap[]>;
}

/** Texels as they are in the file. */
const AS_IN_THE_FILE: ImageBitmapOptions = {
  premultiplyAlpha: "none",
  colorSpaceConversion: "none",
};

/** Pictures that are decoded at a time. */
const LANES = 2;

const asked = new Map<number, Asked>();
let worker: Worker | null = null;
/** The page's rules allow no such worker. */
let refused = false;
let last = 0;

/** Have the worker ready before the first picture comes. */
export function readyDecoder(): void {
  if (worker || refused) return;
  try {
    worker = start();
  } catch {
    refused = true;
  }
}

export function decodePicture(picture: Blob): Levels {
  const id = ++last;
  const largest = withResolvers<ImageBitmap>();
  const others = withResolvers<ImageBitmap[]>();
  // Who waits for one of them hears of a failure.
  largest.promise.catch(() => {});
  others.promise.catch(() => {});
  asked.set(id, { picture, largest, others });
  readyDecoder();
  if (worker && !refused) worker.postMessage({ id, picture });
  else void decode(picture, AS_IN_THE_FILE, (answer) => take(id, answer));
  return { largest: largest.promise, others: others.promise };
}

/** Its text is the worker's, so that it knows nothing but its arguments. */
async function decode(
  picture: Blob,
  options: ImageBitmapOptions,
  answer: (answer: Answer, transfer: Transferable[]) => void,
): Promise<ImageBitmap | null> {
  try {
    const largest = await createImageBitmap(picture, options);
    answer({ largest }, []);
    const others: ImageBitmap[] = [];
    let from = largest;
    while (from.width > 1 || from.height > 1) {
      from = await createImageBitmap(from, {
        ...options,
        resizeWidth: Math.max(1, from.width >> 1),
        resizeHeight: Math.max(1, from.height >> 1),
        resizeQuality: "medium",
      });
      others.push(from);
    }
    answer({ others }, others);
    return largest;
  } catch (error) {
    answer({ error: String(error) }, []);
    return null;
  }
}

function start(): Worker {
  // A picture takes four bytes a texel, and of a page full of models they all come at once.
  const text = `const lanes = Array(${LANES}).fill(Promise.resolve());
  let last = 0;
  onmessage = ({ data: { id, picture } }) => {
    const lane = last++ % lanes.length;
    lanes[lane] = lanes[lane].then(async () => {
      const largest = await (${decode})(picture, ${JSON.stringify(AS_IN_THE_FILE)},
        (answer, transfer) => postMessage({ id, ...answer }, transfer));
      // The page has a copy of its own.
      largest?.close();
    });
  };
  postMessage({ id: 0 });`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const started = new Worker(url);
  // Its first message, of no picture, says that it has read its text.
  started.onmessage = ({ data: { id, ...answer } }: MessageEvent<Answer & { id: number }>) => {
    URL.revokeObjectURL(url);
    take(id, answer);
  };
  started.onerror = () => {
    URL.revokeObjectURL(url);
    refused = true;
    for (const [id, { picture }] of asked) {
      void decode(picture, AS_IN_THE_FILE, (answer) => take(id, answer));
    }
  };
  return started;
}

function take(id: number, { largest, others, error }: Answer): void {
  const both = asked.get(id);
  if (largest) both?.largest.resolve(largest);
  if (others) both?.others.resolve(others);
  if (error !== undefined) {
    both?.largest.reject(new Error(error));
    both?.others.reject(new Error(error));
  }
  if (!largest) asked.delete(id);
}
