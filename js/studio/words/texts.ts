/** Every text of the panel, so that it can be translated: a table for each part. */

import { compare } from "./texts/compare";
import { inspector } from "./texts/inspector";
import { motion } from "./texts/motion";
import { parts } from "./texts/parts";
import { take } from "./texts/take";

export const texts = { compare, inspector, motion, parts, take };
