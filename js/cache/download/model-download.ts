/** Brings one model's bytes, from its address or from the kernel, and checks them. */

import { downloadTexts } from "../texts";
import { ModelFetchError, reasonOf } from "./model-fetch-error";

export type ProgressListener = (loaded: number, total: number | null) => void;

/** Asks the kernel for the bytes of a digest. */
export type BlobChannel = (
  sha256: string,
  options: { signal?: AbortSignal; onProgress?: ProgressListener },
) => Promise<Blob>;

/** What is known of the bytes. */
export interface Expectation {
  size?: number | undefined;
  sha256?: string | undefined;
}

export interface Wanted extends Expectation {
  url: string;
  channel?: BlobChannel | undefined;
}

export interface DownloadOptions {
  signal: AbortSignal;
  onProgress: ProgressListener;
  /** Called once for each source that is asked. */
  onAsked: (source: "network" | "channel") => void;
}

export const MODEL_MEDIA_TYPE = "model/gltf-binary";

/** The digest in a `blob+sha256:` address, which only the kernel can resolve. */
export function kernelDigest(url: string): string | undefined {
  return /^blob\+sha256:([0-9a-f]{64})$/i.exec(url)?.[1]?.toLowerCase();
}

/**
 * The bytes, checked. Where the address fails and the kernel can be asked for the same digest, it is
 * asked: a store's CORS rules or an expired link need not keep the model from the user.
 */
export async function download(wanted: Wanted, options: DownloadOptions): Promise<Blob> {
  if (kernelDigest(wanted.url)) return fromChannel(wanted, options);
  try {
    return await fromNetwork(wanted, options);
  } catch (remoteError) {
    if (options.signal.aborted || !wanted.sha256 || !wanted.channel) throw remoteError;
    return await fromChannel(wanted, options).catch((error) => {
      const code = remoteError instanceof ModelFetchError ? remoteError.code : "network";
      const message = downloadTexts.both(reasonOf(remoteError), reasonOf(error));
      throw new ModelFetchError(code, message, error);
    });
  }
}

/** What is wrong with the bytes, or null. The digest is passed over where the browser offers none. */
export async function defectOf(blob: Blob, expected: Expectation): Promise<string | null> {
  if (expected.size !== undefined && blob.size !== expected.size) {
    return downloadTexts.otherSize(blob.size, expected.size);
  }
  // `crypto.subtle` is missing outside secure contexts, such as a notebook server on plain HTTP.
  if (expected.sha256 && globalThis.crypto?.subtle) {
    const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
    const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
    if (hex.join("") !== expected.sha256) return downloadTexts.otherDigest;
  }
  return null;
}

async function fromNetwork(wanted: Wanted, options: DownloadOptions): Promise<Blob> {
  const url = fetchableUrl(wanted.url);
  // The address of a data URL is its content, and has no place in a message.
  const place = url.protocol === "data:" ? downloadTexts.dataUrl : url.host;
  if (url.protocol !== "data:") options.onAsked("network");

  let response: Response;
  let blob: Blob;
  try {
    response = await fetch(url, {
      // A link that can be shared needs no cookies, and a server that allows any origin refuses them.
      credentials: "omit",
      // The bytes are kept once checked; the HTTP cache would keep them twice, and unchecked.
      cache: "no-store",
      signal: options.signal,
    });
    if (!response.ok) throw httpError(response, place);
    blob = await readBody(response, wanted.size, options.onProgress);
  } catch (error) {
    if (error instanceof ModelFetchError) throw error;
    throw networkError(place, error);
  }
  if (blob.type.startsWith("text/html")) {
    throw new ModelFetchError("corrupt", downloadTexts.webPage(place));
  }
  return checked(blob, wanted, place);
}

async function fromChannel(wanted: Wanted, options: DownloadOptions): Promise<Blob> {
  const digest = wanted.sha256;
  if (!digest || !wanted.channel) {
    throw new ModelFetchError("missing", downloadTexts.noKernel);
  }
  options.onAsked("channel");
  let blob: Blob;
  try {
    const { signal, onProgress } = options;
    blob = await wanted.channel(digest, { signal, onProgress });
  } catch (error) {
    if (error instanceof ModelFetchError) throw error;
    throw new ModelFetchError("channel", downloadTexts.notHanded(reasonOf(error)), error);
  }
  return checked(blob, wanted, downloadTexts.kernel);
}

function fetchableUrl(address: string): URL {
  const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : null;
  if (url && ["http:", "https:", "data:"].includes(url.protocol)) return url;
  throw new ModelFetchError("unsupported", downloadTexts.unsupported(address.slice(0, 80)));
}

async function readBody(
  response: Response,
  size: number | undefined,
  onProgress: ProgressListener,
): Promise<Blob> {
  const type = response.headers.get("Content-Type") ?? MODEL_MEDIA_TYPE;
  const contentLength = Number(response.headers.get("Content-Length"));
  const announced = size ?? (contentLength > 0 ? contentLength : null);
  if (!response.body) return response.blob();

  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  let loaded = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks, { type });
    chunks.push(value);
    loaded += value.byteLength;
    // Of a compressed answer the announced length is the compressed one, and no total.
    onProgress(loaded, announced !== null && loaded <= announced ? announced : null);
  }
}

async function checked(blob: Blob, expected: Expectation, place: string): Promise<Blob> {
  const defect = await defectOf(blob, expected);
  if (defect === null) return blob;
  throw new ModelFetchError("corrupt", downloadTexts.damaged(place, defect));
}

function httpError(response: Response, place: string): ModelFetchError {
  const status = `${response.status} ${response.statusText}`.trim();
  const { broken, refused } = downloadTexts;
  return new ModelFetchError("http", (response.status >= 500 ? broken : refused)(place, status));
}

function networkError(place: string, cause: unknown): ModelFetchError {
  const { unreachable, offline } = downloadTexts;
  return new ModelFetchError("network", (navigator.onLine ? unreachable : offline)(place), cause);
}
