/** What stands under the prompt: what it will do, and what it costs. */

import type { Signal } from "@preact/signals";
import type { Money } from "../../contract";
import { dollars } from "../words/format";

export function Purpose(props: { creating: boolean; looking: boolean; onTurn: () => void }) {
  const { creating, looking, onTurn } = props;
  return (
    <div class="prompt-foot">
      <span>
        {creating
          ? "Starts a new product; the present one stays in the history."
          : looking
            ? "Starts a branch from the version you are looking at; the others are kept."
            : "Changes the product above."}
      </span>
      <button type="button" class="link" onClick={onTurn}>
        {creating ? "Edit this one instead" : "Start a new product"}
      </button>
    </div>
  );
}

export function Price(props: {
  money: Money;
  /** Of all that the next run makes. */
  usd: number;
  review: Signal<boolean>;
  /** Nobody is asked in between where several are made at once. */
  several: boolean;
}) {
  const { money, usd, review, several } = props;
  return (
    <div class="prompt-foot">
      <span>
        About {dollars(usd)} a run, {dollars(money.spent)} spent
        {money.cap !== null && ` of ${dollars(money.cap)}`}
      </span>
      <label class="check">
        <input
          type="checkbox"
          checked={review.value && !several}
          disabled={several}
          onChange={(event) => {
            review.value = event.currentTarget.checked;
          }}
        />
        Show me the image first
      </label>
    </div>
  );
}
