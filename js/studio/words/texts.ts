/** Every text of the panel, so that it can be translated: a table for each part. */

import { inspector } from "./texts/inspector";
import { versions } from "./texts/versions";

export const texts = { inspector, versions };
