/** Where prompts are typed: Enter sends, Shift+Enter makes a line. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { told } from "./format";
import { Icon } from "./icons";
import type { Session } from "./session";

const EXAMPLES = [
  "a matte black bottle with a copper lid that says AURORA",
  "an amber glass jar of honey",
  "a walnut stool with black legs",
];

export function PromptBox({ session }: { session: Session }) {
  const text = useSignal("");
  const fresh = useSignal(false);
  const failure = useSignal<{ message: string; hint: string } | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const empty = session.state.value.head === "";
  const creating = empty || fresh.value;
  const phase = session.status.value.status;
  const busy = phase === "queued" || phase === "running";
  const viewing = session.viewing.value;
  const looking = viewing !== "" && viewing !== session.state.value.head;

  const send = async (prompt: string) => {
    if (busy || !prompt.trim()) return;
    failure.value = null;
    try {
      await (creating ? session.create(prompt) : session.edit(prompt));
      session.viewing.value = "";
      text.value = "";
      fresh.value = false;
    } catch (error) {
      failure.value = told(error);
    }
  };

  return (
    <form
      class="prompt"
      onSubmit={(event) => {
        event.preventDefault();
        void send(text.value);
      }}
    >
      {empty && !busy && (
        <div class="examples">
          <span>Describe a product, or start from one of these:</span>
          {EXAMPLES.map((example) => (
            <button
              type="button"
              class="example"
              key={example}
              onClick={() => {
                text.value = example;
                area.current?.focus();
              }}
            >
              {example}
            </button>
          ))}
        </div>
      )}
      <div class="prompt-row">
        <textarea
          ref={area}
          rows={Math.min(text.value.split("\n").length, 5)}
          value={text.value}
          aria-label={creating ? "Describe a new product" : "Describe a change"}
          placeholder={
            creating
              ? "A matte black bottle with a copper lid…"
              : "Make the lid red, taller, glossy…"
          }
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            // The notebook listens for keys as well.
            event.stopPropagation();
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              void send(text.value);
            }
          }}
        />
        <button type="submit" class="button primary" disabled={busy || !text.value.trim()}>
          <Icon name="send" />
          {creating ? "Create" : "Edit"}
        </button>
      </div>
      {!empty && (
        <div class="prompt-foot">
          <span>
            {creating
              ? "Starts a new product; the present one stays in the history."
              : looking
                ? "Edits the newest version, not the one you are looking at."
                : "Changes the product above."}
          </span>
          <button
            type="button"
            class="link"
            onClick={() => {
              fresh.value = !fresh.value;
              area.current?.focus();
            }}
          >
            {creating ? "Edit this one instead" : "Start a new product"}
          </button>
        </div>
      )}
      {failure.value && (
        <p class="failure" role="alert">
          <strong>{failure.value.message}</strong> {failure.value.hint}
        </p>
      )}
    </form>
  );
}
