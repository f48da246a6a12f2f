/** `<model-viewer>` with its own defaults. */

import "@google/model-viewer/dist/model-viewer.min.js";
import { begin, hosts } from "./page";

interface ModelViewerElement extends HTMLElement {
  src: string;
  cameraOrbit: string;
}

const viewers = hosts.map((host) => {
  const viewer = document.createElement("model-viewer") as ModelViewerElement;
  viewer.style.cssText = "width:100%;height:100%";
  viewer.setAttribute("camera-controls", "");
  viewer.setAttribute("interaction-prompt", "none");
  viewer.setAttribute("loading", "eager");
  host.append(viewer);
  return viewer;
});

void begin({
  show: (url, at = 0) =>
    new Promise((resolve) => {
      const viewer = viewers[at];
      if (!viewer) return resolve();
      viewer.addEventListener("load", () => resolve(), { once: true });
      viewer.src = url;
    }),
  turn: (at) => {
    const viewer = viewers[at];
    if (viewer) viewer.cameraOrbit = "20deg 75deg 105%";
  },
  statistics: () => ({
    contexts: 1,
    geometries: Number.NaN,
    textures: Number.NaN,
    programs: Number.NaN,
    frames: Number.NaN,
  }),
});
