/** Which version is on the stage, and the ways from there. */

import type { Iteration } from "../../contract";
import { isBusy, type Session } from "../session";
import { Icon } from "../style/icons";
import { redo, redoable, undo, undoable } from "../undo";
import type { Attempts } from "../words/attempt";
import { texts } from "../words/texts";

interface StandingProps {
  session: Session;
  /** The version that is on the stage; the head where none is looked at. */
  shown: Iteration | undefined;
  attempt: Attempts["attempt"];
  onGoOn: () => void;
  onBack: () => void;
}

export function Standing({ session, shown, attempt, onGoOn, onBack }: StandingProps) {
  const { head, iteration_count, off_line_count } = session.state.value;
  const looking = shown !== undefined && shown.created_at !== head;
  const busy = isBusy(session.status.value);
  // Asked at each state, so that no step is missed while another version is looked at.
  const [back, forth] = [undoable(session), redoable(session)];
  const words = texts.versions;
  const [before, number, after] = (looking ? words.looking : words.standing)(
    shown?.number ?? 0,
    iteration_count + off_line_count,
  );
  return (
    <div class={looking ? "place looking" : "place"}>
      <p>
        <span class="word">{before}</span>
        <strong>{number}</strong>
        {after}
      </p>
      {!session.readOnly && looking && (
        <button type="button" class="button" onClick={onGoOn}>
          <Icon name="branch" /> <span class="word">{words.goOn}</span>
        </button>
      )}
      {looking && (
        <button type="button" class="button" onClick={onBack}>
          <Icon name="newest" /> <span class="word">{words.backToNewest}</span>
        </button>
      )}
      {!session.readOnly && !looking && (
        <>
          <button
            type="button"
            class="button"
            disabled={busy || back === null}
            onClick={() => attempt(() => undo(session))}
          >
            <Icon name="undo" /> <span class="word">{words.undo}</span>
          </button>
          <button
            type="button"
            class="button"
            disabled={busy || forth === null}
            onClick={() => attempt(() => redo(session))}
          >
            <Icon name="redo" /> <span class="word">{words.redo}</span>
          </button>
        </>
      )}
    </div>
  );
}
