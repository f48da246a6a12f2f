/**
 * The whole history as a graph, newest at the top: search it, look at any version, name and star them,
 * go on from one.
 */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Place } from "../place";
import { Icon } from "../style/icons";
import { useAttempts } from "../words/attempt";
import { Failure } from "../words/failure";
import { texts } from "../words/texts";
import { titleOf } from "../words/title";
import { useAhead } from "./ahead";
import { Foot } from "./foot";
import { lanesOf } from "./lanes";
import { List } from "./list";
import { matching, Versions } from "./versions";

export function Tree({ session, history, shown }: Place) {
  const tree = useMemo(() => new Versions(session), [session]);
  useSignalEffect(() => tree.follow());
  useAhead(session, tree);
  const { attempt, failure, dismiss } = useAttempts(session);
  const words = useSignal("");
  const starred = useSignal(false);
  const naming = useSignal<string | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const filtered = useComputed(() => words.value.trim() !== "" || starred.value);
  const found = useComputed(() =>
    matching(
      tree.rows.value,
      { words: words.value, starred: starred.value },
      session.state.value.marks,
      titleOf,
    ),
  );
  const lanes = useComputed(() => lanesOf(tree.rows.value, session.state.value.head));
  // What is looked for can be anywhere.
  useSignalEffect(() => {
    if (filtered.value) void tree.read(tree.total.value);
  });

  const all = tree.total.value;
  const count = filtered.value ? found.value.length : all;
  const reading = filtered.value && tree.rows.value.length < all && tree.reading.value;
  const { versions } = texts;
  const said = filtered.value
    ? (reading ? versions.searching : versions.found)(count, all)
    : versions.count(all);
  const none = filtered.value
    ? words.value.trim()
      ? versions.noneFound
      : versions.noneStarred
    : versions.none;
  const mark = (id: string, changes: { name?: string; starred?: boolean }) =>
    attempt(() => session.mark(id, changes));
  const trouble = failure.value ?? tree.failure.value;
  return (
    <div class="tree">
      <div class="tree-search">
        <input
          type="search"
          value={words.value}
          placeholder={versions.searchHint}
          aria-label={versions.search}
          onInput={(event) => {
            words.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") list.current?.focus();
            else if (event.key !== "Escape" || words.value === "") return;
            else words.value = "";
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        <button
          type="button"
          class={starred.value ? "tool starred" : "tool"}
          title={versions.starredOnly}
          aria-label={versions.starredOnly}
          aria-pressed={starred.value}
          onClick={() => {
            starred.value = !starred.value;
          }}
        >
          <Icon name="star" />
        </button>
        <p class="quiet" role="status">
          {said}
        </p>
      </div>
      {count > 0 ? (
        <List
          session={session}
          history={history}
          tree={tree}
          list={list}
          rows={found}
          lanes={lanes}
          filtered={filtered}
          count={count}
          naming={naming}
          onMark={mark}
        />
      ) : (
        <p class="tree-none quiet">{!reading && none}</p>
      )}
      {trouble && (
        <Failure
          told={trouble}
          onDismiss={() => {
            dismiss();
            tree.failure.value = null;
          }}
        />
      )}
      <Foot
        session={session}
        tree={tree}
        lanes={lanes}
        shown={shown}
        naming={naming}
        attempt={attempt}
        onMark={mark}
      />
    </div>
  );
}
