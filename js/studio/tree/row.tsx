/** One version in the list of all: its place in the graph, its picture, and what it is called. */

import { useRef } from "preact/hooks";
import type { Mark, Version } from "../../contract";
import type { Session } from "../session";
import { Icon } from "../style/icons";
import { useThumbnail } from "../timeline/thumbnails";
import { texts } from "../words/texts";
import { keptIn, nameOf, titleOf } from "../words/title";
import { Graph } from "./graph";
import type { LaneRow } from "./lanes";
import { ROW_PIXELS } from "./window";

export interface RowProps {
  version: Version;
  /** Its place in the list. */
  index: number;
  count: number;
  /** Its lines in the graph; only its point where others between were left out. */
  lane: LaneRow | undefined;
  columns: number;
  mark: Mark | undefined;
  head: boolean;
  /** Whether it is on the stage. */
  looking: boolean;
  /** Whether the arrow keys have come to it. */
  reached: boolean;
  session: Session;
}

export function Row(props: RowProps) {
  const { version, index, count, lane, columns, mark, head, looking, reached, session } = props;
  const row = useRef<HTMLDivElement>(null);
  const picture = useThumbnail(version, session.channel, row);
  const words = texts.versions;
  const place = version.discarded ? words.discarded : lane?.kind === "branch" && words.otherBranch;
  const quiet = [head && words.current, place, version.backend_label].filter(Boolean).join(" · ");
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and points at it.
    <div
      ref={row}
      role="option"
      id={rowId(version.created_at)}
      class={["tree-row", version.discarded && "gone", reached && "reached"]
        .filter(Boolean)
        .join(" ")}
      data-id={version.created_at}
      aria-selected={looking}
      aria-posinset={index + 1}
      aria-setsize={count}
      style={{ top: `${index * ROW_PIXELS}px` }}
      title={titleOf(version)}
    >
      <Graph lane={lane} columns={columns} head={head} />
      <span class="tree-picture">{picture && <img src={picture} alt="" />}</span>
      <span class="tree-words">
        <span class="tree-name">
          <span class="tree-number">{version.number}</span>{" "}
          <span class={mark?.name ? "named" : undefined}>{nameOf(version, mark)}</span>
        </span>
        <span class="quiet">
          {quiet}
          {keptIn(version)}
        </span>
      </span>
      <span class={mark?.starred ? "tree-star starred" : "tree-star"} data-star>
        <Icon name="star" />
        {mark?.starred && <span class="hidden">{words.starred}</span>}
      </span>
    </div>
  );
}

/** The id of a row's element, for the list to point at. */
export function rowId(id: string): string {
  return `version-${id.replace(/\W/g, "-")}`;
}
