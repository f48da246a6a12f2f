/** The panel over a history as long as its address says, `?iterations=5000`, to open its versions in. */

import { demoSession } from "../../js/demo/session";
import { mountStudio } from "../../js/studio/mount";

declare global {
  interface Window {
    /** Milliseconds from the click that opens all versions to the frame that has them. */
    openTree: () => Promise<number>;
    closeTree: () => void;
    /** Elements that the list is made of. */
    treeElements: () => number;
  }
}

const host = document.createElement("div");
host.style.width = "640px";
document.body.append(host);

const iterations = Number(new URLSearchParams(location.search).get("iterations") ?? 50);
mountStudio(host, await demoSession({ iterations, branches: true }));
const root = host.firstElementChild?.shadowRoot as ShadowRoot;
const tab = () => root.querySelector<HTMLElement>("#tab-versions");
const rows = () => root.querySelectorAll(".tree-row").length;

const painted = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  });

window.openTree = async () => {
  const began = performance.now();
  tab()?.click();
  do await painted();
  while (rows() === 0);
  return performance.now() - began;
};
window.closeTree = () => tab()?.click();
window.treeElements = () => root.querySelectorAll(".tree-list *").length;
