/**
 * The colour and the finish of the part that is selected: seen at once on the stage, and made into a
 * version once the picker is let go of.
 */

import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Iteration } from "../../contract";
import type { Part } from "../../viewer/parts/part";
import type { Place } from "../place";
import { isBusy } from "../session";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { texts } from "../words/texts";

/** A picker says more than once that it is done. */
const PAUSE_MILLISECONDS = 300;

/** Of a part whose own is a picture. */
const PLAIN = "#808080";

interface RestyleProps {
  part: Part;
  place: Place;
  version: Iteration;
}

export function Restyle({ part, place, version }: RestyleProps) {
  const { session, view } = place;
  const { name } = part;
  const colour = useSignal<string | null>(null);
  const finish = useSignal<string | null>(null);
  /** The job before the one that makes it so. */
  const sent = useRef<string | null | undefined>(undefined);
  const timer = useRef(0);
  const { failure, attempt, dismiss } = useAttempts(session);
  const busy = isBusy(session.status.value);
  const finishes = (session.finishes.value ?? []).filter(
    ({ needs_recipe }) => version.parametric || !needs_recipe,
  );

  const preview = () => {
    const { roughness = null, metallic = null } =
      finishes.find((each) => each.name === finish.value) ?? {};
    view.value?.parts.tint(
      name,
      colour.value === null && finish.value === null
        ? null
        : { colour: colour.value, roughness, metalness: metallic },
    );
  };
  const asItIs = () => {
    sent.current = undefined;
    colour.value = null;
    finish.value = null;
    preview();
  };
  const send = () => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(async () => {
      const style = { colour: colour.value, finish: finish.value };
      if (style.colour === null && style.finish === null) return;
      sent.current = session.status.value.job;
      const taken = await attempt(() => session.restyle(name, style, version.created_at));
      if (taken) session.viewing.value = "";
      else asItIs();
    }, PAUSE_MILLISECONDS);
  };
  useSignalEffect(() => {
    const { status, job } = session.status.value;
    if (sent.current === undefined || job === sent.current) return;
    // Nothing came of it, and the stage is not to say otherwise.
    if (status === "error" || status === "cancelled") asItIs();
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      // Of what was sent, the next version takes the preview's place.
      if (sent.current === undefined) view.peek()?.parts.tint(name, null);
    },
    [],
  );

  return (
    <fieldset class="restyle" disabled={busy}>
      <legend>{texts.parts.look(name)}</legend>
      <label>
        <span>{texts.parts.colour}</span>
        <input
          type="color"
          value={colour.value ?? part.colour ?? PLAIN}
          onInput={(event) => {
            colour.value = event.currentTarget.value;
            preview();
          }}
          onChange={send}
        />
      </label>
      {finishes.length > 0 && (
        <label>
          <span>{texts.parts.finish}</span>
          <select
            value={finish.value ?? ""}
            onChange={(event) => {
              finish.value = event.currentTarget.value || null;
              preview();
              send();
            }}
          >
            <option value="">{texts.parts.sameFinish}</option>
            {finishes.map(({ name: each, label }) => (
              <option key={each} value={each}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      {failure.value && <Failure told={failure.value} onDismiss={dismiss} />}
    </fieldset>
  );
}
