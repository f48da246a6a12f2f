/** Hands files to the browser's downloads. */

import {
  type BlobChannel,
  type GetModelOptions,
  getCachedModelUrl,
  releaseModelUrl,
} from "../../cache/model-cache";
import type { ModelSource } from "../../contract";
import { fileName } from "../words/format";

/** The browser tells nobody when it has read what it was handed. */
const READ_MILLISECONDS = 10_000;

/** Rejects with a `ModelFetchError` where the bytes cannot be had. */
export async function downloadModel(
  source: ModelSource,
  channel: BlobChannel,
  onProgress: NonNullable<GetModelOptions["onProgress"]>,
): Promise<void> {
  const { id, url, size, sha256, name } = source;
  const address = await getCachedModelUrl(id, url, { size, sha256, channel, onProgress });
  hand(address, fileName(name));
  setTimeout(() => releaseModelUrl(address), READ_MILLISECONDS);
}

/** Hand a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  hand(address, name);
  setTimeout(() => URL.revokeObjectURL(address), READ_MILLISECONDS);
}

function hand(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
