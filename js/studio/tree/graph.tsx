/** The lines of the graph beside one row. */

import type { LaneRow, LineKind } from "./lanes";
import { ROW_PIXELS } from "./window";

const LANE_PIXELS = 12;
const MIDDLE = ROW_PIXELS / 2;

/** How wide a graph of so many columns is, in CSS pixels. */
export function widthOf(columns: number): number {
  return columns * LANE_PIXELS + 4;
}

interface GraphProps {
  /** Without it a point alone, where the rows around are left out. */
  lane: LaneRow | undefined;
  columns: number;
  head: boolean;
}

export function Graph({ lane, columns, head }: GraphProps) {
  const x = at(lane?.column ?? 0);
  const kind = lane?.kind ?? "branch";
  return (
    <svg
      class="graph"
      width={widthOf(columns)}
      height={ROW_PIXELS}
      aria-hidden="true"
      focusable="false"
    >
      {lane?.through.map(({ column, kind }) => (
        <path key={column} class={`line ${kind}`} d={`M${at(column)} 0V${ROW_PIXELS}`} />
      ))}
      {lane?.joins.map((line) => (
        <path key={line.column} class={`line ${line.kind}`} d={join(at(line.column), x)} />
      ))}
      {lane?.up && <Half kind={lane.up} x={x} from={0} to={MIDDLE} />}
      {lane?.down && <Half kind={lane.down} x={x} from={MIDDLE} to={ROW_PIXELS} />}
      {head && <circle class="ring" cx={x} cy={MIDDLE} r={7} />}
      <circle class={`point ${kind}`} cx={x} cy={MIDDLE} r={4} />
    </svg>
  );
}

function Half({ kind, x, from, to }: { kind: LineKind; x: number; from: number; to: number }) {
  return <path class={`line ${kind}`} d={`M${x} ${from}V${to}`} />;
}

function at(column: number): number {
  return column * LANE_PIXELS + 10;
}

/** From above in another column to the row's own point. */
function join(from: number, to: number): string {
  return `M${from} 0C${from} ${MIDDLE * 0.8} ${to} ${MIDDLE * 0.4} ${to} ${MIDDLE}`;
}
