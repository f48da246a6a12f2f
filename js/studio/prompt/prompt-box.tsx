/**
 * Where prompts are typed: Enter sends, Shift+Enter makes a line, the arrow keys bring earlier ones
 * back. A prompt leaves the box when it was taken, and comes back where its job then fails.
 */

import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import type { Keep, OptionValue } from "../../contract";
import { PartChip } from "../parts/part-chip";
import { isBusy, type RunOptions, type Session } from "../session";
import { Icon } from "../style/icons";
import { surfaceOf } from "../surface";
import type { History } from "../timeline/history";
import { commandOf } from "../undo";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { texts } from "../words/texts";
import { useDraft } from "./draft";
import { Dropping } from "./dropping";
import { Price, Purpose } from "./foot";
import { useGrowth } from "./growth";
import { PictureRow } from "./picture-row";
import { usePictures } from "./pictures";
import { useProposal } from "./proposal";
import { useRecalling } from "./recalling";
import { useRefused } from "./refused";
import { ShapeSwitch } from "./shape-switch";
import { Tools } from "./tools";

const words = texts.prompt;

/** The notebook listens for keys as well. */
const keep = (event: Event) => event.stopPropagation();

interface PromptBoxProps {
  session: Session;
  history: History;
  text: Signal<string>;
  area: RefObject<HTMLTextAreaElement | null>;
}

export function PromptBox({ session, history, text, area }: PromptBoxProps) {
  const fresh = useSignal(false);
  const review = useSignal(false);
  /** Sent while a job ran, or before its pictures were there. */
  const early = useSignal(false);
  const draft = useDraft();
  const pictures = usePictures(session);
  const { failure, attempt, dismiss } = useAttempts(session);
  const { thing, create, edit } = surfaceOf(session);
  const { head } = session.state.value;
  const empty = head === "";
  const creating = empty || fresh.value;
  const busy = isBusy(session.status.value);
  const money = session.money.value;
  const viewing = session.viewing.value;
  const looking = viewing !== "" && viewing !== head;
  const parent = looking ? viewing : head;
  const part = creating ? "" : (session.selected.value ?? "");
  const { variants, ...set } = draft.settings.value;
  /** What of the options that were set is known to a step that keeps this. */
  const known = (keeps: Keep | null) => {
    const step = creating ? "create" : keeps === "shape" ? "retexture" : "edit";
    const offered = session.options.value?.[step] ?? [];
    const given = Object.entries(set.options).filter(([name]) =>
      offered.some((option) => option.name === name),
    );
    return { offered, options: Object.fromEntries(given) };
  };
  const proposed = useProposal(
    session,
    // What a create costs is asked where it costs something.
    creating && !money
      ? null
      : (last) => ({
          prompt: creating ? "" : text.value,
          parent: creating ? "" : parent,
          creating,
          keep: creating ? null : set.keep,
          ...(part && { part }),
          pictures: pictures.named,
          variants,
          options: known(set.keep ?? last).options,
        }),
  );
  const { offered, options } = known(set.keep ?? proposed.last);
  // Pictures alone are enough to begin with.
  const something = text.value.trim() !== "" || (creating && pictures.list.value.length > 0);

  const refused = useRefused(session, { text, fresh, draft, pictures });
  const recalling = useRecalling(session, text);
  useGrowth(area, text.value);

  const send = async (prompt: string) => {
    if (!something) return;
    early.value = busy || !pictures.ready;
    if (early.value) return;
    const command = pictures.list.value.length === 0 && commandOf(prompt);
    if (command) {
      if (await attempt(() => command(session))) text.value = "";
      return;
    }
    if (prompt.trim()) recalling.typed(prompt);
    const kept = set.keep ?? proposed.certain;
    const run: RunOptions = {
      review: review.value && variants === 1,
      ...(part && { part }),
      ...(kept && !creating && { keep: kept }),
      ...(pictures.named.length > 0 && { pictures: pictures.named }),
      ...(variants > 1 && { variants }),
      ...(Object.keys(options).length > 0 && { options }),
      ...(set.seed !== null && { seed: set.seed }),
    };
    const sent = refused.watch(prompt, viewing, run);
    const settings = draft.settings.value;
    const taken = await attempt(() =>
      creating ? session.create(prompt, run) : session.edit(prompt, parent, run),
    );
    // The job can have failed before its kernel said that it began.
    if (!taken) sent.forget();
    else if (!sent.cameBack) {
      session.viewing.value = "";
      if (text.value === prompt) text.value = "";
      if (draft.settings.value === settings) draft.clear();
      pictures.clear();
      fresh.value = false;
    }
  };
  const apply = (operation: string, given: Record<string, OptionValue>) =>
    attempt(async () => {
      await session.process(operation, given, parent);
      session.viewing.value = "";
    });

  const isEarly = early.value && (busy || !pictures.ready);
  return (
    <div class="prompt">
      <div class="prompt-row">
        <PictureRow pictures={pictures} />
        {part && (
          <PartChip
            name={part}
            onRelease={() => {
              session.selected.value = "";
              area.current?.focus();
            }}
          />
        )}
        <textarea
          ref={area}
          rows={1}
          value={text.value}
          aria-label={
            creating
              ? words.describeNew(thing)
              : part
                ? texts.parts.change(part)
                : words.describeChange
          }
          placeholder={creating ? create : edit}
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
        <div class="prompt-tools">
          <Tools
            session={session}
            draft={draft}
            pictures={pictures}
            parent={history.find(parent) ?? null}
            creating={creating}
            offered={offered}
            onApply={(operation, given) => {
              area.current?.focus();
              void apply(operation, given);
            }}
          />
          {!creating && proposed.paints && (
            <ShapeSwitch
              keep={set.keep ?? (text.value.trim() ? proposed.keep : null)}
              onChoose={(chosen) => draft.set({ keep: chosen })}
            />
          )}
          <button
            type="button"
            class="button primary"
            disabled={busy || !something}
            onClick={() => send(text.value)}
          >
            <Icon name="send" />
            {creating ? words.create : words.edit}
            {variants > 1 && <span class="several">{words.times(variants)}</span>}
          </button>
        </div>
        {(failure.value || isEarly) && (
          <div class="prompt-said">
            {isEarly && (
              <p class="quiet" role="status">
                {busy ? words.stillAtWork : words.picturesOnTheWay}
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
          </div>
        )}
      </div>
      <Dropping within={area} pictures={pictures} />
      <Purpose
        thing={thing}
        empty={empty}
        creating={creating}
        looking={looking}
        onTurn={() => {
          fresh.value = !fresh.value;
          area.current?.focus();
        }}
      />
      {money && (
        <Price
          money={money}
          usd={proposed.usd ?? (creating ? money.next_create : money.next_edit) * variants}
          review={review}
          several={variants > 1}
        />
      )}
    </div>
  );
}
