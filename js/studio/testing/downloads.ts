/** What the browser is handed to be saved. */

import { onTestFinished, vi } from "vitest";

export interface Download {
  name: string;
  bytes: ArrayBuffer;
}

/** Note it from now on, instead of putting it into a folder. */
export function noteDownloads(): Download[] {
  const downloads: Download[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(async function (
    this: HTMLAnchorElement,
  ) {
    const bytes = await (await fetch(this.href)).arrayBuffer();
    downloads.push({ name: this.download, bytes });
  });
  onTestFinished(() => click.mockRestore());
  return downloads;
}
