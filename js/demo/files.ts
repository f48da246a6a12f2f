/** The models that a demo session made, by their digests; the same product is written once. */

import { digestOf } from "./digest";
import { glbOf } from "./glb";
import type { Product } from "./product";

export interface Written {
  file: Blob;
  sha256: string;
}

export class DemoFiles {
  readonly #files = new Map<string, Blob>();
  readonly #written = new Map<string, Promise<Written>>();

  get(sha256: string): Blob | undefined {
    return this.#files.get(sha256);
  }

  write(product: Product): Promise<Written> {
    const key = JSON.stringify(product);
    const writing = this.#written.get(key) ?? this.#write(product);
    this.#written.set(key, writing);
    return writing;
  }

  async #write(product: Product): Promise<Written> {
    const file = await glbOf(product);
    const sha256 = await digestOf(file);
    this.#files.set(sha256, file);
    return { file, sha256 };
  }
}
