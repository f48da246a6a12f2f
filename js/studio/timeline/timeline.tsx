/** Every iteration as a card: one click looks at it, a second step rewinds, and a rewind is undone. */

import { useEffect, useRef } from "preact/hooks";
import type { Iteration } from "../../contract";
import { isBusy, type Session } from "../session";
import { Icon } from "../style/icons";
import { redo, redoable, undo, undoable } from "../undo";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { seconds } from "../words/format";
import type { History } from "./history";
import { useThumbnail } from "./thumbnails";

export function Timeline({ session, history }: { session: Session; history: History }) {
  const state = session.state.value;
  const { failure, attempt, dismiss } = useAttempts(session);
  const list = useRef<HTMLOListElement>(null);
  const shown = history.line.value;
  const earlier = history.earlier.value;
  const number = earlier + 1;
  const viewing = session.viewing.value || state.head;
  const busy = isBusy(session.status.value);

  useEffect(() => {
    const card = list.current?.querySelector('[aria-current="true"]');
    if (list.current && card) scrollSidewaysTo(card, list.current);
  }, [state.head]);

  const rewind = (id: string) =>
    attempt(async () => {
      await session.rewind(id);
      session.viewing.value = "";
    });
  const restore = (id: string) =>
    attempt(async () => {
      await session.restore(id);
      session.viewing.value = "";
    });

  if (state.iteration_count === 0 && state.off_line.length === 0) return null;
  const position = shown.findIndex((each) => each.created_at === viewing);
  const looking = viewing !== state.head && position >= 0;
  return (
    <section class="timeline" aria-label="Versions">
      <ol ref={list}>
        {earlier > 0 && !session.readOnly && (
          <li>
            <button
              type="button"
              class="iteration more"
              onClick={() => attempt(() => history.readEarlier())}
            >
              {earlier} earlier
            </button>
          </li>
        )}
        {shown.map((iteration, index) => (
          <Card
            key={iteration.created_at}
            iteration={iteration}
            number={number + index}
            current={iteration.created_at === viewing}
            session={session}
            onPick={() => {
              session.viewing.value =
                iteration.created_at === state.head ? "" : iteration.created_at;
            }}
          />
        ))}
        {state.off_line.map((iteration) => (
          <OffLineCard
            key={iteration.created_at}
            iteration={iteration}
            session={session}
            onRestore={() => restore(iteration.created_at)}
          />
        ))}
      </ol>
      {/* Always there, and below: so no card moves from under the pointer that picked it. */}
      <div class={looking ? "place looking" : "place"}>
        <p>
          {looking ? "Looking at version" : "Version"} <strong>{number + position}</strong> of{" "}
          {state.iteration_count}
        </p>
        {!session.readOnly && looking && (
          <button type="button" class="button" onClick={() => rewind(viewing)}>
            <Icon name="undo" /> Rewind to this
          </button>
        )}
        {looking && (
          <button
            type="button"
            class="button"
            onClick={() => {
              session.viewing.value = "";
            }}
          >
            Back to newest
          </button>
        )}
        {!session.readOnly && !looking && (
          <>
            <button
              type="button"
              class="button"
              disabled={busy || undoable(state) === null}
              onClick={() => attempt(() => undo(session))}
            >
              <Icon name="undo" /> Undo
            </button>
            <button
              type="button"
              class="button"
              disabled={busy || redoable(state) === null}
              onClick={() => attempt(() => redo(session))}
            >
              <Icon name="redo" /> Redo
            </button>
          </>
        )}
      </div>
      {failure.value && <Failure told={failure.value} onDismiss={dismiss} />}
    </section>
  );
}

/** `scrollIntoView` would scroll the notebook as well. */
function scrollSidewaysTo(card: Element, list: Element): void {
  const { left, right } = card.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (right > frame.right) list.scrollLeft += right - frame.right;
  else if (left < frame.left) list.scrollLeft += left - frame.left;
}

function Card(props: {
  iteration: Iteration;
  number: number;
  current: boolean;
  session: Session;
  onPick: () => void;
}) {
  const { iteration, number, current, session, onPick } = props;
  const picture = useThumbnail(iteration, session.channel);
  return (
    <li>
      <button
        type="button"
        class="iteration"
        aria-current={current}
        title={iteration.prompt}
        onClick={onPick}
      >
        <span class="picture">{picture && <img src={picture} alt="" />}</span>
        <span class="words">
          <span class="number">{number}</span> {iteration.prompt}
        </span>
        <span class="quiet">{seconds(iteration.duration_seconds)}</span>
      </button>
    </li>
  );
}

/** A version beside the active line: of another branch, or dropped by a rewind. */
function OffLineCard(props: { iteration: Iteration; session: Session; onRestore: () => void }) {
  const { iteration, session, onRestore } = props;
  // Its model is not fetched for a picture: the browser was told to forget it.
  const picture = useThumbnail(iteration, session.channel, { draw: false });
  return (
    <li class="off-line">
      <button type="button" class="iteration" title={iteration.prompt} onClick={onRestore}>
        <span class="picture">
          {picture && <img src={picture} alt="" />}
          <span class="restore">
            <Icon name="undo" />
            Restore
          </span>
        </span>
        <span class="words">{iteration.prompt}</span>
        <span class="quiet">{iteration.discarded ? "Rewound" : "Other branch"}</span>
      </button>
    </li>
  );
}
