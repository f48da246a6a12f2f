/**
 * Where each version stands in the graph of a history, newest at the top, and which lines pass it.
 *
 * The active line has the first column to itself. A line leads down from a version to its parent, in
 * the version's own column; where several lead to one parent, they meet there.
 */

export type LineKind = "active" | "branch" | "discarded";

export interface Line {
  column: number;
  kind: LineKind;
}

/** What is drawn of the graph beside one version. */
export interface LaneRow {
  column: number;
  kind: LineKind;
  /** The line from the version above it in its column to it; null at a tip. */
  up: LineKind | null;
  /** The line to its parent; null at a root. */
  down: LineKind | null;
  /** Lines of other columns that end at it. */
  joins: Line[];
  /** Lines that pass it. */
  through: Line[];
}

interface Placed {
  created_at: string;
  parent: string | null;
  discarded: boolean;
}

/** More lines than that share the last column: so many side by side, nobody could follow. */
export const MOST_COLUMNS = 7;

const LAST = MOST_COLUMNS - 1;

interface Edge {
  to: string;
  kind: LineKind;
}

/** The rows of versions that are given newest first, from the newest one on without a gap. */
export function lanesOf(versions: readonly Placed[], head: string): LaneRow[] {
  const lanes = new Lanes();
  let onLine: string | null = head;
  return versions.map((version) => {
    const active = version.created_at === onLine;
    if (active) onLine = version.parent;
    return lanes.place(version, active ? "active" : version.discarded ? "discarded" : "branch");
  });
}

class Lanes {
  /** The line in each column that is on its way down. */
  readonly #edges: (Edge | null)[] = Array.from({ length: LAST }, () => null);
  /** Those that share the last column, by what they lead to. */
  readonly #crowd = new Map<string, LineKind>();

  place({ created_at: id, parent }: Placed, kind: LineKind): LaneRow {
    const arriving = this.#take(id);
    const column = kind === "active" ? 0 : (arriving[0]?.column ?? this.#free());
    const through = this.#passing();
    if (parent !== null) this.#lead(column, { to: parent, kind });
    return {
      column,
      kind,
      up: arriving.find((line) => line.column === column)?.kind ?? null,
      down: parent === null ? null : kind,
      joins: arriving.filter((line) => line.column !== column),
      through: through.filter((line) => line.column !== column),
    };
  }

  #take(id: string): Line[] {
    const arriving: Line[] = [];
    for (const [column, edge] of this.#edges.entries()) {
      if (edge?.to !== id) continue;
      arriving.push({ column, kind: edge.kind });
      this.#edges[column] = null;
    }
    const kind = this.#crowd.get(id);
    if (kind && this.#crowd.delete(id)) arriving.push({ column: LAST, kind });
    return arriving;
  }

  #free(): number {
    const column = this.#edges.indexOf(null, 1);
    return column < 0 ? LAST : column;
  }

  #lead(column: number, edge: Edge): void {
    if (column < LAST) this.#edges[column] = edge;
    else this.#crowd.set(edge.to, edge.kind);
  }

  #passing(): Line[] {
    const lines = this.#edges.flatMap((edge, column) => (edge ? { column, kind: edge.kind } : []));
    const [crowded] = this.#crowd.values();
    return crowded ? [...lines, { column: LAST, kind: crowded }] : lines;
  }
}
