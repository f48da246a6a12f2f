/** Every iteration as a card: one click looks at it, a second step rewinds, and a rewind is undone. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { clearCachedModel } from "../cache/model-cache";
import { clearThumbnail } from "../cache/thumbnail-cache";
import type { Iteration } from "../contract";
import { seconds, told } from "./format";
import { Icon } from "./icons";
import type { Session } from "./session";
import { thumbnailOf } from "./thumbnails";

const PAGE = 24;

export function Timeline({ session }: { session: Session }) {
  const state = session.state.value;
  const earlier = useSignal<Iteration[]>([]);
  const failure = useSignal("");
  const list = useRef<HTMLOListElement>(null);
  const first = state.iteration_count - state.iterations.length;
  // Pages read before a rewind or a new product may no longer be of this line.
  const root = state.iterations[0]?.parent ?? "";
  const page = earlier.value.at(-1)?.created_at === root ? earlier.value : [];
  const shown = [...page, ...state.iterations];
  const number = state.iteration_count - shown.length + 1;
  const viewing = session.viewing.value || state.head;

  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({
      block: "nearest",
      inline: "nearest",
    });
  }, [state.head]);

  const run = (work: () => Promise<void>) => {
    failure.value = "";
    work().catch((error) => {
      const { message, hint } = told(error);
      failure.value = `${message} ${hint}`;
    });
  };
  const rewind = (id: string) =>
    run(async () => {
      const discarded = shown.slice(shown.findIndex((each) => each.created_at === id) + 1);
      // First, so that a restore right after the rewind cannot have its model cleared.
      for (const each of discarded) {
        await clearCachedModel(each.created_at);
        await clearThumbnail(each.created_at);
      }
      await session.rewind(id);
      session.viewing.value = "";
    });
  const restore = (id: string) =>
    run(async () => {
      await session.restore(id);
      session.viewing.value = "";
    });

  if (state.iteration_count === 0 && state.off_line.length === 0) return null;
  const position = shown.findIndex((each) => each.created_at === viewing);
  const looking = viewing !== state.head && position >= 0;
  return (
    <section class="timeline" aria-label="Versions">
      {looking && (
        <div class="card looking">
          <p>
            Looking at version <strong>{number + position}</strong> of {state.iteration_count}
          </p>
          <button type="button" class="button" onClick={() => rewind(viewing)}>
            <Icon name="undo" /> Rewind to this
          </button>
          <button
            type="button"
            class="button"
            onClick={() => {
              session.viewing.value = "";
            }}
          >
            Back to newest
          </button>
        </div>
      )}
      <ol ref={list}>
        {first > page.length && (
          <li>
            <button
              type="button"
              class="iteration more"
              onClick={() =>
                run(async () => {
                  const stop = first - page.length;
                  earlier.value = [
                    ...(await session.page(Math.max(0, stop - PAGE), stop)),
                    ...page,
                  ];
                })
              }
            >
              {first - page.length} earlier
            </button>
          </li>
        )}
        {shown.map((iteration, index) => (
          <Card
            key={iteration.created_at}
            iteration={iteration}
            number={number + index}
            current={iteration.created_at === viewing}
            session={session}
            onPick={() => {
              session.viewing.value =
                iteration.created_at === state.head ? "" : iteration.created_at;
            }}
          />
        ))}
        {state.off_line.map((iteration) => (
          <li key={iteration.created_at} class="off-line">
            <button
              type="button"
              class="iteration"
              title={iteration.prompt}
              onClick={() => restore(iteration.created_at)}
            >
              <span class="picture restore">
                <Icon name="undo" />
                Restore
              </span>
              <span class="words">{iteration.prompt}</span>
            </button>
          </li>
        ))}
      </ol>
      {failure.value && (
        <p class="failure" role="alert">
          {failure.value}
        </p>
      )}
    </section>
  );
}

function Card(props: {
  iteration: Iteration;
  number: number;
  current: boolean;
  session: Session;
  onPick: () => void;
}) {
  const { iteration, number, current, session, onPick } = props;
  const picture = thumbnailOf(iteration, session.channel).value;
  return (
    <li>
      <button
        type="button"
        class="iteration"
        aria-current={current}
        title={iteration.prompt}
        onClick={onPick}
      >
        <span class="picture">{picture && <img src={picture} alt="" />}</span>
        <span class="words">
          <span class="number">{number}</span> {iteration.prompt}
        </span>
        <span class="quiet">{seconds(iteration.duration_seconds)}</span>
      </button>
    </li>
  );
}
