/** Has a view show its products in the look that was chosen. */

import { effect } from "@preact/signals";
import type { BlobChannel } from "../../cache/model-cache";
import type { Environment } from "../../contract";
import { readRadiance } from "../../viewer/lighting/radiance";
import type { ModelView, ModelViewOptions } from "../../viewer/model-view";
import type { LookSignals } from "./look-signals";

/** What a view begins with. */
export function firstLook(look: LookSignals): ModelViewOptions {
  return {
    lighting: look.lighting.peek(),
    wireframe: look.wireframe.peek(),
    exposure: look.exposure.peek(),
    ground: look.ground.peek(),
    rotation: look.environmentRotation.peek(),
    units: look.units.peek(),
    fieldOfView: look.fieldOfView.peek(),
  };
}

/** From now on, until what it answers is called; `fail` is told of light that cannot be had. */
export function followLook(
  view: ModelView,
  look: LookSignals,
  channel: BlobChannel,
  fail: (error: unknown) => void,
): () => void {
  const loading = new AbortController();
  /** Undefined after one that could not be had: whatever is asked for next is another one. */
  let wanted: string | null | undefined = null;
  const light = async (environment: Environment | null) => {
    const { sha256 = null } = environment ?? {};
    if (sha256 === wanted) return;
    wanted = sha256;
    if (sha256 === null) {
      view.look.environment = null;
      return;
    }
    try {
      const file = await channel(sha256, { signal: loading.signal });
      const radiance = await readRadiance(file);
      if (wanted === sha256 && !loading.signal.aborted) {
        view.look.environment = { id: sha256, radiance };
      }
    } catch (error) {
      if (wanted !== sha256 || loading.signal.aborted) return;
      wanted = undefined;
      fail(error);
    }
  };
  const stops = [
    effect(() => {
      if (view.look.lighting !== look.lighting.value) view.look.lighting = look.lighting.value;
    }),
    effect(() => {
      view.look.wireframe = look.wireframe.value;
      view.look.exposure = look.exposure.value;
      view.look.ground = look.ground.value;
      view.look.rotation = look.environmentRotation.value;
      view.look.units = look.units.value;
    }),
    effect(() => {
      if (view.fieldOfView !== look.fieldOfView.value) view.fieldOfView = look.fieldOfView.value;
    }),
    effect(() => {
      view.ruler.shown = look.ruler.value;
    }),
    effect(() => void light(look.environment.value)),
  ];
  return () => {
    loading.abort();
    for (const stop of stops) stop();
  };
}
