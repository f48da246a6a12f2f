/** The version that is shown, in each of the formats that it can be taken away in. */

import { getCachedModel } from "../../cache/model-cache";
import type { Iteration, ModelSource } from "../../contract";
import { convertModel, type FormatName, KINDS, NotWatertight } from "../../viewer/export/convert";
import type { Session } from "../session";
import { saveFile } from "../stage/download";
import { fileName, fileStem } from "../words/format";
import { texts } from "../words/texts";
import type { Taking } from "./taking";

type Offered = FormatName | "glb";

const OFFERED: readonly Offered[] = ["glb", "usdz", "stl", "3mf", "obj", "ply"];

interface Props {
  session: Session;
  shown: Iteration;
  source: ModelSource;
  taking: Taking;
}

export function Models({ session, shown, source, taking }: Props) {
  const { take } = texts;
  const { open } = taking;
  const { id, url, size, sha256, name } = source;

  const bytes = (signal: AbortSignal) =>
    getCachedModel(id, url, {
      signal,
      channel: session.channel,
      ...(size !== undefined && { size }),
      ...(sha256 !== undefined && { sha256 }),
    });

  const save = (format: Offered, check = true) => {
    const stop = new AbortController();
    const { signal } = stop;
    open.value = null;
    const work = { text: take.writing(take.format(format)), done: null, stop: () => stop.abort() };
    const task = async () => {
      const file = await bytes(signal);
      if (format === "glb") return saveFile(file, fileName(name));
      const options = { stem: fileStem(name), check };
      const origin = { address: url, signal };
      const made = await convertModel(await file.arrayBuffer(), format, options, origin);
      signal.throwIfAborted();
      saveFile(made, fileName(name, KINDS[format].end));
    };
    void taking.run(work, task, (error) => {
      if (!(error instanceof NotWatertight) || format === "glb") return false;
      open.value = { format, parts: error.parts, of: id };
      return true;
    });
  };

  // A host may hand over no list of them.
  const operations = session.operations.value ?? [];
  const repairs = !session.readOnly && operations.some(({ name }) => name === "repair");
  const repair = () => {
    open.value = null;
    void taking.run({ text: take.repairing, done: null }, async () => {
      await session.process("repair", {}, shown.created_at);
      session.viewing.value = "";
      taking.notice.value = take.repairing;
    });
  };

  const refused = open.value?.of === id ? open.value : null;
  return (
    <fieldset class="take-part">
      <legend>{take.model}</legend>
      <div class="take-formats">
        {OFFERED.map((format) => (
          <button
            key={format}
            type="button"
            class="button take-format"
            disabled={taking.work.value !== null}
            onClick={() => save(format)}
          >
            <span class="hidden">{take.downloadAs} </span>
            <strong>{take.format(format)}</strong>
            <span class="quiet">{take.use(format)}</span>
          </button>
        ))}
      </div>
      <p class="quiet">{take.units}</p>
      {refused && (
        <div class="card warn" role="alert">
          <p>{take.open(refused.parts)}</p>
          <div class="take-row">
            {repairs && (
              <button type="button" class="button primary" onClick={repair}>
                {take.repair}
              </button>
            )}
            <button type="button" class="button" onClick={() => save(refused.format, false)}>
              {take.anyway}
            </button>
          </div>
        </div>
      )}
    </fieldset>
  );
}
