/** Every text of the panel, so that it can be translated: a table for each part. */

import { inspector } from "./texts/inspector";
import { layout } from "./texts/layout";

export const texts = { inspector, layout };
