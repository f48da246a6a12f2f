/** The active line as cards: one click looks at a version, a second step goes on from there. */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Session } from "../session";
import { goOn } from "../undo";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { texts } from "../words/texts";
import { Card } from "./card";
import type { History } from "./history";
import { lookAt } from "./looking";
import { inSight, isOutOfSight } from "./sight";
import { Standing } from "./standing";
import { useUndoKeys } from "./undo-keys";
import { useWalking } from "./walking";

const EARLIER = "earlier";

export function Timeline({ session, history }: { session: Session; history: History }) {
  const state = session.state.value;
  const { failure, attempt, dismiss } = useAttempts(session);
  const list = useRef<HTMLOListElement>(null);
  const line = history.line.value;
  const earlier = history.earlier.value;
  const viewing = session.viewing.value || state.head;
  const cards = [
    ...line.map((iteration) => ({ iteration, onLine: true })),
    ...state.off_line.map((iteration) => ({ iteration, onLine: false })),
  ];

  const walking = useWalking(
    list,
    [
      ...(earlier > 0 ? [EARLIER] : []),
      ...cards.map(({ iteration: { created_at } }) => created_at),
    ],
    viewing,
  );
  const currentCard = () => list.current?.querySelector<HTMLElement>('[aria-current="true"]');
  useUndoKeys(list, session, attempt);

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
    lookAt(session, id);
  };
  const goOnFrom = (id: string) =>
    attempt(async () => {
      successor.current = currentCard;
      await goOn(
        session,
        id,
        line.some(({ created_at }) => created_at === id),
      );
    });
  const readEarlier = () =>
    attempt(() => {
      successor.current = () => list.current?.querySelector<HTMLElement>(".iteration");
      return history.readEarlier();
    });

  // Its row is there before the first version is.
  if (cards.length === 0) {
    return (
      <section class="timeline" aria-label={texts.versions.label}>
        <p class="no-versions">{texts.layout.noVersions}</p>
      </section>
    );
  }
  return (
    <section class="timeline" aria-label={texts.versions.label}>
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
              {texts.versions.earlier(earlier)}
            </button>
          </li>
        )}
        {cards.map(({ iteration, onLine }) => (
          <Card
            key={iteration.created_at}
            iteration={iteration}
            onLine={onLine}
            current={iteration.created_at === viewing}
            session={session}
            walking={walking}
            onPick={() => look(iteration.created_at)}
          />
        ))}
      </ol>
      {/* Always there, and as wide: so no card moves from under the pointer that picked it. */}
      <Standing
        session={session}
        shown={history.find(viewing) ?? history.shown.value}
        attempt={attempt}
        onGoOn={() => goOnFrom(viewing)}
        onBack={() => look(state.head)}
      />
      {failure.value && <Failure told={failure.value} onDismiss={dismiss} />}
    </section>
  );
}
