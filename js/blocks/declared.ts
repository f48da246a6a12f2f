/** Fails the type check where `prodwidget.d.ts` says what the code does not do, or leaves a name out. */

import type { GetModelOptions, ModelFetchErrorCode } from "../cache/model-cache";
import type { CameraState, Lighting } from "../contract";
import type * as built from "./index";
import type * as said from "./prodwidget";

type Fits<_Code extends Declared, Declared> = true;

export type Declared = Fits<typeof built, typeof said>;
export type Complete = Fits<keyof typeof said, keyof typeof built>;

/** Nothing is declared that the code does not know: a page could write it, and would be told nothing. */
export type Known = [
  Fits<said.Lighting, Lighting>,
  Fits<said.ModelFetchErrorCode, ModelFetchErrorCode>,
  Fits<keyof said.CameraState, keyof CameraState>,
  Fits<keyof said.GetOptions, keyof GetModelOptions>,
];
