/** Has the version that is looked at be there, whichever line it is on and whoever looked at it. */

import { useSignalEffect } from "@preact/signals";
import type { Session } from "../session";
import type { History } from "./history";

export function useLooking(session: Session, history: History): void {
  useSignalEffect(() => {
    const id = session.viewing.value;
    // A head that moved may have discarded it, or brought it back.
    session.state.value.head;
    session.connected.value;
    void history.meet([id], { again: true });
  });
}
