/** The whole panel, and the viewer by itself. */

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { ModelSource } from "../../contract";
import type { ModelView } from "../../viewer/model-view";
import { type Compared, labelOf } from "../compare/compared";
import { OverStage } from "../compare/over-stage";
import { ViewerPair } from "../compare/viewer-pair";
import { Inspector } from "../inspector/inspector";
import { SECTIONS } from "../inspector/sections";
import { useTouch } from "../parts/touch";
import { Examples } from "../prompt/examples";
import { PromptBox } from "../prompt/prompt-box";
import { isBusy, type Session } from "../session";
import type { Fact } from "../stage/diagnostics";
import { Stage } from "../stage/stage";
import { StatusCard } from "../status/status-card";
import { Delivered } from "../take/delivered";
import { History } from "../timeline/history";
import { useLooking } from "../timeline/looking";
import { sourceOf } from "../timeline/model-source";
import { Timeline } from "../timeline/timeline";
import type { Viewer } from "../viewer";
import { texts } from "../words/texts";
import { Announcement } from "./announcement";
import { type Bounds, type Fitting, useFitting } from "./fitting";
import { useForgetDiscarded } from "./forget";

const STUDIO: Bounds = { least: 320, most: 900 };
const VIEWER: Bounds = { least: 240, most: 480 };

/** From here on there is room for a column beside the stage. */
const WIDE_PIXELS = 800;
/** Below, a column beside the stage would hold the prompt and little else. */
const WIDE_LEAST_PIXELS = 380;
const LOW_PIXELS = 440;

export function Panel({ session }: { session: Session }) {
  const history = useMemo(() => new History(session), [session]);
  const { shown } = history;
  useLooking(session, history);
  const source = useComputed<ModelSource | null>(() =>
    shown.value ? sourceOf(shown.value) : null,
  );
  // Turning the timeline's pages forth or back is what comes next, most likely.
  const neighbours = useComputed<ModelSource[]>(() => {
    const line = history.line.value;
    const at = line.findIndex(({ created_at }) => created_at === shown.value?.created_at);
    if (at < 0) return [];
    return [line[at - 1], line[at + 1]].flatMap((each) => (each && sourceOf(each)) ?? []);
  });
  // Of the version on screen: another backend may have made it than the one that works now.
  const compared = useSignal<Compared | null>(null);
  const label = useComputed(
    () => labelOf(shown.value, compared.value, history) ?? session.label.value,
  );
  const own = useSignal<ModelView | null>(null);
  const view = session.view ?? own;
  const parts = useTouch(view, session);
  const fault = useSignal<Fact | null>(null);
  const place = { session, history, shown, view, compared, parts, fault };
  useForgetDiscarded(session);
  const panel = useRef<HTMLElement>(null);
  const fitting = useFitting(panel, STUDIO);
  const wide = useComputed(
    () =>
      SECTIONS.length > 0 &&
      fitting.width.value >= WIDE_PIXELS &&
      fitting.height.value >= WIDE_LEAST_PIXELS,
  );
  const lifted = useSignal(false);
  const prompt = useSignal("");
  const area = useRef<HTMLTextAreaElement>(null);
  const low = session.height.value === "auto" && fitting.height.value < LOW_PIXELS;
  const kinds = { wide: wide.value, low, lifted: lifted.value };
  return (
    <section
      ref={panel}
      class={classOf(kinds)}
      style={heightOf(session.height, fitting)}
      aria-label={texts.panel.studio(session.state.value.session)}
    >
      <Stage
        source={source}
        look={session}
        camera={session.camera}
        memoryBudget={session.memoryBudget}
        neighbours={neighbours}
        label={label}
        motion={session.motion}
        channel={session.channel}
        connected={session.readOnly ? undefined : session.connected}
        keepPicture={session.keepPicture}
        thumbnails
        view={view}
        fault={fault}
        foot={
          !session.readOnly && (
            <>
              {isIdle(session) && (
                <Examples
                  session={session}
                  onPick={(example) => {
                    prompt.value = example;
                    area.current?.focus();
                  }}
                />
              )}
              <Delivered
                session={session}
                iteration={shown.value}
                roles={["delivered"]}
                label={texts.delivered.label}
              />
              <StatusCard session={session} />
            </>
          )
        }
      >
        <OverStage {...place} />
      </Stage>
      <Inspector place={place} beside={wide} over={lifted} />
      <Timeline session={session} history={history} />
      {!session.readOnly && (
        <>
          <Announcement session={session} />
          <PromptBox session={session} history={history} text={prompt} area={area} />
        </>
      )}
    </section>
  );
}

/** Nothing was made, and nothing is on its way or left to be decided, which takes all the room. */
function isIdle({ state, status }: Session): boolean {
  return !state.value.head && !isBusy(status.value) && !status.value.recoverable;
}

export function LoneViewer({ viewer }: { viewer: Viewer }) {
  const panel = useRef<HTMLElement>(null);
  const fitting = useFitting(panel, VIEWER);
  const own = useSignal<ModelView | null>(null);
  const view = viewer.view ?? own;
  useTouch(view, viewer);
  return (
    <section
      ref={panel}
      class="panel alone"
      style={heightOf(viewer.height, fitting)}
      aria-label={texts.panel.viewer}
    >
      <Stage {...viewer} look={viewer} view={view}>
        {viewer.pair && <ViewerPair viewer={viewer} pair={viewer.pair} view={view} />}
      </Stage>
    </section>
  );
}

function classOf(kinds: Record<string, boolean>): string {
  return ["panel", ...Object.keys(kinds).filter((kind) => kinds[kind])].join(" ");
}

/** A number is the stage's own height; the panel is then as high as it comes to. */
function heightOf(height: ReadonlySignal<number | "auto">, { room }: Fitting) {
  return height.value === "auto"
    ? { "--height": `${room.value}px` }
    : { "--stage-height": `${height.value}px` };
}
