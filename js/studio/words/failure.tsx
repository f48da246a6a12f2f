/** What went wrong, and the button that puts it away. */

import { Icon } from "../style/icons";
import type { Told } from "./format";
import { texts } from "./texts";

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
  const label = texts.failures.dismiss;
  return (
    <button type="button" class="dismiss" title={label} aria-label={label} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
