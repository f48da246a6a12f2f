/** The whole panel, and the viewer by itself. */

import { useComputed, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { ModelSource } from "../../contract";
import type { ModelView } from "../../viewer/model-view";
import { type Compared, labelOf } from "../compare/compared";
import { OverStage } from "../compare/over-stage";
import { ViewerPair } from "../compare/viewer-pair";
import { Inspector } from "../inspector/inspector";
import { PromptBox } from "../prompt/prompt-box";
import type { Session } from "../session";
import type { Fact } from "../stage/diagnostics";
import { Stage } from "../stage/stage";
import { StatusCard } from "../status/status-card";
import { Delivered } from "../timeline/delivered";
import { History } from "../timeline/history";
import { useLooking } from "../timeline/looking";
import { sourceOf } from "../timeline/model-source";
import { Timeline } from "../timeline/timeline";
import type { Viewer } from "../viewer";
import { Announcement } from "./announcement";
import { useForgetDiscarded } from "./forget";

const EMPTY_PIXELS = 240;

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
  // With nothing to show yet, the prompt box is what should be in view.
  const height = useComputed(() =>
    shown.value ? session.height.value : Math.min(session.height.value, EMPTY_PIXELS),
  );
  const own = useSignal<ModelView | null>(null);
  const view = session.view ?? own;
  const fault = useSignal<Fact | null>(null);
  const place = { session, history, shown, view, compared, fault };
  useForgetDiscarded(session);
  return (
    <section class="panel" aria-label={`Studio: ${session.state.value.session}`}>
      <Stage
        source={source}
        look={session}
        camera={session.camera}
        height={height}
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
      >
        <OverStage {...place} />
      </Stage>
      <Inspector {...place} />
      <Timeline session={session} history={history} />
      {!session.readOnly && (
        <>
          <Delivered session={session} iteration={shown.value} />
          <Announcement session={session} />
          <StatusCard session={session} />
          <PromptBox session={session} history={history} />
        </>
      )}
    </section>
  );
}

export function LoneViewer({ viewer }: { viewer: Viewer }) {
  const own = useSignal<ModelView | null>(null);
  const view = viewer.view ?? own;
  return (
    <section class="panel" aria-label="3D viewer">
      <Stage {...viewer} look={viewer} view={view}>
        {viewer.pair && <ViewerPair viewer={viewer} pair={viewer.pair} view={view} />}
      </Stage>
    </section>
  );
}
