/**
 * A paid request of which nobody knows whether it arrived. Its user looks for it at the provider, and
 * says what is to become of it: nothing is paid twice without their word.
 */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Session } from "../session";
import type { Attempts } from "../words/attempt";
import { dollars } from "../words/format";

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
  const about = price.value ? `about ${dollars(price.value)}` : "what it cost before";
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
          <span>If it is there, go on with it by its request id:</span>
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
          Go on with this one
        </button>
      </form>
      {!asking ? (
        <div class="again">
          <p>If it is not there, it can be sent again.</p>
          <button type="button" class="button" ref={next} onClick={ask}>
            Send again…
          </button>
        </div>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset has a look and a legend of its own.
        <div class="again" role="group" aria-label="Send again?">
          <p>
            <strong>Sending it again costs {about}.</strong> If the first one did arrive, both are
            paid.
          </p>
          <button type="button" class="button primary" onClick={sendAgain}>
            Send again
          </button>
          <button
            type="button"
            class="button"
            ref={next}
            onClick={() => {
              price.value = undefined;
            }}
          >
            Not now
          </button>
        </div>
      )}
    </div>
  );
}
