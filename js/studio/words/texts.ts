/** Every text of the panel, so that it can be translated: a table for each part. */

import { compare } from "./texts/compare";
import { facts } from "./texts/facts";
import { inspector } from "./texts/inspector";
import { layout } from "./texts/layout";
import { light } from "./texts/light";
import { motion } from "./texts/motion";
import { parts } from "./texts/parts";
import { take } from "./texts/take";
import { versions } from "./texts/versions";

export const texts = {
  compare,
  facts,
  inspector,
  layout,
  light,
  motion,
  parts,
  take,
  versions,
};
