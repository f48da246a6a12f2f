/** What a session makes. */

import type { Surface } from "../contract";
import type { Session } from "./session";
import { texts } from "./words/texts";

/** Products, where its host tells of none. */
export function surfaceOf({ surface }: Session): Surface {
  return surface?.value ?? texts.surface;
}
