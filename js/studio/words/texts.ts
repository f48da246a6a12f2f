/** Every text of the panel, so that it can be translated: a table for each part. */

import { compare } from "./texts/compare";
import { inspector } from "./texts/inspector";
import { parts } from "./texts/parts";

export const texts = { compare, inspector, parts };
