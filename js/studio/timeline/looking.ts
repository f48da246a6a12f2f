/** Looking at a version, whichever line it is on and whoever looked at it. */

import { useSignalEffect } from "@preact/signals";
import type { Session } from "../session";
import type { History } from "./history";

/** Have a version on the stage, in every panel of the session's widget. */
export function lookAt(session: Session, id: string): void {
  session.viewing.value = id === session.state.value.head ? "" : id;
}

/** Have the version that is looked at be there. */
export function useLooking(session: Session, history: History): void {
  useSignalEffect(() => {
    const id = session.viewing.value;
    // A head that moved may have discarded it, or brought it back.
    session.state.value.head;
    session.connected.value;
    void history.meet([id], { again: true });
  });
}
