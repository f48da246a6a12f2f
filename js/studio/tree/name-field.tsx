/** Where a version's name is typed, in the place of what it is called. */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Version } from "../../contract";
import { texts } from "../words/texts";

/** As `MARK_CHARACTERS` of `src/prodwidget/records/mark.py`. */
const MOST_CHARACTERS = 80;

interface NameFieldProps {
  version: Version;
  name: string;
  /** Of what it stands in place of, in CSS pixels. */
  top: number;
  left: number;
  /** Told the name, or null where it stays as it was. */
  onDone: (name: string | null) => void;
}

export function NameField({ version, name, top, left, onDone }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, [version.created_at]);
  const end = (typed: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(typed === null || typed.trim() === name ? null : typed.trim());
  };
  return (
    <input
      ref={field}
      type="text"
      class="tree-field"
      style={{ top: `${top}px`, left: `${left}px` }}
      defaultValue={name}
      maxLength={MOST_CHARACTERS}
      placeholder={version.prompt}
      aria-label={texts.versions.nameOf(version.number)}
      onBlur={(event) => end(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.isComposing) return;
        if (event.key === "Enter") end(event.currentTarget.value);
        else if (event.key === "Escape") end(null);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
