/** Every text of the panel, so that it can be translated: a table for each part. */

import { clipboard } from "./texts/clipboard";
import { compare } from "./texts/compare";
import { delivered } from "./texts/delivered";
import { diagnostics } from "./texts/diagnostics";
import { facts } from "./texts/facts";
import { failures } from "./texts/failures";
import { inspector } from "./texts/inspector";
import { layout } from "./texts/layout";
import { light } from "./texts/light";
import { lost } from "./texts/lost";
import { motion } from "./texts/motion";
import { panel } from "./texts/panel";
import { parts } from "./texts/parts";
import { pictures } from "./texts/pictures";
import { prompt } from "./texts/prompt";
import { settings } from "./texts/settings";
import { stage } from "./texts/stage";
import { status } from "./texts/status";
import { surface } from "./texts/surface";
import { take } from "./texts/take";
import { undo } from "./texts/undo";
import { units } from "./texts/units";
import { versions } from "./texts/versions";

export const texts = {
  clipboard,
  compare,
  delivered,
  diagnostics,
  facts,
  failures,
  inspector,
  layout,
  light,
  lost,
  motion,
  panel,
  parts,
  pictures,
  prompt,
  settings,
  stage,
  status,
  surface,
  take,
  undo,
  units,
  versions,
};
