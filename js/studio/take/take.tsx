/** What leaves the panel: the model, pictures and films of it, and the whole session. */

import type { Place } from "../place";
import type { Session } from "../session";
import { saveFile } from "../stage/download";
import { surfaceOf } from "../surface";
import { sourceOf } from "../timeline/model-source";
import { Failure } from "../words/failure";
import { fileName } from "../words/format";
import { texts } from "../words/texts";
import { Delivered } from "./delivered";
import { Film } from "./film";
import { Models } from "./models";
import { Picture } from "./picture";
import { type Taking, takingOf } from "./taking";

export function TakeAway({ session, shown, view }: Place) {
  const { take } = texts;
  const taking = takingOf(session);
  const iteration = shown.value;
  const source = iteration && sourceOf(iteration);
  if (!iteration || !source) return <p class="take quiet">{take.nothing}</p>;
  const work = taking.work.value;
  return (
    <div class="take">
      <Models session={session} shown={iteration} source={source} taking={taking} />
      <Delivered
        session={session}
        iteration={iteration}
        roles={surfaceOf(session).files.filter((role) => role !== "delivered")}
        label={take.files}
      />
      {view.value && (
        <>
          <Picture source={source} view={view.value} taking={taking} />
          <Film source={source} view={view.value} taking={taking} />
        </>
      )}
      {session.takeSession && <Whole session={session} taking={taking} />}
      <div class="take-news" role="status">
        {work && (
          <>
            <p>{work.text}</p>
            <div class="take-row">
              {work.done === null ? (
                <progress aria-label={work.text} />
              ) : (
                <progress aria-label={work.text} value={work.done} max={1} />
              )}
              {work.stop && (
                <button type="button" class="button" onClick={work.stop}>
                  {take.cancel}
                </button>
              )}
            </div>
          </>
        )}
        {taking.notice.value && <p>{taking.notice.value}</p>}
      </div>
      {taking.failure.value && (
        <Failure
          told={taking.failure.value}
          onDismiss={() => {
            taking.failure.value = null;
          }}
        />
      )}
    </div>
  );
}

function Whole({ session, taking }: { session: Session; taking: Taking }) {
  const { take } = texts;
  const save = (what: "page" | "archive", end: string) => {
    void taking.run({ text: take.packing, done: null }, async () => {
      const file = await session.takeSession?.(what);
      if (file) saveFile(file, fileName(session.state.value.session, end));
    });
  };
  const busy = taking.work.value !== null;
  return (
    <fieldset class="take-part">
      <legend>{take.session}</legend>
      <div class="take-formats">
        <button
          type="button"
          class="button take-format"
          disabled={busy}
          onClick={() => save("page", ".html")}
        >
          <strong>{take.page}</strong>
          <span class="quiet">{take.pageUse}</span>
        </button>
        <button
          type="button"
          class="button take-format"
          disabled={busy}
          onClick={() => save("archive", ".zip")}
        >
          <strong>{take.archive}</strong>
          <span class="quiet">{take.archiveUse}</span>
        </button>
      </div>
    </fieldset>
  );
}
