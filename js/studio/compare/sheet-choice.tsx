/** Which versions are laid out on a contact sheet: the variants of a job, or any that one chooses. */

import { useSignal } from "@preact/signals";
import type { Iteration } from "../../contract";
import { MOST_CELLS } from "../../viewer/compare/grid";
import type { Place } from "../place";
import { texts } from "../words/texts";
import { type Version, variantsOf } from "./compared";
import { Thumbnail } from "./version-picker";

export function SheetChoice(props: Place & { own: Iteration; versions: Version[] }) {
  const { session, compared, own, versions } = props;
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const variants = variantsOf(versions, own).slice(0, MOST_CELLS);
  const here = versions.filter(({ iteration }) => chosen.value.has(iteration.created_at));
  const layOut = (some: Version[]) => {
    // Oldest first, as they are told apart everywhere.
    const ids = some.map(({ iteration }) => iteration.created_at).sort();
    compared.value = { kind: "sheet", ids };
  };
  const choose = (id: string) => {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  };
  return (
    <section class="sheet-choice" aria-label={texts.compare.sheet}>
      <h3>{texts.compare.sheet}</h3>
      {variants.length > 1 && (
        <button type="button" class="button" onClick={() => layOut(variants)}>
          {texts.compare.variants(variants.length)}
        </button>
      )}
      <details>
        <summary>{texts.compare.choose(MOST_CELLS)}</summary>
        <ul>
          {versions.map((version) => {
            const id = version.iteration.created_at;
            const checked = chosen.value.has(id);
            return (
              <li key={id}>
                <label>
                  <input
                    type="checkbox"
                    checked={checked}
                    disabled={!checked && here.length >= MOST_CELLS}
                    onChange={() => choose(id)}
                  />
                  <Thumbnail version={version} channel={session.channel} />
                  <span class="title">{version.name}</span>
                </label>
              </li>
            );
          })}
        </ul>
        <button
          type="button"
          class="button"
          disabled={here.length < 2}
          onClick={() => layOut(here)}
        >
          {texts.compare.layOut(here.length)}
        </button>
      </details>
    </section>
  );
}
