/** Has the product turned slowly, until the view is touched or this is pressed again. */

import type { ReadonlySignal } from "@preact/signals";
import type { ModelView } from "../../viewer/model-view";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import { useChanges } from "./changes";

export function TurntableButton({ view }: { view: ReadonlySignal<ModelView | null> }) {
  const turntable = view.value?.motion.turntable;
  useChanges(turntable);
  return (
    <button
      type="button"
      class="tool"
      title={texts.motion.turntable}
      aria-label={texts.motion.turntable}
      aria-pressed={turntable?.turning ?? false}
      onClick={() => {
        if (turntable?.turning) turntable.stop();
        else turntable?.start();
      }}
    >
      <Icon name="turntable" />
    </button>
  );
}
