/** What can be done with the version that is on the stage. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Iteration, Mark } from "../../contract";
import type { Session } from "../session";
import { Icon } from "../style/icons";
import { goOn } from "../undo";
import type { Attempts } from "../words/attempt";
import { texts } from "../words/texts";
import type { LaneRow } from "./lanes";
import type { Versions } from "./versions";

interface FootProps {
  session: Session;
  tree: Versions;
  lanes: ReadonlySignal<readonly LaneRow[]>;
  shown: ReadonlySignal<Iteration | undefined>;
  naming: Signal<string | null>;
  attempt: Attempts["attempt"];
  onMark(id: string, changes: Partial<Mark>): Promise<boolean>;
}

export function Foot({ session, tree, lanes, shown, naming, attempt, onMark }: FootProps) {
  const version = shown.value;
  if (!version || session.readOnly) return null;
  const { created_at: id, number } = version;
  const { head, marks } = session.state.value;
  const starred = marks[id]?.starred ?? false;
  const words = texts.versions;
  const place = tree.rows.value.findIndex(({ created_at }) => created_at === id);
  const onLine = place < 0 ? undefined : lanes.value[place]?.kind === "active";
  return (
    <div class="tree-foot">
      <p>{words.number(number)}</p>
      <button
        type="button"
        class={starred ? "tool starred" : "tool"}
        title={starred ? words.unstar : words.star}
        aria-label={words.star}
        aria-pressed={starred}
        onClick={() => void onMark(id, { starred: !starred })}
      >
        <Icon name="star" />
      </button>
      <button
        type="button"
        class="tool"
        title={words.name}
        aria-label={words.name}
        disabled={place < 0}
        onClick={() => {
          naming.value = id;
        }}
      >
        <Icon name="pencil" />
      </button>
      <button
        type="button"
        class="button"
        disabled={id === head}
        onClick={() => attempt(() => goOn(session, id, onLine))}
      >
        <Icon name="branch" /> {words.goOn}
      </button>
    </div>
  );
}
