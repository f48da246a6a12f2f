/** What there is to know and to do about the version on the stage, in sections behind tabs. */

import type { ReadonlySignal } from "@preact/signals";
import { signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Place } from "../place";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import { SECTIONS } from "./sections";

/** The section that was opened last in this page. */
const latest = signal<string | null>(null);

interface InspectorProps {
  place: Place;
  /** Whether it stands beside the stage, where one section is always open, or over its foot. */
  beside: ReadonlySignal<boolean>;
  /** Told whether a section takes room from the stage. */
  over: { value: boolean };
}

export function Inspector({ place, beside, over }: InspectorProps) {
  const chosen = useSignal(latest.peek());
  const lifted = useSignal(false);
  const tabs = useRef<HTMLDivElement>(null);
  const at = SECTIONS.findIndex(({ id }) => id === chosen.value);
  const isOpen = beside.value || lifted.value;
  const section = isOpen ? (SECTIONS[at] ?? SECTIONS[0]) : undefined;
  useSignalEffect(() => {
    over.value = !beside.value && lifted.value;
  });
  // Several models need the stage more than the choice of them does.
  const compared = useComputed(() => place.compared.value?.kind);
  useSignalEffect(() => {
    if (compared.value && !beside.peek()) lifted.value = false;
  });
  if (SECTIONS.length === 0) return null;

  const open = (id: string) => {
    lifted.value = !(lifted.peek() && section?.id === id);
    chosen.value = id;
    latest.value = id;
  };
  const walk = (event: KeyboardEvent) => {
    const focused = SECTIONS.findIndex(({ id }) => `tab-${id}` === (event.target as Element).id);
    const steps: Record<string, number> = {
      ArrowRight: focused + 1,
      ArrowLeft: focused - 1,
      Home: 0,
      End: -1,
    };
    const step = steps[event.key];
    if (step === undefined || focused < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = SECTIONS.at(step % SECTIONS.length);
    if (!next) return;
    tabs.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
    chosen.value = next.id;
    latest.value = next.id;
  };
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || beside.value || !section) return;
    event.stopPropagation();
    tabs.current?.querySelector<HTMLElement>(`#tab-${section.id}`)?.focus();
    lifted.value = false;
  };
  return (
    <aside class="inspector" aria-label={texts.inspector.label}>
      <div
        ref={tabs}
        class="inspector-tabs"
        role="tablist"
        aria-label={texts.inspector.label}
        onKeyDown={walk}
      >
        {SECTIONS.map(({ id, icon, label }, index) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            class="tab"
            title={label}
            tabIndex={index === Math.max(at, 0) ? 0 : -1}
            aria-selected={id === section?.id}
            aria-controls={id === section?.id ? `section-${id}` : undefined}
            onClick={() => open(id)}
          >
            <Icon name={icon} />
            <span class="tab-label">{label}</span>
          </button>
        ))}
      </div>
      {section && (
        <div
          key={section.id}
          class="inspector-section"
          role="tabpanel"
          id={`section-${section.id}`}
          aria-labelledby={`tab-${section.id}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard scrolls it.
          tabIndex={0}
          onKeyDown={close}
        >
          <section.Content {...place} />
        </div>
      )}
    </aside>
  );
}
