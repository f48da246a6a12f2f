import { modelBytes } from "./model-bytes";

export interface Asked {
  path: string;
  cookies: boolean;
  aborted: boolean;
}

export async function sha256(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function modelBlob(length: number): Blob {
  return new Blob([modelBytes(length)], { type: "model/gltf-binary" });
}

/** What the server was asked under this tag. */
export async function requests(tag: string): Promise<Asked[]> {
  return (await fetch(`/faults/log?tag=${tag}`)).json();
}

/** The origin that is not the page's. */
export async function elsewhere(): Promise<string> {
  return (await fetch("/faults/elsewhere")).text();
}

/** Hides a global for the length of a test, as a browser that lacks it does. */
export async function without<T>(names: ("caches" | "indexedDB")[], work: () => Promise<T>) {
  const hidden = names.map((name) => {
    // Both are accessors of the prototype chain's Window, so that an own property covers them.
    const owner = Object.hasOwn(globalThis, name) ? globalThis : Object.getPrototypeOf(globalThis);
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    delete owner[name];
    return { owner, name, descriptor };
  });
  try {
    return await work();
  } finally {
    for (const { owner, name, descriptor } of hidden) {
      Object.defineProperty(owner, name, descriptor as PropertyDescriptor);
    }
  }
}
