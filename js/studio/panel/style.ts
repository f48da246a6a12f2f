/** The style of the whole panel: one sheet a part, in the order in which they cascade. */

import compare from "../compare/compare.css?inline";
import facts from "../facts/facts.css?inline";
import inspector from "../inspector/inspector.css?inline";
import look from "../look/look.css?inline";
import motion from "../motion/motion.css?inline";
import parts from "../parts/parts.css?inline";
import examples from "../prompt/examples.css?inline";
import pictures from "../prompt/pictures.css?inline";
import popover from "../prompt/popover.css?inline";
import prompt from "../prompt/prompt-box.css?inline";
import shapeSwitch from "../prompt/shape-switch.css?inline";
import diagnostics from "../stage/diagnostics.css?inline";
import stage from "../stage/stage.css?inline";
import lost from "../status/lost.css?inline";
import previews from "../status/previews.css?inline";
import status from "../status/status-card.css?inline";
import base from "../style/base.css?inline";
import controls from "../style/controls.css?inline";
import forcedColours from "../style/forced-colours.css?inline";
import take from "../take/take.css?inline";
import timeline from "../timeline/timeline.css?inline";
import tree from "../tree/tree.css?inline";
import panel from "./panel.css?inline";

export const css = [
  base,
  controls,
  panel,
  inspector,
  stage,
  motion,
  diagnostics,
  compare,
  timeline,
  tree,
  take,
  status,
  previews,
  lost,
  prompt,
  examples,
  shapeSwitch,
  pictures,
  parts,
  popover,
  look,
  facts,
  forcedColours,
].join("\n");
