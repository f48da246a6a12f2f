/** What there is to know of the version on the stage: its shape, its file, and how it was made. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { factsOf } from "../../viewer/facts/facts";
import { countEdges, type Watertight } from "../../viewer/facts/watertight";
import { Choice } from "../look/choice";
import type { Place } from "../place";
import { Diagnostics } from "../stage/diagnostics";
import { copied } from "../words/copied";
import { texts } from "../words/texts";
import { HeightField } from "./height-field";
import { asText, fileRows, madeRows, type Row, shapeRows } from "./model-facts";
import { useModel } from "./use-model";

const words = texts.facts;

const UNITS = { mm: words.millimetres, in: words.inches };

export function FactsSection(place: Place) {
  const { session, shown, view, fault } = place;
  const model = useModel(view);
  const facts = useComputed(() => model.value && factsOf(model.value));
  const edges = useSignal<Watertight | null>(null);
  const said = useSignal("");
  const list = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    edges.value = null;
    said.value = "";
    const counted = model.value;
    if (!counted) return;
    const until = new AbortController();
    countEdges(counted, until.signal).then(
      (found) => {
        edges.value = found;
      },
      () => {},
    );
    return () => until.abort();
  });

  const units = session.units.value;
  const iteration = shown.value;
  const groups: [string, Row[]][] = [
    ...((facts.value
      ? [
          [words.shape, shapeRows(facts.value, edges.value, units)],
          [words.file, fileRows(facts.value)],
        ]
      : []) as [string, Row[]][]),
    ...((iteration ? [[words.made, madeRows(iteration)]] : []) as [string, Row[]][]),
  ];
  const copy = async () => {
    said.value = await copied(asText(groups.flatMap(([, rows]) => rows)), list.current);
  };
  return (
    <div class="facts">
      <div class="facts-tools">
        <Choice
          legend={words.units}
          quiet
          values={["mm", "in"]}
          words={UNITS}
          value={units}
          onChoose={(chosen) => {
            session.units.value = chosen;
          }}
        />
        <button
          type="button"
          class="button"
          aria-pressed={session.ruler.value}
          onClick={() => {
            session.ruler.value = !session.ruler.value;
          }}
        >
          {words.ruler}
        </button>
      </div>
      {!session.readOnly && iteration && facts.value && (
        <HeightField session={session} parent={iteration.created_at} metres={facts.value.size[1]} />
      )}
      {groups.length === 0 && <p class="quiet">{words.none}</p>}
      <div ref={list}>
        {groups.map(([title, rows]) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(({ name, value, more = [] }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    {value}
                    {more.map((each, index) => (
                      <p class="quiet" key={index}>
                        {each}
                      </p>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div class="facts-foot">
        {groups.length > 0 && (
          <button type="button" class="button" onClick={copy}>
            {words.copy}
          </button>
        )}
        <Diagnostics
          label={words.diagnostics}
          connected={session.readOnly ? undefined : session.connected}
          model={() => fault.peek()}
        />
        <span class="quiet" role="status">
          {said.value}
        </span>
      </div>
    </div>
  );
}
