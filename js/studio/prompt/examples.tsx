/** What an empty stage says: how to begin, and prompts to begin with. */

import type { Session } from "../session";
import { surfaceOf } from "../surface";
import { texts } from "../words/texts";

export function Examples(props: { session: Session; onPick: (prompt: string) => void }) {
  const { session, onPick } = props;
  const { thing, examples } = surfaceOf(session);
  return (
    <div class="examples">
      <p>{texts.layout.begin(thing)}</p>
      {examples.map((example) => (
        <button type="button" class="example" key={example} onClick={() => onPick(example)}>
          {example}
        </button>
      ))}
    </div>
  );
}
