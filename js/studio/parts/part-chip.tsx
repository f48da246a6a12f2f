/** Says before the words of a prompt that they are said of one part. */

import { Icon } from "../style/icons";
import { texts } from "../words/texts";

export function PartChip({ name, onRelease }: { name: string; onRelease: () => void }) {
  return (
    <span class="part-chip">
      <span>{texts.parts.said(name)}</span>
      <button
        type="button"
        title={texts.parts.release(name)}
        aria-label={texts.parts.release(name)}
        onClick={onRelease}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
