/** What there is to know and to do about the version on the stage, in sections behind tabs. */

import { useSignal } from "@preact/signals";
import type { Place } from "../place";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import { SECTIONS } from "./sections";

export function Inspector(place: Place) {
  const open = useSignal<string | null>(null);
  const section = SECTIONS.find(({ id }) => id === open.value);
  if (SECTIONS.length === 0) return null;
  return (
    <aside class="inspector" aria-label={texts.inspector.label}>
      <div class="inspector-tabs" role="tablist" aria-label={texts.inspector.label}>
        {SECTIONS.map(({ id, icon, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            class="tool"
            title={label}
            aria-label={label}
            aria-selected={id === open.value}
            aria-controls={`section-${id}`}
            onClick={() => {
              open.value = open.value === id ? null : id;
            }}
          >
            <Icon name={icon} />
          </button>
        ))}
      </div>
      {section && (
        <div
          class="inspector-section"
          role="tabpanel"
          id={`section-${section.id}`}
          aria-labelledby={`tab-${section.id}`}
        >
          <section.Content {...place} />
        </div>
      )}
    </aside>
  );
}
