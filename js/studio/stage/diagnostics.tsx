/** What the page lends the viewer and what it does not: for whoever wonders, or asks for help. */

import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { REVISION } from "three";
import { type StorageReport, storageReport } from "../../cache/ladder";
import { cacheStatistics } from "../../cache/model-cache";
import { drawnBy, viewerStatistics } from "../../viewer/renderer";
import { Icon } from "../style/icons";
import type { Told } from "../words/format";

/** What a row of the list says, and why it is not better. */
export interface Fact {
  name: string;
  value: string;
  reasons: string[];
}

const MODULES = "prodwidget-modules";
const DIGEST_CHARACTERS = 12;
const REFRESH_MILLISECONDS = 1000;

/** What became of the file on the stage; none where it is shown as it is. */
export function modelFact(failure: Told | null, reason: string, notes: string[]): Fact | null {
  if (failure) return fact("This model", failure.message, reason ? [reason] : []);
  return notes.length > 0 ? fact("This model", "not shown as its file has it", notes) : null;
}

/** Everything there is to know now. `connected` is null where no kernel is needed. */
export function facts(connected: boolean | null, model: Fact | null = null): Fact[] {
  const { views, contexts, frames, geometries, textures } = viewerStatistics();
  const { hits, networkFetches, channelFetches, outstanding } = cacheStatistics();
  return [
    ...(model ? [model] : []),
    ...storage(storageReport()),
    fact("Read from there", `${hits} models`),
    fact("Fetched", `${networkFetches} from the network, ${channelFetches} from the kernel`),
    fact("Blob addresses in use", String(outstanding)),
    fact("Drawn by", drawnBy() ?? "nothing yet"),
    fact("Drawn", `${plural(frames, "frame")} of ${plural(views, "view")}`),
    fact(
      "On the GPU",
      `${plural(contexts, "context")}, ${geometries} geometries, ${plural(textures, "texture")}`,
    ),
    fact("Kernel", connected === null ? "not needed" : connected ? "answers" : "does not answer"),
    page(),
    fact("Front end", moduleDigests() || "development"),
    fact("three.js", REVISION),
    fact("Browser", navigator.userAgent),
  ];
}

const fact = (name: string, value: string, reasons: string[] = []): Fact => ({
  name,
  value,
  reasons,
});

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** What is kept under each namespace, in the order of the rows. */
const NAMES: Record<string, string> = {
  "product-models": "Models are kept in",
  "product-thumbnails": "Pictures are kept in",
  "product-lights": "Lights are kept in",
};

/** A row for each store; why it is no better one is said once. */
function storage(reports: StorageReport[]): Fact[] {
  const order = Object.keys(NAMES);
  const rows = reports
    .toSorted((a, b) => order.indexOf(a.namespace) - order.indexOf(b.namespace))
    .map(kept);
  return rows.map((row, index) =>
    String(row.reasons) === String(rows[index - 1]?.reasons) ? { ...row, reasons: [] } : row,
  );
}

function kept({ namespace, store, skipped, trouble }: StorageReport): Fact {
  const reasons = skipped.map(({ name, reason }) => `Not in ${name}: ${reason}`);
  if (trouble) reasons.push(`Last trouble: ${trouble}`);
  const place = store === "memory" ? "memory, until this page is closed" : store;
  return fact(NAMES[namespace] ?? namespace, place, reasons);
}

function page(): Fact {
  const missing = [
    ...(isSecureContext ? [] : ["It is not secure: open it by https, or on localhost."]),
    ...(origin === "null" ? ["It is sandboxed without an origin of its own."] : []),
    ...("Worker" in globalThis ? [] : ["It has no workers."]),
  ];
  return fact("Page", missing.length > 0 ? "restricted" : "unrestricted", missing);
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
      [`${name}: ${value}`, ...reasons.map((reason) => `  ${reason}`)].join("\n"),
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
        title="Diagnostics"
        aria-label={label ?? "Diagnostics"}
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
  const copied = useSignal("");
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => sheet.current?.focus(), []);
  useEffect(() => {
    const timer = setInterval(() => {
      list.value = read();
    }, REFRESH_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(asText(list.value));
      copied.value = "Copied.";
    } catch {
      // Frames need a permission that few hosts give; a selection can be copied anywhere.
      const selection = getSelection();
      if (sheet.current) selection?.selectAllChildren(sheet.current);
      copied.value = "This page may not copy: press Ctrl+C, or ⌘C.";
    }
  };
  return (
    <div
      ref={sheet}
      class="diagnostics"
      role="dialog"
      aria-label="Diagnostics"
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
          Copy
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          Close
        </button>
        <span class="quiet" role="status">
          {copied.value}
        </span>
      </div>
    </div>
  );
}
