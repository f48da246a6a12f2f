/** A picture of what is on screen, as a file or in the clipboard. */

import { useSignal } from "@preact/signals";
import type { ModelSource } from "../../contract";
import { takePicture } from "../../viewer/film/picture";
import type { ModelView } from "../../viewer/model-view";
import { SessionError } from "../session";
import { saveFile } from "../stage/download";
import { fileName } from "../words/format";
import { texts } from "../words/texts";
import { Choice } from "./choice";
import { sizeOf } from "./size";
import type { Taking } from "./taking";

const SIZES = [512, 1024, 2048, 4096, 8192] as const;

interface Props {
  source: ModelSource;
  view: ModelView;
  taking: Taking;
}

export function Picture({ source, view, taking }: Props) {
  const { take } = texts;
  const size = useSignal<number>(2048);
  const square = useSignal(false);
  const transparent = useSignal(false);

  const picture = async (): Promise<Blob> => {
    const { stand } = view;
    if (!stand) throw new SessionError(take.nothing);
    const { width, height } = sizeOf(view, size.value, square.value);
    return takePicture(stand, { width, height, transparent: transparent.value });
  };
  const work = { text: take.drawing, done: null };
  const copy = async () => {
    try {
      // Given the promise, Safari takes the picture's time for the user's gesture.
      const item = new ClipboardItem({ "image/png": picture() });
      await navigator.clipboard.write([item]);
    } catch (error) {
      if (error instanceof SessionError) throw error;
      throw new SessionError(take.notCopied, take.notCopiedHint);
    }
    taking.notice.value = take.copied;
  };
  const busy = taking.work.value !== null;
  return (
    <fieldset class="take-part">
      <legend>{take.picture}</legend>
      <div class="take-row">
        <Choice label={take.size} value={size} choices={SIZES} name={take.pixels} />
        <Choice
          label={take.shape}
          value={square}
          choices={[false, true]}
          name={(is) => (is ? take.square : take.asShown)}
        />
      </div>
      <label class="take-check">
        <input
          type="checkbox"
          checked={transparent.value}
          onChange={(event) => {
            transparent.value = event.currentTarget.checked;
          }}
        />
        {take.transparent}
      </label>
      <div class="take-row">
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() =>
            void taking.run(work, async () =>
              saveFile(await picture(), fileName(source.name, ".png")),
            )
          }
        >
          {take.png}
        </button>
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void taking.run(work, copy)}
        >
          {take.copy}
        </button>
      </div>
    </fieldset>
  );
}
