/** The viewer of this package, as `ModelViewer` shows it. */

import { signal } from "@preact/signals";
import type { CameraState, ModelSource } from "../../js/contract";
import { PlainLook } from "../../js/studio/look/look-signals";
import { mountViewer } from "../../js/studio/mount";
import { untold } from "../../js/studio/parts/touch";
import type { ComparisonMode } from "../../js/viewer/compare/comparison";
import { viewerStatistics } from "../../js/viewer/renderer";
import { begin, budget, compared, hosts } from "./page";

const viewers = hosts.map((host) => {
  const viewer = {
    source: signal<ModelSource | null>(null),
    ...new PlainLook(),
    camera: signal<CameraState | null>(null),
    height: signal(host.clientHeight),
    memoryBudget: signal(budget ?? 256),
    label: signal(""),
    ...(compared && {
      pair: {
        other: signal<ModelSource | null>({ id: "compared", url: compared }),
        mode: signal<ComparisonMode>("wipe"),
        position: signal(0.5),
      },
    }),
    ...untold(),
    channel: () => Promise.reject(new Error("This page has no kernel.")),
  };
  mountViewer(host, viewer);
  return viewer;
});

void begin({
  show: async (url, at = 0) => {
    const viewer = viewers[at];
    if (!viewer) return;
    const id = url.replace(/\W+/g, "-");
    viewer.source.value = { id, url };
    const root = hosts[at]?.querySelector(".prodwidget")?.shadowRoot;
    await new Promise<void>((resolve) => {
      const look = () =>
        root?.querySelector<HTMLElement>(".model-view")?.dataset.shown === id &&
        (!compared || viewerStatistics().residents > 1)
          ? resolve()
          : setTimeout(look, 20);
      look();
    });
  },
  turn: (at) => {
    const root = hosts[at]?.querySelector(".prodwidget")?.shadowRoot;
    root
      ?.querySelector(".model-view")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  },
  statistics: viewerStatistics,
});
