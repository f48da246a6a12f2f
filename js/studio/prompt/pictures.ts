/** The user's own pictures for the next prompt: each is given to the kernel as soon as it is added. */

import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { KeptPicture, View } from "../../contract";
import type { NamedPicture, Session } from "../session";
import { type Told, told } from "../words/format";
import { texts } from "../words/texts";
import { sendable } from "./sendable";

const words = texts.pictures;

export const MOST_PICTURES = 8;
const MOST_BYTES = 64 << 20;

export interface Picture {
  readonly id: number;
  readonly file: File;
  readonly view: View;
  /** What the kernel made of it; null until it came. */
  readonly kept: KeptPicture | null;
  /** Why it cannot be used. */
  readonly trouble: Told | null;
  readonly abort: AbortController;
}

export class Pictures {
  readonly list: Signal<readonly Picture[]> = signal([]);
  /** How many were left out lately, since they were too many. */
  readonly leftOut = signal(0);
  readonly #session: Session;
  #last = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether all that are there can be sent. */
  get ready(): boolean {
    return this.list.value.every(({ kept }) => kept);
  }

  get named(): NamedPicture[] {
    return this.list.value.flatMap(({ kept, view }) =>
      kept ? [{ sha256: kept.sha256, view }] : [],
    );
  }

  add(files: Iterable<File>): void {
    const all = [...files];
    const room = MOST_PICTURES - this.list.value.length;
    this.leftOut.value = Math.max(0, all.length - room);
    for (const file of all.slice(0, room)) {
      const picture: Picture = {
        id: ++this.#last,
        file,
        view: "",
        kept: null,
        trouble: unusable(file),
        abort: new AbortController(),
      };
      this.list.value = [...this.list.value, picture];
      if (!picture.trouble) this.#turn = this.#turn.then(() => this.#give(picture));
    }
  }

  remove(id: number): void {
    this.list.value.find((each) => each.id === id)?.abort.abort();
    this.list.value = this.list.value.filter((each) => each.id !== id);
    this.leftOut.value = 0;
  }

  /** Say what side one shows; no two show the same. */
  show(id: number, view: View): void {
    this.list.value = this.list.value.map((each) => {
      if (each.id === id) return { ...each, view };
      return view && each.view === view ? { ...each, view: "" } : each;
    });
  }

  /** Try once more to give one to the kernel. */
  again(id: number): void {
    this.#change(id, { trouble: null });
    const picture = this.list.value.find((each) => each.id === id);
    if (picture) this.#turn = this.#turn.then(() => this.#give(picture));
  }

  /** Take them all out: they were sent. */
  clear(): void {
    for (const { abort } of this.list.peek()) abort.abort();
    this.list.value = [];
    this.leftOut.value = 0;
  }

  /** Back from a job that failed. */
  put(pictures: readonly Picture[]): void {
    this.list.value = pictures;
  }

  async #give({ id, file, abort }: Picture): Promise<void> {
    if (abort.signal.aborted) return;
    try {
      const small = await sendable(file);
      const kept = await this.#session.addPicture(small, file.name, abort.signal);
      this.#change(id, { kept });
    } catch (error) {
      if (!abort.signal.aborted) this.#change(id, { trouble: told(error) });
    }
  }

  #change(id: number, changes: Partial<Picture>): void {
    this.list.value = this.list.value.map((each) =>
      each.id === id ? { ...each, ...changes } : each,
    );
  }
}

export function usePictures(session: Session): Pictures {
  const pictures = useMemo(() => new Pictures(session), [session]);
  useEffect(() => () => pictures.clear(), [pictures]);
  return pictures;
}

/** The pictures among what is pasted or dropped. */
export function picturesIn(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
}

function unusable(file: File): Told | null {
  // Some systems know no type for some pictures: the kernel looks at what is in them.
  if (file.type && !file.type.startsWith("image/")) {
    return { message: words.noPicture(file.name), hint: words.noPictureHint };
  }
  if (file.size > MOST_BYTES) {
    return {
      message: words.tooLarge(file.name, MOST_BYTES >> 20),
      hint: words.tooLargeHint,
    };
  }
  return null;
}
