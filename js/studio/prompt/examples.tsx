/** What an empty stage says: how to begin, and prompts to begin with. */

import { texts } from "../words/texts";

export function Examples({ onPick }: { onPick: (prompt: string) => void }) {
  return (
    <div class="examples">
      <p>{texts.layout.begin}</p>
      {texts.layout.examples.map((example) => (
        <button type="button" class="example" key={example} onClick={() => onPick(example)}>
          {example}
        </button>
      ))}
    </div>
  );
}
