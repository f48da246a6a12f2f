/** The files of a demo session, by their digests; the model of a product is written once. */

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

  /** Keeps any file, and answers its digest. */
  async keep(file: Blob): Promise<string> {
    const sha256 = await digestOf(file);
    this.#files.set(sha256, file);
    return sha256;
  }

  async #write(product: Product): Promise<Written> {
    const file = await glbOf(product);
    return { file, sha256: await this.keep(file) };
  }
}
