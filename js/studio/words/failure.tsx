/** What went wrong, and the button that puts it away. */

import { Icon } from "../style/icons";
import type { Told } from "./format";

export function Failure({ told, onDismiss }: { told: Told; onDismiss: () => void }) {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{told.message}</strong> {told.hint}
      </p>
      <Dismiss onClick={onDismiss} />
    </div>
  );
}

export function Dismiss({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="dismiss" title="Dismiss" aria-label="Dismiss" onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
