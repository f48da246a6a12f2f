/** What the page lends the viewer and what it does not: for whoever wonders, or asks for help. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { REVISION } from "three";
import { type StorageReport, storageReport } from "../../cache/ladder";
import { cacheStatistics } from "../../cache/model-cache";
import { drawnBy, viewerStatistics } from "../../viewer/renderer";
import { Icon } from "../style/icons";
import { copied } from "../words/copied";
import type { Told } from "../words/format";
import { texts } from "../words/texts";

/** What a row of the list says, and why it is not better. */
export interface Fact {
  name: string;
  value: string;
  reasons: string[];
}

const words = texts.diagnostics;

const MODULES = "prodwidget-modules";
const DIGEST_CHARACTERS = 12;
const REFRESH_MILLISECONDS = 1000;

/** What became of the file on the stage; none where it is shown as it is. */
export function modelFact(failure: Told | null, reason: string, notes: string[]): Fact | null {
  if (failure) return fact(words.model, failure.message, reason ? [reason] : []);
  return notes.length > 0 ? fact(words.model, words.notAsInFile, notes) : null;
}

/** Everything there is to know now. `connected` is null where no kernel is needed. */
export function facts(connected: boolean | null, model: Fact | null = null): Fact[] {
  const { views, contexts, frames, geometries, textures } = viewerStatistics();
  const { hits, networkFetches, channelFetches, outstanding } = cacheStatistics();
  return [
    ...(model ? [model] : []),
    ...storage(storageReport()),
    fact(words.hits, words.hitsOf(hits)),
    fact(words.fetched, words.fetchedFrom(networkFetches, channelFetches)),
    fact(words.addresses, String(outstanding)),
    fact(words.drawnBy, drawnBy() ?? words.nothingYet),
    fact(words.drawn, words.drawnOf(frames, views)),
    fact(words.gpu, words.onGpu(contexts, geometries, textures)),
    fact(
      words.kernel,
      connected === null ? words.notNeeded : connected ? words.answers : words.doesNotAnswer,
    ),
    page(),
    fact(words.frontEnd, moduleDigests() || words.development),
    fact(words.three, REVISION),
    fact(words.browser, navigator.userAgent),
  ];
}

const fact = (name: string, value: string, reasons: string[] = []): Fact => ({
  name,
  value,
  reasons,
});

/** A row for each store; why it is no better one is said once. */
function storage(reports: StorageReport[]): Fact[] {
  const order = Object.keys(words.kept);
  const rows = reports
    .toSorted((a, b) => order.indexOf(a.namespace) - order.indexOf(b.namespace))
    .map(kept);
  return rows.map((row, index) =>
    String(row.reasons) === String(rows[index - 1]?.reasons) ? { ...row, reasons: [] } : row,
  );
}

function kept({ namespace, store, skipped, trouble }: StorageReport): Fact {
  const reasons = skipped.map(({ name, reason }) => words.notIn(name, reason));
  if (trouble) reasons.push(words.lastTrouble(trouble));
  const place = store === "memory" ? words.inMemory : store;
  return fact(words.kept[namespace] ?? namespace, place, reasons);
}

function page(): Fact {
  const missing = [
    ...(isSecureContext ? [] : [words.notSecure]),
    ...(origin === "null" ? [words.sandboxed] : []),
    ...("Worker" in globalThis ? [] : [words.noWorkers]),
  ];
  return fact(words.page, missing.length > 0 ? words.restricted : words.unrestricted, missing);
}

function moduleDigests(): string {
  const modules: Map<string, unknown> | undefined = Reflect.get(globalThis, MODULES);
  return [...(modules?.keys() ?? [])]
    .map((digest) => digest.slice(0, DIGEST_CHARACTERS))
    .join(", ");
}

/** The facts as lines of text, to be pasted. */
export function asText(list: Fact[]): string {
  return list
    .map(({ name, value, reasons }) =>
      [words.fact(name, value), ...reasons.map((reason) => `  ${reason}`)].join("\n"),
    )
    .join("\n");
}

interface DiagnosticsProps {
  connected: ReadonlySignal<boolean> | undefined;
  /** What there is to say of the model on the stage. */
  model: () => Fact | null;
  label?: string;
}

/** A button with an icon, or with words where there is a label. */
export function Diagnostics({ connected, model, label }: DiagnosticsProps) {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    open.value = false;
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={label ? "link" : "tool"}
        title={words.label}
        aria-label={label ?? words.label}
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {label ?? <Icon name="info" />}
      </button>
      {open.value && <Sheet connected={connected} model={model} onClose={close} />}
    </>
  );
}

function Sheet(props: DiagnosticsProps & { onClose: () => void }) {
  const read = () => facts(props.connected ? props.connected.value : null, props.model());
  const list = useSignal(read());
  const said = useSignal("");
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => sheet.current?.focus(), []);
  useEffect(() => {
    const timer = setInterval(() => {
      list.value = read();
    }, REFRESH_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);

  const copy = async () => {
    said.value = await copied(asText(list.value), sheet.current);
  };
  return (
    <div
      ref={sheet}
      class="diagnostics"
      role="dialog"
      aria-label={words.label}
      tabIndex={-1}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") props.onClose();
      }}
    >
      <dl>
        {list.value.map(({ name, value, reasons }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value}
              {reasons.map((reason) => (
                <p class="quiet" key={reason}>
                  {reason}
                </p>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div class="diagnostics-foot">
        <button type="button" class="button" onClick={copy}>
          {words.copy}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.close}
        </button>
        <span class="quiet" role="status">
          {said.value}
        </span>
      </div>
    </div>
  );
}
