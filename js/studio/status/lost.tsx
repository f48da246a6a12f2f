/**
 * A paid request of which nobody knows whether it arrived. Its user looks for it at the provider, and
 * says what is to become of it: nothing is paid twice without their word.
 */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Session } from "../session";
import type { Attempts } from "../words/attempt";
import { dollars } from "../words/format";
import { texts } from "../words/texts";

const words = texts.lost;

/** The code of an error that tells of one. */
export const LOST = "submission_unknown";

/** The notebook listens for keys as well. */
const keep = (event: Event) => event.stopPropagation();

export function Lost(props: { job: string; session: Session; attempt: Attempts["attempt"] }) {
  const { job, session, attempt } = props;
  const id = useSignal("");
  /** What it would cost again, while the user is asked; `undefined` before. */
  const price = useSignal<number | null | undefined>(undefined);
  const adopt = () => attempt(() => session.recover(job, { adopt: id.value.trim() }));
  const ask = () =>
    attempt(async () => {
      price.value = await session.priceAgain(job);
    });
  const sendAgain = () => attempt(() => session.recover(job, { sendAgain: true }));
  const asking = price.value !== undefined;
  // The button that was pressed is gone; a second press of the key is not to pay.
  const next = useRef<HTMLButtonElement>(null);
  const asked = useRef(asking);
  useLayoutEffect(() => {
    if (asked.current !== asking) next.current?.focus({ preventScroll: true });
    asked.current = asking;
  }, [asking]);
  const about = price.value ? words.about(dollars(price.value)) : words.asBefore;
  return (
    <div class="lost">
      <form
        class="adopt"
        onSubmit={(event) => {
          event.preventDefault();
          if (id.value.trim()) void adopt();
        }}
      >
        <label>
          <span>{words.adopt}</span>
          <input
            class="field"
            value={id.value}
            spellcheck={false}
            autocomplete="off"
            onKeyDown={keep}
            onKeyPress={keep}
            onKeyUp={keep}
            onInput={(event) => {
              id.value = event.currentTarget.value;
            }}
          />
        </label>
        <button type="submit" class="button" disabled={!id.value.trim()}>
          {words.adoptIt}
        </button>
      </form>
      {!asking ? (
        <div class="again">
          <p>{words.again}</p>
          <button type="button" class="button" ref={next} onClick={ask}>
            {words.askToSend}
          </button>
        </div>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset has a look and a legend of its own.
        <div class="again" role="group" aria-label={words.sure}>
          <p>
            <strong>{words.costs(about)}</strong> {words.bothPaid}
          </p>
          <button type="button" class="button primary" onClick={sendAgain}>
            {words.send}
          </button>
          <button
            type="button"
            class="button"
            ref={next}
            onClick={() => {
              price.value = undefined;
            }}
          >
            {words.notNow}
          </button>
        </div>
      )}
    </div>
  );
}
