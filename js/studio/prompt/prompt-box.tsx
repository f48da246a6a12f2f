/**
 * Where prompts are typed: Enter sends, Shift+Enter makes a line, the arrow keys bring earlier ones
 * back. A prompt leaves the box when it was taken, and comes back where its job then fails.
 */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { isBusy, type Session } from "../session";
import { Icon } from "../style/icons";
import { commandOf } from "../undo";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { dollars } from "../words/format";
import { useGrowth } from "./growth";
import { useRecalling } from "./recalling";
import { useRefused } from "./refused";

const EXAMPLES = [
  "a matte black bottle with a copper lid that says AURORA",
  "an amber glass jar of honey",
  "a walnut stool with black legs",
];

/** The notebook listens for keys as well. */
const keep = (event: Event) => event.stopPropagation();

export function PromptBox({ session }: { session: Session }) {
  const text = useSignal("");
  const fresh = useSignal(false);
  const review = useSignal(false);
  /** Sent while a job ran. */
  const early = useSignal(false);
  const { failure, attempt, dismiss } = useAttempts(session);
  const area = useRef<HTMLTextAreaElement>(null);
  const empty = session.state.value.head === "";
  const creating = empty || fresh.value;
  const busy = isBusy(session.status.value);
  const money = session.money.value;
  const viewing = session.viewing.value;
  const looking = viewing !== "" && viewing !== session.state.value.head;

  const refused = useRefused(session, { text, fresh });
  const recalling = useRecalling(session, text);
  useGrowth(area, text.value);

  const send = async (prompt: string) => {
    if (!prompt.trim()) return;
    early.value = busy;
    if (busy) return;
    const command = commandOf(prompt);
    if (command) {
      if (await attempt(() => command(session))) text.value = "";
      return;
    }
    recalling.typed(prompt);
    const sent = refused.watch(prompt, viewing);
    const options = { review: review.value };
    const taken = await attempt(() =>
      creating
        ? session.create(prompt, options)
        : session.edit(prompt, looking ? viewing : session.state.value.head, options),
    );
    // The job can have failed before its kernel said that it began.
    if (!taken) sent.forget();
    else if (!sent.cameBack) {
      session.viewing.value = "";
      if (text.value === prompt) text.value = "";
      fresh.value = false;
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
          rows={1}
          value={text.value}
          aria-label={creating ? "Describe a new product" : "Describe a change"}
          placeholder={
            creating
              ? "A matte black bottle with a copper lid…"
              : "Make the lid red, taller, glossy…"
          }
          onInput={(event) => {
            text.value = event.currentTarget.value;
            recalling.end();
          }}
          onKeyPress={keep}
          onKeyUp={keep}
          onKeyDown={(event) => {
            keep(event);
            if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              void send(text.value);
            } else recalling.onKey(event);
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
                ? "Starts a branch from the version you are looking at; the others are kept."
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
      {money && (
        <div class="prompt-foot">
          <span>
            About {dollars(creating ? money.next_create : money.next_edit)} a run,{" "}
            {dollars(money.spent)} spent
            {money.cap !== null && ` of ${dollars(money.cap)}`}
          </span>
          <label class="check">
            <input
              type="checkbox"
              checked={review.value}
              onChange={(event) => {
                review.value = event.currentTarget.checked;
              }}
            />
            Show me the image first
          </label>
        </div>
      )}
      {busy && early.value && (
        <p class="quiet" role="status">
          The last prompt is still at work: send this one when it is done.
        </p>
      )}
      {failure.value && (
        <Failure
          told={failure.value}
          onDismiss={() => {
            dismiss();
            area.current?.focus();
          }}
        />
      )}
    </form>
  );
}
