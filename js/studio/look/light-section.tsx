/** The light that the product stands in, what it stands on, and how it is looked at. */

import type { Lighting } from "../../contract";
import type { Place } from "../place";
import { texts } from "../words/texts";
import { BackgroundField } from "./background-field";
import { Choice } from "./choice";
import { chooseLighting, LIMITS, resetLook } from "./look-signals";
import { OwnLight } from "./own-light";
import { Slider } from "./slider";

const words = texts.light;

const PRESETS = Object.keys(words.presets) as Lighting[];

export function LightSection({ session }: Place) {
  return (
    <div class="light">
      <Choice
        legend={words.lighting}
        values={PRESETS}
        words={words.presets}
        value={session.environment.value ? null : session.lighting.value}
        onChoose={(lighting) => chooseLighting(session, lighting)}
      />
      <Slider
        label={words.exposure}
        value={session.exposure}
        limits={LIMITS.exposure}
        step={0.1}
        text={words.steps}
      />
      <Slider
        label={words.rotation}
        value={session.environmentRotation}
        limits={LIMITS.environmentRotation}
        step={1}
        text={words.degrees}
      />
      {!session.readOnly && <OwnLight session={session} />}
      <Choice
        legend={words.ground}
        values={["shadow", "grid", "none"]}
        words={words.grounds}
        value={session.ground.value}
        onChoose={(ground) => {
          session.ground.value = ground;
        }}
      />
      <BackgroundField background={session.background} />
      <Slider
        label={words.fieldOfView}
        value={session.fieldOfView}
        limits={LIMITS.fieldOfView}
        step={1}
        text={words.degrees}
      />
      <label class="look-check">
        <input
          type="checkbox"
          checked={session.wireframe.value}
          onChange={(event) => {
            session.wireframe.value = event.currentTarget.checked;
          }}
        />
        <span>{words.wireframe}</span>
      </label>
      <button type="button" class="button" onClick={() => resetLook(session)}>
        {words.reset}
      </button>
    </div>
  );
}
