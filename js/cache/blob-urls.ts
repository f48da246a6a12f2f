/** Addresses of bytes in memory: each is its taker's own, and is given back. */

const outstanding = new Set<string>();
const counts = { created: 0, revoked: 0 };

export interface BlobUrlCounts {
  /** Blob URLs handed out and taken back; `outstanding` is their difference. */
  created: number;
  revoked: number;
  outstanding: number;
}

export function lendBlobUrl(blob: Blob): string {
  const url = URL.createObjectURL(blob);
  outstanding.add(url);
  counts.created += 1;
  return url;
}

/** Takes a blob URL back. Giving one back twice does nothing. */
export function takeBlobUrlBack(url: string): void {
  if (!outstanding.delete(url)) return;
  URL.revokeObjectURL(url);
  counts.revoked += 1;
}

export function blobUrlCounts(): BlobUrlCounts {
  return { ...counts, outstanding: outstanding.size };
}
