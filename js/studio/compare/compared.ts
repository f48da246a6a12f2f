/** What the stage shows beside the version that is looked at, and what of the history can be shown so. */

import type { Iteration } from "../../contract";
import type { ComparisonMode } from "../../viewer/compare/comparison";
import type { Session } from "../session";
import type { History } from "../timeline/history";
import { texts } from "../words/texts";
import { nameOf } from "../words/title";

export type Compared =
  /** The version that is looked at is A, and this one B. */
  | { kind: "pair"; other: string; mode: ComparisonMode; position: number }
  /** Versions in a grid, in place of the one that is looked at. */
  | { kind: "sheet"; ids: string[] };

export interface Version {
  readonly iteration: Iteration;
  /** What people call it: its number, and its name or its prompt. */
  readonly name: string;
}

/**
 * Every version that the session's state tells of, newest first, those of the active line before
 * others; and those that are on the stage, wherever they are from.
 */
export function versionsOf(
  session: Session,
  history: History,
  staged: readonly (Iteration | undefined)[],
): Version[] {
  const line = [...history.line.value].reverse();
  const known = [...line, ...session.state.value.off_line];
  const ids = new Set(known.map(({ created_at }) => created_at));
  const further = staged.flatMap((each) => (each && !ids.has(each.created_at) ? each : []));
  return [
    ...line.map((iteration) => ({ iteration, name: called(iteration, session) })),
    ...[...session.state.value.off_line, ...new Set(further)].map((iteration) => ({
      iteration,
      name: (iteration.discarded ? texts.compare.rewound : texts.compare.otherBranch)(
        called(iteration, session),
      ),
    })),
  ];
}

/** Its number, and its name or its prompt. */
export function called(iteration: Iteration, session: Session): string {
  const mark = session.state.value.marks[iteration.created_at];
  return texts.compare.version(iteration.number, nameOf(iteration, mark));
}

export function find(versions: Version[], id: string | undefined): Version | undefined {
  return versions.find(({ iteration }) => iteration.created_at === id);
}

/** What a version is compared with unless another one is chosen: its parent, or else its neighbour. */
export function firstOther(versions: Version[], shown: Iteration): Version | undefined {
  const others = versions.filter(({ iteration }) => iteration.created_at !== shown.created_at);
  return find(others, shown.parent ?? "") ?? others[0];
}

/** The versions that one job made at once: of one parent, by one prompt; oldest first. */
export function variantsOf(versions: Version[], shown: Iteration): Version[] {
  return versions
    .filter(
      ({ iteration: { parent, prompt, kind, discarded } }) =>
        parent === shown.parent && prompt === shown.prompt && kind === shown.kind && !discarded,
    )
    .sort((one, other) => (one.iteration.created_at < other.iteration.created_at ? -1 : 1));
}

/** What the backends of all that is on the stage say of themselves, each once. */
export function labelOf(
  shown: Iteration | undefined,
  compared: Compared | null,
  history: History,
): string | undefined {
  const ids = compared?.kind === "pair" ? [compared.other] : (compared?.ids ?? []);
  const others = ids.map((id) => history.find(id));
  const seen = compared?.kind === "sheet" ? others : [shown, ...others];
  return [...new Set(seen.flatMap((each) => each?.backend_label ?? []))].join(" · ") || undefined;
}
