/** Every text of the panel, so that it can be translated: a table for each part. */

import { compare } from "./texts/compare";
import { inspector } from "./texts/inspector";
import { take } from "./texts/take";
import { versions } from "./texts/versions";

export const texts = { compare, inspector, take, versions };
