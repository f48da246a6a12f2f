/** The whole panel, and the viewer by itself. */

import { useComputed } from "@preact/signals";
import type { ModelSource } from "../contract";
import { sourceOf } from "./format";
import type { Viewer } from "./mount";
import { PromptBox } from "./prompt-box";
import type { Session } from "./session";
import { Stage } from "./stage";
import { StatusCard } from "./status-card";
import { Timeline } from "./timeline";

export function Panel({ session }: { session: Session }) {
  const source = useComputed<ModelSource | null>(() => {
    const { iterations, off_line, head } = session.state.value;
    const wanted = session.viewing.value || head;
    const found =
      [...iterations, ...off_line].find((each) => each.created_at === wanted) ?? iterations.at(-1);
    return found ? sourceOf(found) : null;
  });
  return (
    <section class="panel" aria-label={`Studio: ${session.state.value.session}`}>
      <Stage
        source={source}
        lighting={session.lighting}
        background={session.background}
        wireframe={session.wireframe}
        camera={session.camera}
        height={session.height}
        label={session.label}
        channel={session.channel}
        thumbnails
      />
      <Timeline session={session} />
      <StatusCard session={session} />
      <PromptBox session={session} />
    </section>
  );
}

export function LoneViewer({ viewer }: { viewer: Viewer }) {
  return (
    <section class="panel" aria-label="3D viewer">
      <Stage {...viewer} />
    </section>
  );
}
