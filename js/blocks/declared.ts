/** Fails the type check where `prodwidget.d.ts` says what the code does not do, or leaves a name out. */

import type * as built from "./index";
import type * as said from "./prodwidget";

type Fits<_Code extends Declared, Declared> = true;

export type Declared = Fits<typeof built, typeof said>;
export type Complete = Fits<keyof typeof said, keyof typeof built>;
