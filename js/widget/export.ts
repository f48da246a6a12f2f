/**
 * What an exported page runs: it unpacks the front end and the models that the page carries, and
 * plays the kernel's part to them. `src/prodwidget/widgets/export.py` writes the page.
 */

import type { Version } from "../contract";
import { LocalModel } from "./local-model";
import { pageTexts } from "./texts";

type Module = typeof import("./widget");

interface Request {
  type: string;
  id: string;
  sha256?: string;
  start?: number;
  stop?: number;
}

const textOf = (id: string): string | null => document.getElementById(id)?.textContent ?? null;

/** The bytes of a file that the page carries, or null. */
async function unpack(digest: string): Promise<ArrayBuffer | null> {
  const packed = textOf(`file-${digest}`);
  if (packed === null) return null;
  const { body } = await fetch(`data:application/gzip;base64,${packed}`);
  const plain = body?.pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain ?? null).arrayBuffer();
}

async function packageFile(digest: string): Promise<ArrayBuffer> {
  const bytes = await unpack(digest);
  if (!bytes) throw new Error(pageTexts.noDecoder);
  return bytes;
}

/** Traits that nobody else hears of, and answers to whoever asks for a file. */
class Exhibit extends LocalModel {
  send(request: Request): void {
    if (request.type === "blob") void this.#hand(request);
    if (request.type === "tree") queueMicrotask(() => this.#tellTree(request));
  }

  #tellTree({ id, start, stop }: Request): void {
    const tree = this.get("tree") as Version[];
    const reply = { type: "reply", id, ok: true, value: tree.slice(start, stop) };
    this.tell("msg:custom", reply, []);
  }

  async #hand({ id, sha256 = "" }: Request): Promise<void> {
    const bytes = await unpack(sha256);
    if (bytes) {
      const part = { type: "chunk", id, offset: 0, total: bytes.byteLength };
      this.tell("msg:custom", part, [new DataView(bytes)]);
      return;
    }
    const error = { code: "missing", message: pageTexts.noModel, hint: "" };
    this.tell("msg:custom", { type: "reply", id, ok: false, error }, []);
  }
}

const el = document.getElementById("view") as HTMLElement;
try {
  const { traits, module } = JSON.parse(textOf("record") ?? "");
  const source = await unpack(module);
  const url = URL.createObjectURL(new Blob([source ?? ""], { type: "text/javascript" }));
  const { render }: Module = await import(/* @vite-ignore */ url);
  URL.revokeObjectURL(url);
  render({ model: new Exhibit(traits), el, packageFile });
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  el.textContent = pageTexts.failed(reason);
}
