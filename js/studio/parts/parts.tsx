/** The parts of the version on the stage: each can be pointed at, selected, hidden and shown alone. */

import type { Part } from "../../viewer/parts/part";
import type { Place } from "../place";
import { Icon } from "../style/icons";
import { surfaceOf } from "../surface";
import { texts } from "../words/texts";
import { Restyle } from "./restyle";

/** A list of more is of no use to anybody; the stage and the keyboard still reach them. */
const MOST_LISTED = 200;

export function Parts(place: Place) {
  const { session, parts, shown } = place;
  const list = parts.list.value;
  const selected = session.selected.value;
  const partly = (session.hidden.value ?? []).length > 0 || Boolean(session.solo.value);
  if (list.length === 0) return <p class="quiet">{texts.parts.none(surfaceOf(session).thing)}</p>;
  return (
    <div class="parts">
      {list.length === 1 && <p class="quiet">{texts.parts.whole}</p>}
      <ul class="part-list" aria-label={texts.parts.label}>
        {list.slice(0, MOST_LISTED).map((part) => (
          <Row key={part.name} part={part} place={place} />
        ))}
      </ul>
      {list.length > MOST_LISTED && (
        <p class="quiet">{texts.parts.more(list.length - MOST_LISTED)}</p>
      )}
      {partly && (
        <button
          type="button"
          class="button"
          onClick={() => {
            session.hidden.value = [];
            session.solo.value = "";
          }}
        >
          {texts.parts.all}
        </button>
      )}
      {list.map(
        (part) =>
          part.name === selected &&
          shown.value &&
          !session.readOnly && (
            <Restyle
              key={`${shown.value.created_at} ${part.name}`}
              part={part}
              place={place}
              version={shown.value}
            />
          ),
      )}
    </div>
  );
}

function Row({ part, place: { session, parts } }: { part: Part; place: Place }) {
  const { name, colour, triangles } = part;
  const hidden = session.hidden.value ?? [];
  const unseen = hidden.includes(name);
  const alone = session.solo.value === name;
  const selected = session.selected.value === name;
  const point = (at: string | null) => () => {
    parts.hovered.value = at;
  };
  return (
    <li
      class={parts.hovered.value === name ? "part hovered" : "part"}
      onPointerEnter={point(name)}
      onPointerLeave={point(null)}
    >
      <button
        type="button"
        class="part-name"
        aria-pressed={selected}
        onFocus={point(name)}
        onBlur={point(null)}
        onClick={() => {
          session.selected.value = selected ? "" : name;
        }}
      >
        <span
          class={colour ? "part-swatch" : "part-swatch several"}
          style={colour ? { background: colour } : {}}
        />
        <span class="part-words">
          {name}
          <small class="quiet">{texts.parts.triangles(triangles)}</small>
        </span>
      </button>
      <button
        type="button"
        class="tool"
        title={texts.parts.solo(name)}
        aria-label={texts.parts.solo(name)}
        aria-pressed={alone}
        onClick={() => {
          session.solo.value = alone ? "" : name;
        }}
      >
        <Icon name="solo" />
      </button>
      <button
        type="button"
        class="tool"
        title={texts.parts.hide(name)}
        aria-label={texts.parts.hide(name)}
        aria-pressed={unseen}
        onClick={() => {
          session.hidden.value = unseen
            ? hidden.filter((each) => each !== name)
            : [...hidden, name];
        }}
      >
        <Icon name={unseen ? "unseen" : "seen"} />
      </button>
    </li>
  );
}
