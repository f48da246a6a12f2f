/**
 * What every widget carries as its module: it gets the real one once a page, by digest, from memory,
 * from the browser's cache, or from the kernel, and checks it before it runs.
 */

import type { AnyModel } from "@anywidget/types";

declare const __MODULE_SHA256__: string;

interface Module {
  render(context: { model: AnyModel; el: HTMLElement }): () => void;
}

const NAMESPACE = "prodwidget-modules";
const PATIENCE_MILLISECONDS = 20_000;

const page = globalThis as { [NAMESPACE]?: Map<string, Promise<Module>> };
page[NAMESPACE] ??= new Map();
const modules = page[NAMESPACE];

function getModule(model: AnyModel): Promise<Module> {
  let module = modules.get(__MODULE_SHA256__);
  if (!module) {
    module = load(model);
    modules.set(__MODULE_SHA256__, module);
    module.catch(() => modules.delete(__MODULE_SHA256__));
  }
  return module;
}

async function load(model: AnyModel): Promise<Module> {
  const key = `/${NAMESPACE}/${__MODULE_SHA256__}`;
  const cache = await openCache();
  const kept = await (await cache?.match(key))?.arrayBuffer();
  let bytes = kept && (await isRight(kept)) ? kept : null;
  if (!bytes) {
    bytes = await askKernel(model);
    if (!(await isRight(bytes))) throw new Error("The front end arrived damaged.");
    await cache?.put(key, new Response(bytes)).catch(() => {});
  }
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Sandboxed frames throw on `caches`, insecure origins have none. */
async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(NAMESPACE);
  } catch {
    return null;
  }
}

async function isRight(bytes: ArrayBuffer): Promise<boolean> {
  if (!globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex === __MODULE_SHA256__;
}

function askKernel(model: AnyModel): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const id = `module-${Math.random().toString(36).slice(2)}`;
    let whole: Uint8Array<ArrayBuffer> | null = null;
    let received = 0;
    const listen = (message: Record<string, unknown>, buffers: DataView[]) => {
      const part = buffers?.[0];
      if (message?.id !== id || !part) return;
      whole ??= new Uint8Array(Number(message.total));
      whole.set(
        new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
        Number(message.offset),
      );
      received += part.byteLength;
      if (received === whole.length) {
        end();
        resolve(whole.buffer);
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error("The kernel did not answer: run the cell again."));
    }, PATIENCE_MILLISECONDS);
    const end = () => {
      clearTimeout(timer);
      model.off("msg:custom", listen);
    };
    model.on("msg:custom", listen);
    model.send({ type: "module", id });
  });
}

export default {
  async render({
    model,
    el,
  }: {
    model: AnyModel;
    el: HTMLElement;
  }): Promise<(() => void) | undefined> {
    try {
      return (await getModule(model)).render({ model, el });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      el.textContent = `This view could not be loaded. ${reason}`;
      return undefined;
    }
  },
};
