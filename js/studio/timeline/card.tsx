/** A version in the strip. */

import { useRef } from "preact/hooks";
import type { Iteration } from "../../contract";
import type { Session } from "../session";
import { Icon } from "../style/icons";
import { seconds } from "../words/format";
import { texts } from "../words/texts";
import { keptIn, nameOf, titleOf } from "../words/title";
import { useThumbnail } from "./thumbnails";
import type { Walking } from "./walking";

export interface CardProps {
  iteration: Iteration;
  current: boolean;
  /** Whether it is on the active line; else it is on another branch, or was discarded. */
  onLine: boolean;
  session: Session;
  walking: Walking;
  onPick: () => void;
}

export function Card({ iteration, current, onLine, session, walking, onPick }: CardProps) {
  const card = useRef<HTMLLIElement>(null);
  const picture = useThumbnail(iteration, session.channel, card);
  const mark = session.state.value.marks[iteration.created_at];
  const { discarded, otherBranch, starred } = texts.versions;
  const beside = iteration.discarded ? discarded : otherBranch;
  return (
    <li ref={card} class={onLine ? undefined : iteration.discarded ? "off-line gone" : "off-line"}>
      <button
        type="button"
        class="iteration"
        data-id={iteration.created_at}
        tabIndex={walking.tabIndex(iteration.created_at)}
        aria-current={current}
        title={titleOf(iteration)}
        onClick={onPick}
      >
        <span class="picture">
          {picture && <img src={picture} alt="" />}
          {mark?.starred && (
            <span class="star">
              <Icon name="star" />
              <span class="hidden">{starred}</span>
            </span>
          )}
        </span>
        <span class="words">
          <span class="number">{iteration.number}</span> {nameOf(iteration, mark)}
        </span>
        <span class="quiet">
          {onLine ? seconds(iteration.duration_seconds) : beside}
          {keptIn(iteration)}
        </span>
      </button>
    </li>
  );
}
