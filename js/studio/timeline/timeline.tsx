/** Every iteration as a card: one click looks at it, a second step rewinds, and a rewind is undone. */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Iteration } from "../../contract";
import { isBusy, type Session } from "../session";
import { Icon } from "../style/icons";
import { redo, redoable, undo, undoable } from "../undo";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { seconds } from "../words/format";
import { texts } from "../words/texts";
import { keptIn, titleOf } from "../words/title";
import type { History } from "./history";
import { inSight, isOutOfSight } from "./sight";
import { useThumbnail } from "./thumbnails";
import { useWalking, type Walking } from "./walking";

const EARLIER = "earlier";

export function Timeline({ session, history }: { session: Session; history: History }) {
  const state = session.state.value;
  const { failure, attempt, dismiss } = useAttempts(session);
  const list = useRef<HTMLOListElement>(null);
  const shown = history.line.value;
  const earlier = history.earlier.value;
  const number = earlier + 1;
  const viewing = session.viewing.value || state.head;
  const busy = isBusy(session.status.value);

  const walking = useWalking(
    list,
    [
      ...(earlier > 0 ? [EARLIER] : []),
      ...[...shown, ...state.off_line].map(({ created_at }) => created_at),
    ],
    viewing,
  );
  const currentCard = () => list.current?.querySelector<HTMLElement>('[aria-current="true"]');

  // Before the first thumbnail is drawn, which is that of a card in sight.
  useLayoutEffect(() => {
    const card = currentCard();
    if (list.current && card) inSight(card, list.current);
  }, [state.head]);
  // Whoever picked it sees it, and no card may move from under the pointer.
  useLayoutEffect(() => {
    const card = currentCard();
    if (list.current && card && isOutOfSight(card, list.current)) inSight(card, list.current);
  }, [viewing]);

  /** Where the focus goes when the button that had it is gone. */
  const successor = useRef<(() => HTMLElement | null | undefined) | null>(null);
  useLayoutEffect(() => {
    const next = successor.current;
    successor.current = null;
    if (document.activeElement === document.body) next?.()?.focus({ preventScroll: true });
  }, [state.head, viewing, earlier]);

  const look = (id: string) => {
    successor.current = currentCard;
    session.viewing.value = id === state.head ? "" : id;
  };
  const rewind = (id: string) =>
    attempt(async () => {
      successor.current = currentCard;
      await session.rewind(id);
      session.viewing.value = "";
    });
  const restore = (id: string) =>
    attempt(async () => {
      successor.current = currentCard;
      await session.restore(id);
      session.viewing.value = "";
    });
  const readEarlier = () =>
    attempt(() => {
      successor.current = () => list.current?.querySelector<HTMLElement>(".iteration");
      return history.readEarlier();
    });

  // Its row is there before the first version is.
  if (state.iteration_count === 0 && state.off_line.length === 0) {
    return (
      <section class="timeline" aria-label="Versions">
        <p class="no-versions">{texts.layout.noVersions}</p>
      </section>
    );
  }
  const position = shown.findIndex((each) => each.created_at === viewing);
  const looking = viewing !== state.head && position >= 0;
  return (
    <section class="timeline" aria-label="Versions">
      {/* Not a control itself: it carries the keys of those in it. */}
      <ol
        ref={list}
        onFocusIn={walking.onFocusIn}
        onFocusOut={walking.onFocusOut}
        onKeyDown={walking.onKeyDown}
      >
        {earlier > 0 && !session.readOnly && (
          <li>
            <button
              type="button"
              class="iteration more"
              data-id={EARLIER}
              tabIndex={walking.tabIndex(EARLIER)}
              onClick={readEarlier}
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
            walking={walking}
            onPick={() => look(iteration.created_at)}
          />
        ))}
        {state.off_line.map((iteration) => (
          <OffLineCard
            key={iteration.created_at}
            iteration={iteration}
            session={session}
            walking={walking}
            onRestore={() => restore(iteration.created_at)}
          />
        ))}
      </ol>
      {/* Always there, and as wide: so no card moves from under the pointer that picked it. */}
      <div class={looking ? "place looking" : "place"}>
        <p>
          <span class="word">{looking ? "Looking at version" : "Version"} </span>
          <strong>{number + position}</strong> of {state.iteration_count}
        </p>
        {!session.readOnly && looking && (
          <button type="button" class="button" onClick={() => rewind(viewing)}>
            <Icon name="undo" /> <span class="word">Rewind to this</span>
          </button>
        )}
        {looking && (
          <button type="button" class="button" onClick={() => look(state.head)}>
            <Icon name="newest" /> <span class="word">Back to newest</span>
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
              <Icon name="undo" /> <span class="word">Undo</span>
            </button>
            <button
              type="button"
              class="button"
              disabled={busy || redoable(state) === null}
              onClick={() => attempt(() => redo(session))}
            >
              <Icon name="redo" /> <span class="word">Redo</span>
            </button>
          </>
        )}
      </div>
      {failure.value && <Failure told={failure.value} onDismiss={dismiss} />}
    </section>
  );
}

function Card(props: {
  iteration: Iteration;
  number: number;
  current: boolean;
  session: Session;
  walking: Walking;
  onPick: () => void;
}) {
  const { iteration, number, current, session, walking, onPick } = props;
  const card = useRef<HTMLLIElement>(null);
  const picture = useThumbnail(iteration, session.channel, card);
  return (
    <li ref={card}>
      <button
        type="button"
        class="iteration"
        data-id={iteration.created_at}
        tabIndex={walking.tabIndex(iteration.created_at)}
        aria-current={current}
        title={titleOf(iteration)}
        onClick={onPick}
      >
        <span class="picture">{picture && <img src={picture} alt="" />}</span>
        <span class="words">
          <span class="number">{number}</span> {titleOf(iteration)}
        </span>
        <span class="quiet">
          {seconds(iteration.duration_seconds)}
          {keptIn(iteration)}
        </span>
      </button>
    </li>
  );
}

/** A version beside the active line: of another branch, or dropped by a rewind. */
function OffLineCard(props: {
  iteration: Iteration;
  session: Session;
  walking: Walking;
  onRestore: () => void;
}) {
  const { iteration, session, walking, onRestore } = props;
  const card = useRef<HTMLLIElement>(null);
  // Its model is not fetched for a picture: the browser was told to forget it.
  const picture = useThumbnail(iteration, session.channel, card, { draw: false });
  return (
    <li ref={card} class="off-line">
      <button
        type="button"
        class="iteration"
        data-id={iteration.created_at}
        tabIndex={walking.tabIndex(iteration.created_at)}
        title={titleOf(iteration)}
        onClick={onRestore}
      >
        <span class="picture">
          {picture && <img src={picture} alt="" />}
          <span class="restore">
            <Icon name="undo" />
            Restore
          </span>
        </span>
        <span class="words">{titleOf(iteration)}</span>
        <span class="quiet">
          {iteration.discarded ? "Rewound" : "Other branch"}
          {keptIn(iteration)}
        </span>
      </button>
    </li>
  );
}
