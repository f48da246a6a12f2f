/** What stands under the prompt: what it will do, and what it costs. */

import type { Signal } from "@preact/signals";
import type { Money } from "../../contract";
import { dollars } from "../words/format";
import { texts } from "../words/texts";

export function Purpose(props: {
  /** What is made. */
  thing: string;
  empty: boolean;
  creating: boolean;
  looking: boolean;
  onTurn: () => void;
}) {
  const { thing, empty, creating, looking, onTurn } = props;
  const purpose = empty ? "first" : creating ? "creates" : looking ? "branches" : "changes";
  return (
    <div class="prompt-foot purpose">
      <span>{texts.layout.purpose[purpose](thing)}</span>
      {!empty && (
        <button type="button" class="prompt-link" onClick={onTurn}>
          {creating ? texts.layout.editInstead : texts.layout.createInstead(thing)}
        </button>
      )}
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
        {texts.prompt.price(
          dollars(usd),
          dollars(money.spent),
          money.cap === null ? null : dollars(money.cap),
        )}
      </span>
      <label class="prompt-check">
        <input
          type="checkbox"
          checked={review.value && !several}
          disabled={several}
          onChange={(event) => {
            review.value = event.currentTarget.checked;
          }}
        />
        {texts.prompt.review}
      </label>
    </div>
  );
}
