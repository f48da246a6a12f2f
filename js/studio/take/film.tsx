/** A film of the product as it turns once about itself. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ModelSource } from "../../contract";
import { filmFormats } from "../../viewer/film/formats";
import { type FilmFormat, turntable } from "../../viewer/film/turntable";
import type { ModelView } from "../../viewer/model-view";
import { SessionError } from "../session";
import { saveFile } from "../stage/download";
import { fileName } from "../words/format";
import { texts } from "../words/texts";
import { Choice } from "./choice";
import { sizeOf } from "./size";
import type { Taking } from "./taking";

const LENGTHS = [3, 6, 10, 20] as const;
const SIZES = [360, 720, 1080, 1920] as const;

interface Props {
  source: ModelSource;
  view: ModelView;
  taking: Taking;
}

export function Film({ source, view, taking }: Props) {
  const { take } = texts;
  const formats = useSignal<FilmFormat[]>(["gif"]);
  const format = useSignal<FilmFormat>("gif");
  const seconds = useSignal<number>(6);
  const size = useSignal<number>(720);
  useEffect(() => {
    void filmFormats(1920, 1080).then((found) => {
      formats.value = found;
      format.value = found[0] ?? "gif";
    });
  }, []);

  const make = () => {
    const stop = new AbortController();
    const work = { text: take.filming(0), done: 0, stop: () => stop.abort() };
    void taking.run(work, async () => {
      const { stand, camera } = view;
      if (!stand) throw new SessionError(take.nothing);
      const film = await turntable(stand, camera, {
        format: format.value,
        seconds: seconds.value,
        ...sizeOf(view, size.value, false),
        signal: stop.signal,
        onProgress: (done) => taking.progress(take.filming(Math.floor(100 * done)), done),
      });
      saveFile(film, fileName(source.name, `.${format.value}`));
    });
  };
  return (
    <fieldset class="take-part">
      <legend>{take.turntable}</legend>
      <div class="take-row">
        <Choice label={take.kind} value={format} choices={formats.value} name={take.film} />
        <Choice label={take.length} value={seconds} choices={LENGTHS} name={take.seconds} />
        <Choice label={take.size} value={size} choices={SIZES} name={take.pixels} />
      </div>
      <div class="take-row">
        <button type="button" class="button" disabled={taking.work.value !== null} onClick={make}>
          {take.make}
        </button>
      </div>
    </fieldset>
  );
}
