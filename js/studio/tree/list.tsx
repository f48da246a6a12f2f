/** The rows that are in sight, and the keys that walk through all of them. */

import {
  type ReadonlySignal,
  type Signal,
  useComputed,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Mark, Version } from "../../contract";
import type { Session } from "../session";
import type { History } from "../timeline/history";
import { lookAt } from "../timeline/looking";
import { texts } from "../words/texts";
import { widthOf } from "./graph";
import type { LaneRow } from "./lanes";
import { NameField } from "./name-field";
import { Row, rowId } from "./row";
import type { Versions } from "./versions";
import { ROW_PIXELS, scrolledTo, windowOf } from "./window";

/** After the last scroll: then what is in sight is met, so that looking at it is instant. */
const REST_MILLISECONDS = 120;

/** Of a row's picture, and what is free around it. */
const PICTURE_PIXELS = 50;

interface ListProps {
  session: Session;
  history: History;
  tree: Versions;
  list: RefObject<HTMLDivElement | null>;
  /** Those that are looked for. */
  rows: ReadonlySignal<readonly Version[]>;
  /** Of all that were read, whether looked for or not. */
  lanes: ReadonlySignal<readonly LaneRow[]>;
  filtered: ReadonlySignal<boolean>;
  /** Of rows, read or not. */
  count: number;
  /** Whose name is being typed. */
  naming: Signal<string | null>;
  onMark(id: string, changes: Partial<Mark>): Promise<boolean>;
}

export function List(props: ListProps) {
  const { session, history, tree, list, rows, lanes, filtered, count, naming, onMark } = props;
  const frame = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(0);
  /** What the arrow keys came to. */
  const reached = useSignal("");
  const { head, marks, iteration_count, off_line_count } = session.state.value;
  const viewing = session.viewing.value || head;
  const all = rows.value;
  const { first, last } = windowOf(top.value, height.value, count);
  const drawn = all.slice(first, last);
  const indexOf = (id: string) => all.findIndex(({ created_at }) => created_at === id);

  useLayoutEffect(() => {
    const element = frame.current as HTMLDivElement;
    const sizes = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    sizes.observe(element);
    height.value = element.clientHeight;
    return () => sizes.disconnect();
  }, []);
  // Whoever opens it sees where they stand.
  useLayoutEffect(() => {
    const number = history.find(viewing)?.number ?? 0;
    const index = filtered.peek() ? indexOf(viewing) : iteration_count + off_line_count - number;
    if (number > 0 && index >= 0) scrollTo(index);
  }, [viewing]);
  const scrollTo = (index: number) => {
    if (!frame.current) return;
    frame.current.scrollTop = scrolledTo(
      index,
      frame.current.scrollTop,
      frame.current.clientHeight,
    );
    top.value = frame.current.scrollTop;
  };
  useSignalEffect(() => {
    const window = windowOf(top.value, height.value, tree.total.value);
    if (!filtered.value) void tree.read(window.last);
  });
  const seen = useComputed(() => {
    const window = windowOf(top.value, height.value, rows.value.length);
    return rows.value.slice(window.first, window.last).map(({ created_at }) => created_at);
  });
  useSignalEffect(() => {
    const ids = seen.value;
    const rest = setTimeout(() => void history.meet(ids), REST_MILLISECONDS);
    return () => clearTimeout(rest);
  });

  const look = (id: string) => {
    reached.value = id;
    lookAt(session, id);
  };
  const go = (index: number) => {
    const next = all[Math.max(0, Math.min(index, all.length - 1))];
    if (!next) return;
    reached.value = next.created_at;
    scrollTo(indexOf(next.created_at));
  };
  const star = (id: string) => void onMark(id, { starred: !marks[id]?.starred });
  const at = [reached.value, viewing].find((id) => indexOf(id) >= 0) ?? all[0]?.created_at ?? "";
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const index = indexOf(at);
    const page = Math.max(1, Math.floor(height.peek() / ROW_PIXELS) - 1);
    const steps: Record<string, () => void> = {
      ArrowDown: () => go(index + 1),
      ArrowUp: () => go(index - 1),
      PageDown: () => go(index + page),
      PageUp: () => go(index - page),
      Home: () => go(0),
      // As far as was read: the rest comes while one is on the way.
      End: () => go(all.length - 1),
      Enter: () => look(at),
      " ": () => look(at),
      ...(!session.readOnly && {
        F2: () => {
          reached.value = at;
          naming.value = at;
        },
        s: () => star(at),
      }),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };
  const touched = ({ target }: Event) =>
    target instanceof Element ? target.closest<HTMLElement>(".tree-row")?.dataset.id : undefined;
  const named = naming.value === null ? -1 : indexOf(naming.value);
  const columns = useComputed(() =>
    filtered.value ? 1 : 1 + lanes.value.reduce((most, row) => Math.max(most, widest(row)), 0),
  );
  const laneOf = (version: Version): LaneRow | undefined => {
    const place = (tree.rows.value[0]?.number ?? 0) - version.number;
    const lane = lanes.value[tree.rows.value[place] === version ? place : -1];
    return lane && filtered.value
      ? { ...lane, column: 0, up: null, down: null, joins: [], through: [] }
      : lane;
  };
  return (
    <div
      ref={frame}
      class="tree-frame"
      onScroll={(event) => {
        top.value = event.currentTarget.scrollTop;
      }}
    >
      <div
        ref={list}
        class="tree-list"
        role="listbox"
        tabIndex={0}
        aria-label={texts.versions.list}
        aria-description={session.readOnly ? undefined : texts.versions.keys}
        aria-activedescendant={drawn.some((each) => each.created_at === at) ? rowId(at) : undefined}
        style={{ height: `${count * ROW_PIXELS}px` }}
        onKeyDown={press}
        onClick={(event) => {
          const id = touched(event);
          const starred = event.target instanceof Element && event.target.closest("[data-star]");
          if (id && starred && !session.readOnly) star(id);
          else if (id) look(id);
        }}
        onDblClick={(event) => {
          const id = touched(event);
          if (id && !session.readOnly) naming.value = id;
        }}
      >
        {drawn.map((version, place) => (
          <Row
            key={version.created_at}
            version={version}
            index={first + place}
            count={count}
            lane={laneOf(version)}
            columns={columns.value}
            mark={marks[version.created_at]}
            head={version.created_at === head}
            looking={version.created_at === viewing}
            reached={version.created_at === at}
            session={session}
          />
        ))}
      </div>
      {named >= 0 && naming.value && (
        <NameField
          key={naming.value}
          version={all[named] as Version}
          name={marks[naming.value]?.name ?? ""}
          top={named * ROW_PIXELS}
          left={widthOf(columns.value) + PICTURE_PIXELS}
          onDone={(name) => {
            const id = naming.value;
            naming.value = null;
            list.current?.focus({ preventScroll: true });
            if (id && name !== null) void onMark(id, { name });
          }}
        />
      )}
    </div>
  );
}

function widest({ column, joins, through }: LaneRow): number {
  return Math.max(column, ...[...joins, ...through].map((line) => line.column));
}
