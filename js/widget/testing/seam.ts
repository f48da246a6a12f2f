/** What anywidget's model is to the page, with the test in the kernel's place. */

import { LocalModel } from "../local-model";

export interface Sent {
  type: string;
  id: string;
  [field: string]: unknown;
}

export class Seam extends LocalModel {
  /** What the page sent, oldest first. */
  readonly sent: Sent[] = [];
  /** Called with each message of the page, as a kernel would be. */
  kernel: (message: Sent) => void = () => {};

  send(message: Sent): void {
    this.sent.push(message);
    queueMicrotask(() => this.kernel(message));
  }

  /** Send the page a message, as the kernel does. */
  answer(message: object, ...buffers: Uint8Array<ArrayBuffer>[]): void {
    this.tell(
      "msg:custom",
      message,
      buffers.map((each) => new DataView(each.buffer, each.byteOffset, each.byteLength)),
    );
  }

  /** Send a part of a file in answer to a request. */
  chunk(id: string, whole: Uint8Array<ArrayBuffer>, start: number, stop = whole.length): void {
    this.answer(
      { type: "chunk", id, offset: start, total: whole.length },
      whole.subarray(start, stop),
    );
  }
}
