import { describe, expect, test } from "vitest";
import { type LaneRow, lanesOf, MOST_COLUMNS } from "./lanes";

interface Node {
  created_at: string;
  parent: string | null;
  discarded: boolean;
}

/** Versions written `child<parent`, oldest first, with a `!` where one was discarded; newest first. */
const history = (...made: string[]): Node[] =>
  made
    .map((each) => {
      const [id = "", parent = null] = each.replace("!", "").split("<");
      return { created_at: id, parent, discarded: each.includes("!") };
    })
    .reverse();

const columns = (rows: LaneRow[]) => rows.map(({ column }) => column);

describe("the graph of a history", () => {
  test("is one line where nobody went back", () => {
    const rows = lanesOf(history("a", "b<a", "c<b"), "c");
    expect(columns(rows)).toEqual([0, 0, 0]);
    expect(rows.map(({ up, down }) => [up, down])).toEqual([
      [null, "active"],
      ["active", "active"],
      ["active", null],
    ]);
    expect(rows.flatMap(({ joins, through }) => [...joins, ...through])).toEqual([]);
  });

  test("has a column for what was discarded, which meets the line where it left it", () => {
    const rows = lanesOf(history("a", "b<a", "c<b!", "d<c!", "e<b"), "e");
    expect(columns(rows)).toEqual([0, 1, 1, 0, 0]);
    expect(rows[1]?.through).toEqual([{ column: 0, kind: "active" }]);
    expect(rows[1]?.up).toBe(null);
    expect(rows[2]?.up).toBe("discarded");
    expect(rows[3]?.joins).toEqual([{ column: 1, kind: "discarded" }]);
  });

  test("keeps the first column for the active line, also where newer ones lie above its head", () => {
    const rows = lanesOf(history("a", "b<a", "c<b!"), "b");
    expect(columns(rows)).toEqual([1, 0, 0]);
    expect(rows[1]?.up).toBe(null);
    expect(rows[1]?.joins).toEqual([{ column: 1, kind: "discarded" }]);
  });

  test("gives a column again that is free", () => {
    const rows = lanesOf(history("a", "b<a", "c<a", "d<c", "e<c", "f<e"), "f");
    // d left at c, b at a.
    expect(columns(rows)).toEqual([0, 0, 1, 0, 1, 0]);
  });

  test("shows products that were begun anew as lines of their own", () => {
    const rows = lanesOf(history("a", "b<a", "x", "y<x"), "y");
    expect(columns(rows)).toEqual([0, 0, 1, 1]);
    expect(rows[1]?.down).toBe(null);
    expect(rows[2]?.joins).toEqual([]);
  });

  test("is of no more columns than can be followed", () => {
    const rows = lanesOf(
      history("root", ...Array.from({ length: 40 }, (_, n) => `v${n}<root`)),
      "v0",
    );
    expect(Math.max(...columns(rows))).toBe(MOST_COLUMNS - 1);
    expect(rows.at(-1)?.joins.length).toBe(MOST_COLUMNS - 1);
  });
});

/** Numbers that look random, and are the same in each run. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

function grown(seed: number, length: number): { nodes: Node[]; head: string } {
  const random = numbers(seed);
  const next = () => random.next().value as number;
  const made: Node[] = [];
  for (let n = 0; n < length; n += 1) {
    const where = next();
    const parent =
      n === 0 || where < 0.03 ? null : where < 0.75 ? `v${n - 1}` : `v${Math.floor(next() * n)}`;
    made.push({ created_at: `v${n}`, parent, discarded: next() < 0.2 });
  }
  return { nodes: made.reverse(), head: `v${Math.floor(next() * length)}` };
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
  "each line goes on in the row below, and each version is where its children lead: %d",
  (seed) => {
    const { nodes, head } = grown(seed, 5 + seed * 4);
    const rows = lanesOf(nodes, head);
    const active = new Set<string>();
    for (let at: string | null = head; at; ) {
      active.add(at);
      at = nodes.find(({ created_at }) => created_at === at)?.parent ?? null;
    }
    for (const [index, row] of rows.entries()) {
      const node = nodes[index] as Node;
      expect(row.column === 0).toBe(active.has(node.created_at));
      expect(row.down === null).toBe(node.parent === null);
      const children = nodes.slice(0, index).filter(({ parent }) => parent === node.created_at);
      expect(children.length > 0).toBe(row.up !== null || row.joins.length > 0);
      expect(row.through.map(({ column }) => column)).not.toContain(row.column);
      const leaving = new Set(row.through.map(({ column }) => column));
      if (row.down) leaving.add(row.column);
      const below = rows[index + 1];
      const entering = new Set(
        [...(below?.through ?? []), ...(below?.joins ?? [])].map((l) => l.column),
      );
      if (below?.up) entering.add(below.column);
      // The last column is shared, where a line can both end and pass.
      for (const each of [leaving, entering]) each.delete(MOST_COLUMNS - 1);
      expect([...entering].sort()).toEqual([...leaving].sort());
    }
  },
);

test("thousands of tips of one root take no time that grows with their square", () => {
  const tips = Array.from({ length: 20_000 }, (_, n) => `v${n}<root`);
  expect(lanesOf(history("root", ...tips), "v0")).toHaveLength(20_001);
});
