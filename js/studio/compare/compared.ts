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

/** Every version that was met, newest first, those of the active line before others. */
export function versionsOf(session: Session, history: History): Version[] {
  const { marks, off_line } = session.state.value;
  const called = (iteration: Iteration) =>
    texts.compare.version(iteration.number, nameOf(iteration, marks[iteration.created_at]));
  const line = history.line.value.map((iteration) => ({
    iteration,
    name: called(iteration),
  }));
  const beside = off_line.map((iteration) => ({
    iteration,
    name: (iteration.discarded ? texts.compare.rewound : texts.compare.otherBranch)(
      called(iteration),
    ),
  }));
  return [...line.reverse(), ...beside];
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
